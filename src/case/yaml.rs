//! The text of a case file → [`Node`]: strict YAML within bounds, and words for what the parser refuses.

use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy};
use serde_saphyr::{Error, Options};

use super::Span;
use super::node::{NOT_A_TEXT_KEY, Node, Tree};

/// The deepest nesting of lists and mappings in a case.
const DEPTH: usize = 32;

/// The most nodes (scalars, lists and mappings) in a case.
const NODES: usize = 20_000;

/// What is wrong with a text as YAML.
#[derive(Debug)]
pub(super) struct YamlRefusal {
    pub(super) span: Option<Span>,
    pub(super) what: String,
    pub(super) why: String,
    pub(super) help: Option<String>,
}

/// What is wrong with a file that is no case, with its name where the parser has none.
#[cfg(feature = "net")]
pub(crate) fn of_file(path: &str, error: &Error) -> String {
    error.to_string().replace("<input>", path)
}

/// The one document that a text holds.
pub(super) fn parse(text: &str) -> Result<Node, YamlRefusal> {
    if let Some(refusal) = forbidden_character(text) {
        return Err(refusal);
    }
    if text
        .lines()
        .all(|l| l.trim().is_empty() || l.trim_start().starts_with('#'))
    {
        return Err(YamlRefusal {
            span: None,
            what: "the file is empty".to_owned(),
            why: "a case has at least `requirement`, `evidence` and `steps`".to_owned(),
            help: None,
        });
    }
    let node =
        serde_saphyr::from_str_with_options(text, options()).map_err(|error| refusal(&error))?;
    match inexact(&node, text) {
        Some(refusal) => Err(refusal),
        None => Ok(node),
    }
}

/// The first whole number that does not fit in 64 bits: read as a float it would be another number.
fn inexact(node: &Node, text: &str) -> Option<YamlRefusal> {
    match &node.tree {
        Tree::List(items) => items.iter().find_map(|item| inexact(item, text)),
        Tree::Map(entries) => entries.iter().find_map(|(_, value)| inexact(value, text)),
        Tree::Number(number) if number.is_f64() => {
            let line = usize::try_from(node.span.line).ok()?.checked_sub(1)?;
            let column = usize::try_from(node.span.column).ok()?.checked_sub(1)?;
            let written = text.split('\n').nth(line)?.chars().skip(column);
            let written: String = written.take(node.width as usize).collect();
            let whole = written
                .trim_start_matches(['-', '+'])
                .chars()
                .all(|c| c.is_ascii_digit());
            whole.then(|| YamlRefusal {
                span: Some(node.span),
                what: format!("the number `{written}`"),
                why: "a whole number has at most 64 bits".to_owned(),
                help: Some(
                    "for its digits on the wire, write the bytes with `wire: {body: {text: …}}`"
                        .to_owned(),
                ),
            })
        }
        _ => None,
    }
}

fn options() -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: DEPTH,
            max_nodes: NODES,
            max_anchors: 0,
            max_aliases: 0,
            max_merge_keys: 0,
            flow_nesting_limit: DEPTH + 2,
        },
        duplicate_keys: DuplicateKeyPolicy::Error,
        merge_keys: MergeKeyPolicy::Error,
        strict_booleans: true,
        reject_unsupported_tags: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
    }
}

