//! The suite measured by itself, on a scale that `cargo test` bears; `kmspec prove` does it in full.

use kmspec::proof::{self, Alarm, MutantsOptions, SoakOptions};
use kmspec::reference::{Fault, WrongBook};
use libtest_mimic::{Failed, Trial};

use super::corpus;

/// Every proof.
pub(crate) fn trials() -> Vec<Trial> {
    [
        (
            "every_fault_is_noticed",
            every_fault_is_noticed as fn() -> Result<(), Failed>,
        ),
        (
            "a_sample_of_the_rules_is_reached",
            a_sample_of_the_rules_is_reached,
        ),
        ("null_servers_get_nowhere", null_servers_get_nowhere),
        ("a_run_follows_from_its_seed", a_run_follows_from_its_seed),
        ("no_false_alarm", no_false_alarm),
        (
            "late_hosts_raise_no_alarm_and_keep_nothing",
            late_hosts_raise_no_alarm_and_keep_nothing,
        ),
    ]
    .into_iter()
    .map(|(name, prove)| Trial::test(format!("proof::{name}"), prove).with_kind("proof"))
    .collect()
}

fn every_fault_is_noticed() -> Result<(), Failed> {
    let options = MutantsOptions {
        seed: 1,
        jobs: threads(),
        faults: Fault::all().map(WrongBook::from).collect(),
        all_killers: false,
    };
    let mutants = proof::mutants(&corpus::load()?, &options);
    holds(mutants.complaints())?;
    if mutants.outcomes.len() < 120 {
        return Err(format!("{} faults are too few", mutants.outcomes.len()).into());
    }
    Ok(())
}

/// `kmspec prove` takes every derived fault, those too of which no case can tell.
fn a_sample_of_the_rules_is_reached() -> Result<(), Failed> {
    let options = MutantsOptions {
        seed: 1,
        jobs: threads(),
        faults: proof::sample(1, 24),
        all_killers: false,
    };
    holds(proof::mutants(&corpus::load()?, &options).complaints())
}

fn null_servers_get_nowhere() -> Result<(), Failed> {
    let table = proof::null_servers(&corpus::load()?, 1, threads());
    holds(table.complaints())
}

fn a_run_follows_from_its_seed() -> Result<(), Failed> {
    holds(proof::repetition(&corpus::load()?, 1).complaints())
}

fn no_false_alarm() -> Result<(), Failed> {
    let options = SoakOptions {
        seed: 1,
        seeds: 1,
        // Dozens of runs each: too many for a program without optimisation. `kmspec prove` makes them.
        seeds_of_choices: 0,
        seeds_of_dresses: 0,
        threads: threads(),
    };
    let soak = proof::soak(&corpus::load()?, options, |_| {})?;
    holds(soak.alarms.iter().map(told))
}

fn late_hosts_raise_no_alarm_and_keep_nothing() -> Result<(), Failed> {
    let options = SoakOptions {
        seed: 2,
        seeds: 1,
        seeds_of_choices: 1,
        seeds_of_dresses: 0,
        threads: threads(),
    };
    let rows = proof::lagging(&corpus::load()?, options);
    holds(rows.iter().flat_map(|(_, alarms)| alarms).map(told))
}

fn told(alarm: &Alarm) -> String {
    format!(
        "{} ({}, seed {}, -j {}): {}",
        alarm.case,
        alarm.way,
        alarm.seed,
        alarm.jobs,
        alarm.saw.join("; ")
    )
}

fn holds(complaints: impl IntoIterator<Item = String>) -> Result<(), Failed> {
    let complaints: Vec<String> = complaints.into_iter().collect();
    if complaints.is_empty() {
        return Ok(());
    }
    Err(complaints.join("\n").into())
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
