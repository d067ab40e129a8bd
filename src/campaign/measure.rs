//! How good campaigns are: which faults of the reference they find, and by which script.
//!
//! Each script runs once on the right reference, and on each wrong one that is not found yet; only where the answers are not
//! the same, byte for byte, is the script a campaign of its own that judges them.

use std::borrow::Cow;
use std::time::Instant;

use serde::Serialize;

use super::fuzz::{fuzz, made};
use super::options::Options;
use super::probe::Probed;
use super::stop::Stop;
use super::summary::Finding;
use super::trace::{Side, Trace, replay_blind};
use crate::reference::{Rules, WrongBook};
use crate::wire::Response;

/// What became of one fault.
#[derive(Debug, Clone, Serialize)]
pub struct Measured {
    /// Its name.
    pub fault: Cow<'static, str>,
    /// How many scripts ran, the one that found it included.
    pub scripts: u64,
    /// What was found; `None` where no script told the fault from what is right.
    pub finding: Option<Finding>,
}

/// Runs the scripts of one seed after the other against each of the wrong books, until each is found or none is left of
/// [`Options::cases`] or [`Options::time`]; tells of each fault when it is found, and in the end of those that are not.
pub async fn measure(
    options: &Options,
    mut wrong: Vec<WrongBook>,
    stop: &Stop,
    mut on_measured: impl FnMut(Measured),
) {
    let begin = Instant::now();
    let is_over = || begin.elapsed() >= options.time || stop.is_stopped();
    let mut scripts = 0;
    while !wrong.is_empty() && options.cases.is_none_or(|most| scripts < most) && !is_over() {
        let seed = options.seed.wrapping_add(scripts);
        scripts += 1;
        let script = made(seed, &options.operations, &Probed::everything(), true);
        let right = replay_blind(&script, &Rules::aws(), seed);
        let mut left = Vec::new();
        for book in wrong {
            if is_over() {
                left.push(book);
                continue;
            }
            let answers = replay_blind(&script, &book.rules, seed);
            let finding = if responses(&right).eq(responses(&answers)) {
                None
            } else {
                judged(options, seed, &book.rules, stop).await
            };
            if finding.is_none() {
                left.push(book);
                continue;
            }
            on_measured(Measured {
                fault: book.name,
                scripts,
                finding,
            });
        }
        wrong = left;
    }
    for book in wrong {
        on_measured(Measured {
            fault: book.name,
            scripts,
            finding: None,
        });
    }
}

/// The answers of a trace, one for each call that was made.
fn responses(trace: &Trace) -> impl Iterator<Item = Option<&Response>> {
    let seen = trace.iter().map(Option::as_ref);
    seen.map(|seen| seen?.response.as_ref().ok())
}

/// What a campaign of one script finds.
async fn judged(options: &Options, seed: u64, rules: &Rules, stop: &Stop) -> Option<Finding> {
    let options = Options {
        seed,
        time: Options::default().time,
        cases: Some(1),
        // Whether it is found is asked, and not in how few calls.
        tries: 1,
        first_only: true,
        out: None,
        ..options.clone()
    };
    let side = Side::Rules(Box::new(rules.clone()));
    let summary = Box::pin(fuzz(&options, (&side).into(), None, stop, |_| {})).await;
    summary.findings.into_iter().next()
}
