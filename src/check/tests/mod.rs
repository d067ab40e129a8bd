//! Judgements as a person reads them: one line for each way in which an answer can be wrong.

mod client;
mod command;
mod values;

use std::sync::Arc;

use serde_json::{Value, json};

use super::{BoundExpect, Context, FreshValues, Scope, judge};
use crate::case::{
    Answer, CountedExpect, ErrorExpect, Expect, Matcher, Shaped, Source, Span, Template,
};
use crate::model::{Model, Operation};
use crate::wire::{Headers, Response, Timestamp};

const HERE: Span = Span { line: 3, column: 5 };

fn value(value: Value) -> Matcher {
    Matcher::Value(Template {
        span: HERE,
        shaped: Shaped::Plain(value),
    })
}

fn object<const N: usize>(open: bool, members: [(&str, Matcher); N]) -> Matcher {
    Matcher::Object {
        span: HERE,
        open,
        members: members
            .into_iter()
            .map(|(name, m)| (name.to_owned(), m))
            .collect(),
    }
}

fn expect(answer: Answer) -> Expect {
    Expect {
        span: HERE,
        answer,
        status: None,
        headers: Vec::new(),
        body_text: None,
    }
}

fn ok(matcher: Matcher) -> Expect {
    expect(Answer::Ok(matcher))
}

fn error(name: &str) -> Expect {
    expect(Answer::Error(ErrorExpect {
        types: vec![name.to_owned()],
        message: None,
        status: None,
    }))
}

fn refused(but: &[&str]) -> Expect {
    expect(Answer::Refused(but.iter().map(|&s| s.to_owned()).collect()))
}

fn each(lines: Vec<(u32, Expect)>) -> Expect {
    let lines = lines.into_iter();
    expect(Answer::Each(
        lines
            .map(|(count, expect)| CountedExpect { count, expect })
            .collect(),
    ))
}

fn answer(status: u16, body: &str) -> Response {
    let kind = if body.starts_with('<') {
        "text/html"
    } else {
        "application/x-amz-json-1.1"
    };
    Response {
        status,
        headers: Headers::from_iter([("Content-Type", kind)]),
        body: body.as_bytes().to_vec(),
    }
}

fn bound(expect: &Expect) -> BoundExpect {
    let mut scope = Scope::new(&[], &[], FreshValues::new([0; 32], [0; 32]), "us-east-1");
    scope.bind(expect).expect("nothing to evaluate")
}

fn judged(operation: Operation, expect: &Expect, answers: &[Response]) -> Vec<String> {
    let source = Arc::new(Source {
        path: "cases/a.yaml".to_owned(),
        text: String::new(),
    });
    let context = Context {
        model: Model::bundled(),
        source: &source,
        operation,
        now: Timestamp::from_millis(1_700_000_000_000),
    };
    let found = judge(&bound(expect), answers, &context);
    assert!(found.iter().all(|m| m.location.is_some()));
    found
        .into_iter()
        .map(|m| format!("{}: expected {}, got {}", m.path, m.expected, m.actual))
        .collect()
}

/// The mismatches of one answer to `DeleteCustomKeyStore`, whose output structure is empty.
fn check(expect: &Expect, status: u16, body: &str, mismatches: &[&str]) {
    let answers = [answer(status, body)];
    assert_eq!(
        judged(Operation::DeleteCustomKeyStore, expect, &answers),
        mismatches
    );
}

#[test]
fn a_success_is_200_with_the_body() {
    let empty = ok(object(false, []));
    check(&empty, 200, "{}", &[]);
    check(&empty, 200, "", &[]);
    // A null is told of the operation, once.
    check(&empty, 200, "null", &[]);
    check(&empty, 200, "[]", &["body: expected {}, got []"]);
    check(
        &empty,
        201,
        "{}",
        &["answer: expected ok {} with status 200, got 201 {}"],
    );
    check(
        &empty,
        200,
        r#"{"A":1}"#,
        &["body.A: expected no such member, got 1"],
    );
    check(
        &empty,
        200,
        "{",
        &[
            "answer: expected ok {} with status 200, got 200 application/x-amz-json-1.1, 1 bytes: { (not JSON: EOF while parsing an object at line 1 column 1)",
        ],
    );
    check(
        &empty,
        400,
        r#"{"__type":"NotFoundException","message":"no"}"#,
        &["answer: expected ok {} with status 200, got 400 NotFoundException: no"],
    );
}

