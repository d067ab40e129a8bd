//! Which instances can be played with the requests that the user permits, told before anything is sent.
//!
//! What is told here only spares requests: [`Session::send`](crate::target::Session::send) holds every one of them to it.

use serde_json::{Value, json};

use super::plan::Instance;
use crate::case::{Action, Call, Row, Shaped, Template};
use crate::check::NoVerdict;
use crate::target::Permitted;
use crate::wire::{Request, aws_json};

/// Why the instance cannot be played; `None` where all that it is known to send is permitted.
pub(super) fn forbidden(permitted: Permitted, instance: &Instance<'_>) -> Option<NoVerdict> {
    let word = permitted.word()?;
    let fault = |summary: String| {
        Some(NoVerdict {
            summary,
            help: Some("--allow-writes permits every call, also in an account of AWS".to_owned()),
        })
    };
    if !instance.case.needs.is_empty() {
        let why = "what the case needs would have to be made";
        return fault(format!("not begun, by --only {word}: {why}"));
    }
    for (at, step) in instance.case.steps.iter().enumerate() {
        let Action::Call(call) = &step.action else {
            continue;
        };
        let step = at + 1;
        let Some(request) = sketch(call, instance.row) else {
            let why = format!("what step {step} asks for is known only when it is sent");
            return fault(format!("not begun, by --only {word}: {why}"));
        };
        if let Err(error) = permitted.check(&request) {
            return fault(format!("step {step} is {error}"));
        }
    }
    None
}

/// The request of a call as far as [`Permitted::check`] looks at it; `None` where that is not known yet.
fn sketch(call: &Call, row: Option<&Row>) -> Option<Request> {
    let dry = call.input.as_ref().and_then(|input| dry_run(input, row));
    let body = dry.map_or_else(|| json!({}), |dry| json!({"DryRun": dry}));
    let mut request = aws_json::request("", call.operation.name(), body.to_string());
    let Some(wire) = &call.wire else {
        return Some(request);
    };
    if let Some(method) = &wire.method {
        request.method.clone_from(method);
    }
    if let Some(path) = &wire.path {
        text(path, row)?.clone_into(&mut request.target);
    }
    match &wire.target {
        Some(Some(target)) => request.headers.set("X-Amz-Target", text(target, row)?),
        Some(None) => request.headers.remove("X-Amz-Target"),
        None => {}
    }
    let framing = ["content-length", "transfer-encoding", "x-amz-target"];
    let framed = |name: &str| framing.iter().any(|it| name.eq_ignore_ascii_case(it));
    if wire.headers.iter().any(|(name, _)| framed(name)) {
        return None;
    }
    if wire.body.is_some() {
        // Whether that is dry is not looked into.
        request.body = b"{}".to_vec();
    }
    Some(request)
}

/// The value of the input's `DryRun`, where it is one that is known.
fn dry_run<'a>(input: &'a Template, row: Option<&'a Row>) -> Option<&'a Value> {
    match &input.shaped {
        Shaped::Map(members) => {
            let (_, value) = members.iter().find(|(name, _)| name == "DryRun")?;
            plain(value, row)
        }
        Shaped::Plain(value) => value.get("DryRun"),
        _ => None,
    }
}

fn text<'a>(template: &'a Template, row: Option<&'a Row>) -> Option<&'a str> {
    plain(template, row)?.as_str()
}

fn plain<'a>(template: &'a Template, row: Option<&'a Row>) -> Option<&'a Value> {
    match &template.shaped {
        Shaped::Plain(value) => Some(value),
        Shaped::Row(name) => {
            let mut values = row?.values.iter();
            let (_, value) = values.find(|(its, _)| its == name)?;
            match &value.shaped {
                Shaped::Plain(value) => Some(value),
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{CaseId, load_text};

    fn check(permitted: Permitted, body: &str, expected: Option<&str>) {
        let text = format!("requirement: A rule.\nevidence:\n  - kmspec-trial\n{body}");
        let id = CaseId::new("key/list/a").expect("a good id");
        let case = load_text(id, "cases/a.yaml", &text).unwrap_or_else(|errors| panic!("{errors}"));
        let told = Instance::of(&case)
            .iter()
            .find_map(|instance| forbidden(permitted, instance));
        let told = told.map(|fault| fault.summary);
        assert_eq!(told.as_deref(), expected, "{body}");
    }

    const OK: &str = "expect: {ok: {$open: true}}\n";

    #[test]
    fn what_would_write_is_found_before_it_begins() {
        let list = format!("steps:\n  - call: ListKeys\n    {OK}");
        let create = format!("{list}  - call: CreateKey\n    {OK}");
        check(Permitted::Reads, &list, None);
        check(Permitted::Everything, &create, None);
        check(
            Permitted::Reads,
            &create,
            Some("step 2 is not sent, by --only read: CreateKey may change something"),
        );
        let needs = format!("needs:\n  _key: {{role: key}}\n{list}");
        check(
            Permitted::DryRuns,
            &needs,
            Some("not begun, by --only dry-run: what the case needs would have to be made"),
        );
    }

    #[test]
    fn a_dry_run_is_known_by_its_input() {
        let sign = |dry: &str| {
            let rows = if dry.contains("$row") {
                "rows:\n  - {name: one, dry: true}\n  - {name: two, dry: true}\n"
            } else {
                ""
            };
            format!(
                "{rows}steps:\n  - call: Sign\n    input: {{KeyId: a, DryRun: {dry}}}\n    {OK}"
            )
        };
        let no = "step 1 is not sent, by --only dry-run: Sign may change something";
        check(Permitted::DryRuns, &sign("true"), None);
        check(Permitted::DryRuns, &sign("{$row: dry}"), None);
        check(Permitted::DryRuns, &sign("false"), Some(no));
        check(Permitted::DryRuns, &sign("'true'"), Some(no));
        let reads = "step 1 is not sent, by --only read: Sign may change something";
        check(Permitted::Reads, &sign("true"), Some(reads));
    }

    #[test]
    fn odd_requests_are_looked_at_as_they_are_sent() {
        let odd = |wire: &str| format!("steps:\n  - call: ListKeys\n    wire: {wire}\n    {OK}");
        check(
            Permitted::Reads,
            &odd("{target: TrentService.CreateKey}"),
            Some("step 1 is not sent, by --only read: CreateKey may change something"),
        );
        check(
            Permitted::Reads,
            &odd("{path: {$concat: [/, {$fresh: key_id}]}}"),
            Some("not begun, by --only read: what step 1 asks for is known only when it is sent"),
        );
        check(Permitted::Reads, &odd("{content_type: text/plain}"), None);
    }
}
