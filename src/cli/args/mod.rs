//! The command line: the rules by which words become options, the global options, an operation's options.

mod choices;
mod globals;
mod grammar;
mod operation;

pub(crate) use globals::{Globals, first_pass, parse_globals};
pub(crate) use operation::{
    CommandWords, OperationArgument, Purpose, arguments, dashed, parse_command, parse_operation,
    parse_topic,
};
