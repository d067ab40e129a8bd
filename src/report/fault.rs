//! Why a case ended without a judgement, in one line or two.

use std::io::{self, Write};

use super::secrets::Secrets;
use super::style::QUIET;
use super::text::{visible, write_indented};
use crate::check::NoVerdict;

/// Writes what happened, and what to do about it.
pub(super) fn write_fault(
    out: &mut dyn Write,
    fault: &NoVerdict,
    secrets: &Secrets,
) -> io::Result<()> {
    write_indented(out, "  ", &visible(&secrets.scrub(&fault.summary)))?;
    if let Some(help) = &fault.help {
        writeln!(
            out,
            "  {QUIET}help: {}{QUIET:#}",
            visible(&secrets.scrub(help)).replace('\n', "\n        ")
        )?;
    }
    Ok(())
}
