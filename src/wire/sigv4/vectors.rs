//! Holds the signer to the public Signature Version 4 test suite and, side by side, to the `aws-sigv4` crate.

use std::time::{Duration, SystemTime};

use aws_sigv4::http_request::{
    SignableBody, SignableRequest, SigningSettings, sign as reference_sign,
};
use aws_sigv4::sign::v4;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::{Credentials, Known, Rules, Scope, Signing, sign, sign_with, verify};
use crate::wire::{Headers, Request, Timestamp};

fn credentials() -> Credentials {
    Credentials {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned(),
        session_token: None,
    }
}

fn scope() -> Scope {
    Scope {
        region: "us-east-1".to_owned(),
        service: "service".to_owned(),
    }
}

fn at() -> Timestamp {
    Timestamp::from_amz_date("20150830T123600Z").expect("a date of the suite")
}

fn signature(request: &Request) -> &str {
    let header = request
        .headers
        .get("authorization")
        .expect("a signed request");
    header.rsplit("Signature=").next().expect("a signature")
}

/// One vector: the request line's parts, the fields beside `Host` and `X-Amz-Date`, and the signature.
fn check(method: &str, target: &str, fields: &[(&str, &str)], body: &str, expected: &str) {
    let mut headers = Headers::from_iter([("Host", "example.amazonaws.com")]);
    for (name, value) in fields {
        headers.append(*name, *value);
    }
    let mut request = Request {
        method: method.to_owned(),
        target: target.to_owned(),
        headers,
        body: body.into(),
    };
    sign(&mut request, &credentials(), &scope(), at());
    assert_eq!(
        signature(&request),
        expected,
        "{method} {target} {fields:?}"
    );
}

const VANILLA: &str = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";

#[test]
fn vectors_of_paths() {
    check("GET", "/", &[], "", VANILLA);
    check("GET", "//", &[], "", VANILLA);
    check("GET", "/./", &[], "", VANILLA);
    check("GET", "/example/..", &[], "", VANILLA);
    check("GET", "/example1/example2/../..", &[], "", VANILLA);
    let slashes = "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84";
    check("GET", "//example//", &[], "", slashes);
    let pointless_dot = "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5";
    check("GET", "/./example", &[], "", pointless_dot);
    let space = "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741";
    check("GET", "/example space/", &[], "", space);
    let utf8 = "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85";
    check("GET", "/\u{1234}", &[], "", utf8);
    let unreserved = "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f";
    let all = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    check("GET", &format!("/{all}"), &[], "", unreserved);
}

#[test]
fn vectors_of_queries() {
    let one = "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb";
    check("GET", "/?Param1=value1", &[], "", one);
    let two = "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500";
    check("GET", "/?Param2=value2&Param1=value1", &[], "", two);
    let encoded = "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac";
    check(
        "GET",
        "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
        &[],
        "",
        encoded,
    );
    let utf8 = "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04";
    check("GET", "/?\u{1234}=bar", &[], "", utf8);
    let post = "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11";
    check("POST", "/?Param1=value1", &[], "", post);
}

#[test]
fn vectors_of_headers() {
    let duplicate = "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea";
    let fields = [
        ("My-Header1", "value2"),
        ("My-Header1", "value2"),
        ("My-Header1", "value1"),
    ];
    check("GET", "/", &fields, "", duplicate);
    let order = "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01";
    let fields = ["value4", "value1", "value3", "value2"].map(|value| ("My-Header1", value));
    check("GET", "/", &fields, "", order);
    let trim = "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736";
    let fields = [("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")];
    check("GET", "/", &fields, "", trim);
    let vanilla = "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b";
    check("POST", "/", &[], "", vanilla);
    let sort = "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c";
    check("POST", "/", &[("My-Header1", "value1")], "", sort);
    let case = "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d";
    check("POST", "/", &[("My-Header1", "VALUE1")], "", case);
    let form = "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a";
    let fields = [("Content-Type", "application/x-www-form-urlencoded")];
    check("POST", "/", &fields, "Param1=value1", form);
}

#[test]
fn vector_of_a_session_token() {
    let mut request = crate::wire::aws_json::request("example.amazonaws.com", "", "");
    request.method = "GET".to_owned();
    request.headers.remove("x-amz-target");
    request.headers.remove("content-type");
    let temporary = Credentials {
        session_token: Some(
            "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267".to_owned(),
        ),
        ..credentials()
    };
    sign(&mut request, &temporary, &scope(), at());
    let expected = "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8";
    assert_eq!(signature(&request), expected);
}

