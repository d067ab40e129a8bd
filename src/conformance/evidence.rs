//! Trials of the corpus itself: no case demands more of AWS than its evidence tells, and none leaves harm behind.

use kmspec::case::{
    self, Action, Answer, Case, CaseId, Expect, Paint, Repeat, Shaped, Step, Template,
};
use libtest_mimic::{Failed, Trial};

/// What is wrong with a case.
type Check = fn(&Case) -> Vec<String>;

/// Errors that nobody has seen KMS send, though every sister service has them: never the only one that passes.
const SISTERS_ONLY: &[&str] = &[
    "IncompleteSignatureException",
    "MissingAuthenticationTokenException",
    "SerializationException",
];

/// Every trial of the corpus as a whole.
pub(crate) fn trials() -> Vec<Trial> {
    [
        ("weak_evidence_leaves_a_choice", weak_evidence as Check),
        ("no_policy_for_everybody", policies_for_everybody),
        ("no_key_that_stays_for_ever", lock_outs),
        ("no_arn_of_one_partition", arns),
    ]
    .into_iter()
    .map(|(name, check)| {
        Trial::test(format!("corpus::{name}"), move || {
            let cases = super::corpus::load()?;
            verdict(&cases.iter().flat_map(check).collect::<Vec<_>>())
        })
        .with_kind("tidy")
    })
    .chain([Trial::test("corpus::its_trials_can_fail", can_fail).with_kind("tidy")])
    .collect()
}

fn verdict(complaints: &[String]) -> Result<(), Failed> {
    if complaints.is_empty() {
        Ok(())
    } else {
        Err(complaints.join("\n").into())
    }
}

/// What is inferred, or seen on a sister service, is never a hard failure: another refusal passes too.
fn weak_evidence(case: &Case) -> Vec<String> {
    let weak = case.evidence.iter().all(|cited| !cited.fact.is_of_kms());
    let steps = case.steps.iter().filter_map(expectation);
    steps
        .filter_map(|expect| {
            let Answer::Error(error) = &expect.answer else {
                return None;
            };
            let [only] = error.types.as_slice() else {
                return None;
            };
            let why = if SISTERS_ONLY.contains(&only.as_str()) {
                "nobody has seen KMS send it"
            } else if weak {
                "all evidence is inferred, or of a sister service"
            } else {
                return None;
            };
            let line = expect.span.line;
            Some(format!(
                "cases/{}.yaml:{line}: {only} alone passes, and {why}; accept what else is plausible",
                case.id
            ))
        })
        .collect()
}

fn expectation(step: &Step) -> Option<&Expect> {
    match &step.action {
        Action::Call(call) => call.expect.as_ref(),
        Action::Advance(_) | Action::Disturb(_) | Action::Run(_) => None,
    }
}

/// The texts of what a case sends as input, near enough to JSON: `let` in place, each row by itself, no blanks.
fn sent(case: &Case) -> Vec<(u32, String)> {
    let inputs = case.steps.iter().filter_map(|step| match &step.action {
        Action::Call(call) => call.input.as_ref(),
        Action::Advance(_) | Action::Disturb(_) | Action::Run(_) => None,
    });
    let rows = case.rows.iter().flat_map(|row| &row.values);
    let templates = inputs.chain(rows.map(|(_, value)| value));
    templates
        .map(|template| {
            let text = text_of(case, template);
            let text = text.split_whitespace().collect();
            (template.span.line, text)
        })
        .collect()
}

