//! Each fault, made by signing wrongly.

use super::super::{Credentials, Scope, Signing, claim, sign_with};
use super::*;
use crate::wire::aws_json;

const MISMATCH: &str = "The request signature we calculated does not match the signature you provided. Check your AWS \
                        Secret Access Key and signing method. Consult the service documentation for details.";

fn credentials() -> Credentials {
    Credentials {
        access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
        secret_access_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned(),
        session_token: None,
    }
}

fn now() -> Timestamp {
    Timestamp::from_amz_date("20240820T230802Z")
        .expect("a date")
        .plus(Duration::from_millis(700))
}

fn rules() -> Rules {
    Rules::kms(vec!["us-east-1".to_owned(), "us-west-2".to_owned()], now())
}

fn known(id: &str) -> Option<Known> {
    (id == credentials().access_key_id).then(|| Known {
        secret_access_key: credentials().secret_access_key,
        session_token: None,
        token_expires: None,
    })
}

fn signed(signing: &Signing) -> Request {
    let mut request = aws_json::request("kms.test", "DeleteCustomKeyStore", "{}");
    sign_with(
        &mut request,
        &credentials(),
        &Scope::kms("us-east-1"),
        now(),
        signing,
    );
    request
}

fn fault(request: &Request) -> (AuthFaultKind, String) {
    let fault = verify(request, &rules(), known).expect_err("a fault");
    assert_eq!(
        (fault.status, fault.error_type),
        (400, fault.kind.error_type())
    );
    (fault.kind, fault.message)
}

fn check(signing: &Signing, kind: AuthFaultKind, message: &str) {
    assert_eq!(fault(&signed(signing)), (kind, message.to_owned()));
}

#[test]
fn a_good_signature_names_its_signer() {
    let verified = verify(&signed(&Signing::default()), &rules(), known).expect("good");
    assert_eq!(verified.access_key_id, "AKIAIOSFODNN7EXAMPLE");
    assert_eq!(verified.region, "us-east-1");
    assert!(!verified.in_query);
}

#[test]
fn a_missing_signature_is_a_001() {
    let request = aws_json::request("kms.test", "ListKeys", "{}");
    let expected = (
        AuthFaultKind::Missing,
        "Missing Authentication Token".to_owned(),
    );
    assert_eq!(fault(&request), expected);
    assert_eq!(
        fault(&request).0.error_type(),
        "MissingAuthenticationTokenException"
    );
}

#[test]
fn an_empty_authorization_is_a_002() {
    let signing = Signing {
        authorization: Some("X".into()),
        omit_date: true,
        ..Signing::default()
    };
    let message = "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' \
                   parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires \
                   existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=X";
    check(&signing, AuthFaultKind::Incomplete, message);
}

#[test]
fn a_query_without_its_date_has_the_rest() {
    let whole = Signing {
        in_query: true,
        ..Signing::default()
    };
    let names = |signing: &Signing| -> Vec<String> {
        let target = signed(signing).target;
        let query = target.split_once('?').expect("a query").1.to_owned();
        let parameters = query.split('&');
        let names = parameters
            .filter_map(|p| p.split_once('='))
            .map(|(name, _)| name);
        names.map(str::to_owned).collect()
    };
    let mut expected = names(&whole);
    assert_eq!(expected.len(), 6, "{expected:?}");
    expected.retain(|name| name != "X-Amz-Date");
    let dateless = Signing {
        omit_date: true,
        ..whole
    };
    assert_eq!(names(&dateless), expected);
}

#[test]
fn each_omitted_parameter_is_named() {
    for name in ["Credential", "SignedHeaders", "Signature"] {
        for in_query in [false, true] {
            let signing = Signing {
                omit: vec![name.to_owned()],
                in_query,
                ..Signing::default()
            };
            let (kind, message) = fault(&signed(&signing));
            assert_eq!(kind, AuthFaultKind::Incomplete);
            let named = if in_query {
                format!("'X-Amz-{name}'. Re-examine")
            } else {
                format!("requires '{name}' ")
            };
            assert!(message.contains(&named), "{message}");
        }
    }
}

#[test]
fn two_signatures_are_a_003() {
    let signing = Signing {
        in_query: true,
        authorization: Some("X".into()),
        ..Signing::default()
    };
    let message =
        "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.";
    check(&signing, AuthFaultKind::Both, message);
}

#[test]
fn another_algorithm_is_a_004() {
    let signing = Signing {
        algorithm: Some("AWS4-HMAC-SHA1".into()),
        ..Signing::default()
    };
    let message = "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1' (only AWS4-HMAC-SHA256 for now). ";
    check(&signing, AuthFaultKind::Algorithm, message);
}

