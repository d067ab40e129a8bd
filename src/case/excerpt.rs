//! One line of a case file with a caret under what is meant.

use std::fmt::Write as _;

use super::{Location, Source, Span};

/// Whether text for people carries ANSI colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paint {
    /// No escape sequences.
    #[default]
    Plain,
    /// ANSI escape sequences; the caller knows that a terminal reads them.
    Coloured,
}

impl Paint {
    /// `text` as an error's headline.
    pub(super) fn error(self, text: &str) -> String {
        self.wrap("\u{1b}[1;31m", text)
    }

    /// `text` as a frame around the excerpt.
    pub(super) fn frame(self, text: &str) -> String {
        self.wrap("\u{1b}[1;34m", text)
    }

    /// `text` as advice.
    pub(super) fn help(self, text: &str) -> String {
        self.wrap("\u{1b}[1;36m", text)
    }

    fn wrap(self, start: &str, text: &str) -> String {
        match self {
            Paint::Plain => text.to_owned(),
            Paint::Coloured => format!("{start}{text}\u{1b}[0m"),
        }
    }
}

/// The widest part of a line that is shown, in characters.
const WINDOW: usize = 100;

impl Location {
    /// Path, line and column, the line itself, and a caret under the place.
    #[must_use]
    pub fn excerpt(&self, paint: Paint) -> String {
        let digits = self.span.line.to_string().len();
        excerpt(&self.source, self.span, 1, digits, paint)
    }
}

/// The place and its line, framed; `digits` is the width of the column of line numbers. Ends with a line break.
pub(super) fn excerpt(
    source: &Source,
    span: Span,
    width: u32,
    digits: usize,
    paint: Paint,
) -> String {
    let mut out = String::new();
    let pad = " ".repeat(digits);
    let _ = writeln!(
        out,
        "{pad}{} {}:{}:{}",
        paint.frame("-->"),
        visible(&source.path),
        span.line,
        span.column
    );
    let Some(line) = line_of(&source.text, span.line) else {
        return out;
    };
    let column = (span.column.max(1) - 1) as usize;
    let (shown, caret, room) = window(line, column);
    let width = (width.max(1) as usize).min(room.max(1));
    let _ = writeln!(out, "{pad} {}", paint.frame("|"));
    let number = paint.frame(&format!("{:>digits$} |", span.line));
    let _ = writeln!(out, "{}", format!("{number} {shown}").trim_end());
    let _ = writeln!(
        out,
        "{pad} {} {}{}",
        paint.frame("|"),
        " ".repeat(caret),
        paint.error(&"^".repeat(width))
    );
    out
}

fn line_of(text: &str, line: u32) -> Option<&str> {
    let index = usize::try_from(line).ok()?.checked_sub(1)?;
    text.split('\n')
        .nth(index)
        .map(|l| l.strip_suffix('\r').unwrap_or(l))
}

/// The part of a line around a column, the column within it, and the characters from there to its end.
fn window(line: &str, column: usize) -> (String, usize, usize) {
    let start = if column < WINDOW * 3 / 4 {
        0
    } else {
        column - WINDOW / 2
    };
    let mut shown = String::new();
    let mut caret = column - start;
    if start > 0 {
        shown.push('…');
        caret += 1;
    }
    let mut rest = line.chars().skip(start);
    shown.extend(rest.by_ref().take(WINDOW).map(visible_char));
    let room = shown.chars().count().saturating_sub(caret);
    if rest.next().is_some() {
        shown.push('…');
    }
    (shown, caret, room)
}

/// Text from a file or a path, safe to print: no control characters, no marks that turn the direction of writing.
pub(super) fn visible(text: &str) -> String {
    text.chars().map(visible_char).collect()
}

fn visible_char(c: char) -> char {
    match c {
        '\t' => ' ',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}
