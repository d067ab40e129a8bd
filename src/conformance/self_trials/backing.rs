//! An endpoint with a real world: it has a few clusters, proxies and services, and takes none that is invented.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use kmspec::case::Case;
use kmspec::check::{CaseResult, RunSummary, Verdict};
use kmspec::reference::{Config, Reference, Rules};
use kmspec::runner::{Fixtures, Selection};
use kmspec::wire::admin::{
    ClusterChange, Disturbance, ProxyAnswer, ProxyChange, ServiceChange, VpcServiceChange,
};
use kmspec::wire::{self, Headers, Timestamp, world};
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::Entry;
use super::stage::{Stage, block_on};

pub(super) const TRIALS: &[Entry] = &[
    ("invented_is_refused", invented_is_refused),
    ("fixtures_are_drawn", fixtures_are_drawn),
    ("too_few_fixtures", too_few_fixtures),
    (
        "one_that_takes_invented_is_judged",
        one_that_takes_invented_is_judged,
    ),
];

/// The reference in a world where only the fixtures are there.
fn real_world(fixtures: &Fixtures) -> Reference {
    let mut reference = Reference::with_rules(
        Config {
            seed: 1,
            now: now(),
            regions: world::regions(),
            principals: world::principals(),
            verify_signatures: true,
            aws_form: None,
        },
        Rules::aws(),
    );
    reference.disturb(&Disturbance {
        service: Some(ServiceChange {
            connect_millis: Some(1),
            disconnect_millis: Some(1),
            ..ServiceChange::default()
        }),
        ..Disturbance::default()
    });
    for cluster in &fixtures.clusters {
        reference.disturb(&Disturbance {
            cluster: Some(ClusterChange {
                id: cluster.id.clone(),
                trust_anchor: Some(cluster.trust_anchor_certificate.clone()),
                ..ClusterChange::default()
            }),
            ..Disturbance::default()
        });
    }
    for service in &fixtures.vpc_services {
        reference.disturb(&Disturbance {
            vpc_service: Some(VpcServiceChange {
                name: service.name.clone(),
                owner: service.owner.clone(),
                ..VpcServiceChange::default()
            }),
            ..Disturbance::default()
        });
    }
    reference
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let millis = since.map_or(0, |since| since.as_millis());
    Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}

/// Takes away from the world what the request names and the fixtures do not have.
fn bereave(reference: &mut Reference, fixtures: &Fixtures, body: &Value) {
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let mut disturbance = Disturbance::default();
    if let Some(id) = text("CloudHsmClusterId") {
        let exists = fixtures.clusters.iter().any(|cluster| cluster.id == id);
        disturbance.cluster = Some(ClusterChange {
            id,
            exists: Some(exists),
            ..ClusterChange::default()
        });
    }
    if let Some(endpoint) = text("XksProxyUriEndpoint") {
        let proxies = fixtures.proxies.iter().map(|proxy| &proxy.endpoint);
        let services = fixtures
            .vpc_services
            .iter()
            .map(|service| &service.endpoint);
        let there = proxies.chain(services).any(|known| *known == endpoint);
        disturbance.proxy = Some(ProxyChange {
            endpoint,
            answer: Some(if there {
                ProxyAnswer::Ok
            } else {
                ProxyAnswer::ConnectFails
            }),
            ..ProxyChange::default()
        });
    }
    if let Some(name) = text("XksProxyVpcEndpointServiceName") {
        let exists = fixtures
            .vpc_services
            .iter()
            .any(|service| service.name == name);
        disturbance.vpc_service = Some(VpcServiceChange {
            name,
            exists: Some(exists),
            ..VpcServiceChange::default()
        });
    }
    reference.disturb(&disturbance);
}

/// The request as the reference reads it.
fn of_wire(request: &Request) -> wire::Request {
    let mut headers = Headers::new();
    for (name, value) in &request.headers {
        headers.append(name.as_str(), value.to_str().unwrap_or_default());
    }
    let query = request.url.query().map(|query| format!("?{query}"));
    wire::Request {
        method: request.method.to_string(),
        target: format!("{}{}", request.url.path(), query.unwrap_or_default()),
        headers,
        body: request.body.clone(),
    }
}

