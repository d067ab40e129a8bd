//! The service and its operation.

use super::super::alias::{Aliases, Meaning, shell_quote};
use super::super::args::{CommandWords, arguments, dashed, parse_command, parse_operation};
use super::super::help;
use super::super::ports::Flavour;
use super::{Context, Done, Printed, TheWorld, operation};
use crate::model::Operation;

/// Finds the operation and runs it.
pub(super) fn run(
    context: &Context<'_>,
    aliases: &Aliases,
    words: &[String],
    world: TheWorld<'_, '_>,
) -> Done {
    let flavour = context.flavour();
    let operations: Vec<(String, Operation)> = context
        .edition
        .operations()
        .map(|op| (dashed(op.name()), op))
        .collect();
    let mut names: Vec<&str> = operations.iter().map(|(name, _)| name.as_str()).collect();
    names.push("help");
    // Aliases under a command are v2's.
    let under = if flavour == Flavour::V2 { "kms" } else { "-" };
    names.extend(aliases.names(under));
    let (mut name, mut rest) = parse_command(words, &names, flavour)?;
    match aliases.meaning(under, &name)? {
        Some(Meaning::Shell(command)) => {
            let quoted = rest.iter().map(|word| shell_quote(word));
            let line: Vec<String> = std::iter::once(command).chain(quoted).collect();
            let exit = world.host.shell(&line.join(" "));
            return Ok(Printed {
                stdout: String::new(),
                exit: u8::try_from(exit & 0xff).unwrap_or(255),
            });
        }
        Some(Meaning::Words(line)) => {
            let (real, more) = parse_command(&line, &names, flavour)?;
            name = real;
            rest = more.into_iter().chain(rest).collect();
        }
        None => {}
    }
    let Some((_, wanted)) = operations.iter().find(|(n, _)| *n == name) else {
        return Ok(Printed {
            stdout: help::service(&context.edition),
            exit: 0,
        });
    };
    let table = arguments(&context.edition, *wanted);
    match parse_operation(&table, &rest, flavour, &context.edition)? {
        CommandWords::Help => Ok(Printed {
            stdout: help::operation(&context.edition, *wanted, &table),
            exit: 0,
        }),
        CommandWords::Call(options) => operation::run(context, *wanted, &table, &options, world),
    }
}
