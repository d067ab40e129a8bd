//! What `--only read` and `--only dry-run` let through writes nothing, whatever the corpus and generated scripts ask for.
//!
//! `KMSPEC_TRIAL=long` sees ten thousand requests of each.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use kmspec::case::{Principal, Region};
use kmspec::generate::{self, Bindings, Callers, Script};
use kmspec::runner::{self, RunOptions};
use kmspec::serve::Watch;
use kmspec::target::{Error, Permitted, Session, Target, http};
use kmspec::wire::Request;
use serde_json::{Value, json};

use super::super::corpus;
use super::Entry;
use super::sweeping::Site;

pub(super) const TRIALS: &[Entry] = &[
    ("only_read_writes_nothing", || {
        writes_nothing(Permitted::Reads);
    }),
    ("only_dry_run_writes_nothing", || {
        writes_nothing(Permitted::DryRuns);
    }),
];

/// What has come to the endpoint since it is guarded.
#[derive(Debug, Default)]
struct Seen {
    guarded: AtomicBool,
    reads: AtomicUsize,
    dry_runs: AtomicUsize,
    /// What may have written.
    others: Mutex<Vec<String>>,
}

impl Seen {
    /// Looks at a request by itself: kmspec's own table of what operations do is what is on trial.
    fn note(&self, request: &Request) {
        if !self.guarded.load(Ordering::Relaxed) || request.target == kmspec::wire::admin::PATH {
            return;
        }
        let targets: Vec<&str> = request.headers.all("x-amz-target").collect();
        let operation = match targets.as_slice() {
            [one] => one.strip_prefix("TrentService.").unwrap_or_default(),
            _ => "",
        };
        let verbs = ["Describe", "List", "Get"];
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        if request.method == "POST" && verbs.iter().any(|verb| operation.starts_with(verb)) {
            self.reads.fetch_add(1, Ordering::Relaxed);
        } else if body["DryRun"] == true {
            self.dry_runs.fetch_add(1, Ordering::Relaxed);
        } else {
            let text = format!("{} {targets:?} {body}", request.method);
            let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
            others.push(text);
        }
    }

    fn others(&self) -> Vec<String> {
        let others = self.others.lock();
        others.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn all(&self) -> usize {
        self.reads.load(Ordering::Relaxed) + self.dry_runs.load(Ordering::Relaxed)
    }
}

fn writes_nothing(permitted: Permitted) {
    let is_long = std::env::var("KMSPEC_TRIAL").is_ok_and(|it| it == "long");
    let enough = if is_long { 10_000 } else { 1_000 };
    let cases = corpus::load().expect("the corpus loads");
    super::as_aws::beside(async {
        let seen: Arc<Seen> = Arc::default();
        let watched = Arc::clone(&seen);
        let watch = Watch(Arc::new(move |request, _| watched.note(request)));
        let site = Site::watched(watch).await;
        site.make_foreign_things().await;
        let before = site.everything().await;
        let target = guarded(&site, permitted).await;
        seen.guarded.store(true, Ordering::Relaxed);
        let mut options = RunOptions {
            jobs: 8,
            consistency_wait: Duration::ZERO,
            ..RunOptions::default()
        };
        let (mut number, mut held_back) = (0, 0);
        while seen.all() < enough {
            // The corpus once for a hundred scripts: most of it is known to be held back before it begins.
            if number % 100 == 0 {
                options.seed = number;
                let summary = runner::run(&options, &cases, &target, |_| {}).await;
                assert!(summary.left_behind.is_empty(), "{:?}", summary.left_behind);
            }
            let session = target.open(0).await.expect("a session");
            let script = generate::seeded(number, &generate::Options::default());
            held_back += play(&session, &script, number).await;
            number += 1;
        }
        seen.guarded.store(false, Ordering::Relaxed);
        let others = seen.others();
        assert!(others.is_empty(), "these may write: {others:#?}");
        assert_eq!(site.everything().await, before);
        let dry_runs = seen.dry_runs.load(Ordering::Relaxed);
        assert_eq!(
            dry_runs > 0,
            permitted == Permitted::DryRuns,
            "{dry_runs} dry runs"
        );
        assert!(
            held_back > enough / 10,
            "the scripts wanted to write {held_back} times"
        );
        let of_it =
            NonZeroUsize::new(dry_runs).map_or(String::new(), |it| format!(", {it} of them dry"));
        println_told(&format!(
            "{permitted:?}: {} requests seen{of_it}, {held_back} held back",
            seen.all()
        ));
        site.server.stop().await;
    });
}

fn println_told(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// The endpoint, of which only this may be asked.
async fn guarded(site: &Site, permitted: Permitted) -> Target {
    let ready = site.server.ready();
    let mut options = http::Options::new(site.server.url(), ready.region);
    options.principals = ready.principals;
    options.manner.permitted = permitted;
    Target::http(options).await.expect("it can be reached")
}

/// Makes the calls of a script, as far as that is let; how many were not. What they would have made is taken to be something
/// that is there.
async fn play(session: &Session, script: &Script, salt: u64) -> usize {
    let principals = Principal::SIGNERS
        .into_iter()
        .filter_map(|who| session.principal(who));
    let regions = [Region::Home, Region::Other].into_iter();
    let place = Callers {
        authority: session.authority(Region::Home).to_owned(),
        principals: principals.collect::<Vec<_>>().into(),
        regions: regions
            .filter_map(|it| session.region(it).map(str::to_owned))
            .collect(),
        headers: BTreeMap::new(),
        forged: false,
    };
    let mut bindings = Bindings::new(salt);
    let mut held_back = 0;
    let mut known = json!({});
    for step in &script.steps {
        let Some(call) = step.call() else {
            bindings.push(Value::Null);
            continue;
        };
        let input = bindings.value(&call.input);
        let ask = async |input: &Value| {
            let request = place.request(call, input, session.now())?;
            Some(session.send(&request).await)
        };
        let answer = match ask(&input).await {
            Some(Ok(response)) if response.status == 200 => {
                serde_json::from_slice(&response.body).unwrap_or_default()
            }
            Some(Err(Error::NotPermitted { .. })) => {
                held_back += 1;
                let mut dry = input;
                if let Some(members) = dry.as_object_mut() {
                    members.insert("DryRun".to_owned(), json!(true));
                    drop(ask(&dry).await);
                }
                known.clone()
            }
            // Odd requests may be answered by a closed connection.
            None | Some(_) => Value::Null,
        };
        if let Some(key) = answer.pointer("/Keys/0/KeyId") {
            known = json!({"KeyMetadata": {"KeyId": key}, "CustomKeyStoreId": "cks-1"});
        }
        bindings.push(answer);
    }
    held_back
}
