//! The right reference under many seeds, by every way, with every allowed answer and in every dress: whatever fails is a
//! false alarm.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use serde::Serialize;

use super::lagging::lagging;
use super::mutants::seconds;
use super::{corpus_run, dressed, pool};
use crate::case::Case;
use crate::check::{RunSummary, Verdict};
use crate::reference::{AllowedAnswer, Dress, Rules};
use crate::runner::{self, RunOptions};
use crate::serve::{Options, Server};
use crate::target::in_process::Maker;
use crate::target::{Target, http};

/// How many instances run side by side, in turn.
const JOBS: [usize; 2] = [1, 16];

/// How much to run.
#[derive(Debug, Clone, Copy)]
pub struct SoakOptions {
    /// The first seed.
    pub seed: u64,
    /// How many seeds, one after the other.
    pub seeds: u64,
    /// How many seeds of each answer to an open question.
    pub seeds_of_choices: u64,
    /// How many seeds in each dress.
    pub seeds_of_dresses: u64,
    /// How many runs in process at once.
    pub threads: usize,
}

/// What the soak has shown.
#[derive(Debug, Clone, Serialize)]
pub struct Soak {
    /// The first seed.
    pub seed: u64,
    /// Each way.
    pub rows: Vec<SoakRow>,
    /// Every instance that did not pass.
    pub alarms: Vec<Alarm>,
}

/// One way of asking the reference.
#[derive(Debug, Clone, Serialize)]
pub struct SoakRow {
    /// In process, over HTTP, over TLS, in one account for all, with other answers to open questions, or in a dress.
    pub way: String,
    /// What the dress does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentence: Option<&'static str>,
    /// Instances side by side.
    pub jobs: usize,
    /// Whole runs of the corpus.
    pub runs: usize,
    /// Verdicts.
    pub verdicts: usize,
    /// Verdicts other than a pass.
    pub alarms: usize,
    /// How long it took.
    #[serde(rename = "seconds", serialize_with = "seconds")]
    pub duration: Duration,
}

/// An instance that did not pass on the right reference.
#[derive(Debug, Clone, Serialize)]
pub struct Alarm {
    /// By which way, with which answer.
    pub way: String,
    /// The seed of the run.
    pub seed: u64,
    /// Instances side by side.
    pub jobs: usize,
    /// The instance.
    pub case: String,
    /// Its verdict and what it saw.
    pub saw: Vec<String>,
}

/// Soaks the corpus.
///
/// # Errors
/// When the reference cannot be served on loopback.
pub fn soak(
    cases: &[Case],
    options: SoakOptions,
    mut on_row: impl FnMut(&SoakRow),
) -> Result<Soak, String> {
    let mut soak = Soak {
        seed: options.seed,
        rows: Vec::new(),
        alarms: Vec::new(),
    };
    let mut add = |row: SoakRow, alarms: Vec<Alarm>| {
        on_row(&row);
        soak.rows.push(row);
        soak.alarms.extend(alarms);
    };
    for jobs in JOBS {
        let (row, alarms) = in_process(cases, options, jobs);
        add(row, alarms);
    }
    let (row, alarms) = choices(cases, options);
    add(row, alarms);
    for dress in Dress::all().filter(|_| options.seeds_of_dresses > 0) {
        let (row, alarms) = in_dress(cases, options, dress);
        add(row, alarms);
    }
    if options.seeds_of_choices > 0 {
        for (row, alarms) in lagging(cases, options) {
            add(row, alarms);
        }
    }
    for way in [Way::Http, Way::Tls] {
        for jobs in JOBS {
            let (row, alarms) = served(cases, options, jobs, way)?;
            add(row, alarms);
        }
    }
    if options.seeds_of_choices > 0 {
        let options = SoakOptions {
            seeds: options.seeds_of_choices,
            ..options
        };
        let (row, alarms) = served(cases, options, JOBS[1], Way::OneAccount)?;
        add(row, alarms);
    }
    Ok(soak)
}

fn in_process(cases: &[Case], options: SoakOptions, jobs: usize) -> (SoakRow, Vec<Alarm>) {
    let mut count = Count::new("in process", jobs);
    let seeds: Vec<u64> = seeds(options.seed, options.seeds);
    let runs = pool::each(options.threads, &seeds, |runtime, seed| {
        let maker = Maker::reference("reference", Rules::aws());
        let run = corpus_run::run(runtime, cases, maker, *seed, jobs, None);
        (run.results.len(), alarms("in process", jobs, &run))
    });
    for (verdicts, alarms) in runs {
        count.add(verdicts, alarms);
    }
    count.done()
}

/// Every allowed answer to every open question: one to each at once, in as many books as the question with most answers has,
/// and as many drawn anew, since one answer can keep another from showing.
fn choices(cases: &[Case], options: SoakOptions) -> (SoakRow, Vec<Alarm>) {
    let mut count = Count::new("every allowed answer", 1);
    let mut items: Vec<(u64, Vec<AllowedAnswer>)> = Vec::new();
    for seed in seeds(options.seed, options.seeds_of_choices) {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        for _ in 0..2 {
            let books = books(&mut random);
            items.extend(books.into_iter().map(|book| (seed, book)));
        }
    }
    let runs = pool::each(options.threads, &items, |runtime, (seed, book)| {
        let run = |book: &[AllowedAnswer], ids: Option<&[&str]>| {
            let rules = book
                .iter()
                .fold(Rules::aws(), |rules, it| rules.with_choice(*it));
            let maker = Maker::reference("reference", rules);
            corpus_run::run(runtime, cases, maker, *seed, 1, ids)
        };
        let whole = run(book, None);
        let found = alarms("", 1, &whole);
        let named = found.into_iter().map(|alarm| {
            let fails = |it: &&AllowedAnswer| {
                let alone = run(&[**it], Some(&[&alarm.case]));
                !alarms("", 1, &alone).is_empty()
            };
            // Those that do it alone; where none does, it takes several.
            let alone: Vec<&AllowedAnswer> = book.iter().filter(fails).collect();
            let (of, together) = match &*alone {
                [] => (book.iter().collect(), "together: "),
                _ => (alone, ""),
            };
            let names: Vec<String> = of.iter().map(ToString::to_string).collect();
            let way = format!("{together}{}", names.join(" "));
            Alarm { way, ..alarm }
        });
        (whole.results.len(), named.collect())
    });
    for (verdicts, alarms) in runs {
        count.add(verdicts, alarms);
    }
    count.done()
}

