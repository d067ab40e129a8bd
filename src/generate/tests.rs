//! The generator as a whole.

use super::*;
use crate::case::{FreshKind, StoreState};
use crate::model::{Model, Operation, validate};

/// Random bytes of many seeds, in every mode, with and without a world.
fn many() -> impl Iterator<Item = (u64, Options, Script)> {
    let modes = Mode::ALL.into_iter();
    let options = modes.flat_map(|mode| {
        [true, false].map(|world| Options {
            mode,
            world,
            ..Options::default()
        })
    });
    options.flat_map(|options| {
        (0..300).map(move |seed| (seed, options.clone(), seeded(seed, &options)))
    })
}

#[test]
fn every_script_survives_its_own_bytes() {
    let mut encoded = 0;
    for (seed, options, script) in many() {
        let Ok(bytes) = encode(&script) else { continue };
        encoded += 1;
        let options = Options {
            mode: Mode::Mixed,
            most_calls: usize::MAX,
            ..options
        };
        let read = super::script(&bytes, &options);
        assert_eq!(read, script, "seed {seed} as {options:?}");
    }
    assert!(encoded > 2000, "only {encoded} scripts could be encoded");
}

/// Under the options of every target that reads scripts, seeds made of the corpus mean what they were made of.
#[test]
fn the_corpus_survives_in_every_target() {
    let targets = [
        Options::default(),
        Options {
            principals: Vec::new(),
            regions: Vec::new(),
            wire: false,
            world: false,
            ..Options::default()
        },
        Options {
            operations: vec![Operation::ListKeys],
            principals: Vec::new(),
            regions: Vec::new(),
            world: false,
            ..Options::default()
        },
    ];
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut encoded = 0;
    for case in crate::case::load(&[&root], &root).expect("the corpus") {
        let rows = case.rows.iter().map(Some);
        for row in rows.chain(case.rows.is_empty().then_some(None)) {
            let script = from_case(&case, row);
            let bytes = script.as_ref().and_then(|script| encode(script).ok());
            let (Some(script), Some(bytes)) = (script, bytes) else {
                continue;
            };
            encoded += 1;
            for options in &targets {
                let read = super::script(&bytes, options);
                let kept = script.steps.get(..read.steps.len());
                assert_eq!(kept, Some(read.steps.as_slice()), "{}", case.id);
                let whole = read.steps.len() == script.steps.len();
                assert!(whole || read.calls() == options.most_calls, "{}", case.id);
            }
        }
    }
    assert!(
        encoded > 500,
        "only {encoded} of the corpus could be encoded"
    );
}

#[test]
fn oddities_survive_their_bytes() {
    let noise = noise(5, 4000);
    let mut u = arbitrary::Unstructured::new(&noise);
    let mut kinds = std::collections::BTreeSet::new();
    for _ in 0..1000 {
        let Ok(oddity) = malformed_requests::any(&mut u, Operation::ListKeys) else {
            break;
        };
        let name = format!("{oddity:?}");
        let name = name.split(['(', ' ']).next().unwrap_or_default();
        kinds.insert(name.to_owned());
        let script = Script {
            steps: vec![Step::Call(Box::new(ScriptCall {
                operation: Operation::ListKeys,
                principal: crate::case::Principal::Owner,
                region: crate::case::Region::Home,
                input: Arg::object([]),
                oddity: Some(oddity),
            }))],
        };
        let bytes = encode(&script).expect("an oddity is small");
        assert_eq!(super::script(&bytes, &Options::default()), script);
    }
    assert!(kinds.len() > 20, "{kinds:?}");
}

#[test]
fn valid_scripts_break_no_constraint_of_the_model() {
    let model = Model::bundled();
    for (seed, options, script) in many() {
        if options.mode != Mode::Valid {
            continue;
        }
        let mut bindings = Bindings::new(seed);
        for step in &script.steps {
            if let Some(call) = step.call() {
                let input = bindings.value(&call.input);
                let shape = &model.operation(call.operation).input;
                let verdict = validate(model, shape, &input);
                assert!(verdict.is_ok(), "seed {seed}: {call:?}: {verdict:?}");
            }
            bindings.push(serde_json::Value::Null);
        }
    }
}

