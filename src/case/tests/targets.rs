//! Profiles of targets: what loads, what is wrong with others, and what the schema says of both.

use std::sync::LazyLock;
use std::time::Duration;

use insta::assert_snapshot;
use jsonschema::Validator;

use crate::case::{
    self, AccountKind, CallerCredentials, Lack, LoadErrors, ProfileEndpoint, TargetProfile, yaml,
};

static VALIDATOR: LazyLock<Validator> =
    LazyLock::new(|| jsonschema::draft202012::new(&case::target_schema()).expect("a good schema"));

const GOOD: &str = "\
about: A trial.
endpoint: https://kms.{region}.example.com
account: real
regions: [eu-west-1, eu-west-2]
principals:
  owner: {access_key_id: \"111122223333\", secret_access_key: x}
  peer: {assume_role: \"arn:aws:iam::444455556666:role/kmspec\", headers: {x-peer: \"1\"}}
cannot: [iam, custom_key_stores]
absent: [{status: 500, type: NoHandler, sure: false}, {text: nothing here}]
consistency: 1s
rate: 5
jobs: 3
deviations: {key/list: {reason: Wrong., issue: \"https://example.com/1\", expires: \"2027-03-01\"}}
disabled: {key/create: Slow.}
";

fn load(text: &str) -> Result<TargetProfile, LoadErrors> {
    TargetProfile::parse("trial", "trial.yaml", text)
}

fn by_schema(text: &str) -> bool {
    let node = yaml::parse(text).unwrap_or_else(|refusal| panic!("{refusal:?}"));
    VALIDATOR.is_valid(&node.to_value())
}

#[test]
fn everything_that_a_profile_says_is_read() {
    let profile = load(GOOD).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(by_schema(GOOD));
    let endpoint = profile.endpoint.as_ref().and_then(|it| it.url("eu-west-1"));
    assert_eq!(
        endpoint.as_deref(),
        Some("https://kms.eu-west-1.example.com")
    );
    assert_eq!(profile.account_kind(), AccountKind::Real);
    assert_eq!(profile.cannot, [Lack::Iam, Lack::CustomKeyStores]);
    assert_eq!(profile.consistency, Some(Duration::from_secs(1)));
    assert_eq!((profile.rate, profile.jobs), (Some(5), Some(3)));
    assert!(!profile.absent[0].sure && profile.absent[1].sure);
    let CallerCredentials::Own { account, .. } = &profile.principals["owner"].signs else {
        panic!("the owner has credentials");
    };
    assert_eq!(account, "111122223333");
    assert_eq!(profile.principals["peer"].headers["x-peer"], "1");
    let expires = profile.deviations["key/list"].expires.as_deref();
    assert_eq!(expires, Some("2027-03-01"));
    let reference = load("about: A trial.\nendpoint: reference\n").expect("a good profile");
    assert_eq!(reference.endpoint, Some(ProfileEndpoint::Reference));
}

#[test]
fn every_slip_is_told_with_its_place() {
    let text = "\
about: A trial.
endpont: http://127.0.0.1:5000
principals:
  owner: {access_key_id: a, secret_access_key: b, account: \"12\"}
  pear: {access_key_id: a, secret_access_key: b}
cannot: [aim]
";
    let errors = load(text).expect_err("it is wrong");
    assert_snapshot!(errors, @r#"
    error: unknown key `endpont` in the profile of a target
     --> trial.yaml:2:1
      |
    2 | endpont: http://127.0.0.1:5000
      | ^^^^^^^
      = the profile of a target has the keys `about`, `endpoint`, `account`, `regions`, `principals`, `cannot`, `absent`, `consistency`, `rate`, `jobs`, `deviations`, `disabled`
      = help: did you mean `endpoint`?

    error: `12` is no account
     --> trial.yaml:4:60
      |
    4 |   owner: {access_key_id: a, secret_access_key: b, account: "12"}
      |                                                            ^^^^
      = an account has twelve digits, in quotes

    error: unknown caller `pear`
     --> trial.yaml:5:3
      |
    5 |   pear: {access_key_id: a, secret_access_key: b}
      |   ^^^^
      = who calls is one of `owner`, `peer`, `stranger`, `user`
      = help: did you mean `peer`?

    error: unknown lack `aim`
     --> trial.yaml:6:10
      |
    6 | cannot: [aim]
      |          ^^^
      = lack is one of `iam`, `second_account`, `second_region`, `custom_key_stores`
      = help: did you mean `iam`?

    4 errors in 1 file
    "#);
}

#[test]
fn both_refuse_what_is_wrong() {
    let of = |rest: &str| format!("about: A trial.\n{rest}\n");
    let owner = "owner: {access_key_id: a, secret_access_key: b}";
    let bad = [
        "endpoint: http://x\n".to_owned(),
        "about: ' '\n".to_owned(),
        of("endpoint: 127.0.0.1:5000"),
        of("endpoint: references"),
        of("account: mine"),
        of("regions: []"),
        of("regions: [a, b, c]"),
        of("regions: [a, a]"),
        of("principals: {}"),
        of("principals: {owner: {access_key_id: a}}"),
        of("principals: {owner: {access_key_id: \"a\\nb\", secret_access_key: b}}"),
        of("principals: {owner: {assume_role: \"arn:aws:iam::444455556666:role/kmspec\"}}"),
        of(&format!(
            "principals: {{{owner}, peer: {{assume_role: kmspec}}}}"
        )),
        of("principals: {owner: {profile: a, access_key_id: b}}"),
        of("principals: {owner: {profile: ''}}"),
        of("principals: {owner: {profile: a, account: mine}}"),
        of(&format!(
            "principals: {{{owner}, peer: {{assume_role: \"arn:aws:iam::444455556666:role/a\", by: nobody}}}}"
        )),
        of(&format!(
            "principals: {{{owner}, anybody: {{access_key_id: a, secret_access_key: b}}}}"
        )),
        of("cannot: []"),
        of("cannot: [money]"),
        of("absent: [{status: 500}]"),
        of("absent: [{status: 200, type: x}]"),
        of("consistency: soon"),
        of("rate: 0"),
        of("jobs: 1.5"),
        of("deviations: {key/list: {issue: x}}"),
        of("deviations: {key/list: {reason: x, expires: soon}}"),
        of("disabled: {key/list: ''}"),
        of("unknown: 1"),
    ];
    for text in bad {
        assert_eq!(
            (load(&text).is_ok(), by_schema(&text)),
            (false, false),
            "{text}"
        );
    }
}

#[test]
fn a_caller_may_come_by_a_profile_or_by_anybody_s_role() {
    let text = "\
about: A trial.
principals:
  owner: {profile: work, account: \"111122223333\"}
  peer: {assume_role: \"arn:aws:iam::444455556666:role/a\", by: stranger, external_id: x}
  stranger: {profile: other, headers: {x-a: b}}
";
    let profile = load(text).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(by_schema(text));
    let signs = |name: &str| profile.principals[name].signs.clone();
    let CallerCredentials::Profile {
        profile: named,
        account,
    } = signs("owner")
    else {
        panic!("the owner has a profile");
    };
    assert_eq!((named.as_str(), account.as_str()), ("work", "111122223333"));
    let CallerCredentials::AssumeRole {
        by, external_id, ..
    } = signs("peer")
    else {
        panic!("the peer takes a role");
    };
    assert_eq!(
        (by.as_str(), external_id.as_deref()),
        ("stranger", Some("x"))
    );
    // The owner is then whom the environment names, and takes the role.
    let text = "about: A trial.\nprincipals: {peer: {assume_role: \"arn:aws:iam::444455556666:role/a\"}}\n";
    let alone = load(text).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(by_schema(text) && !alone.principals.contains_key("owner"));
}

#[test]
fn who_takes_a_role_for_another_takes_none() {
    let role = "assume_role: \"arn:aws:iam::444455556666:role/a\"";
    for (principals, told) in [
        (
            format!("{{peer: {{{role}, by: peer}}}}"),
            "the `peer` takes the role of the `peer`",
        ),
        (
            format!("{{peer: {{{role}, by: stranger}}}}"),
            "the `stranger` takes the role of the `peer`",
        ),
        (
            format!("{{peer: {{{role}, by: stranger}}, stranger: {{{role}}}}}"),
            "the `stranger` takes the role of the `peer`",
        ),
        (
            format!("{{owner: {{{role}}}}}"),
            "the `owner` takes the role of the `owner`",
        ),
    ] {
        let text = format!("about: A trial.\nprincipals: {principals}\n");
        let errors = load(&text).expect_err("it is wrong").to_string();
        assert!(errors.contains(told), "{text}{errors}");
    }
}

#[test]
fn who_may_call_is_nobody_whom_it_never_has() {
    let text = "about: A trial.\ncannot: [second_account]\nprincipals: {owner: {access_key_id: a, secret_access_key: b}, peer: {access_key_id: a, secret_access_key: b}}\n";
    let errors = load(text).expect_err("it is wrong").to_string();
    assert!(errors.contains("`peer` is among `principals`"), "{errors}");
}

#[test]
fn the_schema_is_a_schema() {
    jsonschema::meta::validate(&case::target_schema()).expect("a schema of draft 2020-12");
}
