//! Answers that never come, though what was asked was done: nothing live is left behind. And answers that say nothing.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use kmspec::case::{Case, NeedKind};
use kmspec::check::{RunSummary, Verdict};
use kmspec::reference::{Config, Fleet, FleetOptions, Reference, Throttle};
use kmspec::wire::{Headers, Request, Timestamp, aws_json, world};

use super::Entry;
use super::stage::{SeenCall, Stage, against_with, block_on, case, json};

pub(super) const TRIALS: &[Entry] = &[
    ("every_third_is_lost", every_third_is_lost),
    (
        "every_third_is_lost_on_fresh_connections",
        every_third_is_lost_on_fresh_connections,
    ),
    ("every_third_of_all_is_lost", every_third_of_all_is_lost),
    (
        "interrupted_while_a_key_is_made",
        interrupted_while_a_key_is_made,
    ),
    ("an_alias_made_again_is_gone", || {
        a_name_given_twice_is_gone("alias/delete/frees_name", Manner::GOOD);
    }),
    ("an_alias_made_again_without_an_answer_is_gone", || {
        a_name_given_twice_is_gone("alias/delete/frees_name", LOSES_THE_SECOND_ALIAS);
    }),
    ("an_alias_of_two_accounts_is_gone", || {
        a_name_given_twice_is_gone("alias/create/cross_account_name", LOSES_THE_SECOND_ALIAS);
    }),
    ("throttled_is_not_refused", || {
        trouble_is_no_refusal("ThrottlingException");
    }),
    ("badly_signed_is_not_refused", || {
        trouble_is_no_refusal("InvalidSignatureException");
    }),
    ("throttled_as_if_it_were_not", throttled_as_if_it_were_not),
    (
        "throttled_copies_are_made_once",
        throttled_copies_are_made_once,
    ),
];

/// What an endpoint does with the answers of calls that make something.
#[derive(Debug, Clone, Copy)]
struct Manner {
    fleet: FleetOptions,
    /// Every how many of them is lost, with its connection; 0 for none.
    loses: usize,
    /// The same of all other calls.
    of_all: bool,
    /// One connection takes more than one request.
    keeps: bool,
    /// How long they take.
    takes: Duration,
}

impl Manner {
    const GOOD: Self = Self {
        fleet: FleetOptions {
            lag: Duration::ZERO,
            flip: false,
            throttle: None,
        },
        loses: 0,
        of_all: false,
        keeps: true,
        takes: Duration::ZERO,
    };
}

/// The reference on loopback, with bad manners.
#[derive(Debug)]
struct Endpoint {
    url: String,
    fleet: Arc<Mutex<Fleet>>,
    /// How many calls have made something, and how many of their answers were lost.
    creates: Arc<Mutex<(usize, usize)>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let millis = since.expect("a clock after 1970").as_millis();
    Timestamp::from_millis(i64::try_from(millis).expect("a clock of this age"))
}

impl Endpoint {
    fn start(manner: Manner) -> Self {
        let reference = Reference::new(Config {
            seed: 1,
            now: now(),
            regions: world::regions(),
            principals: world::principals(),
            verify_signatures: true,
            aws_form: None,
        });
        let fleet = Arc::new(Mutex::new(Fleet::new(reference, manner.fleet)));
        let creates = Arc::new(Mutex::new((0, 0)));
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let (held, counted) = (Arc::clone(&fleet), Arc::clone(&creates));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let (fleet, creates) = (Arc::clone(&held), Arc::clone(&counted));
                std::thread::spawn(move || {
                    while answer(&mut stream, manner, &fleet, &creates).is_some() && manner.keeps {}
                });
            }
        });
        Self {
            url,
            fleet,
            creates,
        }
    }

    fn run(&self, cases: Vec<Case>) -> (RunSummary, Vec<String>) {
        block_on(async {
            let told = self.stage(cases).play().await;
            (told.summary, lock(&self.fleet).live())
        })
    }

    fn stage(&self, cases: Vec<Case>) -> Stage {
        let mut stage = Stage::new(&self.url, cases);
        stage.http.principals = world::principals();
        stage.http.regions = world::regions();
        stage.run.jobs = 4;
        stage.run.consistency_wait = Duration::from_secs(1);
        stage
    }

    fn lost(&self) -> usize {
        lock(&self.creates).1
    }
}

