//! One case in words: the rule, where it comes from, what is done and what must come back.

use std::io::{self, Write};

use super::phrase;
use super::style::{QUIET, STRONG};
use super::text::{one_line, visible, write_indented};
use crate::case::{Action, Call, Case, Step, Wire};

/// Writes a case's requirement, evidence, note, needs, rows and steps.
///
/// # Errors
/// Those of the stream.
pub fn write_why(out: &mut dyn Write, case: &Case) -> io::Result<()> {
    let (line, column) = (case.requirement.span.line, case.requirement.span.column);
    writeln!(out, "{STRONG}{}{STRONG:#}", one_line(case.id.as_str()))?;
    writeln!(
        out,
        "{QUIET}{}:{line}:{column}{QUIET:#}\n",
        one_line(&case.source.path)
    )?;
    write_indented(out, "  ", &visible(&case.requirement.value))?;
    section(out, "evidence", case.evidence.iter().map(phrase::evidence))?;
    section(
        out,
        "note",
        case.note.iter().map(|note| note.trim_end().to_owned()),
    )?;
    section(
        out,
        "tags",
        (!case.tags.is_empty())
            .then(|| case.tags.join(", "))
            .into_iter(),
    )?;
    if case.serial {
        section(
            out,
            "serial",
            std::iter::once("on a shared target nothing else runs beside it".to_owned()),
        )?;
    }
    let lets = case
        .lets
        .iter()
        .map(|(name, value)| format!("{name}: {}", phrase::template(value)));
    section(out, "values", lets)?;
    section(
        out,
        "needs",
        case.needs
            .iter()
            .map(|need| format!("{}: {}", need.name, phrase::need(need))),
    )?;
    let rows = case.rows.iter().map(|row| {
        let own = row
            .requirement
            .as_ref()
            .map(|own| format!(" ({own})"))
            .unwrap_or_default();
        format!("{}: {}{own}", row.name.value, phrase::mapping(&row.values))
    });
    section(out, "rows", rows)?;
    let steps = case
        .steps
        .iter()
        .enumerate()
        .map(|(at, it)| format!("{}. {}", at + 1, step(it)));
    section(out, "steps", steps)
}

fn section(
    out: &mut dyn Write,
    title: &str,
    entries: impl Iterator<Item = String>,
) -> io::Result<()> {
    let mut entries = entries.peekable();
    if entries.peek().is_some() {
        writeln!(out, "\n{STRONG}{title}{STRONG:#}")?;
    }
    for entry in entries {
        write_indented(out, "  ", &visible(&entry))?;
    }
    Ok(())
}

fn step(step: &Step) -> String {
    let name = step
        .id
        .as_ref()
        .map(|id| format!(" (`{id}`)"))
        .unwrap_or_default();
    let own = step
        .requirement
        .as_ref()
        .map(|own| format!("\n   {own}"))
        .unwrap_or_default();
    match &step.action {
        Action::Call(it) => format!("{}{name}{own}{}", call(it), outcome(it)),
        Action::Run(it) => format!("aws {}{name}{own}", phrase::template(&it.args)),
        Action::Advance(by) => format!("the clock moves by {}", humantime::format_duration(*by)),
        Action::Disturb(disturb) => {
            format!("the world changes: {}", phrase::template(&disturb.template))
        }
    }
}

fn call(call: &Call) -> String {
    let mut text = call.operation.to_string();
    text.push_str(phrase::caller(call.principal));
    text.push_str(phrase::place(call.region));
    if let Some(input) = &call.input {
        text.push_str(&[" with ", &phrase::template(input)].concat());
    }
    if call.copies > 1 {
        text.extend([", ", &call.copies.to_string(), " at once"]);
    }
    if let Some(wire) = &call.wire {
        let differences = differences(wire);
        text.push_str(&[", sent with ", &differences.join(", ")].concat());
    }
    text
}

fn outcome(call: &Call) -> String {
    let expected = match &call.expect {
        None => "set-up, which must succeed".to_owned(),
        Some(expect) => phrase::expect(expect),
    };
    let when = call.eventually.map(|eventually| {
        let within = humantime::format_duration(eventually.within);
        if eventually.stable_for.is_zero() {
            format!("within {within} ")
        } else {
            format!(
                "within {within} and then for {} ",
                humantime::format_duration(eventually.stable_for)
            )
        }
    });
    format!("\n   {}-> {expected}", when.unwrap_or_default())
}

/// How a request differs from a good client's.
fn differences(wire: &Wire) -> Vec<String> {
    let mut found = Vec::new();
    found.extend(
        wire.method
            .as_ref()
            .map(|method| format!("method {method}")),
    );
    found.extend(
        wire.path
            .as_ref()
            .map(|path| format!("path {}", phrase::template(path))),
    );
    found.extend(wire.target.as_ref().map(|target| match target {
        Some(target) => format!("X-Amz-Target {}", phrase::template(target)),
        None => "no X-Amz-Target".to_owned(),
    }));
    found.extend(
        wire.content_type
            .as_ref()
            .map(|content_type| match content_type {
                Some(content_type) => format!("Content-Type {content_type}"),
                None => "no Content-Type".to_owned(),
            }),
    );
    found.extend(wire.headers.iter().map(|(name, value)| match value {
        Some(value) => format!("{name}: {}", phrase::template(value)),
        None => format!("no {name}"),
    }));
    found.extend(
        wire.body
            .as_ref()
            .map(|body| format!("as its body {}", phrase::bytes(body))),
    );
    found.extend(wire.sign.as_ref().map(|sign| match sign {
        Some(_) => "a signature that differs from a good one".to_owned(),
        None => "no signature".to_owned(),
    }));
    if found.is_empty() {
        found.push("nothing unusual".to_owned());
    }
    found
}
