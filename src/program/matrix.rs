//! `kmspec run` with several targets: one after the other, and reports that put them beside each other.

use std::process::ExitCode;

use kmspec::check::CHANGED;
use kmspec::report::{self, Document};
use kmspec::runner::RunOptions;

use super::args::RunArguments;
use super::corpus::{self, Corpus};
use super::exit::{Exit, UNREACHABLE, UNWRITTEN};
use super::output::outln;
use super::target_args::TargetArguments;
use super::{guard, run, target_profile};

/// Runs the selected cases against every target; the exit code is that of the worst.
pub(crate) fn run(arguments: &RunArguments) -> Result<ExitCode, Exit> {
    of_one_target_only(arguments)?;
    run::refuse_driver(arguments)?;
    let corpus = corpus::load(&arguments.selection)?;
    let runtime = super::runtime()?;
    let mut all = Vec::new();
    for named in &arguments.target.targets {
        let target = target_profile::applied(&arguments.target, named)?;
        guard::allowed(&target)?;
        let arguments = run::for_target(&RunArguments {
            target,
            ..arguments.clone()
        })?;
        let mut options = run::options(&arguments, &corpus)?;
        options.command = runtime.block_on(run::command(&arguments))?;
        // What is asked of one is asked of all.
        options.seed = all
            .first()
            .map_or(options.seed, |(_, first): &(_, RunOptions)| first.seed);
        all.push((arguments, options));
    }
    let names: Vec<String> = all.iter().map(|(it, _)| name(&it.target)).collect();
    let reports = arguments.reports.files().of_targets(&names)?;
    if all
        .iter()
        .all(|(_, options)| options.selected(&corpus.cases).is_empty())
    {
        return Err(Exit::nothing("no case is selected").help("`kmspec list` shows every case"));
    }
    if arguments.list {
        run::list(&all[0].1, &corpus.cases);
        return Ok(ExitCode::SUCCESS);
    }
    reports.writable()?;
    let (runs, code) = runtime.block_on(each(&mut all, &corpus));
    reports.write(&runs)?;
    outln!();
    for run in &runs {
        outln!("{}: {}", run.name(), report::headline(run));
    }
    Ok(ExitCode::from(code))
}

/// The runs, as far as targets could be asked, and the worst exit code.
async fn each(all: &mut [(RunArguments, RunOptions)], corpus: &Corpus) -> (Vec<Document>, u8) {
    let mut runs: Vec<Document> = Vec::new();
    let mut worst = 0;
    for (at, (arguments, options)) in all.iter_mut().enumerate() {
        if at > 0 {
            outln!();
        }
        outln!("{}", name(&arguments.target));
        options.cancel.on_signals();
        let code = match run::once(arguments, corpus, options, (None, None)).await {
            Ok((run, shown)) => {
                let shown = shown.and_then(|()| run::annotate(&run));
                let code = run.exit;
                runs.push(run);
                run::told(shown).map_or_else(Exit::tell, |()| code)
            }
            // The others are asked all the same.
            Err(exit) => exit.tell(),
        };
        worst = if badness(code) > badness(worst) {
            code
        } else {
            worst
        };
        if code == run::INTERRUPTED {
            break;
        }
    }
    (runs, worst)
}

/// How bad an exit code is: a run that says nothing is worse than one that tells of failures.
fn badness(code: u8) -> u8 {
    match code {
        0 => 0,
        4 => 1,
        CHANGED => 2,
        1 => 3,
        UNWRITTEN => 4,
        UNREACHABLE => 5,
        run::INTERRUPTED => 7,
        _ => 6,
    }
}

fn name(target: &TargetArguments) -> String {
    let profile = target.profile.as_ref();
    profile.map_or_else(String::new, |profile| profile.name.clone())
}

/// What belongs to one target cannot be given for several.
fn of_one_target_only(arguments: &RunArguments) -> Result<(), Exit> {
    let target = &arguments.target;
    for (given, flag) in [
        (target.endpoint_url.is_some(), "--endpoint-url"),
        (target.principals.is_some(), "--principals"),
        (target.aws_profile.is_some(), "--profile"),
        (arguments.play.fixtures.is_some(), "--fixtures"),
        (arguments.deviations.is_some(), "--deviations"),
        (arguments.snapshots.is_some(), "--snapshots"),
        (arguments.earlier.baseline.is_some(), "--baseline"),
        (arguments.earlier.rerun_failed.is_some(), "--rerun-failed"),
    ] {
        if given {
            let refused = format!("{flag} is of one target, and several are named");
            return Err(Exit::usage(refused).help(
                "write --target NAME=URL for where each is, put what else is its own into a profile, or run it alone",
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::badness;

    #[test]
    fn a_run_that_says_nothing_is_worse_than_failures() {
        let codes = [0, 4, 6, 1, 5, 3, 2, 130];
        assert!(codes.is_sorted_by_key(|code| badness(*code)));
    }
}
