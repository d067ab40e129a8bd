//! The loader against good and bad files; every message as the user reads it.

mod facts;
mod family;
mod files;
mod format;
mod good;
mod hostile;
mod rules;
mod saved;
mod schema;
mod targets;
mod unchanged;

use super::{Case, CaseId, LoadErrors, load_text};

/// A case that uses every key and every form.
const EVERYTHING: &str = r#"requirement: Everything that a case can say is said again.
evidence:
  - {fact: S-R01, note: "a: b # c"}
  - C-106
note: |
  Two lines,
  with a "quote", a tab	, and an é.
tags: [state, slow-one]
serial: true
judges: {shape: CreateKey}
let:
  name: {$fresh: store_name}
  mixed: [1, -2, 1.5, true, null, "yes", "1", "", "~", " x ", {A: {$ref: name}}]
needs:
  store: {role: custom_key_store, type: EXTERNAL_KEY_STORE, connectivity: VPC_ENDPOINT_SERVICE, state: CONNECTED, as: peer, region: other, with: {CustomKeyStoreName: {$ref: name}}}
  key: {role: key, in: store, state: Unavailable, with: {Description: {$text: {min: 1, max: 9}}}}
  _idle: {role: custom_key_store}
rows:
  - {name: one, requirement: A row of its own., id: {$repeat: {text: a, times: 65}}}
  - {name: two, id: {$pick: [{$concat: [a, {$ref: store.CustomKeyStoreId}]}, {$base64: x}, {$bytes: {length: {min: 1, max: 2}}}, {$json: {A: 1}}, {$literal: {$ref: x}}, {$bytes: {length: 3}}]}}
steps:
  - {call: GenerateRandom, as: stranger, region: other, input: {Weird: {$ref: mixed}}, unknown_members: true}
  - {advance: 36h}
  - {advance: 1500ms}
  - {disturb: {cluster: {id: {$ref: store.CloudHsmClusterId}, active: false, hsms: 1}, proxy: {endpoint: x, answer: tls_fails}}}
  - id: made
    call: CreateKey
    wire:
      method: GET
      path: /x
      target: null
      content_type: null
      headers: {X-Custom: a, Accept: null}
      body: {json: {A: {$row: id}}}
      sign: {at: -6m, region: eu-west-1, service: s3, scope_date: "20260101", terminator: x, algorithm: y, access_key_id: {$ref: principals.peer.account}, secret_access_key: s, session_token: t, signature: "00", unsigned: [host], omit: [Signature], authorization: "", alter_headers: {X-A: b}, alter_body: {hex: 00ff}, omit_date: true, in_query: true}
    expect:
      any_of:
        - ok: {$open: true, KeyMetadata: {KeyId: {$any: true}, Arn: {$absent: true}, Enabled: {$optional: true}, Description: {$matches: "a.*"}, CreationDate: {$about: {in: -1h, give: 10m}}, EncryptionAlgorithms: {$has: [{$not: SM2PKE}]}, SigningAlgorithms: {$set: []}, MacAlgorithms: {$all: [{$lacks: HMAC_SHA_224}, {$length: {max: 4}}, {$type: list}]}}}
          status: 200
          headers: {Content-Type: {$one_of: [a, b]}}
          body: {text: {$length: {min: 1}}}
        - error: {type: [ValidationException, TagException], message: {$matches: x}, status: {$one_of: [400, 404]}}
        - refused: [SerializationException]
        - refused: true
  - id: ran
    run: [kms, {$concat: [--id=, {$row: id}]}, {$ref: server.url}, {$ref: folder}]
    env: {A: b, C: null}
    files: {home/.aws/config: x}
    stdin: text
    server: {tls: good, replies: [{status: 500, delay: 2s, drop: reset, body: {json: {A: 1}}}], repeat: true}
    signal: INT
    stdout_to: closed
    expect: {v1: {exit: 0, stdout: {$json: {A: 1}}, stderr: {$matches: x}, requests: [{times: 2, target: X, headers: {A: b}, tls: false}]}, v2: {exit: {$one_of: [1, 2]}, stdout: {$table: [[a, b]]}, stderr: {$contains: [x]}, requests: {$any: true}}}
  - run: {$pick: [[a], [b]]}
    requirement: So has a run.
    expect: {both: {exit: 2, stderr: {$ref: ran.json.a}}}
  - call: GenerateRandom
    copies: 3
    wire: {body: {repeat: {text: "[", times: 9}}, sign: null, target: {$ref: made.KeyMetadata.KeyId}}
    expect: {each: [{count: 1, expect: {error: ValidationException}}, {count: 2, expect: {ok: {Plaintext: {$blob: {length: 5}}}}}]}
  - call: GenerateRandom
    requirement: A step has one of its own.
    wire: {body: {text: {$concat: [a]}}}
    eventually: {within: 90s, stable_for: 1s}
    expect: {ok: {}, headers: {Date: {$not: {$ref: made.headers.Date}}}}
"#;

/// A whole case around steps.
fn with_steps(steps: &str) -> String {
    format!("requirement: A rule.\nevidence: [kmspec-trial]\nsteps:\n{steps}\n")
}

fn load(text: &str) -> Result<Case, LoadErrors> {
    let id = CaseId::new("a/case").expect("a good name");
    load_text(id, "cases/a/case.yaml", text)
}

/// The text of the errors of a case that must not load.
fn errors(text: &str) -> String {
    load(text).expect_err("the case is wrong").to_string()
}

/// The text of the errors of a case of these steps.
fn step_errors(steps: &str) -> String {
    errors(&with_steps(steps))
}

/// A fixed walk of small changes over a text.
fn changed(text: &str, times: usize) -> impl Iterator<Item = String> {
    let original: Vec<char> = text.chars().collect();
    let bits: Vec<char> = "{}[]:,-$#&*!|>'\" \n\tarefow1".chars().collect();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or_default()
    };
    (0..times).map(move |_| {
        let mut chars = original.clone();
        for _ in 0..=next() % 3 {
            let at = next() % chars.len();
            match next() % 3 {
                0 => drop(chars.remove(at)),
                1 => chars.insert(at, bits[next() % bits.len()]),
                _ => chars[at] = bits[next() % bits.len()],
            }
        }
        chars.into_iter().collect()
    })
}
