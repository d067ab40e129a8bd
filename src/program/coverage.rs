//! `kmspec coverage`: how much of KMS the cases reach, or a target passes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use kmspec::file::{self, Readers};
use kmspec::proof::{self, CellReport, Coverage, Dimension, Standing, Status, Totals};
use kmspec::report::Document;
use serde_json::{Value, json};

use super::args::SelectionArguments;
use super::exit::Exit;
use super::output::outln;
use super::{corpus, report, show};

/// The schema of the JSON.
const SCHEMA: &str = "kmspec/coverage/v1";

/// `kmspec coverage`.
#[derive(Debug, Args)]
pub(crate) struct CoverageArguments {
    #[command(flatten)]
    selection: SelectionArguments,
    /// Tell which cells a target passes, from the report that `kmspec run --report-json` wrote of it.
    #[arg(long, value_name = "REPORT")]
    against: Option<PathBuf>,
    /// Write every cell as JSON, with what covers it.
    #[arg(long, value_name = "FILE")]
    report_json: Option<PathBuf>,
}

/// Counts what the selected cases cover.
pub(crate) fn coverage(arguments: &CoverageArguments) -> Result<ExitCode, Exit> {
    let cases = show::selected(&arguments.selection)?;
    let facts = corpus::facts(&arguments.selection)?;
    let against = match &arguments.against {
        Some(path) => Some(report::read(path)?),
        None => None,
    };
    let coverage = super::runtime()?.block_on(proof::coverage(&cases, &facts));
    let standings = against.as_ref().map(|run| coverage.standings(run));
    if let Some(path) = &arguments.report_json {
        let target = against.as_ref().map(Document::name);
        let json = json(&coverage, standings.as_deref(), target)?;
        file::write(path, json.as_bytes(), Readers::Usual).map_err(|error| {
            Exit::unwritten(format!("cannot write {}: {error}", path.display()))
        })?;
    }
    table(&coverage);
    match (&standings, &against) {
        (Some(standings), Some(run)) => stands(standings, run.name()),
        _ => lacking(&coverage),
    }
    Ok(ExitCode::SUCCESS)
}

fn json(
    coverage: &Coverage,
    standings: Option<&[(&CellReport, Standing)]>,
    target: Option<&str>,
) -> Result<String, Exit> {
    let unwritten = |error: serde_json::Error| Exit::unwritten(error.to_string());
    let standings: BTreeMap<_, _> = standings
        .into_iter()
        .flatten()
        .map(|(report, standing)| (&report.cell, *standing))
        .collect();
    let mut cells = Vec::new();
    for report in &coverage.cells {
        let mut cell = serde_json::to_value(report).map_err(unwritten)?;
        if let (Some(standing), Value::Object(cell)) = (standings.get(&report.cell), &mut cell) {
            cell.insert("standing".to_owned(), json!(standing));
        }
        cells.push(cell);
    }
    let totals = Dimension::ALL.map(|dimension| {
        let mut all = json!(coverage.totals(dimension));
        all["dimension"] = json!(dimension);
        all
    });
    let mut whole = json!({"schema": SCHEMA, "kmspec": env!("CARGO_PKG_VERSION"), "totals": totals, "cells": cells});
    if let Some(target) = target {
        whole["target"] = json!(target);
    }
    let mut text = serde_json::to_string_pretty(&whole).map_err(unwritten)?;
    text.push('\n');
    Ok(text)
}

/// One line for each dimension, and one for all.
fn table(coverage: &Coverage) {
    outln!(
        "{:<42}{:>7}{:>10}{:>12}{:>10}{:>16}{:>9}{:>10}",
        "",
        "cells",
        "by cases",
        "by families",
        "open",
        "not observable",
        "missing",
        "answered"
    );
    let mut whole = Totals::default();
    for dimension in Dimension::ALL {
        let totals = coverage.totals(dimension);
        line(dimension.title(), &totals);
        whole = Totals {
            cells: whole.cells + totals.cells,
            by_case: whole.by_case + totals.by_case,
            by_family: whole.by_family + totals.by_family,
            open_question: whole.open_question + totals.open_question,
            not_observable: whole.not_observable + totals.not_observable,
            missing: whole.missing + totals.missing,
        };
    }
    line("all", &whole);
    outln!("answered: covered by a case or a family, of the cells that can be observed");
}

fn line(title: &str, totals: &Totals) {
    let covered = totals.by_case + totals.by_family;
    let observable = totals.cells - totals.not_observable;
    // To the tenth below, so that what is not whole never reads as 100.0.
    let tenths = (covered * 1000).checked_div(observable);
    let share = tenths.map_or("-".to_owned(), |tenths| {
        format!("{}.{} %", tenths / 10, tenths % 10)
    });
    outln!(
        "{title:<42}{:>7}{:>10}{:>12}{:>10}{:>16}{:>9}{share:>10}",
        totals.cells,
        totals.by_case,
        totals.by_family,
        totals.open_question,
        totals.not_observable,
        totals.missing
    );
}

/// What is missing, in a line for each operation, member, spec or list.
fn lacking(coverage: &Coverage) {
    let missing = coverage.cells.iter();
    let missing = missing.filter(|it| it.status == Status::Missing);
    list("missing", missing);
}

/// What a target makes of the cells.
fn stands(standings: &[(&CellReport, Standing)], target: &str) {
    outln!();
    let count = |dimension: Option<Dimension>, of: Standing| {
        let all = standings.iter();
        all.filter(|(report, standing)| {
            *standing == of && dimension.is_none_or(|it| it == report.cell.dimension)
        })
        .count()
    };
    outln!(
        "{:<42}{:>7}{:>10}{:>10}{:>14}",
        format!("{target}, by cell"),
        "pass",
        "partly",
        "fail",
        "not judged"
    );
    let dimensions = Dimension::ALL.into_iter().map(Some);
    for dimension in dimensions.chain([None]) {
        outln!(
            "{:<42}{:>7}{:>10}{:>10}{:>14}",
            dimension.map_or("all", Dimension::title),
            count(dimension, Standing::Pass),
            count(dimension, Standing::Partly),
            count(dimension, Standing::Fail),
            count(dimension, Standing::NotJudged)
        );
    }
    for (title, of) in [
        ("fails", Standing::Fail),
        ("passes in part", Standing::Partly),
        ("was not judged", Standing::NotJudged),
    ] {
        let cells = standings.iter().filter(|(_, standing)| *standing == of);
        list(title, cells.map(|(report, _)| *report));
    }
}

/// Cells of a kind, those that differ in their last word on one line.
fn list<'a>(title: &str, cells: impl Iterator<Item = &'a CellReport>) {
    let mut alike: BTreeMap<(Dimension, Vec<String>), Vec<&str>> = BTreeMap::new();
    for report in cells {
        if let Some((last, first)) = report.cell.of.split_last() {
            let place = (report.cell.dimension, first.to_vec());
            alike.entry(place).or_default().push(last);
        }
    }
    let mut told = None;
    for ((dimension, first), last) in alike {
        if told != Some(dimension) {
            outln!();
            outln!("{title}: {}", dimension.title());
            told = Some(dimension);
        }
        let mut line = String::from("  ");
        for word in first.iter().map(String::as_str).chain([&*last.join(", ")]) {
            let written = write!(line, "{word} ");
            debug_assert!(written.is_ok(), "memory takes it");
        }
        outln!("{}", line.trim_end());
    }
}
