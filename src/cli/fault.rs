//! What can go wrong, the exit code and the text of it, per flavour.

use super::output;
use super::ports::Flavour;
use super::value::{Map, Value};

/// The kind of a fault, which decides about the exit code and the words around the message.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// The arguments could not be parsed: usage is shown.
    Usage,
    /// Options or arguments that nothing takes.
    Unknown,
    /// The input is not what the command wants: nothing was sent.
    Input,
    /// No Region is configured.
    NoRegion,
    /// No credentials were found.
    NoCredentials,
    /// A setting has a value that means nothing.
    Configuration,
    /// The service answered with an error, whose members are kept for `--cli-error-format`.
    Service(Vec<(String, Value)>),
    /// Anything else.
    Other,
    /// The configuration could not be read when the program started: v1 dies of it.
    Startup,
}

/// A fault and its message.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CliError {
    pub(crate) kind: Kind,
    pub(crate) message: String,
    /// v2 cannot look up how to word errors, since the profile does not exist: no error code is printed.
    pub(crate) bare: bool,
    /// v2's first pass over the arguments knows only `--profile` and `--debug`, and its usage says so.
    pub(crate) first_pass: bool,
}

impl CliError {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            bare: false,
            first_pass: false,
        }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self::new(Kind::Input, message)
    }

    pub(crate) fn other(message: impl Into<String>) -> Self {
        Self::new(Kind::Other, message)
    }

    /// The fault of one option's value.
    pub(crate) fn parameter(option: &str, message: &str) -> Self {
        Self::input(format!("Error parsing parameter '{option}': {message}"))
    }

    /// The exit code (README of the recordings: 252 to 255 are v2's).
    pub(crate) fn exit(&self, flavour: Flavour) -> u8 {
        match (flavour, &self.kind) {
            (Flavour::V1, Kind::Usage) => 2,
            (Flavour::V1, Kind::Startup) => 1,
            (Flavour::V1, _) | (Flavour::V2, Kind::Other | Kind::Startup) => 255,
            (Flavour::V2, Kind::Usage | Kind::Unknown | Kind::Input) => 252,
            (Flavour::V2, Kind::NoRegion | Kind::NoCredentials | Kind::Configuration) => 253,
            (Flavour::V2, Kind::Service(_)) => 254,
        }
    }

    /// What goes to standard error; `format` is v2's `--cli-error-format`.
    pub(crate) fn text(&self, flavour: Flavour, format: &str) -> String {
        match (flavour, format) {
            (Flavour::V1, _) => self.text_v1(),
            (Flavour::V2, "json" | "yaml" | "text" | "table") => self
                .structured(format)
                .unwrap_or_else(|| self.text_v2(format)),
            (Flavour::V2, _) => self.text_v2(format),
        }
    }

    /// The code that v2 gives to a fault of the client.
    fn code(&self) -> Option<&'static str> {
        match self.kind {
            _ if self.bare => None,
            Kind::Usage | Kind::Input => Some("ParamValidation"),
            Kind::NoRegion => Some("NoRegion"),
            Kind::NoCredentials => Some("NoCredentials"),
            Kind::Configuration => Some("Configuration"),
            _ => None,
        }
    }

    /// A fault that has a code, as data; `None` for the others.
    fn structured(&self, format: &str) -> Option<String> {
        let members: Map = match (&self.kind, self.code()) {
            (Kind::Service(members), _) => members.iter().cloned().collect(),
            (kind, Some(code)) => {
                let message = match kind {
                    Kind::Usage => format!("{}\n\n{}", self.message, self.usage_text()),
                    _ => self.message.clone(),
                };
                let code = ("Code".to_owned(), Value::text(code));
                [code, ("Message".to_owned(), Value::Text(message))]
                    .into_iter()
                    .collect()
            }
            _ => return None,
        };
        let value = Value::Map(members);
        match format {
            "yaml" => Some(output::yaml(&value)),
            "text" => output::text(&value).ok(),
            "table" => output::table("error", &value, 80, false).ok(),
            _ => Some(output::json(&value)),
        }
    }

    fn usage_text(&self) -> &'static str {
        if self.first_pass {
            FIRST_PASS_USAGE
        } else {
            USAGE
        }
    }

    fn text_v1(&self) -> String {
        let message = &self.message;
        match self.kind {
            Kind::Usage => format!("usage: {USAGE_NOTE}{USAGE}aws: error: {message}\n"),
            Kind::Unknown => format!("usage: {USAGE_NOTE}{USAGE}\n{message}\n"),
            Kind::NoRegion | Kind::NoCredentials => format!("{message}\n"),
            Kind::Startup => format!(
                "Traceback (most recent call last):\n  aws: the configuration could not be read\n\
                 botocore.exceptions.ConfigParseError: {message}\n"
            ),
            _ => format!("\n{message}\n"),
        }
    }

    fn text_v2(&self, format: &str) -> String {
        let message = self.message.trim_end();
        let code = match self.code() {
            Some(code) if format != "legacy" => format!("An error occurred ({code}): "),
            _ => String::new(),
        };
        let usage = self.usage_text();
        match self.kind {
            // An invalid choice ends in a line break of its own, which counts here.
            Kind::Usage => format!("\naws: [ERROR]: {code}{}\n\n{usage}", self.message),
            Kind::Unknown => format!("\n{USAGE}\n\naws: [ERROR]: {message}\n"),
            _ => format!("\naws: [ERROR]: {code}{message}\n"),
        }
    }
}

