//! Runs of the CLI under test.

use std::fmt;
use std::time::Duration;

use super::{Matcher, Span, Template};

/// A run of the CLI under test, with values still to be drawn or looked up.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The arguments after the executable: a list of texts.
    pub args: Template,
    /// Variables added to the base environment, or taken away by null.
    pub env: Option<Template>,
    /// Files under the case's own folder, by their paths.
    pub files: Option<Template>,
    /// Standard input; nothing when left out.
    pub stdin: Option<Template>,
    /// The scripted server; without one the run's live target answers.
    pub server: Option<Template>,
    /// The signal that it gets once the server has seen a request.
    pub signal: Option<StopSignal>,
    /// Nobody reads its standard output.
    pub stdout_closed: bool,
    /// What must come of it, by flavour; never empty, and none of them twice.
    pub expects: Vec<(Flavours, RunExpect)>,
}

/// A signal by which a user or a system ends a CLI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopSignal {
    /// SIGINT, as Ctrl-C sends it.
    Interrupt,
    /// SIGTERM.
    Terminate,
}

impl StopSignal {
    /// Every one, by its word.
    pub(super) const WORDS: &'static [(&'static str, Self)] =
        &[("INT", Self::Interrupt), ("TERM", Self::Terminate)];

    /// The word for it, without `SIG`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Interrupt => "INT",
            Self::Terminate => "TERM",
        }
    }
}

/// The CLIs that behave alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CommandFlavour {
    /// As the AWS CLI version 1.
    V1,
    /// As the AWS CLI version 2.
    V2,
}

impl CommandFlavour {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::V2 => "v2",
        }
    }
}

/// Of which CLIs an expectation speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flavours {
    /// Of version 1.
    V1,
    /// Of version 2.
    V2,
    /// Of both.
    Both,
}

impl Flavours {
    /// Whether it speaks of this one.
    #[must_use]
    pub fn hold(self, flavour: CommandFlavour) -> bool {
        match self {
            Self::V1 => flavour == CommandFlavour::V1,
            Self::V2 => flavour == CommandFlavour::V2,
            Self::Both => true,
        }
    }
}

impl Run {
    /// Whether it shows what only a process of its own can show.
    #[must_use]
    pub fn needs_process(&self) -> bool {
        self.signal.is_some() || self.stdout_closed
    }

    /// The expectation of a CLI of this flavour; `None` when nothing is known of it.
    #[must_use]
    pub fn expect(&self, flavour: CommandFlavour) -> Option<&RunExpect> {
        let found = self.expects.iter().find(|(of, _)| of.hold(flavour));
        found.map(|(_, expect)| expect)
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// By itself.
    Exit(i32),
    /// Killed by this signal.
    Signal(i32),
    /// It took longer than this, and was killed.
    TimedOut(Duration),
    /// It printed more than anybody needs, and was killed.
    Flooded,
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exit(code) => write!(f, "exit {code}"),
            Self::Signal(number) => write!(f, "killed by signal {number}"),
            Self::TimedOut(limit) => {
                write!(f, "killed after {}", humantime::format_duration(*limit))
            }
            Self::Flooded => f.write_str("killed for printing without end"),
        }
    }
}

/// What must come of a run. What is left out did not happen: nothing printed, nothing sent.
#[derive(Debug, Clone, PartialEq)]
pub struct RunExpect {
    /// Where it stands.
    pub span: Span,
    /// The exit code.
    pub exit: Matcher,
    /// Standard output.
    pub stdout: Option<TextMatcher>,
    /// Standard error.
    pub stderr: Option<TextMatcher>,
    /// The requests that the server saw, in order.
    pub requests: RequestsExpect,
}

/// What a text must be.
#[derive(Debug, Clone, PartialEq)]
pub enum TextMatcher {
    /// The text itself.
    Text(Matcher),
    /// `$json`: the value that the text is in JSON.
    Json(Span, Matcher),
    /// `$table`: the cells of the rows of a table, whatever its borders and blanks.
    Table(Span, Template),
    /// `$contains`: each of these somewhere in the text.
    Contains(Span, Template),
}

/// What must have been sent.
#[derive(Debug, Clone, PartialEq)]
pub enum RequestsExpect {
    /// Whatever it is.
    Any,
    /// Just these, in this order.
    These(Vec<RequestExpect>),
}

/// What a request must be. Left out, `method` is POST, `path` is `/` and `signed` is valid.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestExpect {
    /// Where it stands.
    pub span: Span,
    /// How many times in a row it was sent, each with its own date.
    pub times: u32,
    /// Its parts: any of [`REQUEST_PARTS`].
    pub parts: Vec<(String, Matcher)>,
}

/// The parts of a request that an expectation can speak of.
pub const REQUEST_PARTS: [&str; 12] = [
    "method",
    "path",
    "target",
    "headers",
    "fields",
    "body",
    "body_text",
    "scope",
    "access_key_id",
    "signed",
    "tls",
    "tunnel",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expectation_speaks_of_its_own_flavour() {
        let of = |flavours: Flavours| {
            [CommandFlavour::V1, CommandFlavour::V2].map(|flavour| flavours.hold(flavour))
        };
        assert_eq!(of(Flavours::V1), [true, false]);
        assert_eq!(of(Flavours::V2), [false, true]);
        assert_eq!(of(Flavours::Both), [true, true]);
    }
}
