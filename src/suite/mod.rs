//! The suite among the tests of somebody else's endpoint: no socket, one trial a case.
//!
//! An emulator written in Rust has kmspec as a dev-dependency, and one test target without a harness of its own:
//!
//! ```toml
//! [dev-dependencies]
//! kmspec = "0.1"
//! http = "1"
//! bytes = "1"
//!
//! [[test]]
//! name = "kms"
//! harness = false
//! ```
//!
//! The file below is that whole test, endpoint included (`cargo run --example toy_kms` in a checkout of kmspec). In a project
//! the function hands the request to the emulator in place of the toy.
//!
//! ```no_run
#![doc = include_str!("example.rs")]
//! ```
//!
//! `cargo test --test kms -- key/describe` runs some, `--list` lists them, `--exact ID` runs one. What the endpoint does not
//! have is `ignored`, with the reason, and never `ok`.

mod corpus;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use libtest_mimic::{Arguments, Completion, Failed, Trial};

pub use corpus::built_in;

use crate::case::{self, Case, Deviation, Lack};
use crate::check::{CaseResult, Verdict};
use crate::report::{self, Rerun};
use crate::runner::{self, RunOptions, Selection};
use crate::target::{Handler, Target};
use crate::wire::admin::Principal;

/// Every case of the corpus that came with kmspec; narrow it, then give it its [`target`](Suite::target).
///
/// # Panics
/// When the corpus does not load, which a trial of kmspec excludes.
#[must_use]
pub fn suite() -> Suite {
    let cases = built_in().unwrap_or_else(|errors| panic!("{errors}"));
    Suite {
        cases,
        // What answers in this process has no replicas that know late.
        options: RunOptions {
            consistency_wait: Duration::ZERO,
            connection_wait: Duration::from_mins(1),
            ..RunOptions::default()
        },
        lacks: Vec::new(),
        principals: None,
    }
}

/// What is to be judged, and how.
#[derive(Debug, Clone)]
pub struct Suite {
    cases: Vec<Case>,
    options: RunOptions,
    lacks: Vec<Lack>,
    principals: Option<Vec<Principal>>,
}

impl Suite {
    /// Only cases whose id begins so, cut at a `/`, or that are about this operation; more of them with each call.
    #[must_use]
    pub fn only(mut self, beginning: &str) -> Self {
        let operands = &mut self.options.selection.operands;
        operands.extend(case::followed(beginning));
        self
    }

    /// Cases of one's own in place of those that came with kmspec.
    #[must_use]
    pub fn cases(mut self, cases: Vec<Case>) -> Self {
        self.cases = cases;
        self
    }

    /// What the endpoint can never have: what needs that is ignored.
    #[must_use]
    pub fn cannot(mut self, lack: Lack) -> Self {
        self.lacks.push(lack);
        self
    }

    /// A failure that is known, by id, where ids begin, or glob: it is ignored, with the reason.
    #[must_use]
    pub fn deviates(mut self, ids: &str, reason: &str) -> Self {
        let known = Deviation {
            reason: reason.to_owned(),
            issue: None,
            expires: None,
        };
        let deviations = &mut self.options.profile.deviations;
        let ids = case::followed(ids).into_iter();
        deviations.extend(ids.map(|id| (id, known.clone())));
        self
    }

    /// Who may call, where the endpoint does not take the credentials of [`crate::wire::world::principals`].
    #[must_use]
    pub fn principals(mut self, principals: Vec<Principal>) -> Self {
        self.principals = Some(principals);
        self
    }

    /// The seed of what is drawn; 0 without it, so that every run asks the same.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.options.seed = seed;
        self
    }

    /// The suite against the endpoint that this function is. All cases share it, as they share one behind a URL.
    #[must_use]
    pub fn target<F, A>(self, answer: F) -> Embedded
    where
        F: Fn(http::Request<Bytes>) -> A + Send + Sync + 'static,
        A: Future<Output = http::Response<Bytes>> + Send + 'static,
    {
        let mut handler = Handler::new("the embedded endpoint", answer);
        handler.manner.lacks.clone_from(&self.lacks);
        if let Some(principals) = &self.principals {
            handler.principals.clone_from(principals);
        }
        Embedded {
            suite: self,
            target: Target::Handler(handler),
        }
    }
}

