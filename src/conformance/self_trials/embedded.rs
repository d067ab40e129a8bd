//! The suite among the trials of somebody else's endpoint: the example of the documentation, as it stands there.

use kmspec::check::Verdict;
use libtest_mimic::Arguments;

use super::Entry;

#[path = "../../suite/example.rs"]
#[expect(dead_code, reason = "its `main` is that of a program of its own")]
mod example;

pub(super) const TRIALS: &[Entry] = &[
    (
        "a_toy_is_judged_without_a_socket",
        a_toy_is_judged_without_a_socket,
    ),
    ("trials_tell_what_is_left_out", trials_tell_what_is_left_out),
    ("a_panic_is_the_endpoint_s", a_panic_is_the_endpoint_s),
];

fn a_toy_is_judged_without_a_socket() {
    let results = example::judged().results();
    let verdict = |id: &str| {
        let result = results.iter().find(|result| result.id.as_str() == id);
        result.unwrap_or_else(|| panic!("{id} did not run")).verdict
    };
    assert_eq!(verdict("key/describe/not_found"), Verdict::Pass);
    assert_eq!(verdict("key/describe/disabled"), Verdict::Unsupported);
    assert!(results.iter().any(|result| result.verdict == Verdict::Fail));
    assert!(
        !results
            .iter()
            .any(|result| result.verdict == Verdict::Error)
    );
}

/// What the harness makes of the trials that it is told to run.
fn concluded(words: &[&str]) -> (u64, u64, u64) {
    let words = ["kms", "--quiet", "--color", "never"].iter().chain(words);
    let log = tempfile::NamedTempFile::new().expect("a file");
    let mut arguments = Arguments::from_iter(words);
    arguments.logfile = Some(log.path().display().to_string());
    let trials = example::judged().trials(&arguments);
    let told = libtest_mimic::run(&arguments, trials);
    (told.num_passed, told.num_failed, told.num_ignored)
}

fn trials_tell_what_is_left_out() {
    assert_eq!(concluded(&["key/describe/not_found"]), (1, 0, 0));
    assert_eq!(concluded(&["--exact", "key/describe/disabled"]), (0, 0, 1));
    let (passed, failed, ignored) = concluded(&["key/describe"]);
    assert!(passed > 0 && failed > 0 && ignored > 0);
}

fn a_panic_is_the_endpoint_s() {
    let suite = kmspec::suite().only("key/list/without_limit");
    let suite = suite.target(|_| async { panic!("as asked") });
    let results = suite.results();
    assert!(!results.is_empty());
    for result in results {
        let fault = result.fault.expect("it says why").summary;
        assert_eq!(
            (result.verdict, fault.as_str()),
            (Verdict::Error, "the connection was reset before any answer")
        );
    }
}
