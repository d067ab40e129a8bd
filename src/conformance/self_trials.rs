//! How the suite fails: endpoints that misbehave on purpose, each with the verdict, the exit code and the exact text that
//! the user sees.

use libtest_mimic::Trial;

#[path = "self_trials/access.rs"]
mod access;
#[path = "self_trials/answers.rs"]
mod answers;
#[path = "self_trials/as_aws.rs"]
mod as_aws;
#[cfg(feature = "aws")]
#[path = "self_trials/aws_chain.rs"]
mod aws_chain;
#[cfg(feature = "aws")]
#[path = "self_trials/aws_user.rs"]
mod aws_user;
#[path = "self_trials/backing.rs"]
mod backing;
#[path = "self_trials/bench.rs"]
mod bench;
#[path = "self_trials/bodies.rs"]
mod bodies;
#[path = "self_trials/clean_up.rs"]
mod clean_up;
#[path = "self_trials/connections.rs"]
mod connections;
#[path = "self_trials/coverages.rs"]
mod coverages;
#[path = "self_trials/credentials.rs"]
mod credentials;
#[path = "self_trials/drivers.rs"]
mod drivers;
#[path = "self_trials/earlier_runs.rs"]
mod earlier_runs;
#[path = "self_trials/embedded.rs"]
mod embedded;
#[path = "self_trials/guards.rs"]
mod guards;
#[path = "self_trials/journals.rs"]
mod journals;
#[path = "self_trials/limits.rs"]
mod limits;
#[path = "self_trials/live.rs"]
mod live;
#[path = "self_trials/lost_answers.rs"]
mod lost_answers;
#[path = "self_trials/members.rs"]
mod members;
#[path = "self_trials/plans.rs"]
mod plans;
#[path = "self_trials/policies.rs"]
mod policies;
#[path = "self_trials/program.rs"]
mod program;
#[path = "self_trials/raw.rs"]
mod raw;
#[path = "self_trials/recordings.rs"]
mod recordings;
#[path = "self_trials/records.rs"]
mod records;
#[path = "self_trials/reports.rs"]
mod reports;
#[path = "self_trials/runs.rs"]
mod runs;
#[path = "self_trials/set_up.rs"]
mod set_up;
#[path = "self_trials/shapes.rs"]
mod shapes;
#[path = "self_trials/shared_stores.rs"]
mod shared_stores;
#[path = "self_trials/stage.rs"]
mod stage;
#[path = "self_trials/sweeping.rs"]
mod sweeping;
#[path = "self_trials/targets.rs"]
mod targets;

/// A trial's name, and what panics when it fails.
type Entry = (&'static str, fn());

/// Every self trial.
pub(crate) fn trials() -> Vec<Trial> {
    let groups: &[(&str, &[Entry])] = &[
        ("access", access::TRIALS),
        ("answers", answers::TRIALS),
        ("as_aws", as_aws::TRIALS),
        #[cfg(feature = "aws")]
        ("credentials", aws_chain::TRIALS),
        ("backing", backing::TRIALS),
        ("bodies", bodies::TRIALS),
        ("clean_up", clean_up::TRIALS),
        ("connections", connections::TRIALS),
        ("coverages", coverages::TRIALS),
        ("credentials", credentials::TRIALS),
        ("drivers", drivers::TRIALS),
        ("earlier_runs", earlier_runs::TRIALS),
        ("embedded", embedded::TRIALS),
        ("guards", guards::TRIALS),
        ("journals", journals::TRIALS),
        ("limits", limits::TRIALS),
        ("live", live::TRIALS),
        ("lost_answers", lost_answers::TRIALS),
        ("members", members::TRIALS),
        ("plans", plans::TRIALS),
        ("policies", policies::TRIALS),
        ("program", program::TRIALS),
        ("recordings", recordings::TRIALS),
        ("records", records::TRIALS),
        ("reports", reports::TRIALS),
        ("runs", runs::TRIALS),
        ("set_up", set_up::TRIALS),
        ("shapes", shapes::TRIALS),
        ("shared_stores", shared_stores::TRIALS),
        ("sweeping", sweeping::TRIALS),
        ("targets", targets::TRIALS),
    ];
    let entries = groups
        .iter()
        .flat_map(|(group, entries)| entries.iter().map(move |entry| (group, *entry)));
    entries
        .map(|(group, (name, run))| {
            let check = move || {
                run();
                Ok(())
            };
            Trial::test(format!("{group}::{name}"), check).with_kind("self")
        })
        .collect()
}
