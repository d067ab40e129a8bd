//! What `--rerun-failed` takes from the report of an earlier run.

use std::path::Path;

use kmspec::check::Verdict;

use super::args::RunArguments;
use super::exit::Exit;
use super::report;

/// The same arguments, for the cases alone that need another look: their ids, the files that they are from, and the seed.
pub(crate) fn failed(arguments: &RunArguments, path: &Path) -> Result<RunArguments, Exit> {
    let before = report::read(path)?;
    let failed = before.cases.iter().filter(|it| {
        matches!(
            it.verdict,
            Verdict::Fail | Verdict::Error | Verdict::Blocked
        )
    });
    // What is judged over all answers is seen again in the case that saw it.
    let ids = failed.map(|it| {
        it.sightings
            .first()
            .map_or(&it.id, |seen| &seen.case)
            .clone()
    });
    let mut ids: Vec<String> = ids.collect();
    ids.sort();
    ids.dedup();
    if ids.is_empty() {
        let shown = path.display();
        return Err(Exit::nothing(format!(
            "no case failed in {shown}, so none runs again"
        )));
    }
    let mut again = arguments.clone();
    again.selection.operands = ids;
    again.selection.operands.extend(before.rerun.paths);
    again.selection.exact = true;
    again.play.seed = arguments.play.seed.or(Some(before.seed));
    Ok(again)
}