#[test]
fn vector_of_a_query_signature_verifies() {
    let request = Request {
        method: "GET".to_owned(),
        target: "/?X-Amz-Algorithm=AWS4-HMAC-SHA256\
                 &X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request\
                 &X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Expires=3600\
                 &X-Amz-Signature=e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d"
            .to_owned(),
        headers: Headers::from_iter([("Host", "example.amazonaws.com")]),
        body: Vec::new(),
    };
    let known = |_: &str| {
        Some(Known {
            secret_access_key: credentials().secret_access_key,
            session_token: None,
            token_expires: None,
        })
    };
    let mut rules = Rules::kms(
        vec!["us-east-1".to_owned()],
        at().plus(Duration::from_mins(59)),
    );
    rules.service = "service".to_owned();
    let verified = verify(&request, &rules, known).expect("the suite's own signature");
    assert!(verified.in_query);
    rules.now = at().plus(Duration::from_mins(61));
    verify(&request, &rules, known).expect_err("its hour is over");
}

/// Draws a request that a client could send.
fn draw(random: &mut ChaCha8Rng) -> Request {
    let pick = |random: &mut ChaCha8Rng, from: &[&str]| {
        let at = random.next_u32() as usize % from.len();
        from[at].to_owned()
    };
    let path = pick(
        random,
        &[
            "/",
            "/a",
            "/a/b/",
            "/a%20b",
            "/a/../b",
            "/%E1%88%B4",
            "/~x-y_z.",
            "/a@b:c",
            "/a//b",
        ],
    );
    let mut target = path;
    for n in 0..random.next_u32() % 4 {
        let name = pick(random, &["a", "b", "a", "X-Y", "%C3%BC", "p%2Fq", "A"]);
        let value = pick(
            random,
            &[
                "",
                "1",
                "2",
                "x%20y",
                "a%2Bb",
                "~",
                "a%3Db",
                "%E1%88%B4",
                "x+y",
            ],
        );
        target = format!("{target}{}{name}={value}", if n == 0 { '?' } else { '&' });
    }
    let operation = pick(random, &["ListKeys", "DeleteCustomKeyStore", ""]);
    let mut body = vec![0; random.next_u32() as usize % 200];
    random.fill_bytes(&mut body);
    let mut request =
        crate::wire::aws_json::request("kms.us-east-1.amazonaws.com", &operation, body);
    request.method = pick(random, &["POST", "GET", "PUT"]);
    request.target = target;
    for _ in 0..random.next_u32() % 4 {
        let name = pick(
            random,
            &["X-Custom", "x-amz-meta", "Accept", "User-Agent", "X-Zzz"],
        );
        let value = pick(
            random,
            &["v", "  padded  ", "two  spaces", "a,b", "", "\"q  q\""],
        );
        request.headers.append(name, value);
    }
    request
}

#[test]
fn agrees_with_aws_sigv4_side_by_side() {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    for n in 0..400_u32 {
        let mut request = draw(&mut random);
        let token = (n % 3 == 0).then(|| format!("token//{n}=="));
        let ours = Credentials {
            session_token: token.clone(),
            ..credentials()
        };
        let theirs = other_signature(&request, token);
        sign(&mut request, &ours, &Scope::kms("eu-west-3"), at());
        assert_eq!(signature(&request), theirs, "{request:?}");
    }
}

fn other_signature(request: &Request, token: Option<String>) -> String {
    let Credentials {
        access_key_id,
        secret_access_key,
        ..
    } = credentials();
    let identity = aws_credential_types::Credentials::new(
        access_key_id,
        secret_access_key,
        token,
        None,
        "test",
    )
    .into();
    let seconds = u64::try_from(at().millis() / 1000).expect("after the epoch");
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region("eu-west-3")
        .name("kms")
        .time(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
        .settings(SigningSettings::default())
        .build()
        .expect("complete")
        .into();
    let url = format!("https://kms.us-east-1.amazonaws.com{}", request.target);
    let body = SignableBody::Bytes(&request.body);
    let signable = SignableRequest::new(&request.method, url, request.headers.iter(), body)
        .expect("a request");
    let (_, signature) = reference_sign(signable, &parameters)
        .expect("signs")
        .into_parts();
    signature
}

#[test]
fn what_is_signed_verifies_in_header_and_query() {
    let mut random = ChaCha8Rng::seed_from_u64(2);
    for n in 0..200_u32 {
        let mut request = draw(&mut random);
        let token = (n % 3 == 0).then(|| format!("token+{n}=="));
        let ours = Credentials {
            session_token: token.clone(),
            ..credentials()
        };
        let signing = Signing {
            in_query: n % 2 == 0,
            ..Signing::default()
        };
        sign_with(
            &mut request,
            &ours,
            &Scope::kms("eu-west-3"),
            at(),
            &signing,
        );
        let rules = Rules::kms(vec!["eu-west-3".to_owned()], at());
        let known = |_: &str| {
            Some(Known {
                secret_access_key: credentials().secret_access_key,
                session_token: token.clone(),
                token_expires: None,
            })
        };
        let verified =
            verify(&request, &rules, known).unwrap_or_else(|fault| panic!("{fault}: {request:?}"));
        assert_eq!(
            (verified.region.as_str(), verified.in_query),
            ("eu-west-3", n % 2 == 0)
        );
        request.body.push(b'!');
        verify(&request, &rules, known).expect_err("another body");
    }
}
