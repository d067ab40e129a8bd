//! Credentials that STS at the same endpoint gives for a role: how some targets come by a second account.

use super::options::Options;
use super::sts::{self, percent_encoded};
use crate::target::Error;
use crate::wire::admin::Principal;

/// Who `name` is, by the credentials that the owner gets for the role of this ARN.
///
/// # Errors
/// When nobody answers, or STS does not give any.
pub async fn assume_role(options: &Options, name: &str, arn: &str) -> Result<Principal, Error> {
    let mut owners = options.principals.iter();
    let owner = owners.find(|principal| principal.name == "owner");
    let owner = owner.ok_or_else(|| Error::Options("nobody is the owner".to_owned()))?;
    let form = format!(
        "Action=AssumeRole&Version=2011-06-15&RoleSessionName=kmspec&RoleArn={}",
        percent_encoded(arn)
    );
    let answer = sts::ask(options, owner, &form).await?;
    match (
        answer.member("AccessKeyId"),
        answer.member("SecretAccessKey"),
    ) {
        (Some(access_key_id), Some(secret_access_key)) if answer.status == 200 => Ok(Principal {
            name: name.to_owned(),
            account: arn.split(':').nth(4).unwrap_or_default().to_owned(),
            access_key_id,
            secret_access_key,
            session_token: answer.member("SessionToken"),
        }),
        _ => Err(Error::Credentials {
            why: format!(
                "`{name}` cannot take the role {arn}: STS at {} answers {}",
                answer.url,
                answer.refusal(owner)
            ),
            help: "may the owner take this role, and does the role trust the owner?",
        }),
    }
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
            )) && told.ends_with(" answers 403 AccessDenied: no"),
            "{told}"
        );
    }
}
