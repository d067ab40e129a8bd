//! Facts in words: what is known, how, and which cases rely on it.

use std::io::{self, Write};
use std::sync::Arc;

use super::phrase;
use super::style::{QUIET, STRONG};
use super::text::{one_line, visible, write_indented};
use crate::case::{Case, Fact};

/// Writes a fact's statement, source, what is open of it, and every case that cites it.
///
/// # Errors
/// Those of the stream.
pub fn write_why_fact(out: &mut dyn Write, fact: &Fact, cases: &[Case]) -> io::Result<()> {
    let (path, span) = (&fact.file, fact.span);
    writeln!(out, "{STRONG}{}{STRONG:#}", one_line(&fact.id))?;
    let (line, column) = (span.line, span.column);
    writeln!(out, "{QUIET}{}:{line}:{column}{QUIET:#}\n", one_line(path))?;
    write_indented(out, "  ", &visible(&fact.statement))?;
    let source = format!(
        "{}: {}",
        phrase::evidence_kind(fact.kind),
        phrase::origin(fact)
    );
    section(out, "source", [source])?;
    section(out, "question", fact.question.clone())?;
    section(out, "note", fact.note.clone())?;
    let operations = fact.operations.iter().map(|it| it.name());
    section(out, "operations", operations.map(str::to_owned))?;
    section(out, "confirms", fact.supports.iter().cloned())?;
    let relying = cases.iter().filter(|case| case.cites(&fact.id));
    let relying: Vec<String> = relying.map(|case| relying_case(case, &fact.id)).collect();
    let nobody = fact.unchecked.clone();
    let nobody = nobody.unwrap_or_else(|| "no case".to_owned());
    let nobody = relying.is_empty().then_some(nobody);
    section(out, "relied on by", relying.into_iter().chain(nobody))
}

/// `alias/create/exists: The name of an alias is unique.`, with the citation's note.
fn relying_case(case: &Case, id: &str) -> String {
    let cited = case.evidence.iter().find(|cited| cited.fact.id == id);
    let note = cited.and_then(|cited| cited.note.as_ref());
    let note = note.map(|note| format!("\n  {note}")).unwrap_or_default();
    format!("{}: {}{note}", case.id, case.requirement.value)
}

/// Writes a line for each fact, and how many there are.
///
/// # Errors
/// Those of the stream.
pub fn write_facts<'f>(
    out: &mut dyn Write,
    facts: impl Iterator<Item = &'f Arc<Fact>>,
) -> io::Result<()> {
    let mut count = 0_usize;
    for fact in facts {
        count += 1;
        writeln!(out, "{}  {}", one_line(&fact.id), one_line(&fact.statement))?;
    }
    writeln!(out, "{QUIET}{count} facts{QUIET:#}")
}

fn section(
    out: &mut dyn Write,
    title: &str,
    entries: impl IntoIterator<Item = String>,
) -> io::Result<()> {
    let mut entries = entries.into_iter().peekable();
    if entries.peek().is_some() {
        writeln!(out, "\n{STRONG}{title}{STRONG:#}")?;
    }
    for entry in entries {
        write_indented(out, "  ", &visible(&entry))?;
    }
    Ok(())
}
