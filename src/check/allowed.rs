//! What an expectation allows, answer by answer, and which of these came: where AWS's answer is unknown, a case accepts several.

use super::against::loosened;
use super::expectation::{Context, one};
use super::{Exchange, Reply};
use crate::case::{Answer, Call, Case, ErrorExpect, Expect, Row, written_matcher};
use crate::model::Model;
use crate::wire::Timestamp;

/// One answer that an expectation allows.
#[derive(Debug, Clone, PartialEq)]
pub struct AllowedReply {
    /// The error's type, `ok`, or `any refusal`; with its status, or its members, where others are called the same.
    pub label: String,
    /// The expectation with this answer only.
    pub expect: Expect,
}

/// What came, and which of the allowed answers it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    /// The error's type, or `ok`.
    pub answer: String,
    /// The labels of the allowed answers that it can be.
    pub fits: Vec<String>,
}

/// The answers that an expectation leaves open, in its order; none where it says which one must come.
///
/// A refusal of any type is open though it stands alone. What `each` says of copies is not about one answer.
#[must_use]
pub fn allowed_replies(expect: &Expect) -> Vec<AllowedReply> {
    let mut all = Vec::new();
    flatten(expect, &mut all);
    let is_refusal = |it: &AllowedReply| matches!(it.expect.answer, Answer::Refused(_));
    if all.len() < 2 && !all.iter().any(is_refusal) {
        return Vec::new();
    }
    tell_apart(&mut all);
    all
}

fn flatten(expect: &Expect, all: &mut Vec<AllowedReply>) {
    let with = |answer: Answer| Expect {
        answer,
        ..expect.clone()
    };
    match &expect.answer {
        Answer::AnyOf(any) => any.iter().for_each(|inner| flatten(inner, all)),
        Answer::Error(error) => all.extend(error.types.iter().map(|name| AllowedReply {
            label: name.clone(),
            expect: with(Answer::Error(ErrorExpect {
                types: vec![name.clone()],
                ..error.clone()
            })),
        })),
        Answer::Ok(_) => all.push(AllowedReply {
            label: "ok".to_owned(),
            expect: expect.clone(),
        }),
        Answer::Refused(_) => all.push(AllowedReply {
            label: "any refusal".to_owned(),
            expect: expect.clone(),
        }),
        Answer::Each(_) => {}
    }
}

/// Adds to labels that stand twice in what these answers differ.
fn tell_apart(all: &mut [AllowedReply]) {
    let labels: Vec<String> = all.iter().map(|it| it.label.clone()).collect();
    for (at, reply) in all.iter_mut().enumerate() {
        if labels.iter().filter(|label| **label == labels[at]).count() < 2 {
            continue;
        }
        let more = match &reply.expect.answer {
            Answer::Ok(matcher) => Some(matcher),
            Answer::Error(error) => error.status.as_ref().or(error.message.as_ref()),
            _ => None,
        };
        let more = more.or(reply.expect.status.as_ref());
        if let Some(more) = more {
            reply.label = format!("{} {}", reply.label, written_matcher(more));
        }
    }
}

/// Which of the allowed answers came to a call of the case. What the request does not tell of the expectation may be
/// anything, so that more than one may fit; `None` where nothing came.
#[must_use]
pub fn came(
    case: &Case,
    row: Option<&Row>,
    call: &Call,
    allowed: &[AllowedReply],
    exchange: &Exchange,
) -> Option<Came> {
    let response = exchange.response.as_ref()?;
    let reply = Reply::read(response);
    let answer = match &reply.error_type {
        Some(name) => name.clone(),
        None if reply.is_success() => "ok".to_owned(),
        None => format!("status {}", response.status),
    };
    let context = Context {
        model: Model::bundled(),
        source: &case.source,
        operation: call.operation,
        now: Timestamp::default(),
    };
    let fits = allowed.iter().filter(|it| {
        let expect = loosened(case, row, call, &exchange.request, &it.expect);
        one(&expect, &reply, &context).is_empty()
    });
    Some(Came {
        fits: fits.map(|it| it.label.clone()).collect(),
        answer,
    })
}

/// The allowed answer of this label, as an expectation that says no more than what came: a refusal of any type becomes the
/// one that was seen.
#[must_use]
pub fn narrowed(reply: &AllowedReply, answer: &str) -> Expect {
    match &reply.expect.answer {
        Answer::Refused(_) => Expect {
            answer: Answer::Error(ErrorExpect {
                types: vec![answer.to_owned()],
                message: None,
                status: None,
            }),
            ..reply.expect.clone()
        },
        _ => reply.expect.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Action, CaseId, load_text};
    use crate::model::Operation;
    use crate::wire::{Headers, Response, aws_json};

    /// The labels that fit an answer to a step that expects this.
    fn check(expect: &str, status: u16, body: &str, labels: &[&str], fits: &[&str]) {
        let text = format!(
            "requirement: A rule.\nevidence:\n  - kmspec-trial\nsteps:\n  - call: DescribeKey\n    input: {{KeyId: abc}}\n    expect: {expect}\n"
        );
        let id = CaseId::new("key/describe/a").expect("a good id");
        let case = load_text(id, "a.yaml", &text).expect("a good case");
        let Action::Call(call) = &case.steps[0].action else {
            panic!("it calls");
        };
        let expect = call.expect.as_ref().expect("it expects");
        let allowed = allowed_replies(expect);
        let told: Vec<&str> = allowed.iter().map(|it| it.label.as_str()).collect();
        assert_eq!(told, labels, "{text}");
        let exchange = Exchange {
            step: 1,
            label: "DescribeKey".to_owned(),
            operation: Operation::DescribeKey,
            request: aws_json::request("host", "DescribeKey", r#"{"KeyId":"abc"}"#),
            response: Some(Response {
                status,
                headers: Headers::new(),
                body: body.into(),
            }),
            cut: None,
            cleanup: false,
            waiting: false,
        };
        let seen = came(&case, None, call, &allowed, &exchange).expect("something came");
        assert_eq!(seen.fits, fits, "{text}");
    }

    #[test]
    fn the_answer_that_came_is_told_from_the_others() {
        const GONE: &str = r#"{"__type":"NotFoundException","message":"x"}"#;
        let both = ["NotFoundException", "ValidationException"];
        let error = "{error: [NotFoundException, ValidationException]}";
        check(error, 400, GONE, &both, &["NotFoundException"]);
        check(error, 400, r#"{"__type":"DisabledException"}"#, &both, &[]);
        check("{error: NotFoundException}", 400, GONE, &[], &[]);
        check(
            "{refused: true}",
            400,
            GONE,
            &["any refusal"],
            &["any refusal"],
        );
        check(
            "{any_of: [{error: NotFoundException}, {ok: {$open: true}}]}",
            400,
            GONE,
            &["NotFoundException", "ok"],
            &["NotFoundException"],
        );
        check(
            "{any_of: [{error: NotFoundException, status: 400}, {error: NotFoundException, status: 404}]}",
            404,
            GONE,
            &["NotFoundException 400", "NotFoundException 404"],
            &["NotFoundException 404"],
        );
    }
}
