//! Everything that an instance sent and got, as one text that is the same whenever the target behaves the same.

use std::fmt::Write;

use super::Instance;
use super::others::Made;
use crate::case::{Action, Call};
use crate::check::{CommandRun, Exchange, Normaliser, Reply, request_view};
use crate::model::{Model, Operation};
use crate::wire::{Request, Response, aws_json};

/// Header fields of a request that every good client sends, and that differ from run to run.
const ORDINARY: [&str; 7] = [
    "host",
    "x-amz-target",
    "content-type",
    "x-amz-date",
    "x-amz-security-token",
    "authorization",
    crate::wire::admin::WORLD_HEADER,
];

/// Copies of one call that are written down one by one; of more a summary is.
const MOST_LISTED: usize = 16;

/// The transcript of an instance that had the target for itself; clean-up is no part of it.
#[must_use]
pub fn transcript(
    instance: &Instance<'_>,
    exchanges: &[Exchange],
    commands: &[CommandRun],
) -> String {
    told(instance, exchanges, commands, false)
}

/// The same, of a target that others may have used meanwhile: what they made is left out.
pub(super) fn shared_transcript(
    instance: &Instance<'_>,
    exchanges: &[Exchange],
    commands: &[CommandRun],
) -> String {
    told(instance, exchanges, commands, true)
}

fn told(
    instance: &Instance<'_>,
    exchanges: &[Exchange],
    commands: &[CommandRun],
    shared: bool,
) -> String {
    let exchanges: Vec<&Exchange> = exchanges.iter().filter(|e| e.is_of_the_case()).collect();
    let mut text = String::new();
    let mut normaliser = Normaliser::default();
    let mut made = Made::default();
    let mut rest = exchanges.as_slice();
    let mut commands = commands.iter().peekable();
    while let Some(first) = rest.first() {
        while let Some(run) = commands.next_if(|run| run.step < first.step) {
            command(&mut text, run, &mut normaliser);
        }
        let same = |e: &&&Exchange| e.step == first.step && e.label == first.label;
        let length = rest.iter().take_while(same).count();
        let (group, after) = rest.split_at(length);
        rest = after;
        for exchange in group {
            made.note(exchange);
        }
        let round = last_round(instance, group);
        let made = shared.then_some(&made);
        if round.len() > MOST_LISTED {
            summary(&mut text, &round, &mut normaliser, made);
            continue;
        }
        for exchange in round {
            write(&mut text, exchange, "", &mut normaliser, made);
        }
    }
    for run in commands {
        command(&mut text, run, &mut normaliser);
    }
    text.trim_end().to_owned()
}

/// Of a step that was repeated until its expectation held, the last round, with answers in an order of their own.
fn last_round<'e>(instance: &Instance<'_>, group: &[&'e Exchange]) -> Vec<&'e Exchange> {
    let step = group.first().map_or(0, |e| e.step);
    let call = call(instance, step);
    let copies = call.map_or(1, |c| usize::try_from(c.copies.max(1)).unwrap_or(1));
    let mut round = group[group.len().saturating_sub(copies)..].to_vec();
    if copies > 1 {
        // Which of them came first is luck.
        round.sort_by_key(|exchange| kind(exchange));
    }
    round
}

/// The status and the error of an answer.
fn kind(exchange: &Exchange) -> Option<(u16, Option<String>)> {
    let response = exchange.response.as_ref();
    response.map(|it| (it.status, Reply::read(it).error_type.clone()))
}

/// Many copies of one call, sorted: how many answers of each kind there were, and the first of each.
fn summary(
    text: &mut String,
    round: &[&Exchange],
    normaliser: &mut Normaliser,
    made: Option<&Made>,
) {
    for same in round.chunk_by(|one, other| kind(one) == kind(other)) {
        let copies = format!(", {} of {} copies, such as", same.len(), round.len());
        write(text, same[0], &copies, normaliser, made);
    }
}

fn call<'case>(instance: &Instance<'case>, step: usize) -> Option<&'case Call> {
    match &instance.case.steps.get(step.checked_sub(1)?)?.action {
        Action::Call(call) => Some(call),
        Action::Advance(_) | Action::Disturb(_) | Action::Run(_) => None,
    }
}

/// The operation that the request named on the wire, if KMS has it; else that of the call.
pub(super) fn asked(exchange: &Exchange) -> Operation {
    let named = aws_json::operation(&exchange.request).and_then(Operation::from_name);
    named.unwrap_or(exchange.operation)
}

/// One exchange; `copies` stands behind its heading.
fn write(
    text: &mut String,
    exchange: &Exchange,
    copies: &str,
    normaliser: &mut Normaliser,
    made: Option<&Made>,
) {
    let place = match exchange.step {
        0 => exchange.label.clone(),
        step => format!("step {step}: {}", exchange.label),
    };
    // Writing to a string cannot fail.
    let _ = writeln!(text, "# {place}{copies}");
    request(text, exchange, normaliser);
    match &exchange.response {
        Some(answer) => response(text, exchange, answer, normaliser, made),
        None => text.push_str("< no answer\n"),
    }
    text.push('\n');
}

