//! What a campaign tells people.

use super::output::outln;
use std::time::Duration;

use kmspec::campaign::{Agrees, Between, Finding, Sides, Summary};

/// What the two sides are called.
pub(crate) fn names(sides: Sides<'_>) -> [String; 2] {
    let second = sides.second.map_or("reference", |side| side.name());
    [sides.first.name().to_owned(), second.to_owned()]
}

/// Tells of a finding when it is made.
pub(crate) fn announce(finding: &Finding, names: &[String; 2]) {
    outln!(
        "{:>6.1} s  {} {}",
        finding.found_after,
        finding.operation,
        finding.situation
    );
    outln!("          {}", finding.requirement);
    let calls = finding.calls;
    match &finding.between {
        None => outln!(
            "          {}: expected {}, got {} ({calls} calls)",
            finding.place,
            finding.expected,
            finding.actual,
        ),
        Some(between) => {
            let [first, second] = names;
            outln!(
                "          {}: {first} says {}, {second} says {} ({calls} calls)",
                finding.place,
                between.first,
                between.second,
            );
            outln!("          {}", sides_with(between, finding, names));
        }
    }
    if let Some(path) = &finding.path {
        outln!("          {}", path.display());
    }
}

/// Tells what a campaign came to.
pub(crate) fn tell(summary: &Summary) {
    outln!();
    outln!(
        "{} findings in {:.1} s: {} scripts, {} requests ({}/s), {} cells of (operation, state, outcome)",
        summary.findings.len(),
        summary.seconds,
        summary.scripts,
        summary.requests,
        per_second(summary),
        summary.coverage.len(),
    );
    outln!(
        "not counted: {} differences that what is known of AWS allows, {} that were not confirmed",
        summary.allowed,
        summary.unconfirmed
    );
    if !summary.lacks.is_empty() {
        let lacks = summary.lacks.join(", ");
        if summary.against == "reference" {
            outln!("the endpoint does not have: {lacks}");
        } else {
            outln!("not compared, since not both endpoints have them: {lacks}");
        }
    }
    for why in &summary.left_out {
        outln!("left out: {why}");
    }
    if let Some(why) = &summary.stopped_by {
        outln!("ended early: {why}");
    }
    if !summary.left.is_empty() {
        outln!("left on the endpoint:");
    }
    for left in &summary.left {
        let id = left.id.as_deref().unwrap_or("of unknown id");
        outln!(
            "  {} {id} of the {} in {}: {}",
            left.kind,
            left.principal,
            left.region,
            left.why
        );
    }
}

/// With whom the reference agrees.
fn sides_with(between: &Between, finding: &Finding, [first, second]: &[String; 2]) -> String {
    match between.reference {
        Agrees::First => format!("the reference agrees with {first}"),
        Agrees::Second => format!("the reference agrees with {second}"),
        Agrees::Neither => format!(
            "the reference agrees with neither: it says {}",
            finding.expected
        ),
        Agrees::Unknown => {
            "the reference cannot say: an earlier call goes another way there".to_owned()
        }
    }
}

/// Requests a second, in whole ones.
fn per_second(summary: &Summary) -> u128 {
    let millis = Duration::from_secs_f64(summary.seconds).as_millis().max(1);
    u128::from(summary.requests) * 1000 / millis
}
