//! What the commands print, and whether it arrived.

use std::fmt::Arguments;
use std::io::{self, Write as _};
use std::sync::{Mutex, PoisonError};

/// The first failure of standard output.
static LOST: Mutex<Option<io::Error>> = Mutex::new(None);

/// Prints on standard output, with what follows the line.
macro_rules! outln {
    () => { crate::program::output::print(format_args!("\n")) };
    ($($text:tt)*) => { crate::program::output::print(format_args!("{}\n", format_args!($($text)*))) };
}

/// Prints on standard error: where nobody takes it, nobody can be told.
macro_rules! errln {
    ($($text:tt)*) => { crate::program::output::print_error(format_args!("{}\n", format_args!($($text)*))) };
}

pub(crate) use {errln, outln};

/// Prints on standard output; [`lost`] tells whether it took everything.
pub(crate) fn print(text: Arguments<'_>) {
    let mut out = anstream::stdout();
    note(out.write_fmt(text));
}

/// Prints on standard error.
pub(crate) fn print_error(text: Arguments<'_>) {
    drop(anstream::stderr().write_fmt(text));
}

/// Notes the outcome of a write to standard output.
fn note(written: io::Result<()>) {
    if let Err(error) = written {
        let mut lost = LOST.lock().unwrap_or_else(PoisonError::into_inner);
        lost.get_or_insert(error);
    }
}

/// Why standard output has not taken everything that was printed so far, if it has not.
pub(crate) fn lost() -> Option<io::Error> {
    note(io::stdout().flush());
    let mut lost = LOST.lock().unwrap_or_else(PoisonError::into_inner);
    lost.take()
}