fn request(text: &mut String, exchange: &Exchange, normaliser: &mut Normaliser) {
    let Request {
        method,
        target,
        headers,
        body,
    } = &exchange.request;
    let mut line = |line: String| {
        text.push_str("> ");
        text.push_str(&line);
        text.push('\n');
    };
    let presigned = target.contains("X-Amz-Signature=");
    if presigned {
        line(format!("{method} (signed in the query)"));
    } else if (method.as_str(), target.as_str()) != ("POST", "/") {
        line(normaliser.text(&format!("{method} {target}")));
    }
    let expected = format!("{}{}", aws_json::TARGET_PREFIX, exchange.operation);
    match headers.get("x-amz-target") {
        Some(target) if target == expected => {}
        Some(target) => line(format!("X-Amz-Target: {target}")),
        None => line("(no X-Amz-Target)".to_owned()),
    }
    match headers.get("content-type") {
        Some(aws_json::CONTENT_TYPE) => {}
        Some(kind) => line(format!("Content-Type: {kind}")),
        None => line("(no Content-Type)".to_owned()),
    }
    if headers.get("authorization").is_none() && !presigned {
        line("(no Authorization)".to_owned());
    }
    for (name, value) in headers.iter() {
        if !ORDINARY
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
        {
            line(normaliser.text(&format!("{name}: {value}")));
        }
    }
    let shape = Model::bundled().input(asked(exchange));
    text.push_str(&normaliser.body(Some(shape), body, false));
    text.push('\n');
}

fn response(
    text: &mut String,
    exchange: &Exchange,
    answer: &Response,
    normaliser: &mut Normaliser,
    made: Option<&Made>,
) {
    let _ = writeln!(text, "< {}", answer.status);
    for (name, value) in answer.headers.iter() {
        let lower = name.to_ascii_lowercase();
        let value = match lower.as_str() {
            "x-amzn-requestid" | "x-amz-request-id" | "x-amz-id-2" => "[request id]".to_owned(),
            "content-type" => value.to_owned(),
            name if name.starts_with("x-amz") => normaliser.text(value),
            // Of the connection or the moment, not of KMS.
            _ => continue,
        };
        let _ = writeln!(text, "< {name}: {value}");
    }
    let model = Model::bundled();
    let error = Reply::read(answer).error_type;
    let shape = match &error {
        Some(name) => model.error(name),
        None => model.output(asked(exchange)),
    };
    let body = match made.and_then(|made| made.without_others(exchange)) {
        Some(shown) => &shown.to_string().into_bytes(),
        None => &answer.body,
    };
    text.push_str(&normaliser.body(shape, body, true));
    text.push('\n');
    if let Some(cut) = &exchange.cut {
        let _ = writeln!(text, "[the head of {} bytes]", cut.bytes);
    }
}

/// A run of the CLI: what it was told, sent and printed.
fn command(text: &mut String, run: &CommandRun, normaliser: &mut Normaliser) {
    let args: Vec<String> = run.args.iter().map(|arg| shown_arg(arg)).collect();
    let line = normaliser.text(&args.join(" "));
    let _ = writeln!(text, "# step {}: aws {line}", run.step);
    for seen in &run.seen {
        let view = request_view(seen);
        let part = |name: &str| view.get(name).and_then(serde_json::Value::as_str);
        let line = [part("method"), part("path"), part("target")];
        let line: Vec<&str> = line.into_iter().flatten().collect();
        let _ = writeln!(text, "> {}", normaliser.text(&line.join(" ")));
        if let (Some(signed), Some(scope)) = (part("signed"), view.get("scope")) {
            let _ = writeln!(text, "> signed: {signed}, for {scope}");
        }
        let operation = part("target").and_then(Operation::from_name);
        let shape = operation.map(|operation| Model::bundled().input(operation));
        text.push_str(&normaliser.body(shape, &seen.request.body, false));
        text.push('\n');
        match &seen.response {
            Some(response) => {
                let _ = writeln!(text, "< {}", response.status);
            }
            None => text.push_str("< no whole answer\n"),
        }
    }
    let _ = writeln!(text, "{}", run.ended);
    // What --debug tells differs from moment to moment.
    let debug = run.args.iter().any(|arg| arg == "--debug");
    for (name, stream) in [("stdout", &run.stdout), ("stderr", &run.stderr)] {
        if stream.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{name}:");
        if debug && name == "stderr" {
            text.push_str("(debug)\n");
            continue;
        }
        for line in stream.lines() {
            let _ = writeln!(text, "  {}", normaliser.text(line).trim_end());
        }
    }
    text.push('\n');
}

/// An argument as a shell would need it.
fn shown_arg(arg: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@[]{}".contains(c);
    if !arg.is_empty() && arg.chars().all(plain) {
        return arg.to_owned();
    }
    format!("{arg:?}")
}