#[test]
fn a_credential_of_other_than_five_parts_is_a_005() {
    let signing = Signing {
        access_key_id: Some("a/b".into()),
        ..Signing::default()
    };
    let message = "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got \
                   'a/b/20240820/us-east-1/kms/aws4_request'";
    check(&signing, AuthFaultKind::Credential, message);
}

#[test]
fn a_foreign_scope_is_a_006_to_a_008() {
    let region = Signing {
        region: Some("eu-west-1".into()),
        ..Signing::default()
    };
    let message = "Credential should be scoped to a valid region, not 'eu-west-1'. ";
    check(&region, AuthFaultKind::Scope, message);
    let service = Signing {
        service: Some("s3".into()),
        ..Signing::default()
    };
    check(
        &service,
        AuthFaultKind::Scope,
        "Credential should be scoped to correct service: 'kms'. ",
    );
    let terminator = Signing {
        terminator: Some("aws5_request".into()),
        ..Signing::default()
    };
    let message =
        "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'. ";
    check(&terminator, AuthFaultKind::Scope, message);
    let date = Signing {
        scope_date: Some("20240819".into()),
        ..Signing::default()
    };
    let message = "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
                   '20240819' != '20240820', from '20240820T230802Z'. ";
    check(&date, AuthFaultKind::Scope, message);
}

#[test]
fn an_unknown_key_comes_before_a_wrong_signature() {
    let signing = Signing {
        access_key_id: Some("AKIAUNKNOWN".into()),
        signature: Some("0".repeat(64)),
        ..Signing::default()
    };
    let message = "The security token included in the request is invalid.";
    check(&signing, AuthFaultKind::UnknownKey, message);
}

#[test]
fn every_wrong_signature_is_a_010() {
    let secret = Signing {
        secret_access_key: Some("another".into()),
        ..Signing::default()
    };
    let literal = Signing {
        signature: Some("0".repeat(64)),
        ..Signing::default()
    };
    let short = Signing {
        signature: Some("00".into()),
        ..Signing::default()
    };
    let body = Signing {
        alter_body: Some(b"{ }".to_vec()),
        ..Signing::default()
    };
    let field = Signing {
        alter_headers: vec![(
            "X-Amz-Target".to_owned(),
            "TrentService.ListKeys".to_owned(),
        )],
        ..Signing::default()
    };
    for signing in [secret, literal, short, body, field] {
        check(&signing, AuthFaultKind::Mismatch, MISMATCH);
        let in_query = Signing {
            in_query: true,
            ..signing
        };
        check(&in_query, AuthFaultKind::Mismatch, MISMATCH);
    }
}

#[test]
fn the_window_is_five_minutes_either_way() {
    let at = |seconds: i64| Signing {
        at_millis: seconds * 1000,
        ..Signing::default()
    };
    for inside in [-300, 0, 300] {
        verify(&signed(&at(inside)), &rules(), known)
            .unwrap_or_else(|fault| panic!("{inside}: {fault}"));
    }
    let message = "Signature expired: 20240820T230143Z is now earlier than 20240820T230302Z (20240820T230802Z - 5 min.)";
    check(&at(-379), AuthFaultKind::Expired, message);
    let message = "Signature not yet current: 20240820T231303Z is still later than 20240820T231302Z (20240820T230802Z + 5 min.)";
    check(&at(301), AuthFaultKind::NotYetCurrent, message);
}

#[test]
fn a_window_that_is_no_whole_minutes_is_told_in_seconds() {
    let mut rules = rules();
    rules.window = Duration::from_secs(90);
    let late = Signing {
        at_millis: 91_000,
        ..Signing::default()
    };
    let fault = verify(&signed(&late), &rules, known).expect_err("too far off");
    assert_eq!(
        fault.to_string(),
        format!("{}: {}", fault.error_type, fault.message)
    );
    assert!(fault.message.ends_with(" + 90 sec.)"), "{}", fault.message);
}

#[test]
fn host_and_amz_headers_must_be_signed() {
    for (name, message) in [
        (
            "Host",
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
        ),
        (
            "X-Amz-Target",
            "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.",
        ),
        (
            "X-Amz-Date",
            "'x-amz-date' must be a 'SignedHeader' in the AWS Authorization.",
        ),
    ] {
        let signing = Signing {
            unsigned: vec![name.to_owned()],
            ..Signing::default()
        };
        check(&signing, AuthFaultKind::SignedHeaders, message);
    }
    let content_type = Signing {
        unsigned: vec!["content-type".to_owned()],
        ..Signing::default()
    };
    verify(&signed(&content_type), &rules(), known).expect("need not be signed");
}

