//! Credentials that STS at the same endpoint gives for a role: how some targets come by a second account.

use std::time::Duration;

use super::options::Options;
use super::sts::{self, percent_encoded};
use crate::target::Error;
use crate::target::credentials::{Lease, Role};
use crate::wire::Timestamp;
use crate::wire::admin::Principal;

/// Who `name` is, by the credentials that `base` gets for the role, and for how long.
///
/// # Errors
/// When nobody answers, or STS does not give any.
///
/// Source: AWS STS API Reference, `AssumeRole`.
pub(super) async fn assume_role(
    options: &Options,
    name: &str,
    base: &Principal,
    role: &Role,
) -> Result<Lease, Error> {
    let Role {
        arn, external_id, ..
    } = role;
    let mut form = format!(
        "Action=AssumeRole&Version=2011-06-15&RoleSessionName=kmspec&RoleArn={}",
        percent_encoded(arn)
    );
    if let Some(id) = external_id {
        form.push_str("&ExternalId=");
        form.push_str(&percent_encoded(id));
    }
    let answer = sts::ask(options, base, &form).await?;
    match (
        answer.member("AccessKeyId"),
        answer.member("SecretAccessKey"),
    ) {
        (Some(access_key_id), Some(secret_access_key)) if answer.status == 200 => {
            let end = answer.member("Expiration");
            let end = end.and_then(|text| Timestamp::from_iso_date(&text));
            Ok(Lease {
                principal: Principal {
                    name: name.to_owned(),
                    account: arn.split(':').nth(4).unwrap_or_default().to_owned(),
                    arn: answer.member("Arn"),
                    access_key_id,
                    secret_access_key,
                    session_token: answer.member("SessionToken"),
                },
                // Both moments are of STS's clock.
                life: end.map(|end| between(answer.date, end)),
            })
        }
        _ => Err(Error::Credentials {
            why: format!(
                "`{name}` cannot take the role {arn}: STS at {} answers {}",
                answer.url,
                answer.refusal(base)
            ),
            help: format!(
                "may the {0} take this role, and does the role trust the {0}?",
                base.name
            )
            .into(),
        }),
    }
}

fn between(now: Timestamp, end: Timestamp) -> Duration {
    let millis = end.millis().saturating_sub(now.millis());
    Duration::from_millis(u64::try_from(millis).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use wiremock::matchers::{body_string, header_regex};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;
    use crate::wire::world;

    const ARN: &str = "arn:aws:iam::444455556666:role/kmspec";

    async fn taken(external_id: Option<&str>, answer: ResponseTemplate) -> Result<Lease, Error> {
        let server = MockServer::start().await;
        let id = external_id.map_or("", |_| "&ExternalId=an%20id");
        let form = format!(
            "Action=AssumeRole&Version=2011-06-15&RoleSessionName=kmspec&RoleArn=arn%3Aaws%3Aiam%3A%3A444455556666%3Arole%2Fkmspec{id}"
        );
        Mock::given(body_string(form))
            .and(header_regex("authorization", "/us-east-1/sts/aws4_request"))
            .respond_with(answer)
            .mount(&server)
            .await;
        let options = Options::new(server.uri(), "us-east-1");
        let role = Role {
            arn: ARN.to_owned(),
            by: "owner".to_owned(),
            external_id: external_id.map(str::to_owned),
        };
        assume_role(&options, "peer", &world::principals()[0], &role).await
    }

    #[tokio::test]
    async fn the_credentials_of_a_role_are_read() {
        let xml = "<AssumeRoleResponse><Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s\
                   </SecretAccessKey>\n<SessionToken>\n t/+= </SessionToken><Expiration>2026-01-01T00:15:00.5Z\
                   </Expiration></Credentials></AssumeRoleResponse>";
        let answer = ResponseTemplate::new(200)
            .set_body_string(xml)
            .insert_header("date", "Thu, 01 Jan 2026 00:00:00 GMT");
        let peer = taken(Some("an id"), answer).await;
        let Lease { principal, life } = peer.expect("there are credentials");
        assert_eq!(
            (
                principal.name.as_str(),
                principal.account.as_str(),
                principal.access_key_id.as_str()
            ),
            ("peer", "444455556666", "ASIA1")
        );
        assert_eq!(principal.session_token.as_deref(), Some("t/+="));
        assert_eq!(life, Some(Duration::from_millis(900_500)));
    }

    #[tokio::test]
    async fn a_refusal_is_told() {
        let xml = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";
        let told = taken(None, ResponseTemplate::new(403).set_body_string(xml)).await;
        let told = told.expect_err("it is refused").to_string();
        assert!(
            told.starts_with(&format!(
                "`peer` cannot take the role {ARN}: STS at http://"
            )) && told.ends_with(" answers 403 AccessDenied: no"),
            "{told}"
        );
    }
}