fn text_of(case: &Case, template: &Template) -> String {
    let joined = |items: &[Template]| -> String {
        let texts = items.iter().map(|item| text_of(case, item));
        texts.collect::<Vec<_>>().join(",")
    };
    match &template.shaped {
        Shaped::Plain(value) => value.to_string().replace("\\\"", "\""),
        Shaped::List(items) | Shaped::Pick(items) => format!("[{}]", joined(items)),
        Shaped::Map(members) => {
            let members = members
                .iter()
                .map(|(name, value)| format!("\"{name}\":{}", text_of(case, value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Shaped::Ref(path) => {
            let named = case
                .lets
                .iter()
                .find(|(name, _)| path.as_slice() == [name.as_str()]);
            named.map_or_else(|| "\"?\"".to_owned(), |(_, value)| text_of(case, value))
        }
        Shaped::Repeat(Repeat { text, .. }) => format!("\"{text}\""),
        Shaped::Concat(parts) => {
            let parts = parts.iter().map(|part| {
                let text = text_of(case, part);
                let inner = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
                inner.map_or(text.clone(), str::to_owned)
            });
            format!("\"{}\"", parts.collect::<String>())
        }
        form => match form.templates()[..] {
            [inner] => text_of(case, inner),
            _ => "\"?\"".to_owned(),
        },
    }
}

fn complain(case: &Case, is_wrong: impl Fn(&str) -> bool, what: &str) -> Vec<String> {
    let wrong = sent(case).into_iter().filter(|(_, text)| is_wrong(text));
    wrong
        .map(|(line, _)| format!("cases/{}.yaml:{line}: {what}", case.id))
        .collect()
}

/// Where a policy names everybody as principal: a server that takes it opens a key to every account. A statement whose
/// condition binds it to one account does not.
fn policies_for_everybody(case: &Case) -> Vec<String> {
    let everybody = |text: &str| {
        let names = [
            r#""Principal":"*""#,
            r#""Principal":["*""#,
            r#""AWS":"*""#,
            r#""AWS":["*""#,
        ];
        // Each statement by itself: the condition of one binds no other.
        text.split(r#""Effect""#).any(|statement| {
            names.iter().any(|words| statement.contains(words))
                && !statement.contains(r#""Condition":{"StringEquals":{"kms:CallerAccount":"#)
        })
    };
    complain(
        case,
        everybody,
        "names everybody as principal of a policy; name the account's root",
    )
}

/// Where a policy lets nobody schedule the key's deletion: a server that takes it keeps the key for ever.
fn lock_outs(case: &Case) -> Vec<String> {
    let locks = |text: &str| {
        let leaves = ["kms:ScheduleKeyDeletion", "kms:*"];
        text.contains("\"Statement\"") && !leaves.iter().any(|action| text.contains(action))
    };
    complain(
        case,
        locks,
        "sends a policy under which nobody may schedule the key's deletion",
    )
}

/// Where an ARN is bound to the partition `aws`: everywhere else it is nobody's.
fn arns(case: &Case) -> Vec<String> {
    // The CLI's own cases talk to a server of the case, which is nowhere; and what is refused for its length is nobody's.
    let id = case.id.as_str();
    if case.runs_command() || id.starts_with("every_operation/member_too_long/") {
        return Vec::new();
    }
    complain(
        case,
        |text| text.contains("arn:aws"),
        "sends an ARN of one partition; write `arn:` and target.partition",
    )
}

/// Each of these trials can fail: a bad case, and what is said of it.
fn can_fail() -> Result<(), Failed> {
    let weak = "kmspec-trial";
    let strong = "C-106";
    let policy = |statement: &str| {
        format!(
            "[{{call: CreateKey, input: {{Policy: {{$json: {{Statement: [{statement}]}}}}}}, expect: {{ok: {{$any: true}}}}}}]"
        )
    };
    let ask = |expect: &str| format!("[{{call: ListKeys, expect: {expect}}}]");
    for (check, evidence, steps, wrong) in [
        (
            weak_evidence as Check,
            weak,
            ask("{error: ValidationException}"),
            true,
        ),
        (
            weak_evidence,
            strong,
            ask("{error: ValidationException}"),
            false,
        ),
        (weak_evidence, weak, ask("{refused: true}"), false),
        (
            weak_evidence,
            strong,
            ask("{error: SerializationException}"),
            true,
        ),
        (
            weak_evidence,
            weak,
            ask("{error: [ValidationException, SerializationException]}"),
            false,
        ),
        (
            policies_for_everybody,
            strong,
            policy("{Principal: '*', Action: 'kms:*'}"),
            true,
        ),
        (
            policies_for_everybody,
            strong,
            policy("{Principal: {AWS: ['*']}, Action: 'kms:*'}"),
            true,
        ),
        (
            policies_for_everybody,
            strong,
            policy("{Principal: {AWS: {$ref: target.account}}, Resource: '*'}"),
            false,
        ),
        (
            policies_for_everybody,
            strong,
            policy(
                "{Effect: Allow, Principal: '*', Condition: {StringEquals: {'kms:CallerAccount': {$ref: target.account}}}}",
            ),
            false,
        ),
        (
            policies_for_everybody,
            strong,
            policy(
                "{Effect: Allow, Principal: '*'}, {Effect: Allow, Principal: '*', Condition: {StringEquals: {'kms:CallerAccount': {$ref: target.account}}}}",
            ),
            true,
        ),
        (
            lock_outs,
            strong,
            policy("{Action: 'kms:DescribeKey'}"),
            true,
        ),
        (
            lock_outs,
            strong,
            policy("{Action: ['kms:DescribeKey', 'kms:ScheduleKeyDeletion']}"),
            false,
        ),
        (arns, strong, policy("{Resource: 'arn:aws:kms:x'}"), true),
        (
            arns,
            strong,
            policy("{Resource: {$concat: ['arn:', {$ref: target.partition}, ':kms:x']}}"),
            false,
        ),
    ] {
        let text = format!("requirement: A rule.\nevidence: [{evidence}]\nsteps: {steps}\n");
        let id = CaseId::new("a").map_err(|error| error.to_string())?;
        let case = case::load_text(id, "a.yaml", &text)
            .map_err(|errors| format!("{text}{}", errors.render(Paint::Plain)))?;
        if check(&case).is_empty() == wrong {
            return Err(format!("expected a complaint: {wrong}\n{text}").into());
        }
    }
    Ok(())
}