#[test]
fn tokens_are_a_014_and_a_015() {
    let bogus = Signing {
        session_token: Some("bogus".into()),
        ..Signing::default()
    };
    let message = "The security token included in the request is invalid";
    check(&bogus, AuthFaultKind::Token, message);
    let temporary = |expires: Timestamp| {
        move |_: &str| {
            Some(Known {
                session_token: Some("bogus".into()),
                token_expires: Some(expires),
                ..known("AKIAIOSFODNN7EXAMPLE")?
            })
        }
    };
    let later = now().plus(Duration::from_secs(1));
    verify(&signed(&bogus), &rules(), temporary(later)).expect("the token is its own");
    let fault = verify(&signed(&bogus), &rules(), temporary(now())).expect_err("over");
    assert_eq!(fault.error_type, "ExpiredTokenException");
    let fault =
        verify(&signed(&Signing::default()), &rules(), temporary(later)).expect_err("no token");
    assert_eq!(fault.kind, AuthFaultKind::Token);
}

#[test]
fn a_date_header_will_do_and_garbage_will_not() {
    let mut request = aws_json::request("kms.test", "ListKeys", "{}");
    request
        .headers
        .append("Date", "Tue, 20 Aug 2024 23:08:02 GMT");
    let signing = Signing {
        omit_date: true,
        ..Signing::default()
    };
    sign_with(
        &mut request,
        &credentials(),
        &Scope::kms("us-east-1"),
        now(),
        &signing,
    );
    verify(&request, &rules(), known).expect("an HTTP date");
    let garbage = Signing {
        alter_headers: vec![("X-Amz-Date".to_owned(), "yesterday".to_owned())],
        ..Signing::default()
    };
    let message = "Date must be in ISO-8601 'basic format'. Got 'yesterday'. See http://en.wikipedia.org/wiki/ISO_8601";
    check(&garbage, AuthFaultKind::Date, message);
}

#[test]
fn each_check_can_be_left_out() {
    let ways = [
        (
            Check::Region,
            Signing {
                region: Some("x".into()),
                ..Signing::default()
            },
        ),
        (
            Check::Service,
            Signing {
                service: Some("x".into()),
                ..Signing::default()
            },
        ),
        (
            Check::Terminator,
            Signing {
                terminator: Some("x".into()),
                ..Signing::default()
            },
        ),
        (
            Check::ScopeDate,
            Signing {
                scope_date: Some("20000101".into()),
                ..Signing::default()
            },
        ),
        (
            Check::SignedHost,
            Signing {
                unsigned: vec!["host".to_owned()],
                ..Signing::default()
            },
        ),
        (
            Check::SignedAmzHeaders,
            Signing {
                unsigned: vec!["x-amz-target".to_owned()],
                ..Signing::default()
            },
        ),
        (
            Check::Token,
            Signing {
                session_token: Some("x".into()),
                ..Signing::default()
            },
        ),
        (
            Check::Expired,
            Signing {
                at_millis: -600_000,
                ..Signing::default()
            },
        ),
        (
            Check::NotYetCurrent,
            Signing {
                at_millis: 600_000,
                ..Signing::default()
            },
        ),
        (
            Check::Signature,
            Signing {
                signature: Some("x".into()),
                ..Signing::default()
            },
        ),
    ];
    for (check, signing) in ways {
        let request = signed(&signing);
        verify(&request, &rules(), known).expect_err("a fault while the check is there");
        let without = Rules {
            without: vec![check],
            ..rules()
        };
        verify(&request, &without, known).unwrap_or_else(|fault| panic!("{check:?}: {fault}"));
    }
}

#[test]
fn a_claim_is_read_without_being_believed() {
    let wrong = |in_query| {
        signed(&Signing {
            signature: Some("x".into()),
            in_query,
            ..Signing::default()
        })
    };
    for request in [wrong(false), wrong(true)] {
        let claim = claim(&request).expect("somebody");
        assert_eq!(claim.access_key_id, "AKIAIOSFODNN7EXAMPLE");
        assert_eq!(claim.region.as_deref(), Some("us-east-1"));
    }
    assert_eq!(
        claim(&aws_json::request("kms.test", "ListKeys", "{}")),
        None
    );
}

#[test]
fn hostile_input_is_refused_and_never_panics() {
    for value in [
        "",
        " ",
        "=",
        ",,,",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=",
        "Basic dTpw",
        "AWS4-HMAC-SHA256 Credential=/////,SignedHeaders=;;;,Signature=é",
        "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=x",
    ] {
        let signing = Signing {
            authorization: Some(value.into()),
            ..Signing::default()
        };
        verify(&signed(&signing), &rules(), known).expect_err(value);
    }
    for target in [
        "/?X-Amz-Algorithm",
        "/?X-Amz-Algorithm=%",
        "/?%zz=%é&X-Amz-Algorithm=AWS4-HMAC-SHA256",
        "",
        "?",
        "*",
    ] {
        let mut request = aws_json::request("kms.test", "ListKeys", "{}");
        request.target = target.to_owned();
        verify(&request, &rules(), known).expect_err(target);
    }
}