/// Runs cases against such an endpoint; without `strict` it takes whatever is named.
fn judged(
    world: &Fixtures,
    strict: bool,
    cases: Vec<Case>,
    change: impl FnOnce(&mut Stage),
) -> RunSummary {
    let reference = Mutex::new(real_world(world));
    let world = world.clone();
    let respond = move |request: &Request| {
        let mut reference = reference.lock().unwrap_or_else(PoisonError::into_inner);
        reference.advance_to(now());
        if strict {
            let body = serde_json::from_slice(&request.body).unwrap_or_default();
            bereave(&mut reference, &world, &body);
        }
        let answer = reference.handle(&of_wire(request));
        drop(reference);
        let kind = answer
            .headers
            .get("Content-Type")
            .unwrap_or_default()
            .to_owned();
        let mut template = ResponseTemplate::new(answer.status);
        for (name, value) in answer.headers.iter() {
            if !name.eq_ignore_ascii_case("Content-Length") {
                template = template.append_header(name, value);
            }
        }
        if answer.body.is_empty() {
            return template;
        }
        template.set_body_raw(answer.body, &kind)
    };
    block_on(async move {
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(respond)
            .mount(&server)
            .await;
        let mut stage = Stage::new(&server.uri(), cases);
        stage.http.principals = world::principals();
        stage.run.jobs = 8;
        stage.run.consistency_wait = Duration::from_secs(1);
        change(&mut stage);
        stage.play().await.summary
    })
}

/// The cases of these folders.
fn cases(folders: &[&str]) -> Vec<Case> {
    let mut cases = crate::corpus::load().expect("the corpus loads");
    cases.retain(|case| {
        let mut folders = folders.iter();
        !case.runs_command() && folders.any(|folder| case.id.as_str().starts_with(folder))
    });
    cases
}

fn fixtures() -> Fixtures {
    let cluster = |id: &str, place: &str| {
        format!(
            "  - {{id: cluster-{id}, trust_anchor_certificate: \"certificate of {id}\", kmsuser_password: password-{id}{place}}}\n"
        )
    };
    let proxy = "paths: [/a/kms/xks/v1, /b/kms/xks/v1, /c/kms/xks/v1, /d/kms/xks/v1, /e/kms/xks/v1, /f/kms/xks/v1, /g/kms/xks/v1, /h/kms/xks/v1, /i/kms/xks/v1, /j/kms/xks/v1, /k/kms/xks/v1, /l/kms/xks/v1, /m/kms/xks/v1], credentials: [{access_key_id: ABCDEABCDEABCDEABCDE, raw_secret_access_key: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}, {access_key_id: BCDEFBCDEFBCDEFBCDEF, raw_secret_access_key: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb}]";
    let other = ", region: us-west-2";
    let peer = ", account: \"444455556666\"";
    let mut text = String::from("clusters:\n");
    for (id, place) in [
        ("aaaaaaaaaaa", ""),
        ("bbbbbbbbbbb", ""),
        ("ccccccccccc", ""),
        ("ddddddddddd", other),
        ("eeeeeeeeeee", other),
        ("fffffffffff", peer),
        ("ggggggggggg", peer),
    ] {
        text.push_str(&cluster(id, place));
    }
    text.push_str("proxies:\n");
    for name in ["one", "two", "three"] {
        let _ = writeln!(
            text,
            "  - {{endpoint: \"https://{name}.example.com\", {proxy}}}"
        );
    }
    text.push_str("vpc_services:\n");
    for (id, host, owner) in [
        ("0", "private", ""),
        ("1", "private", ""),
        ("2", "another", ""),
        ("3", "foreign", ", owner: \"777788889999\""),
    ] {
        let _ = writeln!(
            text,
            "  - {{name: com.amazonaws.vpce.us-east-1.vpce-svc-{id}, endpoint: \"https://{host}.example.com\", {proxy}{owner}}}"
        );
    }
    Fixtures::parse("fixtures.yaml", &text).expect("good fixtures")
}

fn by_verdict(summary: &RunSummary) -> BTreeMap<Verdict, usize> {
    let mut counts = BTreeMap::new();
    for result in &summary.results {
        *counts.entry(result.verdict).or_default() += 1;
    }
    counts
}

fn told(results: &[CaseResult], verdicts: &[Verdict]) -> String {
    let of = |result: &&CaseResult| verdicts.contains(&result.verdict);
    let lines = results.iter().filter(of).map(|result| {
        let why = result.fault.as_ref().map_or_else(
            || {
                format!(
                    "{:?}",
                    result.mismatches.first().map(|m| (&m.expected, &m.actual))
                )
            },
            |fault| fault.summary.clone(),
        );
        format!("{} {}: {why}\n", result.verdict, result.id)
    });
    lines.collect()
}

const WRONG: [Verdict; 4] = [
    Verdict::Fail,
    Verdict::Blocked,
    Verdict::Error,
    Verdict::Flaky,
];

