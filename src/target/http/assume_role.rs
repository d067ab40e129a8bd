//! Credentials that STS at the same endpoint gives for a role: how some targets come by a second account.

use std::time::Duration;

use super::client::Client;
use super::options::{Options, is_aws};
use crate::target::Error;
use crate::wire::admin::Principal;
use crate::wire::sigv4::{self, Scope};
use crate::wire::{Headers, Request, Response, Timestamp};

/// Clocks that differ by less give no reason to sign anew: STS takes what is a quarter of an hour off.
const OFF: Duration = Duration::from_mins(1);

/// Who `name` is, by the credentials that the owner gets for the role of this ARN.
///
/// # Errors
/// When nobody answers, or STS does not give any.
pub async fn assume_role(options: &Options, name: &str, arn: &str) -> Result<Principal, Error> {
    let mut options = options.clone();
    if is_aws(&options.url) {
        options.url = options.url.replacen("//kms", "//sts", 1);
    }
    let client = Client::new(&options)?;
    let asked = local_now();
    let first = request(&options, &client.base.authority, arn, asked)?;
    let mut answer = client.send(&first, client.timeouts.total).await?;
    // A clock that is off is put right by the answer's date, as KMS's is (`Endpoint::connect`).
    if let Some(date) = off(&answer, asked) {
        let again = request(&options, &client.base.authority, arn, date)?;
        answer = client.send(&again, client.timeouts.total).await?;
    }
    let text = String::from_utf8_lossy(&answer.body);
    let member = |name: &str| between(&text, name);
    match (member("AccessKeyId"), member("SecretAccessKey")) {
        (Some(access_key_id), Some(secret_access_key)) if answer.status == 200 => Ok(Principal {
            name: name.to_owned(),
            account: arn.split(':').nth(4).unwrap_or_default().to_owned(),
            access_key_id,
            secret_access_key,
            session_token: member("SessionToken"),
        }),
        _ => {
            let said = member("Message").or(member("Code")).unwrap_or_default();
            Err(Error::Options(format!(
                "`{name}` cannot take the role {arn}: STS at {} answers {} {said}",
                options.url, answer.status
            )))
        }
    }
}

/// The date of a refusal that is far from ours.
fn off(answer: &Response, ours: Timestamp) -> Option<Timestamp> {
    let date = answer
        .headers
        .get("date")
        .and_then(Timestamp::from_http_date)?;
    let far = u128::from(date.millis().abs_diff(ours.millis())) > OFF.as_millis();
    (answer.status == 403 && far).then_some(date)
}

fn local_now() -> Timestamp {
    Timestamp::from_millis(0).plus(
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default(),
    )
}

fn request(
    options: &Options,
    authority: &str,
    arn: &str,
    now: Timestamp,
) -> Result<Request, Error> {
    let mut owners = options.principals.iter();
    let owner = owners.find(|principal| principal.name == "owner");
    let owner = owner.ok_or_else(|| Error::Options("nobody is the owner".to_owned()))?;
    let body = format!(
        "Action=AssumeRole&Version=2011-06-15&RoleSessionName=kmspec&RoleArn={}",
        percent_encoded(arn)
    );
    let mut request = Request {
        method: "POST".to_owned(),
        target: "/".to_owned(),
        headers: Headers::from_iter([
            ("Host", authority),
            (
                "Content-Type",
                "application/x-www-form-urlencoded; charset=utf-8",
            ),
        ]),
        body: body.into_bytes(),
    };
    let scope = Scope {
        region: options.regions[0].clone(),
        service: "sts".to_owned(),
    };
    sigv4::sign(&mut request, &owner.credentials(), &scope, now);
    Ok(request)
}

/// Everything but letters, digits and `-_.~`, as `%XX`.
fn percent_encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

/// What stands in the first element of this name, in one line.
fn between(text: &str, name: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    let (inner, _) = rest.split_once(&format!("</{name}>"))?;
    let inner = inner.trim();
    let good = !inner.is_empty() && !inner.chars().any(char::is_control);
    good.then(|| inner.to_owned())
}

#[cfg(test)]
mod tests {
    use wiremock::matchers::{body_string, header_regex};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;

    const ARN: &str = "arn:aws:iam::444455556666:role/kmspec";

    async fn taken(answer: ResponseTemplate) -> Result<Principal, Error> {
        let server = MockServer::start().await;
        Mock::given(body_string(
            "Action=AssumeRole&Version=2011-06-15&RoleSessionName=kmspec&RoleArn=arn%3Aaws%3Aiam%3A%3A444455556666%3Arole%2Fkmspec",
        ))
        .and(header_regex("authorization", "/us-east-1/sts/aws4_request"))
        .respond_with(answer)
        .mount(&server)
        .await;
        let mut options = Options::new(server.uri(), "us-east-1");
        options.principals = vec![Principal {
            name: "owner".to_owned(),
            account: String::new(),
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: "secret".to_owned(),
            session_token: None,
        }];
        assume_role(&options, "peer", ARN).await
    }

    #[tokio::test]
    async fn the_credentials_of_a_role_are_read() {
        let xml = "<AssumeRoleResponse><Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s\
                   </SecretAccessKey>\n<SessionToken>\n t/+= </SessionToken></Credentials></AssumeRoleResponse>";
        let peer = taken(ResponseTemplate::new(200).set_body_string(xml)).await;
        let peer = peer.expect("there are credentials");
        assert_eq!(
            (
                peer.name.as_str(),
                peer.account.as_str(),
                peer.access_key_id.as_str()
            ),
            ("peer", "444455556666", "ASIA1")
        );
        assert_eq!(peer.session_token.as_deref(), Some("t/+="));
    }

    #[tokio::test]
    async fn a_refusal_is_told() {
        let xml = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";
        let told = taken(ResponseTemplate::new(403).set_body_string(xml)).await;
        let told = told.expect_err("it is refused").to_string();
        assert!(
            told.starts_with(&format!(
                "`peer` cannot take the role {ARN}: STS at http://"
            )) && told.ends_with(" answers 403 no"),
            "{told}"
        );
    }
}
