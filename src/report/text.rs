//! Text from files and endpoints, made safe to print.

use std::io::{self, Write};

/// The text without what a terminal would obey: control characters, but line breaks, and marks of writing direction.
pub(super) fn visible(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' => '\n',
            '\t' => ' ',
            '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{feff}' => '\u{fffd}',
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// The text without line breaks either.
pub(super) fn one_line(text: &str) -> String {
    visible(text).replace('\n', "\u{fffd}")
}

/// At most `most` characters, and how many there are if that is more.
pub(super) fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}… ({} characters)", &text[..at], text.chars().count()),
        None => text.to_owned(),
    }
}

/// Writes each line of a text behind `indent`.
pub(super) fn write_indented(out: &mut dyn Write, indent: &str, text: &str) -> io::Result<()> {
    for line in text.lines() {
        writeln!(out, "{}", format!("{indent}{line}").trim_end())?;
    }
    Ok(())
}

/// `1 case`, `2 cases`.
#[must_use]
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn one_is_no_plural() {
        let told = [0, 1, 3].map(|number| count(number, "cause"));
        assert_eq!(told, ["0 causes", "1 cause", "3 causes"]);
    }
}
