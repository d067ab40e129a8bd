//! What is saved loads as what it was.

use std::path::Path;
use std::sync::Arc;

use insta::assert_snapshot;

use super::{EVERYTHING, load, with_steps};
use crate::case::{Action, Case, Shaped, Template, load as load_paths, load_text, save};

/// The case without its places, its text and the file of many that it is from.
fn bare(case: &Case) -> String {
    let mut case = case.clone();
    case.of_family = false;
    case.source = Arc::new(crate::case::Source {
        path: String::new(),
        text: String::new(),
    });
    let spans = regex::Regex::new(r"Span \{ line: \d+, column: \d+ \}").expect("a good pattern");
    spans.replace_all(&format!("{case:?}"), "Span").into_owned()
}

fn check(case: &Case) {
    let text = save(case);
    let again = load_text(case.id.clone(), "saved.yaml", &text)
        .unwrap_or_else(|errors| panic!("{text}\n{errors}"));
    assert!(
        bare(&again) == bare(case),
        "{} is another case when it is saved:\n{text}",
        case.id
    );
    assert_eq!(save(&again), text, "saving twice gives the same text");
}

#[test]
fn the_corpus_survives() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let cases = load_paths(&[&root], &root).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(!cases.is_empty());
    for case in &cases {
        check(case);
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one snapshot of one file")]
fn every_form_survives() {
    let case = load(EVERYTHING).unwrap_or_else(|errors| panic!("{errors}"));
    check(&case);
    assert_snapshot!(save(&case), @r#"
    requirement: Everything that a case can say is said again.
    evidence: [{fact: S-R01, note: "a: b # c"}, C-106]
    note: "Two lines,\nwith a \"quote\", a tab\t, and an é.\n"
    tags: [state, slow-one]
    serial: true
    judges: {shape: CreateKey}
    let:
      name: {$fresh: store_name}
      mixed: [1, -2, 1.5, true, null, "yes", "1", "", "~", " x ", {A: {$ref: name}}]
    needs:
      store:
        role: custom_key_store
        type: EXTERNAL_KEY_STORE
        connectivity: VPC_ENDPOINT_SERVICE
        state: CONNECTED
        as: peer
        region: other
        with: {CustomKeyStoreName: {$ref: name}}
      key: {role: key, in: store, state: Unavailable, with: {Description: {$text: {min: 1, max: 9}}}}
      _idle: {role: custom_key_store, type: AWS_CLOUDHSM}
    rows:
      - {name: one, requirement: A row of its own., id: {$repeat: {text: a, times: 65}}}
      - name: two
        id:
          $pick: [{$concat: [a, {$ref: store.CustomKeyStoreId}]}, {$base64: x}, {$bytes: {length: {min: 1, max: 2}}},
            {$json: {A: 1}}, {$literal: {$ref: x}}, {$bytes: {length: 3}}]
    steps:
      - as: stranger
        region: other
        call: GenerateRandom
        input: {Weird: {$ref: mixed}}
        unknown_members: true
      - advance: 36h
      - advance: 1500ms
      - disturb:
          cluster: {id: {$ref: store.CloudHsmClusterId}, active: false, hsms: 1}
          proxy: {endpoint: x, answer: tls_fails}
      - id: made
        call: CreateKey
        wire:
          method: GET
          path: /x
          target: null
          content_type: null
          headers: {X-Custom: a, Accept: null}
          body: {json: {A: {$row: id}}}
          sign:
            at: -6m
            region: eu-west-1
            service: s3
            scope_date: "20260101"
            terminator: x
            algorithm: "y"
            access_key_id: {$ref: principals.peer.account}
            secret_access_key: s
            session_token: t
            signature: "00"
            unsigned: [host]
            omit: [Signature]
            authorization: ""
            alter_headers: {X-A: b}
            alter_body: {hex: "00ff"}
            omit_date: true
            in_query: true
        expect:
          any_of:
            - ok:
                $open: true
                KeyMetadata:
                  KeyId: {$any: true}
                  Arn: {$absent: true}
                  Enabled: {$optional: true}
                  Description: {$matches: a.*}
                  CreationDate: {$about: {in: -1h, give: 10m}}
                  EncryptionAlgorithms: {$has: [{$not: SM2PKE}]}
                  SigningAlgorithms: {$set: []}
                  MacAlgorithms: {$all: [{$lacks: HMAC_SHA_224}, {$length: {max: 4}}, {$type: list}]}
              status: 200
              headers: {Content-Type: {$one_of: [a, b]}}
              body: {text: {$length: {min: 1}}}
            - {error: {type: [ValidationException, TagException], message: {$matches: x}, status: {$one_of: [400, 404]}}}
            - {refused: [SerializationException]}
            - {refused: true}
      - id: ran
        run: [kms, {$concat: [--id=, {$row: id}]}, {$ref: server.url}, {$ref: folder}]
        env: {A: b, C: null}
        files: {home/.aws/config: x}
        stdin: text
        server: {tls: good, replies: [{status: 500, delay: 2s, drop: reset, body: {json: {A: 1}}}], repeat: true}
        signal: INT
        stdout_to: closed
        expect:
          v1:
            exit: 0
            stdout: {$json: {A: 1}}
            stderr: {$matches: x}
            requests: [{times: 2, target: X, headers: {A: b}, tls: false}]
          v2: {exit: {$one_of: [1, 2]}, stdout: {$table: [[a, b]]}, stderr: {$contains: [x]}, requests: {$any: true}}
      - requirement: So has a run.
        run: {$pick: [[a], [b]]}
        expect: {both: {exit: 2, stderr: {$ref: ran.json.a}}}
      - call: GenerateRandom
        wire: {target: {$ref: made.KeyMetadata.KeyId}, body: {repeat: {text: "[", times: 9}}, sign: null}
        copies: 3
        expect:
          each:
            - {count: 1, expect: {error: ValidationException}}
            - {count: 2, expect: {ok: {Plaintext: {$blob: {length: 5}}}}}
      - requirement: A step has one of its own.
        call: GenerateRandom
        wire: {body: {text: {$concat: [a]}}}
        eventually: {within: 90s, stable_for: 1s}
        expect: {ok: {}, headers: {Date: {$not: {$ref: made.headers.Date}}}}
    "#);
}

#[test]
fn any_text_survives() {
    let codes = (0..0x3000)
        .chain(0xd700..0xd800)
        .chain(0xe000..0x1_0100)
        .chain(0x2_fff0..0x3_0010);
    let texts: Vec<_> = codes
        .filter_map(char::from_u32)
        .map(|c| format!("{c}a{c} {c}"))
        .collect();
    for some in texts.chunks(1000) {
        let mut case = load(&with_steps(
            "  - {call: GenerateRandom, input: {}, expect: {ok: {}}}",
        ))
        .expect("a good case");
        let Action::Call(call) = &mut case.steps[0].action else {
            panic!("a call")
        };
        let input = call.input.as_mut().expect("an input");
        let span = input.span;
        let item = |text: &String| Template {
            span,
            shaped: Shaped::Plain(text.as_str().into()),
        };
        input.shaped = Shaped::List(some.iter().map(item).collect());
        check(&case);
    }
}

#[test]
fn what_no_editor_shows_is_written_as_its_number() {
    for (hidden, written) in [
        ('\u{200b}', "\\u200B"),
        ('\u{202e}', "\\u202E"),
        ('\u{feff}', "\\uFEFF"),
        ('\u{7f}', "\\u007F"),
        ('\u{e0001}', "\\U000E0001"),
    ] {
        let text = EVERYTHING.replacen(
            "requirement: Everything ",
            &format!("requirement: \"Every{written}thing "),
            1,
        );
        let (first, rest) = text.split_once('\n').expect("more than one line");
        let case = load(&format!("{first}\"\n{rest}")).unwrap_or_else(|errors| panic!("{errors}"));
        assert!(case.requirement.value.contains(hidden), "{written}");
        let saved = save(&case);
        assert!(
            saved.contains(written) && !saved.contains(hidden),
            "{saved}"
        );
    }
}

#[test]
fn claims_and_computed_values_survive() {
    let case = "requirement: It is so.\nevidence: [kmspec-trial]\nlet:\n  pair: {$key_pair: ECC_NIST_P256}\n  text: {$bytes: {length: 32}}\nrows:\n  - {name: a, algorithm: ECDSA_SHA_256, spec: ECC_NIST_P256}\n  - {name: b, algorithm: ECDSA_SHA_384, spec: ECC_NIST_P384}\nsteps:\n";
    let step = |matcher: &str| {
        format!(
            "{case}  - call: GenerateRandom\n    input: {{NumberOfBytes: 1, Recipient: {{AttestationDocument: {{$ref: pair.private_key}}}}, CustomKeyStoreId: {{$ref: text}}}}\n    expect: {{ok: {{Plaintext: {{$one_of: [{matcher}, {{$row: spec}}, {{$row: algorithm}}]}}}}}}\n"
        )
    };
    for matcher in [
        "{$signature: {public_key: {$ref: pair.public_key}, algorithm: {$row: algorithm}, message: {$ref: text}}}",
        "{$public_key: {$row: spec}}",
        "{$private_key: {$ref: pair.public_key}}",
        "{$random: {beside: [{$ref: text}]}}",
        "{$digest: {of: {$ref: text}, algorithm: {$row: algorithm}}}",
        "{$encrypted: {public_key: {$ref: pair.public_key}, algorithm: RSAES_OAEP_SHA_1, plaintext: {$ref: text}}}",
        "{$encapsulated: {public_key: {$ref: pair.public_key}, randomness: {$ref: text}, part: shared_secret}}",
        "{$agreed: {private_key: {$ref: pair.private_key}, public_key: {$ref: pair.public_key}}}",
        "{$joined: [{$ref: text}, {$shortened: {$altered: {$ref: text}}}]}",
    ] {
        let loaded = load(&step(matcher)).unwrap_or_else(|errors| panic!("{matcher}: {errors}"));
        check(&loaded);
    }
    for (matcher, told) in [
        ("{$public_key: {$row: algorithm}}", "ECDSA_SHA_256"),
        ("{$ref: pair.secret}", "pair"),
    ] {
        let errors = load(&step(matcher)).expect_err(matcher).to_string();
        assert!(errors.contains(told), "{errors}");
    }
}
