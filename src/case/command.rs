//! Runs of the CLI under test.

use std::fmt;
use std::time::Duration;

use super::keys::{Closed, Optional, Or, Required, Whole, mapping, words};
use super::parse::{Printed, Requests, RunExpects, Server, TextMap, TextOrForm, Texts};
use super::{Matcher, Span, Template};

mapping! {
    /// A run of the CLI under test, with values still to be drawn or looked up.
    #[derive(Debug, Clone, PartialEq)]
    pub Run("a step", begin Run::begin, end Run::end) {
        /// The arguments after the executable: a list of texts.
        args "run": Template = Required<Texts>;
        /// Variables added to the base environment, or taken away by null.
        env "env": Option<Template> = Optional<TextMap>;
        /// Files under the case's own folder, by their paths.
        files "files": Option<Template> = Optional<TextMap>;
        /// Standard input; nothing when left out.
        stdin "stdin": Option<Template> = Optional<TextOrForm>;
        /// The scripted server; without one the run's live target answers.
        server "server": Option<Template> = Optional<Server>;
        /// The signal that it gets once the server has seen a request.
        signal "signal": Option<StopSignal> = Optional<StopSignal>;
        /// Where its standard output goes, if nobody reads it.
        stdout_closed "stdout_to": bool = Or<Closed>;
        /// What must come of it, by flavour; never empty, and none of them twice.
        expects "expect": Vec<(Flavours, RunExpect)> = Required<RunExpects>;
    }
}

words! {
    /// A signal by which a user or a system ends a CLI.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    StopSignal("signal") {
        /// SIGINT, as Ctrl-C sends it.
        Interrupt "INT",
        /// SIGTERM.
        Terminate "TERM",
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

words! {
    /// Of which CLIs an expectation speaks.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    Flavours("flavour") {
        /// Of both.
        Both "both",
        /// Of version 1.
        V1 "v1",
        /// Of version 2.
        V2 "v2",
    }
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

mapping! {
    /// What must come of a run. What is left out did not happen: nothing printed, nothing sent.
    #[derive(Debug, Clone, PartialEq)]
    pub RunExpect("what must come of a run")
    given {
        /// Where it stands.
        span: Span = |_, node| node.span;
    } {
        /// The exit code.
        exit "exit": Matcher = Required<Whole>;
        /// Standard output; empty when left out.
        stdout "stdout": Option<TextMatcher> = Optional<Printed>;
        /// Standard error; empty when left out.
        stderr "stderr": Option<TextMatcher> = Optional<Printed>;
        /// The requests that the server saw, in order; none when left out.
        requests "requests": RequestsExpect = Or<Requests>;
    }
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

impl Default for RequestsExpect {
    fn default() -> Self {
        Self::These(Vec::new())
    }
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

/// The parts of a request that an expectation can speak of, and what each is.
pub const REQUEST_PARTS: [(&str, &str); 12] = [
    ("method", "POST when left out."),
    ("path", "`/` when left out."),
    ("target", "The `X-Amz-Target`."),
    ("headers", "Header fields by name; others are welcome."),
    ("fields", "The names of the header fields, in their order."),
    ("body", "The body as JSON."),
    ("body_text", "The body as it stands."),
    ("scope", "`{region, service}` of the signature."),
    ("access_key_id", "Who signed."),
    ("signed", "`valid`, `invalid` or `no`; valid when left out."),
    ("tls", "It came over TLS."),
    ("tunnel", "The authority that a proxy was asked for."),
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