#[test]
fn an_error_is_its_type_and_status() {
    let expected = error("CustomKeyStoreHasCMKsException");
    let right = r#"{"__type":"CustomKeyStoreHasCMKsException"}"#;
    check(&expected, 400, right, &[]);
    check(
        &expected,
        400,
        r#"{"__type":"com.amazonaws.kms#CustomKeyStoreHasCMKsException"}"#,
        &[],
    );
    check(
        &expected,
        200,
        "{}",
        &["answer: expected error CustomKeyStoreHasCMKsException, got 200 {}"],
    );
    check(
        &expected,
        200,
        right,
        &[
            "status: expected 400 for CustomKeyStoreHasCMKsException, got 200 CustomKeyStoreHasCMKsException",
        ],
    );
    check(
        &expected,
        409,
        right,
        &[
            "status: expected 400 for CustomKeyStoreHasCMKsException, got 409 CustomKeyStoreHasCMKsException",
        ],
    );
    check(
        &expected,
        400,
        r#"{"__type":"CustomKeyStoreInvalidStateException","message":"m"}"#,
        &[
            "error type: expected CustomKeyStoreHasCMKsException, got 400 CustomKeyStoreInvalidStateException: m",
        ],
    );
    check(
        &expected,
        400,
        r#"{"code":"CustomKeyStoreHasCMKsException"}"#,
        &[
            r#"answer: expected error CustomKeyStoreHasCMKsException, got 400 {"code":"CustomKeyStoreHasCMKsException"} (no `__type`, which KMS sends; `code` says CustomKeyStoreHasCMKsException)"#,
        ],
    );
    check(
        &expected,
        500,
        "<h1>oops</h1>",
        &[
            "answer: expected error CustomKeyStoreHasCMKsException, got 500 text/html, 13 bytes: <h1>oops</h1>",
        ],
    );
    check(
        &error("KMSInternalException"),
        500,
        r#"{"__type":"KMSInternalException"}"#,
        &[],
    );
    check(
        &error("KMSInternalException"),
        400,
        r#"{"__type":"KMSInternalException"}"#,
        &["status: expected 500 for KMSInternalException, got 400 KMSInternalException"],
    );
}

#[test]
fn a_gateway_answers_in_xml_only_where_the_case_says_so() {
    let mut expected = error("UnknownOperationException");
    check(
        &expected,
        404,
        "<UnknownOperationException/>",
        &[
            "answer: expected error UnknownOperationException, got 404 text/html, 28 bytes: <UnknownOperationException/>",
        ],
    );
    expected.status = Some(value(json!(404)));
    check(&expected, 404, "<UnknownOperationException/>", &[]);
    check(
        &expected,
        400,
        "<UnknownOperationException/>",
        &["status: expected 404, got 400"],
    );
}

