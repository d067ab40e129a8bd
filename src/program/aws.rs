//! `kmspec aws …`: the reference CLI, whose words are its own; also when the program is called `aws` or `aws2`.

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use kmspec::cli::{CliOutcome, Flavour};
use kmspec::target::cli_host::{execute, flavour};

/// Runs the reference CLI if it is asked for.
pub(super) fn run(arguments: &[OsString]) -> Option<ExitCode> {
    let (program, words) = arguments.split_first()?;
    let name = Path::new(program).file_name()?.to_str()?;
    let (words, name) = if name == "aws" || name == "aws2" {
        (words, name)
    } else {
        let (first, rest) = words.split_first()?;
        if first != "aws" {
            return None;
        }
        (rest, "aws")
    };
    let columns = || std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let terminal = std::io::stdout().is_terminal();
    let terminal = terminal.then(|| columns().unwrap_or(80));
    let outcome = execute(words.to_vec(), name, terminal, interrupted);
    Some(write(&outcome, flavour(words, name).unwrap_or_default()))
}

/// A line break and 130, as the real CLI leaves on Ctrl-C.
fn interrupted() {
    let mut stdout = std::io::stdout();
    let written = stdout.write_all(b"\n").and_then(|()| stdout.flush());
    // Interrupted all the same if nobody reads.
    drop(written);
    std::process::exit(130);
}

/// Writes both streams; a reader of standard output who has gone away is code 120, as in Python.
fn write(outcome: &CliOutcome, flavour: Flavour) -> ExitCode {
    let mut stdout = std::io::stdout().lock();
    let mut stderr = std::io::stderr().lock();
    let printed = stdout
        .write_all(&outcome.stdout)
        .and_then(|()| stdout.flush());
    // Nobody is left to tell that standard error is closed too.
    drop(stderr.write_all(&outcome.stderr));
    let Err(error) = printed else {
        return ExitCode::from(outcome.exit);
    };
    drop(stderr.write_all(unwritten(&error, flavour).as_bytes()));
    ExitCode::from(120)
}

/// What the Python of each flavour says at its end when standard output took not everything.
fn unwritten(error: &std::io::Error, flavour: Flavour) -> String {
    let lead = match flavour {
        Flavour::V1 => {
            "Exception ignored in: <_io.TextIOWrapper name='<stdout>' mode='w' encoding='utf-8'>"
        }
        Flavour::V2 => "Exception ignored while flushing sys.stdout:",
    };
    let number = error.raw_os_error().unwrap_or_default();
    let words = error.to_string();
    let words = words.split(" (os error").next().unwrap_or_default();
    let class = match error.kind() {
        std::io::ErrorKind::BrokenPipe => "BrokenPipeError",
        _ => "OSError",
    };
    format!("{lead}\n{class}: [Errno {number}] {words}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_who_went_away_is_told_of_as_python_does() {
        let gone = std::io::Error::from_raw_os_error(32);
        assert_eq!(
            unwritten(&gone, Flavour::V1),
            "Exception ignored in: <_io.TextIOWrapper name='<stdout>' mode='w' encoding='utf-8'>\n\
             BrokenPipeError: [Errno 32] Broken pipe\n"
        );
        assert_eq!(
            unwritten(&gone, Flavour::V2),
            "Exception ignored while flushing sys.stdout:\nBrokenPipeError: [Errno 32] Broken pipe\n"
        );
    }
}