/// Answers one request; `None` at the end of the connection.
fn answer(
    stream: &mut TcpStream,
    manner: Manner,
    fleet: &Mutex<Fleet>,
    creates: &Mutex<(usize, usize)>,
) -> Option<()> {
    let request = request(stream)?;
    let mut fleet = lock(fleet);
    fleet.advance_to(now());
    let answer = fleet.handle(&request);
    drop(fleet);
    let makes = aws_json::operation(&request).is_some_and(|name| name.starts_with("Create"));
    if manner.of_all || makes && answer.status == 200 {
        std::thread::sleep(manner.takes);
        let mut creates = lock(creates);
        creates.0 += 1;
        if manner.loses > 0 && creates.0.is_multiple_of(manner.loses) {
            creates.1 += 1;
            return None;
        }
    }
    let mut text = format!("HTTP/1.1 {} Told\r\n", answer.status);
    for (name, value) in answer.headers.iter() {
        if !name.eq_ignore_ascii_case("content-length") {
            let _ = write!(text, "{name}: {value}\r\n");
        }
    }
    let connection = if manner.keeps { "keep-alive" } else { "close" };
    let length = answer.body.len();
    let _ = write!(
        text,
        "Content-Length: {length}\r\nConnection: {connection}\r\n\r\n"
    );
    let mut bytes = text.into_bytes();
    bytes.extend(&answer.body);
    stream.write_all(&bytes).ok()
}

fn request(stream: &mut TcpStream) -> Option<Request> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0; 1];
        stream.read_exact(&mut byte).ok()?;
        head.extend(byte);
    }
    let head = String::from_utf8(head).ok()?;
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let mut headers = Headers::new();
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        headers.append(name, value.trim());
    }
    let length = headers.get("content-length").unwrap_or("0").parse().ok()?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(Request {
        method,
        target,
        headers,
        body,
    })
}

/// The corpus's cases of these folders, and one whose key nothing marks.
fn cases(folders: &[&str]) -> Vec<Case> {
    let mut cases = crate::corpus::load().expect("the corpus loads");
    cases.retain(|case| {
        let mut folders = folders.iter();
        !case.runs_command() && folders.any(|folder| case.id.as_str().starts_with(folder))
    });
    for name in ["a", "b", "c"] {
        let steps = "steps:\n  - call: CreateKey\n    expect: {ok: {$open: true}}\n";
        cases.push(case(&format!("key/create/unmarked_{name}"), steps));
    }
    cases
}

fn nothing_is_left(manner: Manner) {
    let endpoint = Endpoint::start(manner);
    let folders = [
        "key/enable/",
        "key/disable/",
        "alias/",
        "custom_key_store/delete/",
    ];
    let (summary, live) = endpoint.run(cases(&folders));
    assert!(endpoint.lost() > 5, "{} answers lost", endpoint.lost());
    assert_eq!(live, Vec::<String>::new(), "{:?}", summary.left_behind);
    let mut left = summary.left_behind.iter();
    assert!(
        left.all(|left| {
            left.reason.contains("CustomKeyStoreHasCMKsException")
                || left.reason.ends_with("the next run takes it over")
        }),
        "{:?}",
        summary.left_behind
    );
    // A lost answer is no verdict on the endpoint.
    let failed = summary.results.iter().find(|r| r.verdict == Verdict::Fail);
    assert!(failed.is_none(), "{failed:#?}");
}

fn every_third_is_lost() {
    nothing_is_left(Manner {
        loses: 3,
        ..Manner::GOOD
    });
}

fn every_third_is_lost_on_fresh_connections() {
    nothing_is_left(Manner {
        loses: 3,
        keeps: false,
        ..Manner::GOOD
    });
}

/// Those to clean-up too. One after the other, so that no request is without an answer twice.
fn every_third_of_all_is_lost() {
    let endpoint = Endpoint::start(Manner {
        loses: 3,
        of_all: true,
        ..Manner::GOOD
    });
    let folders = ["key/enable/", "alias/create/", "custom_key_store/connect/"];
    let summary = block_on(async {
        let mut stage = endpoint.stage(cases(&folders));
        stage.run.jobs = 1;
        stage.play().await.summary
    });
    assert!(endpoint.lost() > 100, "{} answers lost", endpoint.lost());
    let live = lock(&endpoint.fleet).live();
    assert_eq!(live, Vec::<String>::new(), "{:?}", summary.left_behind);
}

