//! The schema and the loader give the same verdict, but for what no schema can see.

use std::path::Path;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

use super::{EVERYTHING, changed, load, with_steps};
use crate::case::{self, Case, yaml};

static VALIDATOR: LazyLock<Validator> =
    LazyLock::new(|| jsonschema::draft202012::new(&case::schema()).expect("a good schema"));

fn value(text: &str) -> Value {
    let node = yaml::parse(text).unwrap_or_else(|refusal| panic!("{refusal:?}"));
    node.to_value()
}

/// The verdicts on one file.
fn verdicts(text: &str) -> (bool, bool) {
    (load(text).is_ok(), VALIDATOR.is_valid(&value(text)))
}

/// A case around a head and one step.
fn case_of(head: &str, step: &str) -> String {
    format!("requirement: A rule.\nevidence: [kmspec-trial]\n{head}\nsteps: [{step}]\n")
}

const STEP: &str = "{call: GenerateRandom, expect: {ok: {$any: true}}}";

fn expect(expect: &str) -> String {
    case_of("", &format!("{{call: DescribeKey, expect: {expect}}}"))
}

fn metadata(matcher: &str) -> String {
    expect(&format!("{{ok: {{KeyMetadata: {matcher}}}}}"))
}

fn input(value: &str) -> String {
    case_of(
        "",
        &format!(
            "{{call: DescribeKey, input: {{KeyId: {value}}}, expect: {{ok: {{$any: true}}}}}}"
        ),
    )
}

fn wire(wire: &str) -> String {
    case_of(
        "",
        &format!("{{call: DescribeKey, wire: {wire}, expect: {{ok: {{$any: true}}}}}}"),
    )
}

fn corpus() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    case::load(&[&root], &root).unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn the_schema_is_a_schema() {
    jsonschema::meta::validate(&case::schema()).expect("a schema of draft 2020-12");
}

#[test]
fn both_accept_the_corpus() {
    assert_eq!(verdicts(EVERYTHING), (true, true));
    for case in corpus() {
        let value = value(&case.source.text);
        let error = VALIDATOR
            .validate(&value)
            .err()
            .map(|error| format!("{} at {}", error, error.instance_path()));
        assert_eq!(error, None, "{}", case.id);
    }
}

