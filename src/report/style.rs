//! The few styles that reports use.

use anstyle::{AnsiColor, Style};

use crate::check::Verdict;

/// What stands out without a judgement.
pub(super) const STRONG: Style = Style::new().bold();

/// What may be skipped at first reading.
pub(super) const QUIET: Style = Style::new().dimmed();

/// What was asked for.
pub(super) const EXPECTED: Style = AnsiColor::Green.on_default();

/// What came instead.
pub(super) const ACTUAL: Style = AnsiColor::Red.on_default();

/// What deserves attention.
pub(super) const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// The style of a verdict's word.
pub(super) fn of(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Pass => AnsiColor::Green.on_default().bold(),
        Verdict::Fail | Verdict::Error => AnsiColor::Red.on_default().bold(),
        Verdict::Flaky | Verdict::Blocked | Verdict::Fixed | Verdict::Deviates => WARNING,
        Verdict::Unsupported | Verdict::Disabled => QUIET,
    }
}
