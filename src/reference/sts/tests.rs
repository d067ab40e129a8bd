//! STS asked as its clients ask it, and KMS asked with what it gives.

use std::time::Duration;

use super::AwsForm;
use crate::reference::{Config, Reference, Rules};
use crate::wire::sigv4::{self, Credentials, Scope};
use crate::wire::{Headers, Request, Response, Timestamp, aws_json, world};

const KMS: &str = "kms.us-east-1.amazonaws.com";
const STS: &str = "sts.us-east-1.amazonaws.com:4599";
const ROLE: &str = "arn:aws:iam::444455556666:role/kmspec";

struct Stage {
    reference: Reference,
}

impl Stage {
    fn new(token_life: Option<Duration>) -> Self {
        let config = Config {
            seed: 1,
            now: world::START,
            regions: world::served(),
            principals: world::principals(),
            verify_signatures: true,
            aws_form: Some(AwsForm { token_life }),
        };
        Self {
            reference: Reference::with_rules(config, Rules::aws()),
        }
    }

    fn credentials(at: usize) -> Credentials {
        world::principals()[at].credentials()
    }

    /// What STS answers to a query.
    fn sts(
        &mut self,
        signer: Option<&Credentials>,
        (host, region, service): (&str, &str, &str),
        query: &str,
    ) -> (u16, String) {
        let mut request = Request {
            method: "POST".to_owned(),
            target: "/".to_owned(),
            headers: Headers::from_iter([
                ("Host", host),
                (
                    "Content-Type",
                    "application/x-www-form-urlencoded; charset=utf-8",
                ),
            ]),
            body: format!("{query}&Version=2011-06-15").into_bytes(),
        };
        if let Some(signer) = signer {
            let scope = Scope {
                region: region.to_owned(),
                service: service.to_owned(),
            };
            sigv4::sign(&mut request, signer, &scope, self.reference.now());
        }
        text(&self.reference.handle(&request))
    }

    /// What the owner gets for a query at the usual host.
    fn ask(&mut self, query: &str) -> (u16, String) {
        let owner = Self::credentials(0);
        self.sts(Some(&owner), (STS, "us-east-1", "sts"), query)
    }

    fn assume(&mut self, more: &str) -> Credentials {
        let query = format!("Action=AssumeRole&RoleArn={ROLE}&RoleSessionName=trial{more}");
        let (status, xml) = self.ask(&query);
        assert_eq!(status, 200, "{xml}");
        Credentials {
            access_key_id: element(&xml, "AccessKeyId"),
            secret_access_key: element(&xml, "SecretAccessKey"),
            session_token: Some(element(&xml, "SessionToken")),
        }
    }

    /// What KMS answers.
    fn kms(
        &mut self,
        signer: &Credentials,
        host: &str,
        (operation, input): (&str, &str),
    ) -> (u16, String) {
        let mut request = aws_json::request(host, operation, input);
        let scope = Scope::kms("us-east-1");
        sigv4::sign(&mut request, signer, &scope, self.reference.now());
        text(&self.reference.handle(&request))
    }
}

fn text(response: &Response) -> (u16, String) {
    let text = String::from_utf8_lossy(&response.body).into_owned();
    (response.status, text)
}

fn element(xml: &str, name: &str) -> String {
    let found = xml
        .split_once(&format!("<{name}>"))
        .and_then(|(_, rest)| rest.split_once(&format!("</{name}>")));
    let (inner, _) = found.unwrap_or_else(|| panic!("no {name} in {xml}"));
    inner.to_owned()
}

/// Code and message of a refusal.
fn refused((status, xml): (u16, String)) -> (u16, String, String) {
    (status, element(&xml, "Code"), element(&xml, "Message"))
}

#[test]
fn everybody_is_told_who_they_are() {
    let mut stage = Stage::new(None);
    for (at, account, name) in [
        (0, "111122223333", "owner"),
        (1, "444455556666", "peer"),
        (2, "777788889999", "stranger"),
    ] {
        let signer = Stage::credentials(at);
        let place = (STS, "us-east-1", "sts");
        let (status, xml) = stage.sts(Some(&signer), place, "Action=GetCallerIdentity");
        assert_eq!(status, 200, "{xml}");
        assert_eq!(element(&xml, "Account"), account);
        assert_eq!(
            element(&xml, "Arn"),
            format!("arn:aws:iam::{account}:user/{name}")
        );
        assert_eq!(element(&xml, "UserId").len(), 21);
    }
    let session = stage.assume("");
    let (_, xml) = stage.sts(
        Some(&session),
        ("sts.amazonaws.com", "us-east-1", "sts"),
        "Action=GetCallerIdentity",
    );
    assert_eq!(
        element(&xml, "Arn"),
        "arn:aws:sts::444455556666:assumed-role/kmspec/trial"
    );
    assert!(xml.starts_with(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <GetCallerIdentityResult>\n    <Arn>"
    ));
}