const USAGE_NOTE: &str = "\rNote: AWS CLI version 2, the latest major version of the AWS CLI, is now stable and recommended for general use. For more information, see the AWS CLI version 2 installation instructions at: https://docs.aws.amazon.com/cli/latest/userguide/install-cliv2.html\n\n";

const USAGE: &str = "usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]\nTo see help text, you can run:\n\n  aws help\n  aws <command> help\n  aws <command> <subcommand> help\n";

const FIRST_PASS_USAGE: &str = "usage: aws [--profile PROFILE] [--debug]\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_flavour_words_a_fault_its_own_way() {
        let fault = CliError::usage("argument --output: expected one argument");
        assert_eq!(fault.exit(Flavour::V1), 2);
        assert!(
            fault
                .text(Flavour::V1, "enhanced")
                .starts_with("usage: \rNote: AWS CLI version 2")
        );
        assert!(
            fault.text(Flavour::V2, "enhanced").starts_with(
                "\naws: [ERROR]: An error occurred (ParamValidation): argument --output"
            )
        );
        let region = CliError::new(Kind::NoRegion, "You must specify a region.");
        assert_eq!(
            region.text(Flavour::V1, "enhanced"),
            "You must specify a region.\n"
        );
        assert_eq!(region.exit(Flavour::V2), 253);
    }

    #[test]
    fn v2_gives_faults_as_data() {
        let fault = CliError::input("no");
        assert_eq!(
            fault.text(Flavour::V2, "json"),
            "{\n    \"Code\": \"ParamValidation\",\n    \"Message\": \"no\"\n}\n"
        );
        assert_eq!(fault.text(Flavour::V2, "text"), "ParamValidation\tno\n");
        assert_eq!(fault.text(Flavour::V2, "legacy"), "\naws: [ERROR]: no\n");
        assert_eq!(
            CliError::other("x").text(Flavour::V2, "json"),
            "\naws: [ERROR]: x\n"
        );
    }

    #[test]
    fn trailing_blanks_are_v1s_alone() {
        let fault = CliError::other("oops\n");
        assert_eq!(fault.text(Flavour::V1, "enhanced"), "\noops\n\n");
        assert_eq!(
            fault.text(Flavour::V2, "enhanced"),
            "\naws: [ERROR]: oops\n"
        );
    }
}