/// A suite that has its target.
#[derive(Debug)]
pub struct Embedded {
    suite: Suite,
    target: Target,
}

impl Embedded {
    /// Runs the trials that the command line names: the whole of a test's `main`.
    #[must_use]
    pub fn main(self) -> ExitCode {
        let arguments = Arguments::from_args();
        libtest_mimic::run(&arguments, self.trials(&arguments)).exit_code()
    }

    /// A trial for each case, to be run beside others. The first one that runs runs all that the arguments name, as cases
    /// share what is known of the endpoint; the others tell what came of theirs.
    #[must_use]
    pub fn trials(mut self, arguments: &Arguments) -> Vec<Trial> {
        let selected = self.suite.options.selected(&self.suite.cases);
        let ids = selected.iter().map(|instance| instance.id.to_string());
        let ids: Vec<String> = ids.collect();
        let named = ids.iter().filter(|id| is_named(arguments, id));
        self.suite.options.selection = Selection {
            filters: named.cloned().collect(),
            exact: true,
            ..Selection::default()
        };
        let all = Arc::new((self, OnceLock::new()));
        ids.into_iter()
            .map(|id| {
                let (all, name) = (Arc::clone(&all), id.clone());
                let trial = move || {
                    let (embedded, told) = &*all;
                    let told = told.get_or_init(|| embedded.by_id());
                    told.get(&id).map_or_else(gone, completion)
                };
                Trial::ignorable_test(name, trial).with_kind("kmspec")
            })
            .collect()
    }

    /// What came of every selected case, by id, for a harness of one's own.
    ///
    /// # Panics
    /// When the system gives no thread.
    #[must_use]
    pub fn results(&self) -> Vec<CaseResult> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .unwrap_or_else(|error| panic!("no runtime: {error}"));
        let Suite { cases, options, .. } = &self.suite;
        runtime
            .block_on(runner::run(options, cases, &self.target, |_| {}))
            .results
    }

    fn by_id(&self) -> BTreeMap<String, CaseResult> {
        let results = self.results().into_iter();
        results
            .map(|result| (result.id.to_string(), result))
            .collect()
    }
}

/// Whether the harness will run the trial.
fn is_named(arguments: &Arguments, id: &str) -> bool {
    let names = |filter: &String| {
        if arguments.exact {
            id == filter
        } else {
            id.contains(filter.as_str())
        }
    };
    arguments.filter.as_ref().is_none_or(names) && !arguments.skip.iter().any(names)
}

fn gone() -> Result<Completion, Failed> {
    Err("the run ended before this case: the endpoint could not be asked any more".into())
}

fn completion(result: &CaseResult) -> Result<Completion, Failed> {
    match result.verdict {
        Verdict::Pass | Verdict::Flaky | Verdict::Fixed => Ok(Completion::Completed),
        Verdict::Unsupported | Verdict::Disabled | Verdict::Deviates => {
            let fault = result.fault.as_ref();
            let why = fault.map_or("", |fault| fault.summary.as_str());
            Ok(Completion::ignored_with(format!(
                "{}: {why}",
                result.verdict.name()
            )))
        }
        Verdict::Fail | Verdict::Blocked | Verdict::Error => Err(failure(result).into()),
    }
}

/// What the report of a run says of it; only how it is run again is the project's own.
fn failure(result: &CaseResult) -> String {
    let mut text = Vec::new();
    if let Err(error) = report::write_failure(&mut text, result, 0, &Rerun::default()) {
        return error.to_string();
    }
    let text = anstream::adapter::strip_str(&String::from_utf8_lossy(&text)).to_string();
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("rerun "));
    lines.collect::<Vec<_>>().join("\n")
}
