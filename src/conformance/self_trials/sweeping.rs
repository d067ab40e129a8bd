//! Runs are killed in the middle, and swept: nothing live of theirs stays, and what is somebody else's stands as it stood.
//!
//! `KMSPEC_TRIAL=long` kills forty runs, on hosts that know late and refuse who asks too often.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use kmspec::case::{Principal, Region};
use kmspec::reference::{FleetOptions, Throttle};
use kmspec::serve::{Options, Server, Watch};
use kmspec::target::{Session, Target, http};
use kmspec::wire::sigv4::{self, Credentials, Signing};
use kmspec::wire::{RUN_TAG, RunId, aws_json};
use serde_json::{Value, json};

use super::Entry;
use super::bench::told;

pub(super) const TRIALS: &[Entry] = &[(
    "killed_runs_leave_nothing_live",
    killed_runs_leave_nothing_live,
)];

/// What the killed runs are about.
const CASES: [&str; 6] = [
    "key/create",
    "alias",
    "custom_key_store/delete",
    "grant/create",
    "key_policy/put",
    "tag",
];

/// Who may have made something, and where.
pub(super) const PLACES: [(Principal, Region); 4] = [
    (Principal::Owner, Region::Home),
    (Principal::Owner, Region::Other),
    (Principal::Peer, Region::Home),
    (Principal::Peer, Region::Other),
];

/// An endpoint that others use too, and a folder beside it.
pub(super) struct Site {
    pub(super) server: Server,
    pub(super) session: Session,
    folder: tempfile::TempDir,
    lag: Duration,
}

impl Site {
    pub(super) async fn start(lag: Duration, throttle: Option<u32>) -> Self {
        let throttle = throttle.and_then(std::num::NonZeroU32::new);
        let fleet = FleetOptions {
            lag,
            flip: false,
            throttle: throttle.map(Throttle::PerSecond),
        };
        Self::with(fleet, None).await
    }

    /// One of whose requests somebody sees every one.
    pub(super) async fn watched(watch: Watch) -> Self {
        Self::with(FleetOptions::default(), Some(watch)).await
    }

    async fn with(fleet: FleetOptions, watch: Option<Watch>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut options = Options::new(([127, 0, 0, 1], 0).into());
        options.admin = false;
        options.ready_file = Some(folder.path().join("ready.json"));
        options.fleet = fleet;
        options.watch = watch;
        let server = Server::start(options).await.expect("it starts");
        let ready = server.ready();
        let mut to = http::Options::new(server.url(), &ready.region);
        to.probe = false;
        to.principals = ready.principals;
        let target = Target::http(to).await.expect("it is there");
        let session = target.open(0).await.expect("a session");
        Self {
            server,
            session,
            folder,
            lag: fleet.lag,
        }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program, pointed at the endpoint.
    pub(super) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kmspec"));
        command
            .args(words)
            .args(["--endpoint-url", self.server.url(), "--principals"])
            .arg(self.path("ready.json"))
            .args([
                "--consistency-wait",
                &format!("{}ms", self.lag.as_millis() * 2),
            ])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env_clear();
        command
    }

