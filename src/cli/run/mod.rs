//! One call of the CLI, from the words to the outcome, in the order in which the real one finds faults.

mod caller;
mod command;
mod operation;
mod print;
mod top;

use std::collections::BTreeMap;

pub use top::run;

use super::args::Globals;
use super::config::{Profiles, Settings};
use super::edition::Edition;
use super::fault::CliError;
use super::ports::Flavour;
use super::query::Query;
use super::send::Environment;

/// What stands fixed once the global options are read.
struct Context<'a> {
    edition: Edition<'a>,
    env: &'a BTreeMap<String, String>,
    profiles: &'a Profiles,
    globals: Globals,
    query: Option<Query>,
    /// Seconds; `None` waits for ever.
    connect_timeout: Option<i128>,
    read_timeout: Option<i128>,
    /// Timestamps are printed in ISO 8601.
    iso_times: bool,
    /// The width of the terminal, if there is one.
    terminal: Option<usize>,
}

impl Context<'_> {
    fn flavour(&self) -> Flavour {
        self.edition.flavour
    }

    fn settings(&self) -> Settings<'_> {
        Settings {
            flavour: self.edition.flavour,
            env: self.env,
            profiles: self.profiles,
            profile_flag: self.globals.chosen_profile(),
            region_flag: self.globals.region.as_deref(),
        }
    }
}

/// What a command printed.
#[derive(Debug, Default)]
struct Printed {
    stdout: String,
    /// The exit code of a shell alias; a command that succeeds is 0.
    exit: u8,
}

/// A fault after part of the output was printed.
struct Broken {
    stdout: String,
    fault: CliError,
}

impl From<CliError> for Broken {
    fn from(fault: CliError) -> Self {
        Self {
            stdout: String::new(),
            fault,
        }
    }
}

type Done = Result<Printed, Broken>;

/// Shortens the signatures of this room.
type TheWorld<'a, 'b> = &'a mut Environment<'b>;