#[test]
fn a_status_of_its_own_is_asked_for_by_name() {
    let mut unusual = error("A");
    if let Answer::Error(error) = &mut unusual.answer {
        error.status = Some(value(json!(403)));
    }
    check(&unusual, 403, r#"{"__type":"A"}"#, &[]);
    check(
        &unusual,
        200,
        "{}",
        &["answer: expected error A with status 403, got 200 {}"],
    );
}

#[test]
fn a_message_is_looked_at_only_if_given() {
    let mut expected = error("A");
    let Answer::Error(inner) = &mut expected.answer else {
        return;
    };
    inner.message = Some(Matcher::Absent(HERE));
    check(&expected, 400, r#"{"__type":"A"}"#, &[]);
    check(&expected, 400, r#"{"__type":"A","message":null}"#, &[]);
    check(
        &expected,
        400,
        r#"{"__type":"A","Message":"m"}"#,
        &[r#"error message: expected nothing, got "m""#],
    );
}

#[test]
fn a_refusal_is_any_4xx_with_a_type() {
    check(&refused(&[]), 400, r#"{"__type":"A"}"#, &[]);
    check(&refused(&[]), 403, "<AccessDeniedException/>", &[]);
    let expected = "answer: expected a refusal (any 4xx error type), got";
    check(&refused(&[]), 200, "{}", &[&format!("{expected} 200 {{}}")]);
    check(
        &refused(&[]),
        500,
        r#"{"__type":"A"}"#,
        &[&format!("{expected} 500 A")],
    );
    check(&refused(&[]), 400, "{}", &[&format!("{expected} 400 {{}}")]);
    check(
        &refused(&[]),
        400,
        r#"{"__type":"UnknownOperationException"}"#,
        &[&format!("{expected} 400 UnknownOperationException")],
    );
    check(
        &refused(&["A"]),
        400,
        r#"{"__type":"A"}"#,
        &["answer: expected a refusal (any 4xx error type but A), got 400 A"],
    );
}

#[test]
fn any_alternative_will_do_and_the_nearest_is_told() {
    let either = expect(Answer::AnyOf(vec![ok(object(false, [])), error("A")]));
    check(&either, 200, "{}", &[]);
    check(&either, 400, r#"{"__type":"A"}"#, &[]);
    check(
        &either,
        500,
        r#"{"__type":"B"}"#,
        &["answer: expected ok {}, or error A, got 500 B"],
    );
    check(
        &either,
        404,
        r#"{"__type":"A"}"#,
        &["status: expected 400 for A (the nearest of: ok {}, or error A), got 404 A"],
    );
}

#[test]
fn a_step_is_judged_by_what_it_asks() {
    let describe = |body: &str, expect: &Expect| {
        judged(
            Operation::DescribeCustomKeyStores,
            expect,
            &[answer(200, body)],
        )
    };
    let wrong = r#"{"CustomKeyStores":[{"CustomKeyStoreId":7}],"Truncated":"no"}"#;
    assert_eq!(describe(wrong, &ok(object(true, []))), [""; 0]);
    let short = object(true, [("Truncated", value(json!(false)))]);
    assert_eq!(
        describe(wrong, &ok(short)),
        [r#"body.Truncated: expected false, got "no""#]
    );
    let none = object(true, [("CustomKeyStores", Matcher::List(Vec::new()))]);
    let found = describe(wrong, &ok(none));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("body.CustomKeyStores: "), "{found:?}");
}

#[test]
fn only_void_operations_may_answer_nothing() {
    let empty = ok(object(true, []));
    let run = |operation, body: &str| judged(operation, &empty, &[answer(200, body)]);
    assert_eq!(run(Operation::DeleteCustomKeyStore, ""), [""; 0]);
    assert_eq!(run(Operation::EnableKey, ""), [""; 0]);
    assert_eq!(run(Operation::EnableKey, "{}"), [""; 0]);
    assert_eq!(
        run(Operation::DescribeCustomKeyStores, ""),
        ["answer: expected ok {…} with status 200, got 200 with an empty body"]
    );
    assert_eq!(
        run(Operation::EnableKey, r#"{"a":1}"#),
        [r#"body: expected {}, as the operation returns nothing, got {"a":1}"#]
    );
    let closed = ok(object(false, []));
    assert_eq!(
        judged(Operation::EnableKey, &closed, &[answer(200, r#"{"a":1}"#)]),
        ["body.a: expected no such member, got 1"]
    );
}

#[test]
fn a_code_is_named_where_the_type_is_missing() {
    check(
        &error("A"),
        400,
        r#"{"code":"B"}"#,
        &[
            r#"answer: expected error A, got 400 {"code":"B"} (no `__type`, which KMS sends; `code` says B)"#,
        ],
    );
    check(
        &error("A"),
        200,
        r#"{"code":"B"}"#,
        &[r#"answer: expected error A, got 200 {"code":"B"}"#],
    );
    check(
        &error("A"),
        400,
        r#"{"__type":"C","code":"B"}"#,
        &["error type: expected A, got 400 C"],
    );
}

#[test]
fn the_worst_mismatch_weighs_most() {
    let weight = |paths: &[&str]| {
        let mismatch = |path: &&str| crate::check::Mismatch {
            origin: crate::check::Origin::Endpoint,
            path: (*path).to_owned(),
            expected: String::new(),
            actual: String::new(),
            location: None,
        };
        let found: Vec<_> = paths.iter().map(mismatch).collect();
        super::expectation::weight(&found)
    };
    let heavier = [
        vec!["answer"],
        vec!["error type", "message"],
        vec!["error type"],
        vec!["status", "message"],
        vec!["status"],
        vec!["message", "body.a"],
        vec!["message"],
        vec![],
    ];
    for pair in heavier.windows(2) {
        assert!(weight(&pair[0]) > weight(&pair[1]), "{pair:?}");
    }
    assert_eq!(weight(&["answers"]), weight(&["answer"]));
}

#[test]
fn a_mismatch_points_at_the_matcher_itself() {
    let elsewhere = Span { line: 9, column: 2 };
    let there = Matcher::Value(Template {
        span: elsewhere,
        shaped: Shaped::Plain(json!(true)),
    });
    let expect = ok(object(true, [("Truncated", there)]));
    let source = Arc::new(Source {
        path: "cases/a.yaml".to_owned(),
        text: String::new(),
    });
    let context = Context {
        model: Model::bundled(),
        source: &source,
        operation: Operation::ListKeys,
        now: Timestamp::from_millis(1_700_000_000_000),
    };
    let answers = [answer(200, r#"{"Keys":1,"Truncated":false}"#)];
    let found = judge(&bound(&expect), &answers, &context);
    let spans = found.iter().filter_map(|m| m.location.as_ref());
    let spans: Vec<Span> = spans.map(|location| location.span).collect();
    assert_eq!(spans, [elsewhere]);
}

#[test]
fn every_answer_meets_one_line() {
    let lines = each(vec![(1, ok(object(false, []))), (2, error("A"))]);
    let run = |answers: &[(u16, &str)]| {
        let answers: Vec<Response> = answers.iter().map(|(s, b)| answer(*s, b)).collect();
        judged(Operation::DeleteCustomKeyStore, &lines, &answers)
    };
    let a = r#"{"__type":"A"}"#;
    assert_eq!(
        run(&[(400, a), (200, "{}"), (400, a)]),
        Vec::<String>::new()
    );
    assert_eq!(
        run(&[(200, "{}"), (200, "{}"), (400, a)]),
        ["answers: expected 1 × ok {}, 2 × error A, got 2 × 200 {}, 1 × 400 A"]
    );
    assert_eq!(
        run(&[(200, "{}"), (400, a), (400, a), (400, a)]).len(),
        1,
        "one answer too many"
    );
    assert_eq!(
        run(&[(200, "{}"), (400, a), (500, "")]),
        [
            "answers: expected 1 × ok {}, 2 × error A, got 1 × 200 {}, 1 × 400 A, 1 × 500 with an empty body",
            "answer: expected ok {} with status 200, got 500 with an empty body",
        ]
    );
}

#[test]
fn status_headers_and_raw_body_stand_beside_any_answer() {
    let mut expected = ok(object(false, []));
    expected.headers = vec![
        ("content-type".to_owned(), value(json!("text/plain"))),
        ("x-none".to_owned(), Matcher::Absent(HERE)),
    ];
    expected.body_text = Some(Matcher::Matches(HERE, r"\{\}".to_owned()));
    check(
        &expected,
        200,
        " {}",
        &[
            r#"headers.content-type: expected "text/plain", got "application/x-amz-json-1.1""#,
            r#"body text: expected text that matches /\{\}/, got " {}""#,
        ],
    );
}
