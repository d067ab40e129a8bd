//! How a target is asked and answers, as its profile tells it.

use std::collections::BTreeMap;

use super::Permitted;
use super::not_implemented::{self, Absence};
use crate::case::{AbsentAnswer, Lack, TargetProfile};
use crate::model::Operation;
use crate::wire::Response;
use crate::wire::aws_json::Answer;

/// How a target is asked and answers. [`Manner::default`] is that of any endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manner {
    /// Header fields by which it knows the account, by the name of who calls; signed with every request.
    pub headers: BTreeMap<String, BTreeMap<String, String>>,
    /// What it can never have.
    pub lacks: Vec<Lack>,
    /// Answers by which it says that it does not have an operation, beside those that any endpoint may give.
    pub absent: Vec<AbsentAnswer>,
    /// The most requests a second.
    pub rate: Option<u32>,
    /// Which requests may be sent to it.
    pub permitted: Permitted,
}

impl Manner {
    /// That of a profile.
    #[must_use]
    pub fn of(profile: &TargetProfile) -> Self {
        let headers = profile.principals.iter();
        Self {
            headers: headers
                .map(|(name, caller)| (name.clone(), caller.headers.clone()))
                .collect(),
            lacks: profile.cannot.clone(),
            absent: profile.absent.clone(),
            rate: profile.rate,
            permitted: Permitted::Everything,
        }
    }

    /// True for somebody whom it never has.
    #[must_use]
    pub fn cannot_have(&self, name: &str) -> bool {
        match name {
            "peer" => self.lacks.contains(&Lack::SecondAccount),
            "stranger" | "user" => self.lacks.contains(&Lack::Iam),
            _ => false,
        }
    }

    /// Whether the answer says that it does not have the operation.
    #[must_use]
    pub fn absence(&self, response: &Response, operation: Operation) -> Option<Absence> {
        let any = not_implemented::classify(response, operation);
        any.or_else(|| {
            let told = self.absent.iter().find(|told| is(told, response))?;
            Some(if told.sure {
                Absence::Definite
            } else {
                Absence::Ambiguous
            })
        })
    }
}

/// Whether everything holds of the answer that is told of it.
fn is(told: &AbsentAnswer, response: &Response) -> bool {
    let answer = Answer::of(response);
    let text = || String::from_utf8_lossy(&response.body);
    !answer.is_success()
        && told.status.is_none_or(|status| response.status == status)
        && told
            .error_type
            .as_ref()
            .is_none_or(|kind| answer.error_type.as_ref() == Some(kind))
        && told
            .text
            .as_ref()
            .is_none_or(|part| text().contains(part.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Headers;

    fn absence(told: &str, status: u16, body: &str) -> Option<Absence> {
        let text = format!("about: A trial.\nabsent: [{told}]\n");
        let profile = TargetProfile::parse("trial", "trial.yaml", &text)
            .unwrap_or_else(|errors| panic!("{errors}"));
        let response = Response {
            status,
            headers: Headers::new(),
            body: body.into(),
        };
        Manner::of(&profile).absence(&response, Operation::ListKeys)
    }

    #[test]
    fn everything_that_is_told_has_to_hold() {
        let told = "{status: 404, type: NoSuchThing, text: handler}";
        let body = r#"{"__type":"NoSuchThing","message":"no handler"}"#;
        assert_eq!(absence(told, 404, body), Some(Absence::Definite));
        assert_eq!(absence(told, 400, body), None);
        assert_eq!(absence(told, 404, r#"{"__type":"NoSuchThing"}"#), None);
        assert_eq!(absence(told, 404, r#"{"__type":"handler"}"#), None);
        let unsure = "{text: handler, sure: false}";
        assert_eq!(absence(unsure, 500, "no handler"), Some(Absence::Ambiguous));
        assert_eq!(absence(unsure, 200, "no handler"), None);
        // What any endpoint may say is known without a profile.
        assert_eq!(absence(told, 501, ""), Some(Absence::Definite));
    }
}
