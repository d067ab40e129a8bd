//! The program: what each command does with the library's parts. It joins them and holds no rule of KMS.

mod against;
mod args;
mod argument_values;
mod aws;
mod baseline;
mod check;
mod corpus;
mod coverage;
mod doctor;
mod exit;
mod facts;
mod fmt;
mod fuzz;
mod fuzz_report;
mod guard;
mod limit_args;
mod manual;
mod marks;
mod matrix;
mod model;
mod moved;
mod open;
mod output;
mod plan;
mod play;
mod prove;
mod questions;
mod record;
mod report;
mod report_args;
mod rerun;
mod run;
mod serve;
mod serve_args;
mod served_rules;
mod show;
mod sweep;
mod target_args;
mod target_profile;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use args::{Arguments, Command};
use argument_values::ColorWhen;
use exit::Exit;

/// Reads the command line and does what it says.
pub(crate) fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    if let Some(code) = aws::run(&arguments) {
        return code;
    }
    let matched = without_empty_variables(Arguments::command()).try_get_matches_from(arguments);
    let arguments = match matched.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(error) => {
            // clap prints help and versions on standard output, with 0; errors on standard error, with 2.
            return match error.print() {
                Err(lost) if is_lost(&lost) => output_lost(&lost).into(),
                _ => Exit::from_clap(&error).into(),
            };
        }
    };
    match arguments.color {
        ColorWhen::Auto => {}
        ColorWhen::Always => anstream::ColorChoice::Always.write_global(),
        ColorWhen::Never => anstream::ColorChoice::Never.write_global(),
    }
    match printing(|| carry_out(arguments.command)) {
        Ok(code) => code,
        Err(exit) => exit.into(),
    }
}

fn carry_out(command: Command) -> Result<ExitCode, Exit> {
    match command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Plan(arguments) => plan::plan(&arguments),
        Command::Record(arguments) => record::record(&arguments),
        Command::Coverage(arguments) => coverage::coverage(&arguments),
        Command::Questions(arguments) => questions::questions(&arguments),
        Command::Facts(command) => facts::facts(&command),
        Command::List(arguments) => show::list(&arguments),
        Command::Why(arguments) => show::why(&arguments.selection),
        Command::Check(arguments) => check::check(&arguments),
        Command::Fmt(arguments) => fmt::fmt(&arguments),
        Command::Schema(arguments) => show::schema(&arguments),
        Command::Report(arguments) => report::report(&arguments),
        Command::Merge(arguments) => report::merge(&arguments),
        Command::Compare(arguments) => report::compare(&arguments),
        Command::Baseline(arguments) => baseline::write(&arguments),
        Command::Doctor(arguments) => doctor::doctor(&arguments),
        Command::Sweep(arguments) => sweep::sweep(&arguments),
        Command::Serve(arguments) => serve::serve(&arguments),
        Command::Fuzz(arguments) => fuzz::fuzz(&arguments),
        Command::Mutants(arguments) => prove::mutants(&arguments),
        Command::Prove(arguments) => prove::prove(&arguments),
        Command::Model(command) => model::model(command),
        Command::Completions(arguments) => Ok(manual::completions(arguments.shell)),
        Command::Man(arguments) => manual::page(arguments.command.as_deref()),
    }
}

/// The command line, to which a variable that is empty is as one that is not set.
fn without_empty_variables(command: clap::Command) -> clap::Command {
    let command = command.mut_args(|arg| {
        let is_empty = arg
            .get_env()
            .and_then(std::env::var_os)
            .is_some_and(|value| value.is_empty());
        if is_empty { arg.env(None::<&str>) } else { arg }
    });
    command.mut_subcommands(without_empty_variables)
}

/// Does something that prints; what could not be printed is an end of its own, and no success.
fn printing(work: impl FnOnce() -> Result<ExitCode, Exit>) -> Result<ExitCode, Exit> {
    let code = work()?;
    match output::lost() {
        Some(error) if is_lost(&error) => Err(output_lost(&error)),
        _ => Ok(code),
    }
}

/// A reader that went away, such as `head`, has read what it wanted.
fn is_lost(error: &std::io::Error) -> bool {
    error.kind() != std::io::ErrorKind::BrokenPipe
}

fn output_lost(why: impl std::fmt::Display) -> Exit {
    Exit::unwritten(format!("cannot write to standard output: {why}"))
}

/// The runtime of everything that waits.
fn runtime() -> Result<tokio::runtime::Runtime, Exit> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Exit::unreachable(format!("cannot start: {error}")))
}