/// Books that answer every question, so that each answer is in one of them at least.
fn books(random: &mut ChaCha8Rng) -> Vec<Vec<AllowedAnswer>> {
    let mut questions = AllowedAnswer::by_question();
    for answers in &mut questions {
        let by = random.next_u64() % answers.len() as u64;
        answers.rotate_left(usize::try_from(by).unwrap_or(0));
    }
    let most = questions.iter().map(Vec::len).max().unwrap_or(0);
    let nth = |n: usize| {
        questions
            .iter()
            .map(move |answers| answers[n % answers.len()])
    };
    (0..most).map(|n| nth(n).collect()).collect()
}

/// Every answer in another form that is allowed.
fn in_dress(cases: &[Case], options: SoakOptions, dress: &'static Dress) -> (SoakRow, Vec<Alarm>) {
    let way = format!("dress {}", dress.name);
    let mut count = Count::new(&way, 1);
    count.row.sentence = Some(dress.sentence);
    let seeds = seeds(options.seed, options.seeds_of_dresses);
    let runs = pool::each(options.threads, &seeds, |runtime, seed| {
        let run = corpus_run::run(runtime, cases, dressed::maker(dress), *seed, 1, None);
        (run.results.len(), alarms(&way, 1, &run))
    });
    for (verdicts, alarms) in runs {
        count.add(verdicts, alarms);
    }
    count.done()
}

/// How the reference is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Http,
    Tls,
    /// Without worlds, as every other endpoint is: all cases share what there is, and those that need a world are unsupported.
    OneAccount,
}

fn served(
    cases: &[Case],
    options: SoakOptions,
    jobs: usize,
    way: Way,
) -> Result<(SoakRow, Vec<Alarm>), String> {
    let name = match way {
        Way::Http => "over HTTP",
        Way::Tls => "over TLS",
        Way::OneAccount => "in one account",
    };
    let mut count = Count::new(name, jobs);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start: {error}"))?;
    runtime.block_on(async {
        let mut serving = Options::new(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        serving.tls = way == Way::Tls;
        serving.admin = way != Way::OneAccount;
        let server = Server::start(serving)
            .await
            .map_err(|error| error.to_string())?;
        let ready = server.ready();
        let mut asking = http::Options::new(server.url(), ready.region);
        asking.principals = ready.principals;
        asking.ca_bundle = server.authority_pem().map(|pem| pem.as_bytes().to_vec());
        let target = Target::http(asking)
            .await
            .map_err(|error| error.to_string())?;
        for seed in seeds(options.seed, options.seeds) {
            let options = RunOptions {
                seed,
                jobs,
                ..RunOptions::default()
            };
            let mut run = runner::run(&options, cases, &target, |_| {}).await;
            if way == Way::OneAccount {
                run.results
                    .retain(|result| result.verdict != Verdict::Unsupported);
            }
            count.add(run.results.len(), alarms(name, jobs, &run));
        }
        server.stop().await;
        Ok(count.done())
    })
}

pub(super) fn seeds(first: u64, count: u64) -> Vec<u64> {
    (0..count).map(|n| first.wrapping_add(n)).collect()
}

/// What did not pass in a run.
pub(super) fn alarms(way: &str, jobs: usize, run: &RunSummary) -> Vec<Alarm> {
    run.results
        .iter()
        .filter(|result| result.verdict != Verdict::Pass)
        .map(|result| Alarm {
            way: way.to_owned(),
            seed: run.seed,
            jobs,
            case: result.id.as_str().to_owned(),
            saw: std::iter::once(result.verdict.name().to_owned())
                .chain(result.fault.iter().map(|fault| fault.summary.clone()))
                .chain(result.mismatches.iter().map(|mismatch| {
                    format!(
                        "{}: expected {}, got {}",
                        mismatch.path, mismatch.expected, mismatch.actual
                    )
                }))
                .collect(),
        })
        .collect()
}

/// A row that grows.
pub(super) struct Count {
    begin: Instant,
    row: SoakRow,
    alarms: Vec<Alarm>,
}

impl Count {
    pub(super) fn new(way: &str, jobs: usize) -> Self {
        Self {
            begin: Instant::now(),
            row: SoakRow {
                way: way.to_owned(),
                sentence: None,
                jobs,
                runs: 0,
                verdicts: 0,
                alarms: 0,
                duration: Duration::ZERO,
            },
            alarms: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, verdicts: usize, alarms: Vec<Alarm>) {
        self.row.runs += 1;
        self.row.verdicts += verdicts;
        self.row.alarms += alarms.len();
        self.alarms.extend(alarms);
    }

    pub(super) fn done(mut self) -> (SoakRow, Vec<Alarm>) {
        self.row.duration = self.begin.elapsed();
        (self.row, self.alarms)
    }
}
