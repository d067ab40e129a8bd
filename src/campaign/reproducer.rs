//! The calls of a finding as lines for a shell, in comments: with `curl`, and with the AWS CLI where it can send them.
//!
//! The lines hold no credential: they read those of the environment.

use std::fmt::Write as _;

use serde_json::Value;

use super::cli_line;
use crate::case::{Principal, Region};
use crate::generate::{Arg, Bindings, Script, ScriptCall, Step, state_name};
use crate::wire::aws_json;

/// Where the lines send the calls.
#[derive(Debug, Clone)]
pub(super) struct EndpointAddress {
    pub(super) url: String,
    /// The Regions, home first.
    pub(super) regions: Vec<String>,
}

impl EndpointAddress {
    pub(super) fn region(&self, region: Region) -> &str {
        let at = usize::from(region == Region::Other);
        let region = self.regions.get(at).or_else(|| self.regions.first());
        region.map_or("us-east-1", String::as_str)
    }
}

/// Both ways of making the calls.
pub(super) fn reproducer(script: &Script, place: &EndpointAddress) -> String {
    let mut text = String::from(
        "\n# By hand, in a shell with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY set. With curl and jq:\n",
    );
    let mut others: Vec<&str> = script.steps.iter().filter_map(other).collect();
    others.sort_unstable();
    others.dedup();
    for name in others {
        let _ = writeln!(
            text,
            "# (The {} is who {name}_ACCESS_KEY_ID and {name}_SECRET_ACCESS_KEY name.)",
            name.to_lowercase(),
        );
    }
    let bindings = made_up(script);
    for (at, step) in script.steps.iter().enumerate() {
        for line in line(at, step, &|at, call| curl(at, call, &bindings, place)) {
            let _ = writeln!(text, "#   {line}");
        }
    }
    text.push_str("# With the AWS CLI, version 1 or 2:\n");
    for (at, step) in script.steps.iter().enumerate() {
        let wait = |store: &Arg, state: &str| cli_line::wait(script, store, state, place);
        let lines = match step {
            Step::Settle { store, state } => vec![wait(store, state_name(*state))],
            step => line(at, step, &|at, call| {
                cli_line::line(script, at, call, &bindings, place)
            }),
        };
        for line in lines {
            let _ = writeln!(text, "#   {line}");
        }
    }
    text
}

/// Whose credentials a step needs beside the owner's.
fn other(step: &Step) -> Option<&'static str> {
    match step.call()?.principal {
        Principal::Peer => Some("PEER"),
        Principal::Stranger => Some("STRANGER"),
        Principal::User => Some("USER"),
        Principal::Owner | Principal::Anonymous => None,
    }
}

/// Fresh values that are the same in every file.
fn made_up(script: &Script) -> Bindings {
    let mut bindings = Bindings::new(u64::from(u32::MAX));
    for _ in &script.steps {
        bindings.push(Value::Null);
    }
    bindings
}

fn line(
    at: usize,
    step: &Step,
    call_line: &dyn Fn(usize, &ScriptCall) -> Vec<String>,
) -> Vec<String> {
    match step {
        Step::Call(call) => call_line(at, call),
        Step::Settle { state, .. } => {
            vec![format!("# wait until the store is {}", state_name(*state))]
        }
        Step::Advance(millis) => vec![format!("# let {} s pass", millis / 1000)],
        Step::Disturb(_) => vec!["# change what stands behind the store: see the step".to_owned()],
    }
}

fn curl(at: usize, call: &ScriptCall, bindings: &Bindings, place: &EndpointAddress) -> Vec<String> {
    let target = format!("{}{}", aws_json::TARGET_PREFIX, call.operation.name());
    let user = match call.principal {
        Principal::Owner => "AWS",
        Principal::Peer => "PEER",
        Principal::Stranger => "STRANGER",
        Principal::User => "USER",
        Principal::Anonymous => "",
    };
    let signed = if user.is_empty() {
        String::new()
    } else {
        format!(
            " --aws-sigv4 aws:amz:{}:kms --user \"${user}_ACCESS_KEY_ID:${user}_SECRET_ACCESS_KEY\"",
            place.region(call.region),
        )
    };
    let body = quoted(&call.input, bindings, &|step, path| {
        let path: String =
            path.iter()
                .fold(String::new(), |path, part| match part.parse::<usize>() {
                    Ok(at) => format!("{path}[{at}]"),
                    Err(_) => format!("{path}.{part}"),
                });
        format!("$(printf '%s' \"$A{step}\" | jq -r '{path}')")
    });
    let mut lines = Vec::new();
    if let Some(oddity) = &call.oddity {
        let oddity: String = format!("{oddity:?}").chars().take(300).collect();
        lines.push(format!(
            "# with this difference on the wire: {}",
            oddity.replace(|c: char| !(' '..='~').contains(&c), " ")
        ));
    }
    lines.push(format!(
        "A{at}=$(curl -sS {}{signed} -H 'X-Amz-Target: {target}' -H 'Content-Type: {}' -d {body}); echo \"$A{at}\"",
        in_quotes(&place.url),
        aws_json::CONTENT_TYPE,
    ));
    lines
}

/// Marks of what the shell works out, while a body is quoted: characters that no body holds for a reason.
const BEGIN: char = '\u{f0000}';
const END: char = '\u{f0001}';

/// The body as one word of a shell, in ASCII; `reference` says how the shell finds a member of an earlier answer.
pub(super) fn quoted(
    arg: &Arg,
    bindings: &Bindings,
    reference: &dyn Fn(usize, &[String]) -> String,
) -> String {
    let mut arg = arg.clone();
    arg.each(&mut |arg| match arg {
        Arg::Upper(inner) => {
            if let Arg::Ref(of) = inner.as_ref() {
                let found = reference(of.step, &of.path);
                let found = format!("$(printf '%s' \"{found}\" | tr a-z A-Z)");
                *arg = Arg::Text(format!("{BEGIN}{found}{END}"));
            }
        }
        Arg::Ref(of) => {
            let found = reference(of.step, &of.path);
            *arg = Arg::Text(format!("{BEGIN}{found}{END}"));
        }
        Arg::Repeat(text, times) if text.len() == 1 && is_plain(text) && *times > 64 => {
            let found = format!("$(printf '%{times}s' '' | tr ' ' {text})");
            *arg = Arg::Text(format!("{BEGIN}{found}{END}"));
        }
        _ => {}
    });
    // JSON escapes quotes and backslashes: what the shell works out is taken back out of it.
    let body = bindings.value(&arg).to_string();
    let mut word = String::from("'");
    let mut parts = body.split(BEGIN);
    word.push_str(&plain(parts.next().unwrap_or_default()));
    for part in parts {
        let (found, rest) = part.split_once(END).unwrap_or((part, ""));
        let found = found.replace("\\\"", "\"").replace("\\\\", "\\");
        let _ = write!(word, "'\"{found}\"'{}", plain(rest));
    }
    word.push('\'');
    word
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// JSON in ASCII, as it stands between single quotes.
fn plain(json: &str) -> String {
    let mut text = String::new();
    for c in json.chars() {
        match c {
            '\'' => text.push_str("'\\''"),
            ' '..='~' => text.push(c),
            c => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(text, "\\u{unit:04x}");
                }
            }
        }
    }
    text
}

/// Text as one word of a shell.
pub(super) fn in_quotes(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