/// The first character that YAML forbids or that an editor would not show.
fn forbidden_character(text: &str) -> Option<YamlRefusal> {
    let (at, c) = text.char_indices().find(|(_, c)| {
        matches!(c, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{feff}')
    })?;
    let (what, help) = match c {
        '\u{feff}' => (
            "a byte order mark (U+FEFF)".to_owned(),
            "save the file as UTF-8 without a byte order mark; inside a text write \"\\uFEFF\""
                .to_owned(),
        ),
        c => (
            format!("the control character U+{:04X}", u32::from(c)),
            format!("inside double quotes write \"\\x{:02X}\"", u32::from(c)),
        ),
    };
    Some(YamlRefusal {
        span: Some(span_at(text, at)),
        what,
        why: "a case is plain UTF-8 text whose every character an editor shows".to_owned(),
        help: Some(help),
    })
}

/// Line and column of a byte offset.
pub(super) fn span_at(text: &str, at: usize) -> Span {
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    Span {
        line: u32::try_from(line).unwrap_or(u32::MAX),
        column: u32::try_from(column).unwrap_or(u32::MAX),
    }
}

fn refusal(error: &Error) -> YamlRefusal {
    let error = error.without_snippet();
    let span = error.location().filter(|l| l.line() > 0).map(|l| Span {
        line: u32::try_from(l.line()).unwrap_or(u32::MAX),
        column: u32::try_from(l.column()).unwrap_or(u32::MAX),
    });
    let (what, why, help) = words(error);
    YamlRefusal {
        span,
        what,
        why: why.to_owned(),
        help: (!help.is_empty()).then(|| help.to_owned()),
    }
}

fn words(error: &Error) -> (String, &'static str, &'static str) {
    const NO_ALIASES: &str = "a case says what it means in place: no `&anchor`, no `*alias`";
    match error {
        Error::DuplicateMappingKey { key, .. } => (
            match key {
                Some(key) => format!("the key `{key}` stands twice in one mapping"),
                None => "a key stands twice in one mapping".to_owned(),
            },
            "the second would hide the first",
            "for duplicate members on the wire, write the bytes with `wire: {body: {text: …}}`",
        ),
        Error::MergeKeyNotAllowed { .. } => (
            "the merge key `<<`".to_owned(),
            NO_ALIASES,
            "write the members out; a key that is really called `<<` is refused too",
        ),
        Error::UnsupportedTag { tag, .. } => (
            format!("the tag `{tag}`"),
            "a case uses plain YAML",
            "write the value without a tag, or quote it",
        ),
        Error::MultipleDocuments { .. } => (
            "a second YAML document".to_owned(),
            "a file holds one case",
            "move it to a file of its own, or make it a row or a step",
        ),
        Error::NonFiniteFloat { value, .. } => (
            format!("the number `{value}`"),
            "JSON has no such number",
            "quote it if a text is meant",
        ),
        Error::UnknownAnchor { .. } => (
            "an `*alias`".to_owned(),
            NO_ALIASES,
            "quote a text that begins with `*`",
        ),
        Error::AliasError { error, .. } => words(error),
        Error::Budget { breach, .. } => breach_words(breach, NO_ALIASES),
        Error::Message { msg, .. } if msg == NOT_A_TEXT_KEY => (
            "a key that is not text".to_owned(),
            "the keys of JSON objects are strings",
            "quote the key",
        ),
        other => syntax_words(&other.to_string()),
    }
}

/// The parser's own words for broken syntax, without the place, which is shown beside them.
fn syntax_words(text: &str) -> (String, &'static str, &'static str) {
    let line = text.lines().next().unwrap_or_default();
    let said = line.split_once(" at line ").map_or(line, |(said, _)| said);
    if said.contains("recursion limit") {
        return too_deep();
    }
    let help = if said.contains("tabs") {
        "indent with spaces"
    } else if said.contains("mapping values") || said.contains("flow mapping") {
        "quote a text that holds `: `, ` #`, or any of `{}[],` inside brackets"
    } else {
        ""
    };
    (
        format!("not YAML: {said}"),
        "the file must be one YAML document",
        help,
    )
}

fn too_deep() -> (String, &'static str, &'static str) {
    (
        format!("nested more than {DEPTH} deep"),
        "a case is for people to read",
        "for deep nesting on the wire, use `wire: {body: {repeat: {text: '[', times: 10000}}}`",
    )
}

fn breach_words(
    breach: &BudgetBreach,
    no_aliases: &'static str,
) -> (String, &'static str, &'static str) {
    match breach {
        BudgetBreach::Anchors { .. } => (
            "an `&anchor`".to_owned(),
            no_aliases,
            "use `let` for a value and `rows` for variations; quote a text that begins with `&`",
        ),
        BudgetBreach::Aliases { .. } => (
            "an `*alias`".to_owned(),
            no_aliases,
            "quote a text that begins with `*`",
        ),
        BudgetBreach::Depth { .. } => too_deep(),
        BudgetBreach::Nodes { .. } => (
            format!("more than {NODES} values"),
            "a case is for people to read",
            "split the case",
        ),
        other => (
            format!("beyond the bounds of a case file ({other:?})"),
            "a case is for people to read",
            "split the case",
        ),
    }
}
