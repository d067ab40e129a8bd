//! The reference CLI with the real world behind it: sockets, files, clock, processes.
//!
//! It starts in no time: no runtime, no pool, no HTTP library; one blocking connection a request, written by hand so that
//! the fields stand in the CLI's order.

mod confined;
mod connection;
mod http1;
mod interrupt;
mod system;
mod tls;

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use crate::cli::{CliOutcome, Flavour, Invocation, run, text_from_bytes};
use crate::model::Model;

pub(super) use confined::{Surroundings, execute_in};

/// Runs the CLI: `words` are those after `aws`, `program` is the name by which it was called, `terminal` the width of
/// standard output if that is one.
///
/// It is v2 if the words begin with `--flavour v2`, or the program is called `aws2`. `interrupted` is called, from a thread
/// of its own, when SIGINT comes while a request is under way; it is expected to end the program.
#[must_use]
pub fn execute(
    words: Vec<OsString>,
    program: &str,
    terminal: Option<usize>,
    interrupted: fn(),
) -> CliOutcome {
    let mut args: Vec<String> = words
        .into_iter()
        .map(|word| text_from_bytes(&word.into_vec()))
        .collect();
    let Some(flavour) = take_flavour(&mut args, program) else {
        return CliOutcome {
            exit: 2,
            stdout: Vec::new(),
            stderr: b"aws: --flavour takes v1 or v2\n".to_vec(),
        };
    };
    let env = std::env::vars_os()
        .map(|(k, v)| (text_from_bytes(k.as_bytes()), text_from_bytes(v.as_bytes())))
        .collect();
    let invocation = Invocation {
        args,
        env,
        terminal,
        flavour,
    };
    run(
        Model::bundled(),
        &invocation,
        &system::Disk,
        &mut connection::Sockets {
            interrupted: Some(interrupted),
        },
        &mut system::Machine,
    )
}

/// Which CLI [`execute`] is, given the same words and name; `None` for a flavour that is none.
#[must_use]
pub fn flavour(words: &[OsString], program: &str) -> Option<Flavour> {
    let mut first: Vec<String> = words
        .iter()
        .take(2)
        .map(|word| text_from_bytes(word.as_bytes()))
        .collect();
    take_flavour(&mut first, program)
}

/// Takes `--flavour X` or `--flavour=X` off the front; `None` for a flavour that is none.
fn take_flavour(args: &mut Vec<String>, program: &str) -> Option<Flavour> {
    let first = args.first().map(String::as_str);
    let (written, words) = match first.and_then(|w| w.strip_prefix("--flavour")) {
        Some("") => (args.get(1).cloned(), 2),
        Some(attached) => (attached.strip_prefix('=').map(str::to_owned), 1),
        None => {
            let name = program.rsplit('/').next();
            let v2 = name == Some("aws2");
            return Some(if v2 { Flavour::V2 } else { Flavour::V1 });
        }
    };
    args.drain(..words.min(args.len()));
    match written.as_deref() {
        Some("v1") => Some(Flavour::V1),
        Some("v2") => Some(Flavour::V2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flavour_comes_first_or_from_the_name() {
        let check = |line: &str, program: &str| {
            let mut args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            let flavour = take_flavour(&mut args, program);
            (flavour, args.join(" "))
        };
        assert_eq!(check("kms x", "aws"), (Some(Flavour::V1), "kms x".into()));
        assert_eq!(
            check("kms x", "/bin/aws2"),
            (Some(Flavour::V2), "kms x".into())
        );
        assert_eq!(
            check("--flavour v2 kms", "aws"),
            (Some(Flavour::V2), "kms".into())
        );
        assert_eq!(
            check("--flavour=v1 kms", "aws2"),
            (Some(Flavour::V1), "kms".into())
        );
        assert_eq!(check("--flavour v3 kms", "aws").0, None);
    }
}
