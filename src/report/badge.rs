//! A badge for a README: the JSON that shields.io's endpoint badge reads.

use std::io::{self, Write};

use serde_json::json;

use super::document::Document;

/// Writes the badge: `kmspec 0.1.0 | 743 pass of 953`. Green only where everything was judged and passed; grey where the
/// run says little.
///
/// # Errors
/// Those of the stream.
pub(super) fn write_badge(out: &mut dyn Write, run: &Document) -> io::Result<()> {
    let message = if is_hollow(run) {
        format!("{} judged of {}", run.judged, all(run))
    } else {
        format!("{} pass of {}", run.totals.pass, all(run))
    };
    let badge = json!({
        "schemaVersion": 1,
        "label": format!("kmspec {}", run.kmspec),
        "message": message,
        "color": color(run),
    });
    serde_json::to_writer_pretty(&mut *out, &badge)?;
    writeln!(out)
}

/// Of how many: all case instances that there are, so that a narrowed run does not look like a whole one.
fn all(run: &Document) -> usize {
    run.available.unwrap_or(run.selected).max(run.selected)
}

/// Whether little was judged: less than half of what there is, or nobody knows of how much.
fn is_hollow(run: &Document) -> bool {
    run.interrupted || run.available.is_none() || run.judged * 2 < all(run) || run.judged == 0
}

fn color(run: &Document) -> &'static str {
    if run.totals.fail > 0 {
        "red"
    } else if is_hollow(run) {
        "lightgrey"
    } else if run.conformant && run.judged * 10 >= all(run) * 9 {
        "brightgreen"
    } else {
        "yellow"
    }
}