const HEADS: &[&str] = &[
    "note: ''",
    "tags: []",
    "tags: [A]",
    "tags: [a, a]",
    "serial: false",
    "judges: shape",
    "judges: {}",
    "judges: {shape: NoSuchOperation}",
    "judges: {secrets: false}",
    "judges: {shape: ListKeys, secrets: true}",
    "judges: {secrets: true, repeats: true}",
    "let: {A: 1}",
    "let: {target: 1}",
    "let: []",
    "needs: {_a: {}}",
    "needs: {_a: {role: x}}",
    "needs: {_a: {role: key, type: AWS_CLOUDHSM}}",
    "needs: {_a: {role: key, state: Dead}}",
    "needs: {_a: {role: key, as: anonymous}}",
    "needs: {_a: {role: custom_key_store, with: [x]}}",
    "needs: {_a: {role: custom_key_store, state: open}}",
    "rows: [{name: a}]",
    "rows: [{x: a}, {name: b}]",
    "rows: [{name: A}, {name: b}]",
    "rows: [{name: a, requirement: b}, {name: c}]",
    "other: 1",
];
const STEPS: &[&str] = &[
    "{}",
    "7",
    "{call: Nope, expect: {ok: {}}}",
    "{advance: 7}",
    "{advance: 7 weeks}",
    "{advance: 1s, as: owner}",
    "{disturb: {}}",
    "{disturb: {x: 1}}",
    "{disturb: {cluster: {id: x, active: maybe}}}",
    "{disturb: {cluster: null}}",
    "{disturb: {cluster: {active: true}}}",
    "{disturb: {proxy: {endpoint: x, answer: no}}}",
    "{call: CreateKey, copies: 1}",
    "{call: CreateKey, eventually: {}}",
    "{call: CreateKey, unknown_members: false}",
    "{call: CreateKey, id: A}",
    "{call: CreateKey, requirement: A.}",
    "{call: CreateKey, requirement: a, expect: {ok: {}}}",
    "{advance: 1s, requirement: A.}",
    "{call: CreateKey, as: me}",
    "{call: CreateKey, advance: 1s}",
];
const EXPECTS: &[&str] = &[
    "{}",
    "1",
    "{ok: {}, error: ValidationException}",
    "{any_of: []}",
    "{refused: false}",
    "{refused: []}",
    "{error: []}",
    "{error: [ValidationException, ValidationException]}",
    "{error: {status: 400}}",
    "{ok: {$any: true}, status: 99}",
    "{ok: {$any: true}, status: x}",
    "{ok: {$any: true}, status: {$one_of: [99]}}",
    "{ok: {$any: true}, headers: []}",
    "{ok: {$any: true}, headers: {'a b': x}}",
    "{ok: {$any: true}, body: x}",
    "{ok: {$absent: true}}",
    "{each: []}",
    "{ok: {$any: true}, colour: red}",
    "{error: {type: 'a#b'}}",
];
const MATCHERS: &[&str] = &[
    "{$open: false}",
    "{$open: true, $any: true}",
    "{$any: 1}",
    "{$opn: true}",
    "{$open: true, KeyId: {$absent: 1}}",
    "{$type: text}",
    "{$not: {$absent: true}}",
    "{$set: {}}",
    "{$has: []}",
    "{$length: {}}",
    "{$length: -1}",
    "{$blob: 16}",
    "{$about: {in: 1s}}",
    "{$about: {give: soon}}",
    "{$one_of: []}",
    "{$signature: {public_key: a, algorithm: SHA_256, message: b}}",
    "{$signature: {public_key: a, algorithm: ECDSA_SHA_256}}",
    "{$public_key: HMAC_256}",
    "{$random: {}}",
    "{$ref: a, b: 1}",
    "[{$optional: x}]",
];
const INPUTS: &[&str] = &[
    "{$rf: a}",
    "{$ref: a, $row: b}",
    "{$ref: 1}",
    "{$ref: a..b}",
    "{$ref: ''}",
    "{$fresh: store}",
    "{$repeat: {text: a}}",
    "{$repeat: {text: a, times: -1}}",
    "{$concat: []}",
    "{$concat: a}",
    "{$bytes: 16}",
    "{$bytes: {length: {min: 3}}}",
    "{$text: {max: 9999999}}",
    "{$text: {}}",
    "{$pick: 1}",
    "{$base64: {$x: 1}}",
    "{$joined: a}",
    "{$digest: {of: a, algorithm: SHA_256}}",
    "{$encrypted: {public_key: a, algorithm: SM2PKE, plaintext: b}}",
    "{$encapsulated: {public_key: a, randomness: b, part: c}}",
    "{$key_pair: RSA_2048}",
    "{$agreed: {public_key: a}}",
    "{A: {$literal: 1, b: 2}}",
];
const WIRES: &[&str] = &[
    "{verb: GET}",
    "{method: 'G T'}",
    "{headers: [a]}",
    "{headers: {'a b': c}}",
    "{body: {}}",
    "{body: {text: a, hex: ''}}",
    "{body: {hex: '0'}}",
    "{body: {hex: zz}}",
    "{body: null}",
    "{content_type: 1}",
    "{sign: {att: 1s}}",
    "{sign: {at: x}}",
    "{sign: {omit: [Date]}}",
    "{sign: {unsigned: []}}",
    "{sign: {omit_date: 1}}",
    "{sign: 1}",
    "{headers: {A: {$x: 1}}}",
];
const TEXTS: &[&str] = &[
    "[]",
    "{}",
    "requirement: A.\n",
    "requirement: A\nevidence: [kmspec-trial]\nsteps: []\n",
];
const EVIDENCE: &[&str] = &[
    "[]",
    "{}",
    "[{}]",
    "[7]",
    "[C106]",
    "[-106]",
    "[C-]",
    "[C-106, C-106]",
    "[{kind: aws-doc, source: x}]",
    "[{fact: C106}]",
    "[{fact: C-106, note: ' '}]",
    "[{fact: C-106, source: x}]",
];