fn interrupted_while_a_key_is_made() {
    let endpoint = Endpoint::start(Manner {
        takes: Duration::from_millis(800),
        ..Manner::GOOD
    });
    let summary = block_on(async {
        let stage = endpoint.stage(cases(&["key/enable/"]));
        let cancel = stage.run.cancel.clone();
        let interrupt = async {
            // In the world there is a key, and its answer is still to come.
            while lock(&endpoint.fleet).live().is_empty() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            cancel.interrupt();
        };
        tokio::join!(stage.play(), interrupt).0.summary
    });
    assert_eq!(summary.exit, 130);
    let live = lock(&endpoint.fleet).live();
    assert_eq!(live, Vec::<String>::new(), "{:?}", summary.left_behind);
}

/// The answer to the fourth call that makes something is lost: it comes after two keys and an alias.
const LOSES_THE_SECOND_ALIAS: Manner = Manner {
    loses: 4,
    ..Manner::GOOD
};

/// A name that a case has given, taken away and given again, or given in two accounts: the one is not the end of the other.
fn a_name_given_twice_is_gone(id: &str, manner: Manner) {
    let endpoint = Endpoint::start(manner);
    let mut cases = cases(&[id]);
    cases.retain(|case| case.id.as_str().starts_with("alias/"));
    let (summary, live) = endpoint.run(cases);
    let is_lost = endpoint.lost() > 0;
    assert_eq!(is_lost, manner.loses > 0);
    assert_eq!(summary.exit != 0, is_lost, "{summary:#?}");
    assert_eq!(live, Vec::<String>::new(), "{:?}", summary.left_behind);
}

fn throttled_as_if_it_were_not() {
    let verdicts = |manner: Manner| {
        let endpoint = Endpoint::start(manner);
        let folders = ["key/enable/", "key/disable/", "key/schedule_deletion/"];
        let mut cases = cases(&folders);
        // How many stores there is room for is another matter.
        cases.retain(|case| {
            let mut needs = case.needs.iter();
            !needs.any(|need| matches!(need.kind, NeedKind::CustomKeyStore(_)))
        });
        let (summary, live) = endpoint.run(cases);
        assert_eq!(live, Vec::<String>::new(), "{:?}", summary.left_behind);
        let results = summary.results.into_iter();
        results.map(|r| (r.id, r.verdict)).collect::<Vec<_>>()
    };
    let throttled = verdicts(Manner {
        fleet: FleetOptions {
            lag: Duration::from_millis(300),
            flip: true,
            throttle: NonZeroU32::new(20).map(Throttle::PerSecond),
        },
        ..Manner::GOOD
    });
    assert_eq!(throttled, verdicts(Manner::GOOD));
}

/// Of a hundred calls at once some are refused for their number: those are made again, and none that was answered.
fn throttled_copies_are_made_once() {
    let endpoint = Endpoint::start(Manner {
        fleet: FleetOptions {
            throttle: NonZeroU32::new(60).map(Throttle::PerSecond),
            ..Manner::GOOD.fleet
        },
        ..Manner::GOOD
    });
    let mut cases = cases(&["key/list/without_limit"]);
    cases.retain(|case| case.id.as_str() == "key/list/without_limit");
    let (summary, live) = endpoint.run(cases);
    assert_eq!(summary.exit, 0, "{summary:#?}");
    assert_eq!(live, Vec::<String>::new(), "{:?}", summary.left_behind);
    assert_eq!(lock(&endpoint.creates).0, 101);
}

/// A case that passes when the call is refused, however; the endpoint is one that never came to ask itself.
fn trouble_is_no_refusal(error: &'static str) {
    let steps = "steps:\n  - call: ListKeys\n    expect: {refused: true}\n";
    let answer = move |_: &SeenCall| json(400, &format!(r#"{{"__type":"{error}"}}"#));
    let (told, seen) = against_with(answer, [case("key/list/refused", steps)], |_| {});
    let text = told.ends(4, &[Verdict::Blocked]);
    let why = format!("step 1, ListKeys, was not judged: it was answered 400 {error}");
    assert!(text.contains(&why), "{text}");
    assert!(!seen.is_empty());
    // A refusal of the right kind passes.
    let answer = |_: &SeenCall| json(400, r#"{"__type":"AccessDeniedException"}"#);
    let (told, _) = against_with(answer, [case("key/list/refused", steps)], |_| {});
    told.ends(0, &[Verdict::Pass]);
}
