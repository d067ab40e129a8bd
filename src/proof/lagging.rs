//! The right reference behind hosts that know late of each other's doings: every verdict is that of the reference that
//! knows at once, and no key or store is left behind live.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::pool;
use super::soak::{Alarm, Count, SoakOptions, SoakRow, alarms, seeds};
use crate::case::Case;
use crate::reference::{Fleet, FleetOptions, Rules};
use crate::runner::{self, RunOptions};
use crate::target::in_process::{Endpoint, Maker, reference};
use crate::target::{Error, Target};
use crate::wire::admin::Disturbance;
use crate::wire::{Request, Response, Timestamp};

/// How late hosts know, and whether those that know answer by turns with those that do not.
const LAGS: [(u64, bool); 4] = [(300, false), (300, true), (3000, false), (3000, true)];

/// Runs the corpus under every lag, on a clock that costs nobody's time.
#[must_use]
pub fn lagging(cases: &[Case], options: SoakOptions) -> Vec<(SoakRow, Vec<Alarm>)> {
    let one = |(millis, flip): (u64, bool)| {
        let lag = Duration::from_millis(millis);
        let turns = if flip { ", by turns" } else { "" };
        let way = format!("{} late{turns}", humantime::format_duration(lag));
        let mut count = Count::new(&way, 1);
        let seeds = seeds(options.seed, options.seeds_of_choices.max(1));
        let runs = pool::each(options.threads, &seeds, |runtime, seed| {
            let fleet = FleetOptions {
                lag,
                flip,
                throttle: None,
            };
            let left = Arc::new(Mutex::new(Vec::new()));
            let target = Target::simulated(inspected(fleet, Arc::clone(&left)));
            let options = RunOptions {
                seed: *seed,
                jobs: 1,
                clean_up_always: true,
                ..RunOptions::default()
            };
            let run = runtime.block_on(runner::run(&options, cases, &target, |_| {}));
            let mut found = alarms(&way, 1, &run);
            let reason = |saw: &str| {
                let told = run.left_behind.iter().find(|left| saw.contains(&left.id));
                told.map_or("nothing says so", |left| &left.reason)
                    .to_owned()
            };
            let left = left.lock().unwrap_or_else(PoisonError::into_inner);
            found.extend(left.iter().map(|saw| Alarm {
                way: way.clone(),
                seed: *seed,
                jobs: 1,
                case: "clean-up".to_owned(),
                saw: vec![saw.clone(), reason(saw)],
            }));
            (run.results.len(), found)
        });
        for (verdicts, alarms) in runs {
            count.add(verdicts, alarms);
        }
        count.done()
    };
    LAGS.into_iter().map(one).collect()
}

fn inspected(options: FleetOptions, left: Arc<Mutex<Vec<String>>>) -> Maker {
    Maker::new("the reference, late", move |seed| {
        Box::new(Inspected {
            fleet: Fleet::new(reference(Rules::aws(), seed), options),
            left: Arc::clone(&left),
        })
    })
}

/// A fleet that tells at its end what is left in it.
#[derive(Debug)]
struct Inspected {
    fleet: Fleet,
    left: Arc<Mutex<Vec<String>>>,
}

impl Drop for Inspected {
    fn drop(&mut self) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        left.extend(self.fleet.live());
    }
}

impl Endpoint for Inspected {
    fn handle(&mut self, request: &Request) -> Result<Response, Error> {
        Ok(self.fleet.handle(request))
    }

    fn now(&self) -> Timestamp {
        self.fleet.now()
    }

    fn advance_to(&mut self, now: Timestamp) {
        self.fleet.advance_to(now);
    }

    fn disturb(&mut self, disturbance: &Disturbance) {
        self.fleet.disturb(disturbance);
    }
}