#[test]
fn fresh_values_meet_the_model() {
    let model = Model::bundled();
    let shapes = [
        (FreshKind::StoreName, "CustomKeyStoreNameType"),
        (FreshKind::ClusterId, "CloudHsmClusterIdType"),
        (FreshKind::Password, "KeyStorePasswordType"),
        (FreshKind::Certificate, "TrustAnchorCertificateType"),
        (FreshKind::ProxyEndpoint, "XksProxyUriEndpointType"),
        (FreshKind::ProxyPath, "XksProxyUriPathType"),
        (
            FreshKind::ProxyAccessKeyId,
            "XksProxyAuthenticationAccessKeyIdType",
        ),
        (
            FreshKind::ProxySecret,
            "XksProxyAuthenticationRawSecretAccessKeyType",
        ),
        (FreshKind::VpcService, "XksProxyVpcEndpointServiceNameType"),
        (FreshKind::StoreId, "CustomKeyStoreIdType"),
        (FreshKind::KeyId, "KeyIdType"),
        (FreshKind::XksKeyId, "XksKeyIdType"),
        (FreshKind::AccountId, "AccountIdType"),
        (FreshKind::Alias, "AliasNameType"),
    ];
    for (kind, shape) in shapes {
        for n in 0..20 {
            let value = serde_json::Value::from(fresh(kind, n, 3));
            assert_eq!(validate(model, shape, &value), Ok(()), "{value}");
        }
    }
}

#[test]
fn one_fault_is_the_fault_that_the_model_sees() {
    let model = Model::bundled();
    let mut broken = 0;
    for seed in 0..4000 {
        let options = Options {
            mode: Mode::Valid,
            ..Options::default()
        };
        let script = seeded(seed, &options);
        let Some(call) = script.steps.iter().find_map(Step::call) else {
            continue;
        };
        let bytes = noise(seed + 1, 32);
        let mut u = arbitrary::Unstructured::new(&bytes);
        let mut input = call.input.clone();
        let said = break_one(&mut u, model, call.operation, &mut input);
        let Ok(Some(said)) = said else { continue };
        broken += 1;
        let input = Bindings::new(seed).value(&input);
        let shape = &model.operation(call.operation).input;
        let found = validate(model, shape, &input).expect_err("the input was broken");
        assert_eq!(found.error_type(), said, "{}: {input}", call.operation);
        if let crate::model::Invalid::Constraints(violations) = found {
            let paths: std::collections::BTreeSet<_> =
                violations.iter().map(|v| v.path.as_str()).collect();
            assert_eq!(paths.len(), 1, "one member only: {violations:?}");
        }
    }
    assert!(broken > 2000, "only {broken} inputs were broken");
}

/// Every optional member of every input is set, and calls with it succeed, but for what the reference does not have.
#[test]
fn every_member_is_set_and_calls_with_it_succeed() {
    // An attested environment has a document that no generator can make, the one policy of a key leads to no marker, and
    // service principals are for services.
    let without = [
        "Recipient",
        "ListKeyPolicies.Marker",
        "GranteeServicePrincipal",
        "RetiringServicePrincipal",
    ];
    let mut counts: std::collections::BTreeMap<(Operation, String), [u32; 2]> =
        std::collections::BTreeMap::default();
    for seed in 0..1500 {
        let options = Options {
            mode: Mode::Valid,
            ..Options::default()
        };
        let script = seeded(seed, &options);
        let mut drive = Drive::fresh(seed);
        for (step, done) in script.steps.iter().zip(drive.all(&script)) {
            let (Step::Call(call), Some(done)) = (step, done) else {
                continue;
            };
            let Arg::Map(members) = &call.input else {
                continue;
            };
            for (name, _) in members {
                let count = counts.entry((call.operation, name.clone())).or_default();
                count[0] += 1;
                count[1] += u32::from(done.answer().is_success());
            }
        }
    }
    let model = Model::bundled();
    let mut rare = Vec::new();
    for operation in operations() {
        for member in model.input(operation).members() {
            let key = (operation, member.name.clone());
            let [set, succeeded] = counts.get(&key).copied().unwrap_or_default();
            let path = format!("{operation}.{}", member.name);
            let is_out = without.contains(&member.name.as_str()) || without.contains(&&*path);
            if !is_out && (set < 20 || succeeded < 3) {
                rare.push(format!("{path}: {succeeded} of {set}"));
            }
        }
    }
    assert_eq!(rare, Vec::<String>::new(), "too rarely set, or never well");
}

