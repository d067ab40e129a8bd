//! A run as `JUnit` XML, by the schema that Jenkins uses (`junit-10.xsd` of its xunit plugin).
//!
//! That schema has no properties of a test case, so every case file is a suite with them: `file`, `line`, `causes`, `flaky`.
//! What is said of one instance stands in its `system-out`, as the lines `[[PROPERTY|name=value]]` that readers of `JUnit` take
//! for properties too.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::document::{Document, ReportCase};
use super::text::visible;
use super::words;
use crate::check::Verdict;

/// Writes all runs as suites, one for each case file.
///
/// # Errors
/// Those of the stream.
pub(super) fn write_junit(out: &mut dyn Write, runs: &[Document]) -> io::Result<()> {
    let cases: Vec<&ReportCase> = runs.iter().flat_map(|run| &run.cases).collect();
    let duration: u64 = runs.iter().map(|run| run.duration_ms).sum();
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    let counts = counts(&cases);
    writeln!(
        out,
        r#"<testsuites name="kmspec" {counts} time="{}">"#,
        seconds(duration)
    )?;
    for run in runs {
        for cases in run.cases.chunk_by(|a, b| suite(a) == suite(b)) {
            write_suite(out, run, cases, runs.len() > 1)?;
        }
    }
    writeln!(out, "</testsuites>")
}

/// The case of which an instance is a row: the name of its file without folder and ending.
fn suite(case: &ReportCase) -> &str {
    let file = case.location.file.as_str();
    let name = file
        .rsplit('/')
        .next()
        .and_then(|name| name.strip_suffix(".yaml"));
    let found = name.filter(|it| !it.is_empty());
    let end = found.and_then(|name| {
        let with_slash = format!("/{name}");
        let at = case.id.match_indices(&with_slash).last()?.0 + with_slash.len();
        (at == case.id.len() || case.id[at..].starts_with('/')).then_some(at)
    });
    &case.id[..end.unwrap_or(case.id.len())]
}

fn write_suite(
    out: &mut dyn Write,
    run: &Document,
    cases: &[ReportCase],
    several: bool,
) -> io::Result<()> {
    let Some(first) = cases.first() else {
        return Ok(());
    };
    let name = if several {
        format!("{} {}", run.target, suite(first))
    } else {
        suite(first).to_owned()
    };
    let all: Vec<&ReportCase> = cases.iter().collect();
    let skipped = all.iter().filter(|it| is_skipped(it.verdict)).count();
    let duration: u64 = all.iter().map(|it| it.duration_ms).sum();
    writeln!(
        out,
        r#"  <testsuite name="{}" {} skipped="{skipped}" time="{}" file="{}">"#,
        escaped(&name),
        counts(&all),
        seconds(duration),
        escaped(&first.location.file)
    )?;
    let mut blamed: Vec<&str> = cases.iter().flat_map(words::causes).collect();
    blamed.sort_unstable();
    blamed.dedup();
    let flaky: Vec<&str> = of(cases, Verdict::Flaky);
    let line = first.location.line.to_string();
    let seed = run.seed.to_string();
    writeln!(out, "    <properties>")?;
    for (name, value) in [
        ("target", run.target.as_str()),
        ("kmspec", run.kmspec.as_str()),
        ("seed", &seed),
        ("file", &first.location.file),
        ("line", &line),
        ("causes", &blamed.join(" ")),
        ("flaky", &flaky.join(" ")),
    ] {
        if !value.is_empty() {
            let value = escaped(value);
            writeln!(out, r#"      <property name="{name}" value="{value}"/>"#)?;
        }
    }
    writeln!(out, "    </properties>")?;
    for case in cases {
        write_case(out, case, &format!("{}.{}", run.target, case.operation))?;
    }
    writeln!(out, "  </testsuite>")
}

fn of(cases: &[ReportCase], verdict: Verdict) -> Vec<&str> {
    let found = cases.iter().filter(|it| it.verdict == verdict);
    found.map(|it| it.id.as_str()).collect()
}

fn write_case(out: &mut dyn Write, case: &ReportCase, class: &str) -> io::Result<()> {
    let (name, time) = (escaped(&case.id), seconds(case.duration_ms));
    let class = escaped(class);
    writeln!(
        out,
        r#"    <testcase name="{name}" classname="{class}" time="{time}">"#
    )?;
    let element = match case.verdict {
        Verdict::Pass | Verdict::Fixed => None,
        Verdict::Fail => Some("failure"),
        Verdict::Flaky => Some("flakyFailure"),
        Verdict::Error | Verdict::Blocked => Some("error"),
        Verdict::Unsupported | Verdict::Disabled | Verdict::Deviates => Some("skipped"),
    };
    if let Some(element) = element {
        let (kind, message) = (case.verdict.name(), escaped(&words::of_case(case)));
        let text = escaped(&text(case));
        writeln!(
            out,
            r#"      <{element} type="{kind}" message="{message}">{text}</{element}>"#
        )?;
    }
    writeln!(
        out,
        "      <system-out>{}</system-out>",
        escaped(&properties(case))
    )?;
    writeln!(out, "    </testcase>")
}

/// The rule, what does not match, and where each stands.
fn text(case: &ReportCase) -> String {
    let mut text = format!("{}\n", case.requirement);
    for mismatch in &case.mismatches {
        text.push_str(&words::of_mismatch(mismatch));
        if let Some(place) = &mismatch.location {
            let _ = write!(text, " ({}:{}:{})", place.file, place.line, place.column);
        }
        text.push('\n');
    }
    if let Some(help) = case.fault.as_ref().and_then(|fault| fault.help.as_ref()) {
        let _ = writeln!(text, "help: {help}");
    }
    text
}

fn properties(case: &ReportCase) -> String {
    let place = &case.location;
    let property = |name: &str, value: &str| format!("[[PROPERTY|{name}={value}]]\n");
    let mut text = String::from("\n");
    text += &property("verdict", case.verdict.name());
    text += &property("file", &place.file);
    text += &property("line", &place.line.to_string());
    text += &property("flaky", &(case.verdict == Verdict::Flaky).to_string());
    let causes = words::causes(case).join(" ");
    if !causes.is_empty() {
        text += &property("causes", &causes);
    }
    text
}

fn is_skipped(verdict: Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Unsupported | Verdict::Disabled | Verdict::Deviates
    )
}

/// The attributes that count.
fn counts(cases: &[&ReportCase]) -> String {
    let number = |is: &dyn Fn(Verdict) -> bool| cases.iter().filter(|it| is(it.verdict)).count();
    let failures = number(&|it| it == Verdict::Fail);
    let errors = number(&|it| matches!(it, Verdict::Error | Verdict::Blocked));
    let tests = cases.len();
    format!(r#"tests="{tests}" failures="{failures}" errors="{errors}""#)
}

/// Seconds with three digits behind the point.
fn seconds(millis: u64) -> String {
    format!("{}.{:03}", millis / 1000, millis % 1000)
}

/// Text for an element or an attribute: no markup, and no character that XML does not have.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
