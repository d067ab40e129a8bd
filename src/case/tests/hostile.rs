//! Hostile YAML: a clear error, fast, in bounded memory.

use std::fmt::Write as _;
use std::time::Instant;

use insta::assert_snapshot;

use super::{EVERYTHING, changed, errors, load, with_steps};

/// The errors of a text, which must come quickly.
fn quick(text: &str) -> String {
    let start = Instant::now();
    let errors = errors(text);
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
    errors
}

#[test]
fn anchors_and_aliases_are_refused() {
    let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for level in 0..12 {
        let (name, of) = (char::from(b'b' + level), char::from(b'a' + level));
        let _ = writeln!(
            bomb,
            "{name}: &{name} [{}]",
            vec![format!("*{of}"); 9].join(", ")
        );
    }
    assert_snapshot!(quick(&bomb), @r"
    error: an `&anchor`
     --> cases/a/case.yaml:1:7
      |
    1 | a: &a [x, x, x, x, x, x, x, x, x]
      |       ^
      = a case says what it means in place: no `&anchor`, no `*alias`
      = help: use `let` for a value and `rows` for variations; quote a text that begins with `&`

    1 error in 1 file
    ");
    assert_snapshot!(quick("requirement: *nowhere\n"), @r"
    error: an `*alias`
     --> cases/a/case.yaml:1:14
      |
    1 | requirement: *nowhere
      |              ^
      = a case says what it means in place: no `&anchor`, no `*alias`
      = help: quote a text that begins with `*`

    1 error in 1 file
    ");
}

#[test]
fn merge_keys_are_refused() {
    assert_snapshot!(quick("requirement: A.\n<<: {note: x}\n"), @r"
    error: the merge key `<<`
     --> cases/a/case.yaml:2:1
      |
    2 | <<: {note: x}
      | ^
      = a case says what it means in place: no `&anchor`, no `*alias`
      = help: write the members out; a key that is really called `<<` is refused too

    1 error in 1 file
    ");
}

#[test]
fn a_key_stands_once() {
    assert_snapshot!(quick(&with_steps("  - call: DeleteCustomKeyStore\n    input: {CustomKeyStoreId: a, \"CustomKeyStoreId\": b}")), @r#"
    error: the key `CustomKeyStoreId` stands twice in one mapping
     --> cases/a/case.yaml:5:34
      |
    5 |     input: {CustomKeyStoreId: a, "CustomKeyStoreId": b}
      |                                  ^
      = the second would hide the first
      = help: for duplicate members on the wire, write the bytes with `wire: {body: {text: …}}`

    1 error in 1 file
    "#);
}

#[test]
fn keys_are_texts() {
    assert_snapshot!(quick("requirement: A.\n1: x\n"), @r"
    error: a key that is not text
     --> cases/a/case.yaml:2:1
      |
    2 | 1: x
      | ^
      = the keys of JSON objects are strings
      = help: quote the key

    1 error in 1 file
    ");
    assert_snapshot!(quick("? [a, b]\n: x\n"), @r"
    error: a key that is not text
     --> cases/a/case.yaml:1:3
      |
    1 | ? [a, b]
      |   ^
      = the keys of JSON objects are strings
      = help: quote the key

    1 error in 1 file
    ");
    assert_snapshot!(quick("null: x\n"), @r"
    error: a key that is not text
     --> cases/a/case.yaml:1:1
      |
    1 | null: x
      | ^
      = the keys of JSON objects are strings
      = help: quote the key

    1 error in 1 file
    ");
}

#[test]
fn nesting_is_bounded() {
    assert_snapshot!(quick(&"[".repeat(100_000)), @r"
    error: nested more than 32 deep
     --> cases/a/case.yaml:1:35
      |
    1 | [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…
      |                                   ^
      = a case is for people to read
      = help: for deep nesting on the wire, use `wire: {body: {repeat: {text: '[', times: 10000}}}`

    1 error in 1 file
    ");
    assert_snapshot!(quick(&"{a: ".repeat(100_000)).chars().take(120).collect::<String>(), @r"
    error: nested more than 32 deep
     --> cases/a/case.yaml:1:137
      |
    1 | …: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a:
    ");
    assert_snapshot!(quick(&"- ".repeat(100_000)).chars().take(120).collect::<String>(), @r"
    error: nested more than 32 deep
     --> cases/a/case.yaml:1:65
      |
    1 | - - - - - - - - - - - - - - - - - - - - - - - - - -
    ");
    let mut blocks = String::new();
    for depth in 0..1000 {
        let _ = writeln!(blocks, "{}a:", " ".repeat(depth));
    }
    assert_snapshot!(quick(&blocks), @r"
    error: nested more than 32 deep
      --> cases/a/case.yaml:33:33
       |
    33 |                                 a:
       |                                 ^
       = a case is for people to read
       = help: for deep nesting on the wire, use `wire: {body: {repeat: {text: '[', times: 10000}}}`

    1 error in 1 file
    ");
}

#[test]
fn values_are_bounded() {
    let many = format!("requirement: [{}]", "a, ".repeat(300_000));
    assert_snapshot!(quick(&many), @r"
    error: more than 20000 values
     --> cases/a/case.yaml:1:60006
      |
    1 | …, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a,…
      |                                                    ^
      = a case is for people to read
      = help: split the case

    1 error in 1 file
    ");
}

#[test]
fn a_huge_text_is_shown_in_part() {
    let huge = format!("requirement: {}\n", "a".repeat(900_000));
    assert_snapshot!(quick(&huge), @r"
    error: `evidence` is missing
     --> cases/a/case.yaml:1:1
      |
    1 | requirement: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…
      | ^
      = a case has `evidence`

    error: `steps` is missing
     --> cases/a/case.yaml:1:1
      |
    1 | requirement: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…
      | ^
      = a case has `steps`

    error: the requirement does not end with a full stop
     --> cases/a/case.yaml:1:14
      |
    1 | requirement: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…
      |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = the requirement is one sentence, which a failure prints first
      = help: what else there is to say goes into `note`

    3 errors in 1 file
    ");
}

#[test]
fn errors_are_bounded() {
    let mut many = String::new();
    for number in 0..9_000 {
        let _ = writeln!(many, "key_{number}: x");
    }
    let errors = quick(&many);
    assert_eq!(errors.matches("error: unknown key").count(), 197);
    assert!(
        errors.contains("error: too many errors in one file"),
        "{errors}"
    );
}

#[test]
fn a_file_holds_one_document() {
    assert_snapshot!(quick("requirement: A.\n---\nrequirement: B.\n"), @r"
    error: a second YAML document
     --> cases/a/case.yaml:3:1
      |
    3 | requirement: B.
      | ^
      = a file holds one case
      = help: move it to a file of its own, or make it a row or a step

    1 error in 1 file
    ");
}

#[test]
fn a_number_is_the_one_that_is_written() {
    assert_snapshot!(quick("requirement: 18446744073709551616\n"), @r"
    error: the number `18446744073709551616`
     --> cases/a/case.yaml:1:14
      |
    1 | requirement: 18446744073709551616
      |              ^
      = a whole number has at most 64 bits
      = help: for its digits on the wire, write the bytes with `wire: {body: {text: …}}`

    1 error in 1 file
    ");
    let steps = "  - {call: GenerateRandom, input: {NumberOfBytes: [18446744073709551615, -9223372036854775808, 1.5, 1e400x]}, expect: {ok: {$any: true}}}";
    load(&with_steps(steps)).expect("numbers that fit");
}

#[test]
fn tags_are_refused() {
    assert_snapshot!(quick("requirement: !secret A.\n"), @r"
    error: the tag `!secret`
     --> cases/a/case.yaml:1:22
      |
    1 | requirement: !secret A.
      |                      ^
      = a case uses plain YAML
      = help: write the value without a tag, or quote it

    1 error in 1 file
    ");
    assert_snapshot!(quick("requirement: !!python/object A.\n"), @r"
    error: the tag `!!python/object`
     --> cases/a/case.yaml:1:30
      |
    1 | requirement: !!python/object A.
      |                              ^
      = a case uses plain YAML
      = help: write the value without a tag, or quote it

    1 error in 1 file
    ");
}

#[test]
fn tabs_and_broken_syntax_are_pointed_at() {
    assert_snapshot!(quick("requirement: A.\nevidence:\n\t- kind: inferred\n"), @r"
    error: not YAML: tabs disallowed within this context (block indentation)
     --> cases/a/case.yaml:3:2
      |
    3 |  - kind: inferred
      |  ^
      = the file must be one YAML document
      = help: indent with spaces

    1 error in 1 file
    ");
    assert_snapshot!(quick("requirement: A.\nsteps: [{call: X}\nnote: x\n"), @r"
    error: not YAML: illegal placement of ':' indicator
     --> cases/a/case.yaml:3:5
      |
    3 | note: x
      |     ^
      = the file must be one YAML document

    1 error in 1 file
    ");
    assert_snapshot!(quick("requirement: \"A.\nsteps: []\n"), @r#"
    error: not YAML: unclosed quote
     --> cases/a/case.yaml:1:14
      |
    1 | requirement: "A.
      |              ^
      = the file must be one YAML document

    1 error in 1 file
    "#);
    assert_snapshot!(quick("requirement: A.\n  note: x\n"), @r"
    error: not YAML: mapping values are not allowed in this context
     --> cases/a/case.yaml:2:7
      |
    2 |   note: x
      |       ^
      = the file must be one YAML document
      = help: quote a text that holds `: `, ` #`, or any of `{}[],` inside brackets

    1 error in 1 file
    ");
    assert_snapshot!(quick("requirement: {$ref: ${x}}\n"), @r"
    error: not YAML: while parsing a flow mapping, did not find expected ',' or '}'
     --> cases/a/case.yaml:1:22
      |
    1 | requirement: {$ref: ${x}}
      |                      ^
      = the file must be one YAML document
      = help: quote a text that holds `: `, ` #`, or any of `{}[],` inside brackets

    1 error in 1 file
    ");
    assert_snapshot!(quick("requirement: .nan\n"), @r"
    error: the number `.nan`
     --> cases/a/case.yaml:1:14
      |
    1 | requirement: .nan
      |              ^
      = JSON has no such number
      = help: quote it if a text is meant

    1 error in 1 file
    ");
}

#[test]
fn an_escape_sequence_does_not_reach_the_terminal() {
    assert_snapshot!(quick("requirement: \u{1b}[2Jx\n"), @r#"
    error: the control character U+001B
     --> cases/a/case.yaml:1:14
      |
    1 | requirement: �[2Jx
      |              ^
      = a case is plain UTF-8 text whose every character an editor shows
      = help: inside double quotes write "\x1B"

    1 error in 1 file
    "#);
    assert_snapshot!(quick("\"a\\e[2J\u{202e}\": x\nrequirement: A.\n").replace("= a case has", "="), @r#"
    error: `evidence` is missing
     --> cases/a/case.yaml:1:1
      |
    1 | "a\e[2J�": x
      | ^
      = `evidence`

    error: `steps` is missing
     --> cases/a/case.yaml:1:1
      |
    1 | "a\e[2J�": x
      | ^
      = `steps`

    error: unknown key `a�[2J�` in a case
     --> cases/a/case.yaml:1:1
      |
    1 | "a\e[2J�": x
      | ^^^^^^^^^
      = the keys `requirement`, `evidence`, `note`, `tags`, `serial`, `judges`, `let`, `needs`, `rows`, `steps`

    error: `requirement` is not first
     --> cases/a/case.yaml:2:1
      |
    2 | requirement: A.
      | ^^^^^^^^^^^
      = a case begins with what it is about

    4 errors in 1 file
    "#);
}

#[test]
fn windows_line_ends_are_read() {
    let text = with_steps("  - call: GenerateRandom\n    expect: {ok: {$any: true}}")
        .replace('\n', "\r\n");
    assert_eq!(load(&text).expect("a good case").steps[0].span.line, 4);
    let text =
        with_steps("  - call: GenerateRandom\n    expct: {ok: {$any: true}}").replace('\n', "\r\n");
    assert_snapshot!(errors(&text), @r"
    error: unknown key `expct` in a step
     --> cases/a/case.yaml:5:5
      |
    5 |     expct: {ok: {$any: true}}
      |     ^^^^^
      = a step has the keys `id`, `requirement`, `call`, `run`, `advance`, `disturb`, `as`, `region`, `input`, `unknown_members`, `wire`, `copies`, `eventually`, `expect`, `unchanged`
      = help: did you mean `expect`?

    1 error in 1 file
    ");
}

#[test]
fn random_changes_never_panic() {
    for text in changed(EVERYTHING, 600) {
        if let Err(errors) = load(&text) {
            assert!(
                errors.errors.iter().all(|error| error.span.is_some()),
                "{errors}\n{text}"
            );
        }
    }
}
