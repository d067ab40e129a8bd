//! The cases by id, one a line.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::style::{QUIET, STRONG};
use super::text::{count, one_line};
use crate::case::Case;

/// Writes each case's id and requirement, with `rows` the id of each row as well, and how many there are.
///
/// # Errors
/// Those of the stream.
pub fn write_list(out: &mut dyn Write, cases: &[Case], rows: bool) -> io::Result<()> {
    let width = cases
        .iter()
        .map(|case| case.id.as_str().chars().count())
        .max()
        .unwrap_or_default();
    for case in cases {
        let id = format!("{:width$}", one_line(case.id.as_str()));
        let requirement = one_line(&case.requirement.value);
        let variations = match case.rows.len() {
            0 => String::new(),
            number => format!(" ({})", count(number, "row")),
        };
        writeln!(
            out,
            "{STRONG}{id}{STRONG:#}  {requirement}{QUIET}{variations}{QUIET:#}"
        )?;
        if rows {
            for row in &case.rows {
                writeln!(
                    out,
                    "  {}/{}",
                    one_line(case.id.as_str()),
                    one_line(&row.name.value)
                )?;
            }
        }
    }
    let instances: usize = cases.iter().map(|case| case.rows.len().max(1)).sum();
    writeln!(
        out,
        "{}, {}",
        count(cases.len(), "case"),
        count(instances, "instance")
    )
}

/// Writes each tag with how many cases carry it.
///
/// # Errors
/// Those of the stream.
pub fn write_tags(out: &mut dyn Write, cases: &[Case]) -> io::Result<()> {
    let mut tags: BTreeMap<&str, usize> = BTreeMap::new();
    for tag in cases.iter().flat_map(|case| &case.tags) {
        *tags.entry(tag).or_default() += 1;
    }
    let width = tags.keys().map(|tag| tag.len()).max().unwrap_or_default();
    for (tag, cases) in &tags {
        let tag = format!("{:width$}", one_line(tag));
        writeln!(out, "{STRONG}{tag}{STRONG:#}  {}", count(*cases, "case"))?;
    }
    writeln!(out, "{}", count(tags.len(), "tag"))
}
