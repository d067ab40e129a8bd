//! Coverage of a few cases.

use std::path::{Path, PathBuf};

use super::*;
use crate::case;

fn of(begin: &[&str]) -> Coverage {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/cases"));
    let folders: Vec<PathBuf> = begin.iter().map(|it| root.join(it)).collect();
    let cases = case::load(&folders, root).expect("the cases load");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(coverage(&cases, Facts::built_in()))
}

fn cell<'a>(coverage: &'a Coverage, dimension: Dimension, of: &[&str]) -> &'a CellReport {
    let mut cells = coverage.cells.iter();
    let found = cells.find(|it| it.cell.dimension == dimension && it.cell.of == of);
    found.unwrap_or_else(|| panic!("there is a cell {of:?}"))
}

#[test]
fn what_a_case_asks_is_what_it_covers() {
    let coverage = of(&["key/disable", "tag/list"]);
    let status = |dimension, of: &[&str]| cell(&coverage, dimension, of).status;
    let disabled = cell(&coverage, Dimension::KeyStates, &["DisableKey", "Enabled"]);
    assert_eq!(disabled.status, Status::Covered);
    assert!(
        disabled
            .cases
            .iter()
            .all(|id| id.starts_with("key/disable/"))
    );
    assert_eq!(
        status(Dimension::Errors, &["Encrypt", "NotFoundException"]),
        Status::Missing
    );
    assert_eq!(
        status(Dimension::Paging, &["ListResourceTags", "first_page"]),
        Status::Covered
    );
    assert_eq!(
        status(
            Dimension::Errors,
            &["DisableKey", "DependencyTimeoutException"]
        ),
        Status::NotObservable
    );
    assert_eq!(
        status(Dimension::Inputs, &["DisableKey", "KeyId", "absent"]),
        Status::Missing
    );
}

#[test]
fn every_cell_is_counted_once() {
    let coverage = of(&["tag/list"]);
    let mut cells = 0;
    for dimension in Dimension::ALL {
        let totals = coverage.totals(dimension);
        let parts = [
            totals.by_case,
            totals.by_family,
            totals.open_question,
            totals.not_observable,
            totals.missing,
        ];
        assert_eq!(totals.cells, parts.iter().sum::<usize>());
        assert!(totals.cells > 0, "{dimension:?}");
        cells += totals.cells;
    }
    assert_eq!(cells, coverage.cells.len());
}

#[test]
fn a_run_tells_where_a_target_stands() {
    let verdicts = |all: &[Verdict]| standing(all.iter().copied());
    assert_eq!(
        verdicts(&[Verdict::Pass, Verdict::Unsupported]),
        Standing::Pass
    );
    assert_eq!(verdicts(&[Verdict::Pass, Verdict::Fail]), Standing::Partly);
    assert_eq!(verdicts(&[Verdict::Fail]), Standing::Fail);
    assert_eq!(verdicts(&[Verdict::Unsupported]), Standing::NotJudged);
}