#[test]
fn both_refuse() {
    let all = TEXTS.iter().map(|text| (*text).to_owned());
    let all = all.chain(
        EVIDENCE
            .iter()
            .map(|e| format!("requirement: A.\nevidence: {e}\nsteps: [{STEP}]\n")),
    );
    let all = all.chain(
        ["no stop", "''", "7", "\"A.\\nB.\""]
            .iter()
            .map(|r| format!("requirement: {r}\nevidence: [kmspec-trial]\nsteps: [{STEP}]\n")),
    );
    let all = all.chain(HEADS.iter().map(|head| case_of(head, STEP)));
    let all = all.chain(
        STEPS
            .iter()
            .map(|step| case_of("", &format!("{STEP}, {step}"))),
    );
    let all = all
        .chain(EXPECTS.iter().map(|it| expect(it)))
        .chain(MATCHERS.iter().map(|it| metadata(it)));
    let all = all
        .chain(INPUTS.iter().map(|it| input(it)))
        .chain(WIRES.iter().map(|it| wire(it)));
    for text in all {
        assert_eq!(
            verdicts(&text),
            (false, false),
            "(loader, schema) on\n{text}"
        );
    }
}

/// What only the loader sees: order, names, sums, the model, and the meaning of numbers and patterns.
#[test]
fn only_the_loader_refuses() {
    for text in [
        // order of keys
        format!("evidence: [kmspec-trial]\nrequirement: A.\nsteps: [{STEP}]\n"),
        // language
        format!("requirement: One. Two.\nevidence: [kmspec-trial]\nsteps: [{STEP}]\n"),
        // a case that judges nothing
        with_steps("  - {advance: 1s}"),
        // names: defined twice, not defined, never used
        case_of("let: {a: 1}\nneeds: {a: {role: key}}", STEP),
        case_of("let: {a: 1}", STEP),
        case_of("needs: {a: {role: key, in: b}}", STEP),
        case_of("rows: [{name: a}, {name: a}]", STEP),
        case_of("rows: [{name: a, x: 1}, {name: b, x: 1}]", STEP),
        input("{$ref: nowhere}"),
        input("{$row: nothing}"),
        case_of("", "{id: a, advance: 1s}").replace(
            "{id: a, advance: 1s}",
            &format!("{STEP}, {{id: a, call: GenerateRandom}}, {{id: a, call: GenerateRandom}}"),
        ),
        // what excludes each other
        case_of(
            "needs: {_a: {role: custom_key_store, connectivity: PUBLIC_ENDPOINT}}",
            STEP,
        ),
        case_of("needs: {_a: {role: key, state: Unavailable}}", STEP),
        case_of(
            "",
            "{call: DescribeKey, input: {}, wire: {body: {text: ''}}, expect: {ok: {$any: true}}}",
        ),
        case_of(
            "",
            "{call: DescribeKey, as: anonymous, wire: {sign: {}}, expect: {ok: {$any: true}}}",
        ),
        case_of(
            "",
            "{call: DescribeKey, copies: 2, expect: {ok: {$any: true}}}",
        ),
        expect("{each: [{count: 1, expect: {ok: {$any: true}}}]}"),
        // sums and products
        case_of(
            "",
            "{call: DescribeKey, copies: 2, expect: {each: [{count: 1, expect: {ok: {$any: true}}}]}}",
        ),
        input("{$bytes: {length: {min: 3, max: 2}}}"),
        input("{$repeat: {text: abc, times: 99999999}}"),
        // patterns
        metadata("{$open: true, KeyId: {$matches: '[a'}}"),
        // the model
        input("{A: {$any: 1}}").replace("KeyId: {A: {$any: 1}}", "KeyIdd: x"),
        case_of(
            "",
            "{call: DescribeKey, unknown_members: true, expect: {ok: {$any: true}}}",
        ),
        metadata("{$open: true, KeyIdd: x}"),
        metadata("{$open: true, Enabled: x}"),
        expect("{error: Nope}"),
        // evidence
        expect("{error: {type: ValidationException, message: x}}"),
    ] {
        assert_eq!(
            verdicts(&text),
            (false, true),
            "(loader, schema) on\n{text}"
        );
    }
}

#[test]
fn the_schema_refuses_nothing_that_loads() {
    let mut good = 0;
    let few = corpus()
        .into_iter()
        .flat_map(|case| changed(&case.source.text, 1).collect::<Vec<_>>());
    for text in changed(EVERYTHING, 200).chain(few) {
        if load(&text).is_ok() {
            good += 1;
            let value = value(&text);
            let error = VALIDATOR
                .validate(&value)
                .err()
                .map(|error| error.to_string());
            assert_eq!(error, None, "{text}");
        }
    }
    assert!(good > 20, "{good} changed files load");
}