#[test]
fn a_role_acts_in_its_account_until_its_time_is_over() {
    let mut stage = Stage::new(Some(Duration::from_mins(15)));
    let session = stage.assume("&DurationSeconds=3600");
    assert!(session.access_key_id.starts_with("ASIA"));
    let (status, made) = stage.kms(&session, KMS, ("CreateKey", "{}"));
    assert_eq!(status, 200, "{made}");
    assert!(
        made.contains("arn:aws:kms:us-east-1:444455556666:key/"),
        "{made}"
    );
    // The peer is in the same account, and sees it.
    let peer = Stage::credentials(1);
    let (_, keys) = stage.kms(&peer, KMS, ("ListKeys", "{}"));
    assert!(keys.contains("KeyArn"), "{keys}");
    let (_, keys) = stage.kms(&Stage::credentials(0), KMS, ("ListKeys", "{}"));
    assert!(!keys.contains("KeyArn"), "{keys}");
    let mut bare = session.clone();
    bare.session_token = None;
    let (status, said) = stage.kms(&bare, KMS, ("ListKeys", "{}"));
    assert_eq!(status, 400);
    assert!(said.contains("UnrecognizedClientException"), "{said}");
    let over = world::START.plus(Duration::from_mins(15));
    stage.reference.advance_to(over);
    let (status, said) = stage.kms(&session, KMS, ("ListKeys", "{}"));
    assert_eq!(
        (status, said.as_str()),
        (
            400,
            r#"{"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}"#
        )
    );
    let place = (STS, "us-east-1", "sts");
    let told = refused(stage.sts(Some(&session), place, "Action=GetCallerIdentity"));
    assert_eq!(
        told,
        (
            403,
            "ExpiredToken".to_owned(),
            "The security token included in the request is expired".to_owned()
        )
    );
}

#[test]
fn who_is_not_trusted_takes_no_role() {
    let mut stage = Stage::new(None);
    let unknown = "arn:aws:iam::444455556666:role/other";
    let owners = "arn:aws:iam::111122223333:role/kmspec";
    let chinese = "arn:aws-cn:iam::444455556666:role/kmspec";
    for (at, who, arn, may) in [
        (0, "111122223333:user/owner", ROLE, true),
        (0, "111122223333:user/owner", owners, true),
        (1, "444455556666:user/peer", ROLE, true),
        (0, "111122223333:user/owner", unknown, false),
        (0, "111122223333:user/owner", chinese, false),
        (1, "444455556666:user/peer", owners, false),
        (2, "777788889999:user/stranger", ROLE, false),
    ] {
        let signer = Stage::credentials(at);
        let query = format!("Action=AssumeRole&RoleArn={arn}&RoleSessionName=trial");
        let answer = stage.sts(Some(&signer), (STS, "us-east-1", "sts"), &query);
        if may {
            assert_eq!(answer.0, 200, "{who} {arn}: {}", answer.1);
            continue;
        }
        let said = format!(
            "User: arn:aws:iam::{who} is not authorized to perform: sts:AssumeRole on resource: {arn}"
        );
        assert_eq!(refused(answer), (403, "AccessDenied".to_owned(), said));
    }
}

#[test]
fn malformed_calls_are_told_what_is_wrong() {
    let mut stage = Stage::new(None);
    for (query, status, code, message) in [
        (
            "Action=AssumeRole",
            400,
            "ValidationError",
            "2 validation errors detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null; Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null",
        ),
        (
            "Action=AssumeRole&RoleArn=arn:aws:iam::444455556666:role/kmspec&RoleSessionName=a%20b&DurationSeconds=899",
            400,
            "ValidationError",
            "2 validation errors detected: Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*; Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
        ),
        (
            "Action=AssumeRole&RoleArn=arn:aws:iam::444455556666:role/kmspec&RoleSessionName=ab&DurationSeconds=43201",
            400,
            "ValidationError",
            "1 validation error detected: Value '43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200",
        ),
        (
            "Action=AssumeRole&RoleArn=no-arn-but-long-enough&RoleSessionName=ab",
            400,
            "ValidationError",
            "no-arn-but-long-enough is invalid",
        ),
        (
            "Action=AssumeRole&RoleArn=arn:aws:iam::444455556666:role/kmspec&RoleSessionName=ab&Policy=%7B%7D",
            501,
            "NotImplemented",
            "kmspec's STS does not play Policy: leave it out",
        ),
        (
            "Action=GetFederationToken",
            400,
            "InvalidAction",
            "Could not find operation GetFederationToken for version 2011-06-15",
        ),
    ] {
        let told = refused(stage.ask(query));
        assert_eq!(
            told,
            (status, code.to_owned(), message.to_owned()),
            "{query}"
        );
    }
}

