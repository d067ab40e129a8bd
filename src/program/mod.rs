//! The program: what each command does with the library's parts. It joins them and holds no rule of KMS.

mod against;
mod args;
mod aws;
mod check;
mod corpus;
mod exit;
mod fuzz;
mod fuzz_report;
mod model;
mod prove;
mod run;
mod serve;
mod show;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, ColorWhen, Command};
use exit::Exit;

/// Reads the command line and does what it says.
pub(crate) fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    if let Some(code) = aws::run(&arguments) {
        return code;
    }
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // clap prints help and versions on standard output, with 0; errors on standard error, with 2.
            let _ = error.print();
            return Exit::from_clap(&error).into();
        }
    };
    match arguments.color {
        ColorWhen::Auto => {}
        ColorWhen::Always => anstream::ColorChoice::Always.write_global(),
        ColorWhen::Never => anstream::ColorChoice::Never.write_global(),
    }
    let outcome = match arguments.command {
        Command::Run(arguments) => run::run(&arguments),
        Command::List(arguments) => show::list(&arguments.selection),
        Command::Why(arguments) => show::why(&arguments.selection),
        Command::Check(arguments) => check::check(&arguments),
        Command::Schema(arguments) => show::schema(&arguments),
        Command::Serve(arguments) => serve::serve(&arguments),
        Command::Fuzz(arguments) => fuzz::fuzz(&arguments),
        Command::Mutants(arguments) => prove::mutants(&arguments),
        Command::Prove(arguments) => prove::prove(&arguments),
        Command::Model(command) => model::model(command),
    };
    match outcome {
        Ok(code) => code,
        Err(exit) => exit.into(),
    }
}

/// The runtime of everything that waits.
fn runtime() -> Result<tokio::runtime::Runtime, Exit> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Exit::unreachable(format!("cannot start: {error}")))
}