/// Nothing fails, nothing is blocked, and what needs no backing is judged.
fn invented_is_refused() {
    let cases = cases(&[
        "custom_key_store/",
        "authentication/",
        "every_operation/",
        "protocol/",
        "random/",
    ]);
    let summary = judged(&fixtures(), true, cases, |_| {});
    let wrong = told(&summary.results, &WRONG);
    assert_eq!(wrong, "", "{:?}", by_verdict(&summary));
    let counts = by_verdict(&summary);
    assert!(counts[&Verdict::Pass] >= 250, "{counts:?}");
    for id in [
        "custom_key_store/create/name_length/c257",
        "custom_key_store/create/cloudhsm_member_missing/password",
        "custom_key_store/create/proxy_endpoint_malformed/port",
        "custom_key_store/create/vpc_service_owner_malformed/letters",
        "custom_key_store/create/without_permission",
        "every_operation/member_too_long/update_custom_key_store/custom_key_store_id",
    ] {
        let result = summary
            .results
            .iter()
            .find(|result| result.id.as_str() == id);
        assert_eq!(
            result.map(|result| result.verdict),
            Some(Verdict::Pass),
            "{id}"
        );
    }
    let needing = summary.results.iter().filter(|result| {
        let fault = result.fault.as_ref();
        fault.is_some_and(|fault| fault.summary.contains("(--fixtures): the target refuses"))
    });
    let needing = needing.count();
    assert!(needing >= 200, "{needing}: {counts:?}");
    // Three tries at the start, and no request after them that names what is not there and should be good.
    let lost = |result: &&CaseResult| {
        let mut answers = result
            .exchanges
            .iter()
            .filter_map(|exchange| exchange.response.as_ref());
        answers.any(|answer| {
            let body = String::from_utf8_lossy(&answer.body);
            body.contains("CloudHsmClusterNotFound") || body.contains("XksProxyUriUnreachable")
        })
    };
    let lost: Vec<&str> = summary
        .results
        .iter()
        .filter(lost)
        .map(|r| r.id.as_str())
        .collect();
    assert_eq!(lost, Vec::<&str>::new());
}

/// With a file of what is there the whole cases run, and pass.
fn fixtures_are_drawn() {
    let cases = cases(&[
        "custom_key_store/create/",
        "custom_key_store/update/",
        "custom_key_store/describe/",
    ]);
    let summary = judged(&fixtures(), true, cases, |stage| {
        stage.run.fixtures = fixtures();
    });
    let wrong = told(&summary.results, &WRONG);
    let unsupported = told(&summary.results, &[Verdict::Unsupported]);
    assert_eq!(wrong, "", "{:?}\n{unsupported}", by_verdict(&summary));
    for id in [
        "custom_key_store/create/cloudhsm/type_given",
        "custom_key_store/create/external_vpc",
        "custom_key_store/create/vpc_service_owner_given",
        "custom_key_store/create/cross_account_name",
        "custom_key_store/create/quota_used_up",
        "custom_key_store/create/quota_over_both_types",
        "custom_key_store/create/cloudhsm_after_refusal/password_missing",
        "custom_key_store/update/several_properties",
        "custom_key_store/update/vpc_service",
        "custom_key_store/describe/creation_date",
    ] {
        let result = summary
            .results
            .iter()
            .find(|result| result.id.as_str() == id);
        let fault = result.and_then(|result| result.fault.clone());
        assert_eq!(
            result.map(|result| result.verdict),
            Some(Verdict::Pass),
            "{id}: {fault:?}"
        );
    }
}

/// What is lacking is said, with numbers.
fn too_few_fixtures() {
    let mut few = fixtures();
    few.clusters.truncate(1);
    few.custom_key_store_quota = Some(12);
    let cases = cases(&[
        "custom_key_store/create/two_stores",
        "custom_key_store/create/quota_reached",
    ]);
    let summary = judged(&fixtures(), true, cases, |stage| {
        stage.run.fixtures = few;
    });
    assert_eq!(
        told(&summary.results, &[Verdict::Unsupported]),
        "unsupported custom_key_store/create/quota_reached: it is about a quota of 10 custom key stores, and --fixtures says 12\n\
         unsupported custom_key_store/create/two_stores: needs 2 CloudHSM clusters, --fixtures has 1\n"
    );
    assert_eq!(summary.results.len(), 2);
}

/// An endpoint that takes what is invented once is judged by every refusal after it.
fn one_that_takes_invented_is_judged() {
    let cases = cases(&[
        "custom_key_store/create/two_stores",
        "custom_key_store/create/cluster_in_use",
    ]);
    let summary = judged(&fixtures(), false, cases, |stage| {
        stage.run.selection = Selection::default();
    });
    assert_eq!(by_verdict(&summary), BTreeMap::from([(Verdict::Pass, 2)]));
    let told = super::stage::against(
        |call| match (call.operation, call.earlier) {
            ("CreateCustomKeyStore", 0) => {
                super::stage::json(200, r#"{"CustomKeyStoreId":"cks-1234567890abcdef0"}"#)
            }
            ("CreateCustomKeyStore", _) => {
                super::stage::json(400, r#"{"__type":"CloudHsmClusterNotFoundException"}"#)
            }
            ("DescribeCustomKeyStores", _) => super::stage::not_found(),
            _ => super::stage::json(200, &json!({}).to_string()),
        },
        cases_of_one(),
    );
    told.ends(1, &[Verdict::Fail]);
}

fn cases_of_one() -> Vec<Case> {
    cases(&["custom_key_store/create/type_left_out"])
}
