//! An operation's options, made from its input shape.

use std::fmt::Write as _;

use super::super::edition::Edition;
use super::super::fault::{CliError, Kind as FaultKind};
use super::super::ports::Flavour;
use super::grammar::{Definition, Parser, Positional, Takes};
use crate::model::{Kind, Operation};

/// What an option of an operation does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Sets a member of the input.
    Member,
    /// Sets a boolean member to this.
    Flag(bool),
    StartingToken,
    PageSize,
    MaxItems,
    InputJson,
    InputYaml,
    Skeleton,
}

/// One option of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OperationArgument {
    /// Without its dashes.
    pub(crate) name: String,
    /// The input member, for [`Purpose::Member`] and [`Purpose::Flag`].
    pub(crate) member: String,
    /// The member's shape.
    pub(crate) shape: String,
    pub(crate) required: bool,
    pub(crate) purpose: Purpose,
}

/// What the words after the operation mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CommandWords {
    /// Show the help page.
    Help,
    /// Call the operation: the words of each option given, by its index.
    Call(Vec<(usize, Vec<String>)>),
}

/// `DeleteCustomKeyStore` as `delete-custom-key-store`.
pub(crate) fn dashed(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (i, c) in chars.iter().enumerate() {
        let after_lower = i > 0 && !chars[i - 1].is_uppercase();
        let before_lower = chars.get(i + 1).is_some_and(char::is_ascii_lowercase);
        if c.is_uppercase() && i > 0 && (after_lower || before_lower) && !out.ends_with('-') {
            out.push('-');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// The options of an operation, in the order of the CLI's table.
pub(crate) fn arguments(edition: &Edition<'_>, operation: Operation) -> Vec<OperationArgument> {
    let mut table = Vec::new();
    let special = |name: &str, purpose: Purpose| OperationArgument {
        name: name.into(),
        member: String::new(),
        shape: String::new(),
        required: false,
        purpose,
    };
    for member in edition.input_members(operation) {
        let name = dashed(&member.name);
        let argument = |name: String, purpose: Purpose, required: bool| OperationArgument {
            name,
            member: member.name.clone(),
            shape: member.shape.clone(),
            required,
            purpose,
        };
        if matches!(edition.kind(&member.shape), Some(Kind::Boolean)) {
            let negative = format!("no-{name}");
            table.push(argument(name, Purpose::Flag(true), false));
            table.push(argument(negative, Purpose::Flag(false), false));
        } else {
            table.push(argument(name, Purpose::Member, member.required));
        }
    }
    table.push(special("cli-input-json", Purpose::InputJson));
    if edition.flavour == Flavour::V2 {
        table.push(special("cli-input-yaml", Purpose::InputYaml));
    }
    if let Some(paginator) = edition.paginator(operation) {
        table.push(special("starting-token", Purpose::StartingToken));
        if paginator.limit_key.is_some() {
            table.push(special("page-size", Purpose::PageSize));
        }
        table.push(special("max-items", Purpose::MaxItems));
    }
    table.push(special("generate-cli-skeleton", Purpose::Skeleton));
    table
}

/// Finds the operation; what is left is the operation's.
///
/// # Errors
///
/// A usage fault.
pub(crate) fn parse_command(
    words: &[String],
    commands: &[&str],
    flavour: Flavour,
) -> Result<(String, Vec<String>), CliError> {
    let parsed = Parser {
        options: &[],
        positional: Some(Positional {
            name: "operation",
            choices: commands,
            required: true,
        }),
        flavour,
    }
    .parse(words)?;
    Ok((parsed.positional.unwrap_or_default(), parsed.rest))
}

/// The topic after `help`, if there is one.
///
/// # Errors
///
/// A topic that is none.
pub(crate) fn parse_topic(
    words: &[String],
    topics: &[&str],
    flavour: Flavour,
) -> Result<Option<String>, CliError> {
    let parsed = Parser {
        options: &[],
        positional: Some(Positional {
            name: "subcommand",
            choices: topics,
            required: false,
        }),
        flavour,
    }
    .parse(words)?;
    Ok(parsed.positional)
}

/// Reads an operation's options.
///
/// # Errors
///
/// A usage fault, or words that nothing takes.
pub(crate) fn parse_operation(
    table: &[OperationArgument],
    words: &[String],
    flavour: Flavour,
    edition: &Edition<'_>,
) -> Result<CommandWords, CliError> {
    if words == ["help"] {
        return Ok(CommandWords::Help);
    }
    let optional = input_replaces_options(words, flavour);
    let definitions: Vec<Definition> = table
        .iter()
        .map(|argument| define(argument, optional, flavour, edition))
        .collect();
    let parsed = Parser {
        options: &definitions,
        positional: Some(Positional {
            name: "help",
            choices: &[],
            required: false,
        }),
        flavour,
    }
    .parse(words)?;
    let mut rest = parsed.rest;
    match parsed.positional {
        Some(word) if word == "help" => return Ok(CommandWords::Help),
        Some(word) => rest.push(word),
        None => {}
    }
    if rest.is_empty() {
        return Ok(CommandWords::Call(parsed.options));
    }
    let mut message = format!("Unknown options: {}", rest.join(", "));
    if flavour == Flavour::V2 {
        message.push_str(&suggestions(&rest, &definitions));
    }
    Err(CliError::new(FaultKind::Unknown, message))
}

/// With an input document, or a skeleton of the input, nothing is required on the line.
fn input_replaces_options(words: &[String], flavour: Flavour) -> bool {
    let has = |option: &str| words.iter().any(|w| w == option);
    let skeleton = words.iter().position(|w| w == "--generate-cli-skeleton");
    let of_input = skeleton.is_some_and(|at| words.get(at + 1).is_none_or(|w| w != "output"));
    let yaml = flavour == Flavour::V2 && has("--cli-input-yaml");
    has("--cli-input-json") || yaml || of_input
}

fn define(
    argument: &OperationArgument,
    optional: bool,
    flavour: Flavour,
    edition: &Edition<'_>,
) -> Definition {
    let name = format!("--{}", argument.name);
    let takes = match argument.purpose {
        Purpose::Flag(_) => Takes::Nothing,
        Purpose::Skeleton => Takes::Maybe("input"),
        Purpose::Member if matches!(edition.kind(&argument.shape), Some(Kind::List { .. })) => {
            Takes::Many
        }
        _ => Takes::One,
    };
    let mut definition = Definition::new(name, takes);
    definition.required = argument.required && !optional;
    definition.int = matches!(argument.purpose, Purpose::PageSize | Purpose::MaxItems);
    if argument.purpose == Purpose::Skeleton {
        definition.choices = match flavour {
            Flavour::V1 => &["input", "output"],
            Flavour::V2 => &["input", "output", "yaml-input"],
        };
    }
    definition
}

/// v2 points at options that an unknown one was perhaps meant to be.
fn suggestions(rest: &[String], definitions: &[Definition]) -> String {
    let globals = super::globals::definitions(Flavour::V2);
    let all = definitions.iter().chain(&globals);
    let names: Vec<&str> = all.map(|d| d.name.as_str()).collect();
    let mut lines = String::new();
    for word in rest.iter().filter(|w| w.starts_with("--")) {
        for near in super::choices::close_matches(word, &names, 0.85) {
            let _ = write!(lines, "\n  * {near} (instead of {word})");
        }
    }
    if lines.is_empty() {
        lines
    } else {
        format!("\n\nMaybe you meant:{lines}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_dashed_as_the_cli_dashes_them() {
        for (name, expect) in [
            ("DeleteCustomKeyStore", "delete-custom-key-store"),
            ("ReEncrypt", "re-encrypt"),
            ("CloudHsmClusterId", "cloud-hsm-cluster-id"),
            (
                "XksProxyVpcEndpointServiceName",
                "xks-proxy-vpc-endpoint-service-name",
            ),
            ("GenerateMac", "generate-mac"),
        ] {
            assert_eq!(dashed(name), expect);
        }
    }

    #[test]
    fn an_input_document_makes_everything_optional() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let check = |line: &str| input_replaces_options(&words(line), Flavour::V1);
        assert!(check("--generate-cli-skeleton"));
        assert!(!check("--generate-cli-skeleton output"));
        assert!(!check("--cli-input-json={}"));
        assert!(!check("--cli-input-yaml x"));
    }
}