#[test]
fn scripts_reach_every_operation_and_deep_states() {
    let mut seen = std::collections::BTreeSet::new();
    let mut failed = 0;
    for (_, _, script) in many() {
        for step in &script.steps {
            match step {
                Step::Call(call) => {
                    seen.insert(call.operation);
                }
                Step::Settle { state, .. } => failed += usize::from(*state == StoreState::Failed),
                _ => {}
            }
        }
    }
    assert!(operations().all(|operation| seen.contains(&operation)));
    assert!(failed > 20);
}

#[test]
fn without_a_world_nothing_moves_the_clock() {
    for (seed, options, script) in many() {
        let written_out = options.mode == Mode::Mixed;
        let may = options.world || written_out;
        assert!(may || !script.needs_world(), "seed {seed} as {options:?}");
    }
}

#[test]
fn dropping_steps_renumbers_references() {
    let describe = |step| {
        Step::Call(Box::new(ScriptCall {
            operation: Operation::DescribeKey,
            principal: crate::case::Principal::Owner,
            region: crate::case::Region::Home,
            input: Arg::object([("KeyId", Arg::answer(step, "KeyMetadata.KeyId"))]),
            oddity: None,
        }))
    };
    let script = Script {
        steps: vec![Step::Advance(1), Step::Advance(2), describe(1), describe(0)],
    };
    let shorter = script.without(|at| at == 0);
    assert_eq!(shorter.steps[0], Step::Advance(2));
    assert_eq!(shorter.steps[1], describe(0));
    let gone = shorter.steps[2].call().map(|call| call.input.clone());
    let stand_in = Arg::object([("KeyId", Arg::Fresh(FreshKind::KeyId, 128))]);
    assert_eq!(gone, Some(stand_in));
}

/// Whoever changes the generator changes what every printed seed means: on purpose, and here.
#[test]
fn a_seed_means_the_same_script_on_every_platform() {
    let mut all = Vec::new();
    for (_, _, script) in many() {
        all.extend(format!("{script:?}").into_bytes());
    }
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &all);
    assert_eq!(digest.as_ref()[..4], [45, 129, 107, 41]);
}

#[test]
fn the_reference_keeps_every_invariant() {
    for seed in 0..100 {
        let script = seeded(seed, &Options::default());
        let mut drive = Drive::fresh(seed);
        if let Err(violation) = Invariants::run(&script, &mut drive, seed) {
            panic!("seed {seed}: {violation:?}\n{script:#?}");
        }
    }
}

/// libFuzzer writes such a script by itself: any operation can be called, and the reference does not have all.
#[test]
fn an_operation_that_is_absent_is_no_failure() {
    let call = ScriptCall {
        operation: Operation::ListKeyPolicies,
        principal: crate::case::Principal::Owner,
        region: crate::case::Region::Home,
        input: Arg::Map(vec![("KeyId".to_owned(), Arg::Fresh(FreshKind::KeyId, 1))]),
        oddity: None,
    };
    let script = Script {
        steps: vec![Step::Call(Box::new(call))],
    };
    let mut drive = Drive::fresh(1);
    assert_eq!(Invariants::run(&script, &mut drive, 1), Ok(()));
}

#[test]
fn what_is_no_http_is_known() {
    let text = str::to_owned;
    let check =
        |oddity: Malformation, expected: bool| assert_eq!(oddity.is_http(), expected, "{oddity:?}");
    check(Malformation::AccessKeyId(text("AKIA\r\nX: y")), false);
    check(Malformation::Signature(text("\u{fffd}")), false);
    check(Malformation::Target(Some(text("TrentService.\0"))), false);
    check(Malformation::Target(Some(text(""))), true);
    check(Malformation::Method(text("GE T")), false);
    check(Malformation::Path(text("nopath")), false);
    check(Malformation::Path(text("//")), true);
    check(
        Malformation::Header(text("Content-Length"), Some(text("1"))),
        false,
    );
    check(Malformation::Header(text("X-A"), None), true);
    check(
        Malformation::AlterHeader(text("Host"), text("elsewhere.example.com")),
        true,
    );
    check(Malformation::BodyText(text("\0")), true);
}
