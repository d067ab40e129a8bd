//! Runs of the CLI under test.

use serde_json::{Map, Value, json};

use super::document::Entries;
use super::matcher::matcher;
use super::template::template;
use crate::case::{Flavours, Matcher, RequestExpect, RequestsExpect, Run, RunExpect, TextMatcher};

/// Adds a run's keys to its step.
pub(super) fn run(out: &mut Entries, run: &Run) {
    out.put("run", template(&run.args));
    out.put_some("env", run.env.as_ref().map(template));
    out.put_some("files", run.files.as_ref().map(template));
    out.put_some("stdin", run.stdin.as_ref().map(template));
    out.put_some("server", run.server.as_ref().map(template));
    out.put_some("signal", run.signal.map(|signal| json!(signal.name())));
    out.put_some("stdout_to", run.stdout_closed.then(|| json!("closed")));
    let expects = run.expects.iter().map(|(of, expect)| {
        let name = match of {
            Flavours::V1 => "v1",
            Flavours::V2 => "v2",
            Flavours::Both => "both",
        };
        (name.to_owned(), run_expect(expect))
    });
    out.put("expect", expects.collect::<Map<_, _>>());
}

fn run_expect(expect: &RunExpect) -> Value {
    let mut out = Entries::default();
    out.put("exit", matcher(&expect.exit));
    out.put_some("stdout", expect.stdout.as_ref().map(text));
    out.put_some("stderr", expect.stderr.as_ref().map(text));
    match &expect.requests {
        RequestsExpect::Any => out.put("requests", json!({"$any": true})),
        RequestsExpect::These(these) if these.is_empty() => {}
        RequestsExpect::These(these) => {
            out.put("requests", these.iter().map(request).collect::<Vec<_>>());
        }
    }
    out.into_value()
}

fn text(text: &TextMatcher) -> Value {
    match text {
        TextMatcher::Text(inner) => matcher(inner),
        TextMatcher::Json(_, inner) => json!({"$json": matcher(inner)}),
        TextMatcher::Table(_, rows) => json!({"$table": template(rows)}),
        TextMatcher::Contains(_, parts) => json!({"$contains": template(parts)}),
    }
}

fn request(request: &RequestExpect) -> Value {
    let mut out = Entries::default();
    if request.times != 1 {
        out.put("times", request.times);
    }
    for (name, part) in &request.parts {
        let mut value = matcher(part);
        if let (Matcher::Object { .. }, "headers", Value::Object(members)) =
            (part, name.as_str(), &mut value)
        {
            members.shift_remove("$open");
        }
        out.put(name, value);
    }
    out.into_value()
}