#[test]
fn a_host_is_of_one_region_and_one_service() {
    let mut stage = Stage::new(None);
    let owner = Stage::credentials(0);
    let identity = "Action=GetCallerIdentity";
    for ((host, region, service), message) in [
        (
            (STS, "us-west-2", "sts"),
            "Credential should be scoped to a valid region, not 'us-west-2'. ",
        ),
        (
            ("sts.amazonaws.com", "eu-west-1", "sts"),
            "Credential should be scoped to a valid region, not 'eu-west-1'. ",
        ),
        (
            (STS, "us-east-1", "kms"),
            "Credential should be scoped to correct service: 'sts'. ",
        ),
    ] {
        let told = refused(stage.sts(Some(&owner), (host, region, service), identity));
        assert_eq!(
            told,
            (403, "SignatureDoesNotMatch".to_owned(), message.to_owned())
        );
    }
    let told = refused(stage.sts(None, (STS, "us-east-1", "sts"), identity));
    assert_eq!(
        (told.0, told.1.as_str()),
        (403, "MissingAuthenticationToken")
    );
    let away = "kms.us-west-2.amazonaws.com";
    let (status, said) = stage.kms(&owner, away, ("ListKeys", "{}"));
    let expected = r#"{"__type":"InvalidSignatureException","message":"Credential should be scoped to a valid region, not 'us-east-1'. "}"#;
    assert_eq!((status, said.as_str()), (400, expected));
    // A query to KMS by its name is no question to STS, and none to a name of nobody is lost.
    let place = (KMS, "us-east-1", "sts");
    let (status, said) = stage.sts(Some(&owner), place, identity);
    assert_eq!(status, 400, "{said}");
    assert!(said.contains("correct service: 'kms'"), "{said}");
    let place = ("127.0.0.1:4599", "us-west-2", "sts");
    assert_eq!(stage.sts(Some(&owner), place, identity).0, 200);
}

#[test]
fn a_web_identity_takes_a_role_without_a_signature() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    let mut stage = Stage::new(None);
    let now = world::START.millis() / 1000;
    let token = |payload: &str| {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.c2ln", part(r#"{"alg":"RS256"}"#), part(payload))
    };
    let mut ask = |arn: &str, token: &str| {
        let query = format!(
            "Action=AssumeRoleWithWebIdentity&RoleArn={arn}&RoleSessionName=trial&WebIdentityToken={token}"
        );
        stage.sts(None, (STS, "us-east-1", "sts"), &query)
    };
    let good = token(&format!(
        r#"{{"sub":"repo","iss":"https://issuer.example","aud":["sts"],"exp":{}}}"#,
        now + 60
    ));
    let (status, xml) = ask(ROLE, &good);
    assert_eq!(status, 200, "{xml}");
    assert_eq!(element(&xml, "SubjectFromWebIdentityToken"), "repo");
    assert_eq!(element(&xml, "Audience"), "sts");
    assert_eq!(element(&xml, "Expiration"), "2026-01-01T01:00:00Z");
    let denied = refused(ask("arn:aws:iam::444455556666:role/other", &good));
    assert_eq!((denied.0, denied.1.as_str()), (403, "AccessDenied"));
    let old = token(&format!(r#"{{"exp":{now}}}"#));
    assert_eq!(refused(ask(ROLE, &old)).1, "ExpiredTokenException");
    assert_eq!(refused(ask(ROLE, "a.b.c")).1, "InvalidIdentityToken");
}

#[test]
fn without_the_form_there_is_no_sts() {
    let mut stage = Stage::new(None);
    stage.reference = Reference::new(Config {
        seed: 1,
        now: Timestamp::from_millis(world::START.millis()),
        regions: world::served(),
        principals: world::principals(),
        verify_signatures: true,
        aws_form: None,
    });
    let (status, said) = stage.ask("Action=GetCallerIdentity");
    assert_eq!(status, 400, "{said}");
    assert!(said.contains("correct service: 'kms'"), "{said}");
}
