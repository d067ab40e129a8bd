//! The end of a run, and a run as it goes.

use anstream::StripStream;

use super::fixture::{failure, plain, result, summary};
use crate::case::InstanceId;
use crate::check::{CaseResult, Event, NoVerdict, Verdict};
use crate::model::Operation;
use crate::report::{Terminal, TerminalOptions, is_conformant, write_summary};

fn summed(results: Vec<CaseResult>) -> String {
    plain(|out| write_summary(out, &summary(results)))
}

#[test]
fn a_summary_by_operation_and_verdict() {
    let mut regressed = result("key/create/b", Operation::CreateKey, Verdict::Pass);
    regressed.regression = Some("- 1\n+ 2\n".to_owned());
    let results = vec![
        failure(),
        result(
            "custom_key_store/delete/empty",
            Operation::DeleteCustomKeyStore,
            Verdict::Pass,
        ),
        result("key/create/a", Operation::CreateKey, Verdict::Unsupported),
        regressed,
        result("key/create/c", Operation::CreateKey, Verdict::Flaky),
    ];
    insta::assert_snapshot!(summed(results));
}

#[test]
fn conformant_only_where_everything_passes() {
    let pass = || result("key/create/a", Operation::CreateKey, Verdict::Pass);
    let last = |verdict: Verdict| {
        let other = result("key/create/b", Operation::CreateKey, verdict);
        let text = summed(vec![pass(), other]);
        text.lines().last().unwrap_or_default().to_owned()
    };
    let conformant = "conformant: http://127.0.0.1:4566 passes every case: of 2 selected, 2 judged";
    assert_eq!(last(Verdict::Pass), conformant);
    assert_eq!(last(Verdict::Fixed), conformant);
    assert_eq!(
        last(Verdict::Fail),
        "not conformant: of 2 selected, 2 judged: 1 fail, 0 causes"
    );
    for verdict in [
        Verdict::Flaky,
        Verdict::Unsupported,
        Verdict::Disabled,
        Verdict::Blocked,
        Verdict::Deviates,
        Verdict::Error,
    ] {
        assert_eq!(
            last(verdict),
            format!(
                "no claim of conformance: of 2 selected, {} judged: 1 {verdict}",
                1 + usize::from(verdict.is_judged())
            )
        );
    }
    let mut strict = summary(vec![
        pass(),
        result("b", Operation::CreateKey, Verdict::Fixed),
    ]);
    strict.strict = true;
    assert!(!is_conformant(&strict));
    assert!(
        plain(|out| write_summary(out, &strict))
            .ends_with("no claim of conformance: of 2 selected, 2 judged: 1 fixed\n")
    );
    assert_eq!(
        summed(Vec::new()).lines().last(),
        Some("no claim of conformance: of 0 selected, 0 judged: nothing ran to the end")
    );
    let mut interrupted = summary(vec![pass()]);
    interrupted.interrupted = true;
    assert!(!is_conformant(&interrupted));
    assert!(
        plain(|out| write_summary(out, &interrupted))
            .contains("interrupted: the run says nothing of conformance: of 1 selected, 1 judged")
    );
}

#[test]
fn a_hollow_run_is_called_one() {
    let warned = |verdicts: &[Verdict], warnings: &[&str]| {
        let of = |verdict: &Verdict| result("key/create/a", Operation::CreateKey, *verdict);
        let mut run = summary(verdicts.iter().map(of).collect());
        run.warnings = warnings.iter().map(ToString::to_string).collect();
        let text = plain(|out| write_summary(out, &run));
        let told = text
            .lines()
            .filter_map(|line| line.strip_prefix("warning "));
        told.map(str::to_owned).collect::<Vec<_>>()
    };
    let nothing_passed = "no case passed: is this a KMS endpoint, and are the credentials right?";
    assert_eq!(warned(&[], &[]), [""; 0]);
    assert_eq!(warned(&[Verdict::Pass, Verdict::Fail], &[]), [""; 0]);
    assert_eq!(warned(&[Verdict::Flaky, Verdict::Fail], &[]), [""; 0]);
    assert_eq!(warned(&[Verdict::Fail; 4], &[]), [""; 0]);
    let five = [
        Verdict::Fail,
        Verdict::Deviates,
        Verdict::Fail,
        Verdict::Fail,
        Verdict::Fail,
    ];
    assert_eq!(warned(&five, &[]), [nothing_passed]);
    assert_eq!(
        warned(&five, &["all answers were 403"]),
        ["all answers were 403", nothing_passed]
    );
    assert_eq!(
        warned(&[Verdict::Blocked], &["none was judged"]),
        ["none was judged"]
    );
}

#[test]
fn a_run_as_it_is_told() {
    let mut terminal = Terminal::new(StripStream::new(Vec::new()), TerminalOptions::default());
    let mut unsupported = result("key/create/b", Operation::CreateKey, Verdict::Unsupported);
    unsupported.fault = Some(NoVerdict {
        summary: "the target has no CreateKey".to_owned(),
        help: None,
    });
    let events = [
        Event::Started {
            selected: 2,
            seed: 7,
            target: "reference".to_owned(),
            run: None,
        },
        Event::CaseStarted(InstanceId("key/create/a".to_owned())),
        Event::CaseFinished(result("key/create/a", Operation::CreateKey, Verdict::Pass)),
        Event::CaseFinished(unsupported.clone()),
        Event::Interrupted,
    ];
    for event in &events {
        terminal.event(event).expect("memory takes everything");
    }
    let text = String::from_utf8(terminal.into_inner().into_inner()).expect("UTF-8");
    assert_eq!(
        text,
        "2 cases on reference (seed 7)\n\ninterrupted: what was made is being cleaned up; once more stops at once\n"
    );
    let options = TerminalOptions {
        verbose: true,
        ..TerminalOptions::default()
    };
    let mut terminal = Terminal::new(StripStream::new(Vec::new()), options);
    for event in &events[..4] {
        terminal.event(event).expect("memory takes everything");
    }
    terminal
        .finish(&summary(vec![unsupported]))
        .expect("memory takes everything");
    let text = String::from_utf8(terminal.into_inner().into_inner()).expect("UTF-8");
    insta::assert_snapshot!(text);
}
