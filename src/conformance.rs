//! `cargo test`: the corpus against the reference, tidy trials of the tree, and trials of how the suite itself fails.

use std::process::ExitCode;

use libtest_mimic::Arguments;

#[path = "conformance/corpus.rs"]
mod corpus;
#[path = "conformance/evidence.rs"]
mod evidence;
#[path = "conformance/facts.rs"]
mod facts;
#[path = "conformance/operations.rs"]
mod operations;
#[path = "conformance/proof.rs"]
mod proof;
#[path = "conformance/secrets.rs"]
mod secrets;
#[path = "conformance/self_trials.rs"]
mod self_trials;
#[path = "conformance/tidy.rs"]
mod tidy;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = tidy::trials();
    trials.extend(operations::trials());
    trials.extend(evidence::trials());
    trials.extend(facts::trials());
    trials.extend(secrets::trials());
    trials.extend(self_trials::trials());
    trials.extend(proof::trials());
    trials.extend(corpus::trials());
    libtest_mimic::run(&arguments, trials).exit_code()
}
