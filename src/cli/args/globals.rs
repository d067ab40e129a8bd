//! The global options, and the service that follows them.

use super::super::fault::CliError;
use super::super::ports::Flavour;
use super::grammar::{Definition, Parsed, Parser, Positional, Takes};

/// The global options as they were given.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Globals {
    pub(crate) debug: bool,
    pub(crate) endpoint_url: Option<String>,
    pub(crate) verify_ssl: bool,
    pub(crate) paginate: bool,
    pub(crate) output: Option<String>,
    pub(crate) query: Option<String>,
    pub(crate) profile: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) color: String,
    pub(crate) sign_request: bool,
    pub(crate) ca_bundle: Option<String>,
    pub(crate) read_timeout: Option<String>,
    pub(crate) connect_timeout: Option<String>,
    pub(crate) binary_format: Option<String>,
    pub(crate) error_format: Option<String>,
    pub(crate) version: bool,
    /// The service, or another word that an alias defines.
    pub(crate) command: Option<String>,
}

impl Globals {
    /// `--profile`; an empty one is none.
    pub(crate) fn chosen_profile(&self) -> Option<&str> {
        self.profile.as_deref().filter(|name| !name.is_empty())
    }
}

impl Default for Globals {
    fn default() -> Self {
        Self {
            debug: false,
            endpoint_url: None,
            verify_ssl: true,
            paginate: true,
            output: None,
            query: None,
            profile: None,
            region: None,
            color: "auto".into(),
            sign_request: true,
            ca_bundle: None,
            read_timeout: None,
            connect_timeout: None,
            binary_format: None,
            error_format: None,
            version: false,
            command: None,
        }
    }
}

pub(super) fn definitions(flavour: Flavour) -> Vec<Definition> {
    let one = |name: &str| Definition::new(name, Takes::One);
    let flag = |name: &str| Definition::new(name, Takes::Nothing);
    let choice = |name: &str, choices| Definition {
        choices,
        ..one(name)
    };
    let outputs: &[&str] = match flavour {
        Flavour::V1 => &["json", "text", "table"],
        Flavour::V2 => &["json", "text", "table", "yaml", "yaml-stream", "off"],
    };
    let mut options = vec![
        flag("--debug"),
        one("--endpoint-url"),
        flag("--no-verify-ssl"),
        flag("--no-paginate"),
        choice("--output", outputs),
        one("--query"),
        one("--profile"),
        one("--region"),
        choice("--color", &["on", "off", "auto"]),
        flag("--no-sign-request"),
        one("--ca-bundle"),
        one("--cli-read-timeout"),
        one("--cli-connect-timeout"),
    ];
    if flavour == Flavour::V2 {
        options.push(choice(
            "--cli-binary-format",
            &["base64", "raw-in-base64-out"],
        ));
        options.push(flag("--no-cli-pager"));
        options.push(flag("--cli-auto-prompt"));
        options.push(flag("--no-cli-auto-prompt"));
        options.push(choice(
            "--cli-error-format",
            &["legacy", "json", "yaml", "text", "table", "enhanced"],
        ));
    } else {
        options.push(flag("--v2-debug"));
    }
    // The parser adds its own `--version` last, in place of the one in the table.
    options.push(Definition {
        stops: true,
        ..flag("--version")
    });
    options
}

/// Reads the global options anywhere on the line, and the command; what is left is the command's.
///
/// # Errors
///
/// A usage fault.
pub(crate) fn parse_globals(
    words: &[String],
    commands: &[&str],
    flavour: Flavour,
) -> Result<(Globals, Vec<String>), CliError> {
    let options = definitions(flavour);
    let parser = Parser {
        options: &options,
        positional: Some(Positional {
            name: "command",
            choices: commands,
            required: true,
        }),
        flavour,
    };
    let parsed = parser.parse(words)?;
    Ok(settle(&options, parsed))
}

fn settle(options: &[Definition], parsed: Parsed) -> (Globals, Vec<String>) {
    let mut globals = Globals {
        command: parsed.positional,
        version: parsed.stopped,
        ..Globals::default()
    };
    for (index, words) in parsed.options {
        let value = words.into_iter().next();
        match options[index].name.as_str() {
            "--debug" => globals.debug = true,
            "--endpoint-url" => globals.endpoint_url = value,
            "--no-verify-ssl" => globals.verify_ssl = false,
            "--no-paginate" => globals.paginate = false,
            "--output" => globals.output = value,
            "--query" => globals.query = value,
            "--profile" => globals.profile = value,
            "--region" => globals.region = value,
            "--color" => globals.color = value.unwrap_or_default(),
            "--no-sign-request" => globals.sign_request = false,
            "--ca-bundle" => globals.ca_bundle = value,
            "--cli-read-timeout" => globals.read_timeout = value,
            "--cli-connect-timeout" => globals.connect_timeout = value,
            "--cli-binary-format" => globals.binary_format = value,
            "--cli-error-format" => globals.error_format = value,
            _ => {}
        }
    }
    (globals, parsed.rest)
}

/// v2 looks for `--profile` and `--debug` before anything else.
///
/// # Errors
///
/// A usage fault of these two.
pub(crate) fn first_pass(words: &[String]) -> Result<(), CliError> {
    let options = [
        Definition::new("--profile", Takes::One),
        Definition::new("--debug", Takes::Nothing),
    ];
    let parser = Parser {
        options: &options,
        positional: None,
        flavour: Flavour::V2,
    };
    parser.parse(words).map(|_| ()).map_err(|fault| CliError {
        first_pass: true,
        ..fault
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str, flavour: Flavour) -> Result<(Globals, Vec<String>), CliError> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse_globals(&words, &["kms", "help"], flavour)
    }

    #[test]
    fn globals_stand_anywhere_and_the_last_one_counts() {
        let (globals, rest) = parse(
            "--region a kms list-keys --limit 5 --region b --out text",
            Flavour::V1,
        )
        .expect("parses");
        assert_eq!(globals.region.as_deref(), Some("b"));
        assert_eq!(globals.output.as_deref(), Some("text"));
        assert_eq!(rest, ["list-keys", "--limit", "5"]);
    }

    #[test]
    fn abbreviations_are_ambiguous_by_flavour() {
        let fault = parse("kms x --c y", Flavour::V1).expect_err("ambiguous");
        assert_eq!(
            fault.message,
            "ambiguous option: --c could match --color, --ca-bundle, --cli-read-timeout, --cli-connect-timeout"
        );
        let fault = parse("kms x --c y", Flavour::V2).expect_err("ambiguous");
        assert!(
            fault
                .message
                .ends_with("--cli-binary-format, --cli-auto-prompt, --cli-error-format")
        );
    }

    #[test]
    fn version_wins_over_what_follows_it_only() {
        assert!(
            parse("--version --bogus", Flavour::V1)
                .expect("parses")
                .0
                .version
        );
        assert!(parse("--output bad --version", Flavour::V1).is_err());
    }

    #[test]
    fn choices_are_listed_two_in_a_row() {
        let fault = parse("--output bad", Flavour::V1).expect_err("no such output");
        let expect = format!(
            "argument --output: Invalid choice, valid choices are:\n\n{:<40} | {:<40}\n{:<40}",
            "json", "text", "table"
        );
        assert_eq!(fault.message, expect);
    }
}
