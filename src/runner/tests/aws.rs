//! What of the corpus can be judged on AWS, found out without a word to it.

use std::collections::BTreeMap;
use std::path::Path;

use crate::case;
use crate::runner::attempt::preflight;
use crate::runner::backing::{Refused, Stock};
use crate::runner::left_behind::Remains;
use crate::runner::outcome::Outcome;
use crate::runner::{Fixtures, RunOptions};
use crate::target::{Target, http};
use crate::wire::world;

/// How the instances under each folder stand; of nothing that is sent.
async fn forecast(fixtures: &Fixtures, principals: usize) -> BTreeMap<String, usize> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let cases = case::load(&[&folder], &folder).expect("the corpus loads");
    let options = RunOptions {
        fixtures: fixtures.clone(),
        ..RunOptions::default()
    };
    let instances = options.selected(&cases);
    let url = "https://kms.us-east-1.amazonaws.com";
    let mut http = http::Options::new(url, "us-east-1");
    http.probe = false;
    http.principals = world::principals().into_iter().take(principals).collect();
    let target = Target::http(http).await.expect("the options are good");
    let stock = Stock::open(&target, &options, &instances, &mut Remains::default()).await;
    let session = target.open(0).await.expect("nothing is asked");
    let mut counts = BTreeMap::new();
    for instance in &instances {
        let standing = match stock.plan(instance, &target).await {
            Err(Refused::Unsupported(fault) | Refused::Spent(fault)) => fault.summary,
            Ok(_) => match preflight(instance, &target, &session, &options) {
                None => "judged".to_owned(),
                Some(Outcome::Unsupported { fault, .. } | Outcome::Lacking { fault }) => {
                    fault.summary
                }
                Some(other) => panic!("{}: {other:?}", instance.id),
            },
        };
        *counts.entry(standing).or_default() += 1;
    }
    counts
}

#[tokio::test]
async fn without_fixtures_the_free_half_is_judged() {
    let counts = forecast(&Fixtures::default(), 1).await;
    let of = |standing: &str| counts.get(standing).copied().unwrap_or_default();
    assert!(of("judged") > 400, "{counts:#?}");
    assert!(
        of("needs CloudHSM clusters (--fixtures)") > 100,
        "{counts:#?}"
    );
    assert!(
        of("needs external key store proxies (--fixtures)") > 50,
        "{counts:#?}"
    );
    let unknown = counts.keys().filter(|standing| {
        let known = [
            "judged",
            "needs ",
            "the target has no ",
            "there are no credentials for ",
        ];
        !known.iter().any(|known| standing.starts_with(known))
    });
    assert_eq!(unknown.count(), 0, "{counts:#?}");
}

#[tokio::test]
async fn what_the_fixtures_have_is_judged_too() {
    let cluster = |id: &str| {
        format!(
            "  - {{id: cluster-{id}, trust_anchor_certificate: x, kmsuser_password: hunter22}}\n"
        )
    };
    let ids = ["aaaaaaaaaaa", "bbbbbbbbbbb", "ccccccccccc"];
    let text = format!("clusters:\n{}", ids.map(cluster).concat());
    let fixtures = Fixtures::parse("f.yaml", &text).expect("good fixtures");
    let (without, with) = (
        forecast(&Fixtures::default(), 1).await,
        forecast(&fixtures, 1).await,
    );
    assert!(with["judged"] > without["judged"] + 100, "{with:#?}");
    assert!(
        !with.contains_key("needs CloudHSM clusters (--fixtures)"),
        "{with:#?}"
    );
}
