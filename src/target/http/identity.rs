//! Who somebody is, by STS: the account that a guard compares before anything is sent to KMS.

use super::client::Client;
use super::options::Options;
use super::sts;
use crate::target::Error;
use crate::wire::admin::Principal;
use crate::wire::aws_json;
use crate::wire::sigv4::{self, Scope};

/// Who somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The twelve digits of the account.
    pub account: String,
    /// The ARN of the user, or of the session of a role.
    pub arn: String,
}

/// Who `who` is, by `GetCallerIdentity`, which nobody needs a permission for.
///
/// # Errors
/// [`Error::Credentials`] when STS does not take the credentials or does not say whose they are; otherwise why it could
/// not be asked.
///
/// Source: AWS STS API Reference, `GetCallerIdentity`.
pub async fn identity(options: &Options, who: &Principal) -> Result<Identity, Error> {
    let form = "Action=GetCallerIdentity&Version=2011-06-15";
    let answer = sts::ask(options, who, form).await?;
    let account = answer.member("Account").filter(|account| {
        account.len() == 12 && account.bytes().all(|digit| digit.is_ascii_digit())
    });
    if let (200, Some(account)) = (answer.status, account) {
        let arn = answer.member("Arn").unwrap_or_default();
        return Ok(Identity { account, arn });
    }
    let (name, url) = (&who.name, &answer.url);
    let said = answer.refusal(who);
    let expired = answer
        .member("Code")
        .is_some_and(|code| code.starts_with("ExpiredToken"));
    Err(if expired {
        Error::Credentials {
            why: format!(
                "the credentials of the `{name}` have expired: STS at {url} answers {said}"
            ),
            help: "sign in again, as with `aws sso login`, or renew AWS_SESSION_TOKEN".into(),
        }
    } else if answer.status == 200 {
        Error::Credentials {
            why: format!("STS at {url} does not say whose the credentials of the `{name}` are"),
            help: "is this STS, and not something in front of it?".into(),
        }
    } else {
        Error::Credentials {
            why: format!("STS at {url} refuses the credentials of the `{name}`: {said}"),
            help:
                "the access key may be wrong, switched off, or of another partition than the Region"
                    .into(),
        }
    })
}

/// The account that an endpoint's refusal tells: KMS names the key that is not there by an ARN in the caller's account.
///
/// # Errors
/// When the options cannot be used, or no answer comes.
///
/// Source: fact K-001.
pub async fn account_of_answers(
    options: &Options,
    who: &Principal,
) -> Result<Option<String>, Error> {
    let client = Client::new(options)?;
    let input = r#"{"KeyId":"00000000-0000-4000-8000-000000000000"}"#;
    let mut request = aws_json::request(&client.base.authority, "DescribeKey", input);
    let told = options.manner.headers.get(&who.name);
    for (name, value) in told.into_iter().flatten() {
        request.headers.set(name, value.as_str());
    }
    let scope = Scope::kms(&options.regions[0]);
    sigv4::sign(&mut request, &who.credentials(), &scope, sts::local_now());
    let answer = client.send(&request, client.timeouts.total).await?;
    Ok(account_in(&String::from_utf8_lossy(&answer.body)))
}

/// The account of the first ARN of a key in a text.
fn account_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_once(":kms:")?;
    let account = rest.split(':').nth(1)?;
    let good = account.len() == 12 && account.bytes().all(|digit| digit.is_ascii_digit());
    good.then(|| account.to_owned())
}

#[cfg(test)]
mod tests {
    use wiremock::matchers::{body_string, header_regex};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;

    async fn asked(answer: ResponseTemplate) -> (Result<Identity, Error>, String) {
        let server = MockServer::start().await;
        Mock::given(body_string("Action=GetCallerIdentity&Version=2011-06-15"))
            .and(header_regex("authorization", "/us-east-1/sts/aws4_request"))
            .and(header_regex("x-amz-security-token", "^a token$"))
            .respond_with(answer)
            .mount(&server)
            .await;
        let who = Principal {
            name: "peer".to_owned(),
            account: String::new(),
            arn: None,
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: "a secret".to_owned(),
            session_token: Some("a token".to_owned()),
        };
        let options = Options::new(server.uri(), "us-east-1");
        (identity(&options, &who).await, server.uri())
    }

    async fn refused(status: u16, xml: &str) -> String {
        let (told, url) = asked(ResponseTemplate::new(status).set_body_string(xml)).await;
        let told = told.expect_err("it is refused").to_string();
        told.replace(&url, "URL")
    }

    #[test]
    fn a_refusal_names_the_account() {
        let told =
            "{\"message\":\"Key 'arn:aws:kms:us-east-1:777788889999:key/0' does not exist\"}";
        assert_eq!(account_in(told).as_deref(), Some("777788889999"));
        assert_eq!(account_in("{\"message\":\"Key '0' does not exist\"}"), None);
        assert_eq!(account_in("a:kms:b"), None);
    }

    #[tokio::test]
    async fn the_account_is_read() {
        let xml = "<GetCallerIdentityResponse><GetCallerIdentityResult>\n<Arn>arn:aws:iam::111122223333:user/a</Arn>\
                   <UserId>A</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
        let (told, _) = asked(ResponseTemplate::new(200).set_body_string(xml)).await;
        let told = told.expect("it is told");
        assert_eq!(told.account, "111122223333");
        assert_eq!(told.arn, "arn:aws:iam::111122223333:user/a");
    }

    #[tokio::test]
    async fn refusals_are_told_apart_and_hold_no_secret() {
        let error = |code: &str, message: &str| {
            format!(
                "<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
            )
        };
        let expired = error("ExpiredToken", "The token a token is expired");
        assert_eq!(
            refused(403, &expired).await,
            "the credentials of the `peer` have expired: STS at URL answers 403 ExpiredToken: The token … is expired"
        );
        let unknown = error("InvalidClientTokenId", "a secret is invalid.");
        assert_eq!(
            refused(403, &unknown).await,
            "STS at URL refuses the credentials of the `peer`: 403 InvalidClientTokenId: … is invalid."
        );
        assert_eq!(
            refused(500, "oh").await,
            "STS at URL refuses the credentials of the `peer`: 500"
        );
        for odd in ["<Account>12</Account>", "a page"] {
            assert_eq!(
                refused(200, odd).await,
                "STS at URL does not say whose the credentials of the `peer` are"
            );
        }
    }
}
