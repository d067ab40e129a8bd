//! What is formatted means what it meant, keeps its comments, and stays when it is formatted again.

use insta::assert_snapshot;

use super::EVERYTHING;
use crate::case::{CaseId, format_text};

fn formatted(text: &str) -> String {
    let id = CaseId::new("a/case").expect("a name");
    let format = |text: &str| {
        format_text(&id, "case.yaml", text).unwrap_or_else(|errors| panic!("{text}\n{errors}"))
    };
    let once = format(text);
    assert_eq!(format(&once), once, "formatted twice it is another text");
    once
}

const UNTIDY: &str = r#"# The head.
requirement: "A text." # what it is
note: "A note: more."
evidence: [C-106]   # who says so
# Above the steps.
steps:   # behind the key

  # Above a step.
  -
    # Above a key of a step.
    expect:
      # Inside of an expectation.
      error: CustomKeyStoreHasCMKsException
    input: {CustomKeyStoreId: a,   # behind an entry
            # On a line of its own, in brackets.
            Bad: [1, 2, # behind an item
              3]}
    unknown_members: true
    call: DeleteCustomKeyStore
  - {input: {KeyId: b}, call: DescribeKey, eventually: {stable_for: 1s, within: 1m}, expect: {ok: {$open: true}}} # one line
  - {expect: {status: 400, error: {message: "A message that is long enough that it stands on a line of its own", type: [NotFoundException, InvalidArnException]}}, input: {KeyId: c}, call: DescribeKey} # too long
# The end.
"#;

#[test]
fn keys_are_put_in_order_and_comments_go_with_them() {
    assert_snapshot!(formatted(UNTIDY), @r#"
    # The head.
    requirement: A text. # what it is
    evidence: [C-106] # who says so
    note: "A note: more."
    # Above the steps.
    steps: # behind the key
      # Above a step.
      # Above a key of a step.
      - call: DeleteCustomKeyStore
        input:
          CustomKeyStoreId: a # behind an entry
          # On a line of its own, in brackets.
          Bad:
            - 1
            - 2 # behind an item
            - 3
        unknown_members: true
        expect:
          # Inside of an expectation.
          error: CustomKeyStoreHasCMKsException
      # one line
      - call: DescribeKey
        input: {KeyId: b}
        eventually: {within: 1m, stable_for: 1s}
        expect: {ok: {$open: true}}
      # too long
      - call: DescribeKey
        input: {KeyId: c}
        expect:
          error:
            type: [NotFoundException, InvalidArnException]
            message: A message that is long enough that it stands on a line of its own
          status: 400
    # The end.
    "#);
}

#[test]
fn a_comment_is_kept_wherever_it_stands() {
    formatted(EVERYTHING);
    let lines: Vec<&str> = UNTIDY.lines().collect();
    for at in 0..=lines.len() {
        let mut above = lines.clone();
        above.insert(at, "      # A new one.");
        let new = formatted(&above.join("\n"));
        assert!(new.contains("# A new one."), "{new}");
        if at < lines.len() && !lines[at].contains('#') && !lines[at].is_empty() {
            let line = format!("{} # A new one.", lines[at]);
            let mut beside = lines.clone();
            beside[at] = &line;
            let new = formatted(&beside.join("\n"));
            assert!(new.contains("# A new one."), "{new}");
        }
    }
}

#[test]
fn a_text_is_the_same_however_it_is_broken() {
    let words = "word ".repeat(40);
    let texts = [
        words.trim_end().to_owned(),
        words.clone(),
        format!(" {words}"),
        format!("{}\n", words.trim_end()),
        format!("{}\n\n", words.trim_end()),
        format!("{words}  {words}x"),
        format!("# {}x", "# ".repeat(90)),
        format!("- {}x: y", "a: b ".repeat(50)),
        "x".repeat(300),
        " ".repeat(300),
        "\n".repeat(140),
        format!("a{}b", " ".repeat(200)),
        format!(
            "\n{}\n  {}\n",
            "first ".repeat(15).trim_end(),
            "second ".repeat(12).trim_end()
        ),
        format!(
            "  {}\n{}",
            "first ".repeat(15).trim_end(),
            "second ".repeat(12).trim_end()
        ),
        format!(
            "{}\n{}\n\n\n",
            "first ".repeat(15).trim_end(),
            "second ".repeat(12).trim_end()
        ),
        format!("\u{1b}[0m{}\r\n{}\t{words}", "-".repeat(90), "=".repeat(90)),
        "\\n\"'".repeat(60),
        "\u{1f511}é".repeat(80),
        format!("'{}'", "\\d+ ".repeat(40)),
    ];
    for text in texts {
        let quoted = serde_json::to_string(&text).expect("a text");
        let case = format!(
            "requirement: A text.\nevidence: [C-106]\nsteps:\n  - call: DescribeKey\n    \
             input: {{KeyId: {quoted}, GrantTokens: [{quoted}]}}\n    expect: {{ok: {{$open: true}}}}\n"
        );
        let new = formatted(&case);
        let longest = new.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(120), "{new}");
    }
}

#[test]
fn a_file_for_many_operations_stays_one() {
    let text = r"requirement: One rule of $operation.
evidence: [model-$operation.permissions]
rows: {operations: [DescribeKey, DisableKey]}
needs: {$good: needs}
steps:
  - $good: set_up
  - {id: before, $good: before}
  - input: {$good: input}
    call: $operation # its owner may
    expect: {ok: {$open: true}}
";
    assert_snapshot!(formatted(text), @r"
    requirement: One rule of $operation.
    evidence: [model-$operation.permissions]
    needs: {$good: needs}
    rows: {operations: [DescribeKey, DisableKey]}
    steps:
      - {$good: set_up}
      - {id: before, $good: before}
      - call: $operation # its owner may
        input: {$good: input}
        expect: {ok: {$open: true}}
    ");
}

#[test]
fn what_does_not_load_is_not_formatted() {
    let id = CaseId::new("a/case").expect("a name");
    let text = "requirement: A text.\nsteps: []\n";
    let errors = format_text(&id, "case.yaml", text).expect_err("it is no case");
    assert!(
        errors.to_string().contains("`evidence` is missing"),
        "{errors}"
    );
}
