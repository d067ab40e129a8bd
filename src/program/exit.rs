//! Exit codes, and the message that goes with a failure.

use super::output::errln;
use std::fmt::Display;
use std::process::ExitCode;

/// Usage or case-file error; nothing was sent.
pub(crate) const USAGE: u8 = 2;
/// The target cannot be reached, or its credentials or a guard refused.
pub(crate) const UNREACHABLE: u8 = 3;
/// Nothing was selected.
pub(crate) const NOTHING: u8 = 4;
/// The work is done and its outcome printed as far as it could be, but a file or standard output did not take it.
pub(crate) const UNWRITTEN: u8 = kmspec::runner::UNWRITTEN;

/// Why the program ends early: what to print, and the code.
#[derive(Debug)]
pub(crate) struct Exit {
    message: Option<String>,
    help: Option<String>,
    code: u8,
}

impl Exit {
    /// Ends with 1: something is not as it was expected.
    pub(crate) fn unexpected(message: impl Display) -> Self {
        Self::with(1, message)
    }

    /// Ends with 2: the user asked for something that cannot be.
    pub(crate) fn usage(message: impl Display) -> Self {
        Self::with(USAGE, message)
    }

    /// Ends with 3: the target cannot be asked.
    pub(crate) fn unreachable(message: impl Display) -> Self {
        Self::with(UNREACHABLE, message)
    }

    /// Ends with 4: no case was selected.
    pub(crate) fn nothing(message: impl Display) -> Self {
        Self::with(NOTHING, message)
    }

    /// Ends with 5: what was done could not be written down.
    pub(crate) fn unwritten(message: impl Display) -> Self {
        Self::with(UNWRITTEN, message)
    }

    /// The code that clap's errors stand for.
    pub(crate) fn from_clap(error: &clap::Error) -> Self {
        let code = if error.use_stderr() { USAGE } else { 0 };
        Self {
            message: None,
            help: None,
            code,
        }
    }

    /// Adds what to do about it.
    pub(crate) fn help(mut self, help: impl Display) -> Self {
        self.help = Some(help.to_string());
        self
    }

    /// Prints it, and gives the code.
    pub(crate) fn tell(self) -> u8 {
        if let Some(message) = self.message {
            errln!("{}error:{} {message}", ERROR.render(), ERROR.render_reset());
        }
        if let Some(help) = self.help {
            errln!("{}help:{} {help}", HELP.render(), HELP.render_reset());
        }
        self.code
    }

    fn with(code: u8, message: impl Display) -> Self {
        Self {
            message: Some(message.to_string()),
            help: None,
            code,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.tell())
    }
}

const ERROR: anstyle::Style = anstyle::AnsiColor::Red.on_default().bold();
const HELP: anstyle::Style = anstyle::AnsiColor::Cyan.on_default().bold();
