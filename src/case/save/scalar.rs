//! Texts as YAML: plain where no reader can go wrong, else in quotes; long ones over several lines.

use std::fmt::Write as _;

use super::writer::WIDTH;

/// Where a text stands, which tells what would end it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// Behind a key or a dash.
    Block,
    /// Inside of brackets.
    Flow,
}

/// A text, plain where no reader of YAML can take it for anything else.
pub(super) fn scalar(text: &str, context: Context) -> String {
    if is_plain(text, context) {
        text.to_owned()
    } else if text.contains(['"', '\\']) && !text.contains('\'') && is_shown(text) {
        format!("'{text}'")
    } else {
        format!("\"{}\"", escaped(text).concat())
    }
}

/// A text that is too long for a line, as what stands behind its key: the first line, and the others with their
/// indentation.
pub(super) fn long(text: &str, column: usize, indent: usize) -> Vec<String> {
    folded(text, indent)
        .or_else(|| literal(text, indent))
        .unwrap_or_else(|| broken(text, column, indent))
}

fn is_plain(text: &str, context: Context) -> bool {
    const WORDS: [&str; 11] = [
        "null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf",
    ];
    let punctuation = match context {
        Context::Block => " _.,/()+;'$-*=“”’…`\":",
        Context::Flow => " _./()+$-*=“”’…",
    };
    let begins =
        |text: &str| text.starts_with(|c: char| c.is_ascii_alphabetic() || "$_/".contains(c));
    let option = text.trim_start_matches('-');
    (begins(text) || text.len() <= option.len() + 2 && begins(option))
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || punctuation.contains(c))
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !WORDS.contains(&option.to_ascii_lowercase().as_str())
        || is_duration(text)
}

/// A number and a unit, such as `20m` or `-7d`: no reader takes it for a number.
fn is_duration(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let unit = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    unit.len() < digits.len() && ["d", "h", "m", "s", "ms"].contains(&unit)
}

/// One line without breaks of its own, folded between words.
fn folded(text: &str, indent: usize) -> Option<Vec<String>> {
    let (line, header) = match text.strip_suffix('\n') {
        Some(line) => (line, ">"),
        None => (text, ">-"),
    };
    if line.contains('\n') || !is_shown(line) || line.starts_with(' ') || line.ends_with(' ') {
        return None;
    }
    let mut lines = vec![header.to_owned()];
    let mut current = String::new();
    for word in words(line) {
        let width = indent + current.chars().count() + 1 + word.chars().count();
        if !current.is_empty() && width > WIDTH {
            lines.push(indented(&current, indent));
            current.clear();
        }
        if !current.is_empty() {
            current.push(' ');
        }
        current.push_str(word);
    }
    lines.push(indented(&current, indent));
    fit(&lines).then_some(lines)
}

/// The parts of a line between single spaces: a break in wider gaps would be another text.
fn words(line: &str) -> Vec<&str> {
    let bytes = line.as_bytes();
    let mut found = Vec::new();
    let mut start = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let is_single = *byte == b' ' && bytes[at - 1] != b' ' && bytes[at + 1] != b' ';
        if is_single {
            found.push(&line[start..at]);
            start = at + 1;
        }
    }
    found.push(&line[start..]);
    found
}

/// Lines as they are.
fn literal(text: &str, indent: usize) -> Option<Vec<String>> {
    let content = text.trim_end_matches('\n');
    let ends = text.len() - content.len();
    let is_odd = |line: &str| line.ends_with(' ') || !is_shown(line);
    if content.is_empty() || content.lines().any(is_odd) {
        return None;
    }
    let mut header = "|".to_owned();
    if content.trim_start_matches('\n').starts_with(' ') {
        header.push('2');
    }
    match ends {
        0 => header.push('-'),
        1 => {}
        _ => header.push('+'),
    }
    let mut lines = vec![header];
    lines.extend(content.split('\n').map(|line| indented(line, indent)));
    lines.extend((1..ends).map(|_| String::new()));
    fit(&lines).then_some(lines)
}

/// In quotes over several lines: a break at the text's own breaks, and where a line is full.
fn broken(text: &str, column: usize, indent: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = "\"".to_owned();
    let mut before = column;
    let mut is_begun = false;
    for piece in escaped(text) {
        let width = before + line.chars().count() + piece.chars().count() + 1;
        if is_begun && (width > WIDTH || line.ends_with("\\n")) {
            line.push('\\');
            lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
            before = 0;
            // A space that begins a line would go with the indentation.
            if piece.starts_with(' ') {
                line.push('\\');
            }
        }
        line.push_str(&piece);
        is_begun = true;
    }
    line.push('"');
    lines.push(line);
    lines
}

/// What stands between the quotes, in pieces between which a line may end: words with the spaces before them, and the
/// text's own breaks.
fn escaped(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for c in text.chars() {
        let piece = match pieces.last_mut() {
            Some(last)
                if !last.ends_with("\\n")
                    && last.len() < 80
                    && (c != ' ' || last.ends_with(' ')) =>
            {
                last
            }
            _ => {
                pieces.push(String::new());
                pieces.last_mut().expect("it was pushed")
            }
        };
        escape(piece, c);
    }
    pieces
}

fn escape(out: &mut String, c: char) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        '\r' => out.push_str("\\r"),
        c if is_hidden(c) => {
            let code = u32::from(c);
            let _ = if code > 0xffff {
                write!(out, "\\U{code:08X}")
            } else {
                write!(out, "\\u{code:04X}")
            };
        }
        c => out.push(c),
    }
}

fn is_shown(line: &str) -> bool {
    !line.chars().any(is_hidden)
}

/// Characters that YAML forbids or that an editor would not show.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}')
        || u32::from(c) & 0xfffe == 0xfffe
        || matches!(c, '\u{e0000}'..='\u{e0fff}')
}

fn indented(line: &str, indent: usize) -> String {
    if line.is_empty() {
        return String::new();
    }
    format!("{}{line}", " ".repeat(indent))
}

fn fit(lines: &[String]) -> bool {
    lines.iter().all(|line| line.chars().count() <= WIDTH)
}