    /// Calls an operation until it is not refused for being called too often.
    pub(super) async fn call(
        &self,
        (who, region): (Principal, Region),
        operation: &str,
        input: &Value,
    ) -> Value {
        let caller = self.session.principal(who).expect("it is known");
        let credentials = Credentials {
            access_key_id: caller.access_key_id.clone(),
            secret_access_key: caller.secret_access_key.clone(),
            session_token: caller.session_token.clone(),
        };
        let scope = sigv4::Scope::kms(self.session.region(region).expect("it is there"));
        loop {
            let authority = self.session.authority(region);
            let mut request = aws_json::request(authority, operation, input.to_string());
            let now = self.session.now();
            sigv4::sign_with(&mut request, &credentials, &scope, now, &Signing::default());
            let answer = self.session.send(&request).await.expect("it answers");
            let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            if answer.status < 300 {
                return body;
            }
            let text = String::from_utf8_lossy(&answer.body);
            // What was made a moment ago is not known to every host.
            let passes = ["Throttling", "NotFoundException"];
            assert!(
                passes.iter().any(|it| text.contains(it)),
                "{operation} {input}: {text}"
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    pub(super) async fn list(
        &self,
        place: (Principal, Region),
        operation: &str,
        member: &str,
    ) -> Vec<Value> {
        let mut all = Vec::new();
        let mut input = json!({});
        loop {
            let answer = self.call(place, operation, &input).await;
            all.extend(answer[member].as_array().into_iter().flatten().cloned());
            match answer.get("NextMarker") {
                Some(marker) => input["Marker"] = marker.clone(),
                None => return all,
            }
        }
    }

    /// Everything that stands there, by place, kind and name.
    pub(super) async fn everything(&self) -> BTreeMap<String, Value> {
        let mut all = BTreeMap::new();
        for place in PLACES {
            let key = |kind: &str, name: &Value| format!("{place:?} {kind} {name}");
            for alias in self.list(place, "ListAliases", "Aliases").await {
                all.insert(key("alias", &alias["AliasName"]), alias);
            }
            let stores = self.list(place, "DescribeCustomKeyStores", "CustomKeyStores");
            for store in stores.await {
                all.insert(key("store", &store["CustomKeyStoreId"]), store);
            }
            for entry in self.list(place, "ListKeys", "Keys").await {
                let named = json!({"KeyId": entry["KeyId"]});
                let mut shown = self.call(place, "DescribeKey", &named).await;
                shown["Tags"] = self.call(place, "ListResourceTags", &named).await["Tags"].clone();
                shown["Grants"] = self.call(place, "ListGrants", &named).await["Grants"].clone();
                all.insert(key("key", &entry["KeyId"]), shown);
            }
        }
        all
    }

    /// Makes what nobody may touch: it bears no mark, though much of it looks like it.
    pub(super) async fn make_foreign_things(&self) {
        let run = RunId::of_bytes([7; 6]);
        let near = format!("{}0", &run.as_str()[..16]);
        assert!(RunId::parse(&near).is_none(), "{near}");
        let upper = run.as_str().to_uppercase();
        let descriptions = [
            String::new(),
            "kmspec".to_owned(),
            "kmspec run of the night".to_owned(),
            format!("kmspec {near} 0000000000000001"),
            format!("a copy of {}", run.description("0000000000000001")),
            "kmspec-store-1-key-00000001: a test of kmspec".to_owned(),
            "kmspec-fuzz-0000000000000000-00000000-00000001".to_owned(),
        ];
        let tags = [
            ("Name", "kmspec"),
            (RUN_TAG, "mine"),
            (RUN_TAG, near.as_str()),
            (RUN_TAG, upper.as_str()),
            ("kmspec:Run", run.as_str()),
            ("kmspec", run.as_str()),
        ];
        let mut keys = Vec::new();
        for number in 0..20 {
            let place = PLACES[number % PLACES.len()];
            let (key, value) = tags[number % tags.len()];
            let input = json!({
                "Description": descriptions[number % descriptions.len()],
                "Tags": [{"TagKey": key, "TagValue": value}],
            });
            let made = self.call(place, "CreateKey", &input).await;
            keys.push((place, made["KeyMetadata"]["KeyId"].clone()));
        }
        let aliases = [
            "alias/kmspec".to_owned(),
            "alias/kmspec-mine".to_owned(),
            format!("alias/kmspec-{near}-a"),
            format!("alias/mine/kmspec-{run}-a"),
        ];
        for (name, (place, key)) in aliases.iter().zip(&keys) {
            let input = json!({"AliasName": name, "TargetKeyId": key});
            self.call(*place, "CreateAlias", &input).await;
        }
        let (place, key) = &keys[0];
        let grantee = "arn:aws:iam::111122223333:root";
        let input = json!({"KeyId": key, "GranteePrincipal": grantee, "Operations": ["Encrypt"]});
        self.call(*place, "CreateGrant", &input).await;
        let input = json!({
            "CustomKeyStoreName": "kmspec-store",
            "CloudHsmClusterId": "cluster-2a23b4cdefg",
            "TrustAnchorCertificate": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
            "KeyStorePassword": "canaryPassword",
        });
        self.call(PLACES[0], "CreateCustomKeyStore", &input).await;
        tokio::time::sleep(self.lag * 2).await;
    }
}

/// A moment between these two, in milliseconds, that nobody has chosen.
fn moment(from: u64, to: u64) -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let drawn = u64::from(now.expect("it is after 1970").subsec_nanos()) / 1000;
    Duration::from_millis(from + drawn % (to - from))
}

/// What one killed run has made, as its journal tells, and how long its sweep took.
struct Killed {
    made: usize,
    after: Duration,
    swept: Duration,
}

/// Kills a run, sweeps, and looks at everything.
async fn kill_and_sweep(site: &Site, number: usize, before: &BTreeMap<String, Value>) -> Killed {
    let journal = site.path(&format!("{number}.ndjson"));
    let mut run = site.command(&["run", "-j", "8"]);
    run.arg("--journal").arg(&journal).args(CASES);
    let mut run = run
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    // However slow the machine is, some of the runs have made something.
    let awaited = if number.is_multiple_of(3) {
        r#""event":"made""#
    } else {
        r#""event":"run""#
    };
    while !fs::read_to_string(&journal).is_ok_and(|text| text.contains(awaited)) {
        assert!(
            run.try_wait().expect("it is ours").is_none(),
            "it has ended"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let after = moment(
        200,
        5000 + 2 * u64::try_from(site.lag.as_millis()).unwrap_or(0),
    );
    tokio::time::sleep(after).await;
    run.kill().expect("it is ours");
    run.wait().expect("it is ours");
    let begin = Instant::now();
    // Every other one without its journal: then by marks alone.
    let mut words = vec!["sweep", "--wait"];
    let shown = journal.display().to_string();
    if number.is_multiple_of(2) {
        words.extend(["--journal", &shown]);
    }
    let first = told(&mut site.command(&words), 0);
    let swept = begin.elapsed();
    tokio::time::sleep(site.lag * 2).await;
    let after_it = site.everything().await;
    for (name, thing) in &after_it {
        match before.get(name) {
            Some(stood) => assert_eq!(thing, stood, "{name} was touched\n{first}"),
            None => assert!(
                is_over(thing),
                "{name} is live after {after:?}: {thing:#}\n{first}"
            ),
        }
    }
    let gone = before.keys().find(|name| !after_it.contains_key(*name));
    assert_eq!(gone, None, "it is not ours\n{first}");
    let again = told(&mut site.command(&["sweep"]), 0);
    assert!(
        !again.contains("deleted ") && !again.contains("scheduled "),
        "{first}\n{again}"
    );
    let text = fs::read_to_string(&journal).expect("it is there");
    for caller in site.server.ready().principals {
        for text in [&text, &first, &again] {
            assert!(!text.contains(&caller.secret_access_key), "{text}");
        }
    }
    for word in [
        "Password",
        "BEGIN CERTIFICATE",
        "RawSecret",
        "Authorization",
    ] {
        assert!(!text.contains(word), "{word}\n{text}");
    }
    Killed {
        made: text.matches(r#""event":"made""#).count(),
        after,
        swept,
    }
}

/// Whether nothing of a thing is live: a key waits for its deletion, a store is disconnected and holds such keys.
fn is_over(thing: &Value) -> bool {
    match thing.get("ConnectionState") {
        Some(state) => state == "DISCONNECTED",
        None => thing["KeyMetadata"]["KeyState"] == "PendingDeletion",
    }
}

pub(super) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
}

fn killed_runs_leave_nothing_live() {
    let is_long = std::env::var("KMSPEC_TRIAL").is_ok_and(|it| it == "long");
    let (sites, kills, lag) = if is_long {
        (8, 5, Duration::from_secs(3))
    } else {
        (1, 3, Duration::from_millis(300))
    };
    let site = |first: usize| {
        runtime().block_on(async {
            let site = Site::start(lag, Some(20)).await;
            site.make_foreign_things().await;
            let mut before = site.everything().await;
            let mut killed = Vec::new();
            for number in first..first + kills {
                killed.push(kill_and_sweep(&site, number, &before).await);
                // What waits for its deletion stands there for a week.
                let over = site.everything().await;
                before.extend(over.into_iter().filter(|(_, thing)| is_over(thing)));
            }
            site.server.stop().await;
            killed
        })
    };
    let mut all = Vec::new();
    for first in (0..sites).step_by(2) {
        // Programs are waited for in the thread: a site that shared it would not look after its connections meanwhile.
        thread::scope(|scope| {
            let site = &site;
            let begin = |it| scope.spawn(move || site(it * kills));
            let two: Vec<_> = (first..sites.min(first + 2)).map(begin).collect();
            for one in two {
                all.extend(one.join().unwrap_or_else(|failure| resume_unwind(failure)));
            }
        });
    }
    let made: usize = all.iter().map(|it| it.made).sum();
    assert!(made > 0, "every run was killed before it made anything");
    let longest = all.iter().map(|it| it.swept).max().unwrap_or_default();
    let last = all.iter().map(|it| it.after).max().unwrap_or_default();
    let kills = all.len();
    let told = format!(
        "{kills} runs killed within {last:.1?}, {made} things made, the longest sweep {longest:.1?}"
    );
    let _ = writeln!(std::io::stderr(), "{told}");
}
