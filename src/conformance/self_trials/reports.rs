//! Every report of a run, by the program: what it says, that a schema takes it, that it holds no secret and is inert.

use std::io::Read as _;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::DeflateDecoder;
use serde_json::Value;

use super::Entry;
use super::bench::{Bench, CANARY, masked_screen, right, told, wrong};
use super::stage::{Scripted, block_on};

pub(super) const TRIALS: &[Entry] = &[
    ("every_report_of_a_run", every_report_of_a_run),
    ("junit_by_its_schema", junit_by_its_schema),
    ("a_page_is_inert", a_page_is_inert),
    ("no_report_shows_a_secret", no_report_shows_a_secret),
    (
        "reports_made_later_are_the_same",
        reports_made_later_are_the_same,
    ),
    (
        "a_badge_is_never_green_for_little",
        a_badge_is_never_green_for_little,
    ),
    (
        "a_report_that_cannot_be_written",
        a_report_that_cannot_be_written,
    ),
    ("shards_are_joined", shards_are_joined),
    ("what_is_no_report", what_is_no_report),
    #[cfg(unix)]
    ("events_come_as_cases_end", events_come_as_cases_end),
];

const FLAGS: [(&str, &str); 7] = [
    ("json", "run.json"),
    ("ndjson", "run.ndjson"),
    ("junit", "run.xml"),
    ("tap", "run.tap"),
    ("markdown", "run.md"),
    ("badge", "badge.json"),
    ("html", "run.html"),
];

/// A run on a wrong endpoint that writes every report, and what it printed.
fn reported() -> (Bench, String) {
    let bench = Bench::new();
    let flags = FLAGS.map(|(name, file)| format!("--report-{name}={file}"));
    let said = block_on(async {
        let endpoint = Scripted::start(wrong).await;
        let url = endpoint.url();
        let mut words = vec!["run", "--seed", "7", "--endpoint-url", &url, "mine"];
        words.extend(flags.iter().map(String::as_str));
        told(bench.command(&words).env("GITHUB_ACTIONS", "true"), 1)
    });
    (bench, said)
}

fn every_report_of_a_run() {
    let (bench, said) = reported();
    let annotations = said.lines().filter(|line| line.starts_with("::"));
    masked_screen("annotations", &annotations.collect::<Vec<_>>().join("\n"));
    masked_screen("junit", &bench.read("run.xml"));
    masked_screen("tap", &bench.read("run.tap"));
    masked_screen("markdown", &bench.read("run.md"));
    masked_screen("badge", &bench.read("badge.json"));
    let events = bench.read("run.ndjson");
    let names = events.lines().map(|line| {
        let event: Value = serde_json::from_str(line).expect("a line is JSON");
        let members = event.as_object().expect("a line is an object");
        members.keys().cloned().collect::<String>()
    });
    let names: Vec<String> = names.collect();
    assert_eq!(
        names,
        ["run", "case", "case", "case", "case", "case", "case", "end"]
    );
}

/// What the schema that Jenkins uses (`junit-10.xsd` of its xunit plugin) lets an element have: attributes, a `!` behind one
/// that must be there, and children.
const JUNIT: &[(&str, &str, &str)] = &[
    ("testsuites", "name time tests failures errors", "testsuite"),
    (
        "testsuite",
        "name! tests! failures! errors! group time skipped timestamp hostname id package file log url",
        "testsuite properties testcase system-out system-err",
    ),
    ("properties", "", "property"),
    ("property", "name! value!", ""),
    (
        "testcase",
        "name! time classname group",
        "skipped error failure rerunFailure rerunError flakyFailure flakyError system-out system-err",
    ),
    ("skipped", "type message", ""),
    ("error", "type message", ""),
    ("failure", "type message", ""),
    (
        "flakyFailure",
        "type! message",
        "stackTrace system-out system-err",
    ),
    ("system-out", "", ""),
];

fn junit_by_its_schema() {
    let (bench, _) = reported();
    let text = bench.read("run.xml");
    assert_eq!(against_schema(&text), Vec::<String>::new());
    let wrong = text
        .replace("classname=", "class=")
        .replace("<properties>", "<extra>");
    assert!(
        against_schema(&wrong).len() > 5,
        "the schema allows everything"
    );
}

/// How the text is not what the schema says.
fn against_schema(text: &str) -> Vec<String> {
    let tag =
        regex::Regex::new(r#"<(/?)([\w-]+)((?:\s+[\w-]+="[^"<]*")*)\s*(/?)>"#).expect("a pattern");
    let attribute = regex::Regex::new(r#"([\w-]+)=""#).expect("a pattern");
    let mut open: Vec<String> = Vec::new();
    let mut complaints = Vec::new();
    let body = text.split_once("?>").map_or(text, |(_, body)| body);
    if tag.replace_all(body, "").contains(['<', '>']) {
        complaints.push("there is markup that is no element".to_owned());
    }
    for found in tag.captures_iter(body) {
        let (name, closed) = (found[2].to_owned(), !found[4].is_empty());
        if !found[1].is_empty() {
            if open.pop() != Some(name.clone()) {
                complaints.push(format!("{name} ends what it did not begin"));
            }
            continue;
        }
        let rule = |name: &str| JUNIT.iter().find(|(it, ..)| *it == name);
        let parent = open
            .last()
            .map_or("testsuites", |parent| rule(parent).map_or("", |it| it.2));
        if !parent.split(' ').any(|it| it == name) {
            complaints.push(format!("{name} stands in {:?}", open.last()));
        }
        let allowed: Vec<&str> = rule(&name).map_or("", |it| it.1).split(' ').collect();
        let has: Vec<String> = attribute
            .captures_iter(&found[3])
            .map(|it| it[1].to_owned())
            .collect();
        let known = |it: &String| allowed.iter().any(|one| one.trim_end_matches('!') == it);
        complaints.extend(
            has.iter()
                .filter(|it| !known(it))
                .map(|it| format!("{name} has {it}")),
        );
        let must = allowed.iter().filter_map(|it| it.strip_suffix('!'));
        complaints.extend(
            must.filter(|it| !has.iter().any(|one| one == it))
                .map(|it| format!("{name} lacks {it}")),
        );
        if !closed {
            open.push(name);
        }
    }
    complaints
}

/// The page, and what is packed in it.
fn page(bench: &Bench) -> (String, String) {
    let page = bench.read("run.html");
    let mut unpacked = String::new();
    for pack in page.split("<script type=\"text/plain\"").skip(1) {
        let (_, rest) = pack.split_once('>').expect("the element begins");
        let (text, _) = rest.split_once("</script>").expect("the element ends");
        let bytes = STANDARD.decode(text).expect("it is base64");
        DeflateDecoder::new(&bytes[..])
            .read_to_string(&mut unpacked)
            .expect("it is deflated");
    }
    (page, unpacked)
}

/// What an endpoint says stands in the page as JSON in which nothing is markup, and packed; no other host is named.
fn a_page_is_inert() {
    let (bench, _) = reported();
    let (page, unpacked) = page(&bench);
    assert!(
        unpacked.contains("onerror=window.owned=1"),
        "the answer is not in the page"
    );
    assert!(
        page.contains(r"\u003c/script\u003e"),
        "the index does not tell the answer"
    );
    for markup in [
        "<img",
        "<script src",
        "<link rel=\"stylesheet",
        "@import",
        "url(",
    ] {
        assert!(!page.contains(markup), "the page has {markup}");
    }
    let (begun, ended) = (
        page.matches("<script").count(),
        page.matches("</script>").count(),
    );
    assert_eq!((begun, ended), (3, 3), "index, one pack, script");
    assert!(page.contains("default-src 'none'"), "there is no policy");
    // The script makes text of everything.
    for sink in [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
    ] {
        assert!(!page.contains(sink), "the script uses {sink}");
    }
}

fn no_report_shows_a_secret() {
    let (bench, said) = reported();
    let (_, unpacked) = page(&bench);
    let encoded = STANDARD.encode(CANARY);
    let files = FLAGS.map(|(_, file)| (file, bench.read(file)));
    let texts = files
        .into_iter()
        .chain([("the screen", said), ("the packs", unpacked)]);
    let mut masked = 0;
    for (name, text) in texts {
        assert!(!text.contains(CANARY), "{name} shows the password");
        assert!(
            !text.contains(encoded.trim_end_matches('=')),
            "{name} shows it in base64"
        );
        masked += usize::from(text.contains("[masked]") || text.contains("&#91;masked&#93;"));
    }
    assert!(
        masked > 4,
        "the answer that repeats the password is told nowhere"
    );
}

fn reports_made_later_are_the_same() {
    let (bench, _) = reported();
    for (from, others) in [("run.json", &FLAGS[1..]), ("run.ndjson", &FLAGS[..])] {
        for (flag, file) in others {
            bench.says(&["report", from, &format!("--{flag}"), "later"], 0);
            assert_eq!(bench.read("later"), bench.read(file), "{flag} from {from}");
        }
    }
    let several = [
        "report",
        "run.json",
        "run.ndjson",
        "--junit",
        "two.xml",
        "--html",
        "two.html",
    ];
    bench.says(&several, 0);
    assert_eq!(against_schema(&bench.read("two.xml")), Vec::<String>::new());
    assert_eq!(bench.read("two.xml").matches("<testcase").count(), 12);
}

fn a_badge_is_never_green_for_little() {
    let bench = Bench::new();
    block_on(async {
        let endpoint = Scripted::start(right).await;
        let url = endpoint.url();
        let badge = |more: &[&str]| {
            let mut words = vec!["--report-badge", "badge.json"];
            words.extend(more);
            bench.run(&url, &words, 0);
            let badge: Value = serde_json::from_str(&bench.read("badge.json")).expect("JSON");
            let member = |name: &str| badge[name].as_str().unwrap_or_default().to_owned();
            (member("message"), member("color"))
        };
        let told = |message: &str, color: &str| (message.to_owned(), color.to_owned());
        assert_eq!(badge(&[]), told("5 pass of 5", "brightgreen"));
        assert_eq!(
            badge(&["--filter", "key/list"]),
            told("1 judged of 5", "lightgrey")
        );
        assert_eq!(
            badge(&["--skip", "key/list"]),
            told("4 pass of 5", "yellow")
        );
    });
}

fn a_report_that_cannot_be_written() {
    let bench = Bench::new();
    block_on(async {
        let endpoint = Scripted::start(right).await;
        let url = endpoint.url();
        let twice = bench.run(&url, &["--report-tap", "a", "--report-html", "a"], 2);
        assert_eq!(
            twice,
            "error: two reports would be written to a\nhelp: name a file for each\n"
        );
        if cfg!(target_os = "linux") {
            let full = ["--report-tap", "/dev/full", "--report-badge", "badge.json"];
            let said = bench.run(&url, &full, 5);
            let lost = "error: cannot write /dev/full: No space left on device (os error 28)";
            assert!(said.contains(lost) && said.contains("conformant"), "{said}");
            assert!(
                bench.read("badge.json").contains("5 pass"),
                "the other report is lost too"
            );
        }
    });
}

fn shards_are_joined() {
    let bench = Bench::new();
    block_on(async {
        let endpoint = Scripted::start(wrong).await;
        let url = endpoint.url();
        let report = |name: &str, more: &[&str], code: i32| {
            let mut words = vec!["--report-json", name];
            words.extend(more);
            bench.run(&url, &words, code);
        };
        report("whole.json", &[], 1);
        let (describe, others) = (
            ["--filter", "describe"],
            ["--filter", "key/list,random,create"],
        );
        report("1.json", &describe, 1);
        report("2.json", &others, 1);
        let said = bench.says(&["merge", "1.json", "2.json", "--out", "joined.json"], 1);
        assert_eq!(
            said,
            "2 shards: not conformant: 2 pass of 6 selected, 6 judged: 4 fail, 3 causes\n"
        );
        let of = |name: &str| -> Value { serde_json::from_str(&bench.read(name)).expect("JSON") };
        let (whole, joined) = (of("whole.json"), of("joined.json"));
        for member in [
            "schema",
            "seed",
            "totals",
            "selected",
            "judged",
            "available",
            "exit",
        ] {
            assert_eq!(whole[member], joined[member], "{member}");
        }
        let ids = |of: &Value| -> Vec<Value> {
            let cases = of["cases"].as_array().expect("cases");
            cases.iter().map(|case| case["id"].clone()).collect()
        };
        assert_eq!(ids(&whole), ids(&joined));
        let overlap = bench.says(&["merge", "1.json", "whole.json", "--out", "x"], 2);
        assert_eq!(
            overlap,
            "error: whole.json overlaps with what stands before it: both have `key/describe/malformed`; shards of one run, `--shard 1/2` and `--shard 2/2`, share no case\n"
        );
        bench.says(
            &[
                "run",
                "--seed",
                "8",
                "--endpoint-url",
                &url,
                "mine",
                "--report-json",
                "8.json",
            ],
            1,
        );
        let other = bench.says(&["merge", "1.json", "8.json", "--out", "x"], 2);
        assert_eq!(
            other,
            "error: 1.json and 8.json are of different runs, by their seed: `7` and `8`; give every shard the same --seed\n"
        );
    });
}

fn what_is_no_report() {
    let bench = Bench::new();
    bench.write("cut.ndjson", "{\"run\":{\"schema\":\"kmspec/report/v1\",\"kmspec\":\"1\",\"target\":\"a\",\"seed\":1,\"selected\":1}}\n");
    bench.write("no.json", "{\"schema\": 1}");
    let help = "\nhelp: `kmspec run --report-json FILE` writes one\n";
    let said = |name: &str| bench.says(&["report", name, "--html", "x"], 2);
    assert_eq!(
        said("cut.ndjson"),
        format!(
            "error: cannot read cut.ndjson: it is no report of kmspec: it ends before its `end`: the run was cut short, or the file was{help}"
        )
    );
    assert_eq!(
        said("no.json"),
        format!(
            "error: cannot read no.json: it is no report of kmspec: invalid type: integer `1`, expected a string at line 1 column 12{help}"
        )
    );
    assert_eq!(
        bench.says(&["report", "no.json"], 2),
        "error: no report is asked for\nhelp: name one or more: --html FILE, --junit FILE, --markdown FILE, …\n"
    );
}

/// Into a pipe each event is written when it comes; a reader that goes away ends nothing.
#[cfg(unix)]
fn events_come_as_cases_end() {
    use std::io::{BufRead as _, BufReader};
    use std::time::{Duration, Instant};

    let pause = Duration::from_millis(300);
    let bench = Bench::new();
    let pipe = bench.path().join("events");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.is_ok_and(|status| status.success()));
    super::as_aws::beside(async {
        let server = Scripted::start(move |call| right(call).set_delay(pause)).await;
        let run = |read: fn(&mut dyn Iterator<Item = (Instant, String)>)| {
            let url = server.url();
            let words = [
                "run",
                "-j",
                "1",
                "--seed",
                "7",
                "--endpoint-url",
                &url,
                "mine",
            ];
            let mut command = bench.command(&[&words[..], &["--report-ndjson", "events"]].concat());
            command
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::piped());
            let running = command.spawn().expect("it starts");
            let lines = BufReader::new(std::fs::File::open(&pipe).expect("it opens")).lines();
            let mut lines = lines.map(|line| (Instant::now(), line.expect("it is text")));
            read(&mut lines);
            drop(lines);
            let output = running.wait_with_output().expect("it ends");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(0), "{said}");
            assert!(!said.contains("panicked"), "{said}");
        };
        run(|lines| {
            let all: Vec<(Instant, String)> = lines.collect();
            let kinds: Vec<&str> = all.iter().map(|(_, line)| &line[2..5]).collect();
            assert_eq!(kinds, ["run", "cas", "cas", "cas", "cas", "cas", "end"]);
            let first = all[6].0.duration_since(all[1].0);
            assert!(
                first > Duration::from_millis(600),
                "the first came {first:?} before the end"
            );
        });
        run(|lines| assert!(lines.next().is_some()));
    });
}
