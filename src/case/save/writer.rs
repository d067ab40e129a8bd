//! A sheet → YAML text: blocks on the outside, flow where it fits on a line, and every comment at its value.

use serde_json::Value;

use super::scalar::{Context, long, scalar};
use super::sheet::{Body, Entry, Sheet};

/// The longest line that is made, where the text has a place to break.
pub(super) const WIDTH: usize = 120;

/// The widest item of a list whose items share lines.
const ITEM: usize = 48;

/// How far a value is spread over lines whatever its width.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spread {
    /// As far as it must be.
    Needed,
    /// Each entry has a line.
    Entries,
    /// Each entry has a line, and so has each of its own.
    Inner,
}

impl Spread {
    /// That of what stands under a key of a file.
    fn of(entry: &Entry) -> Self {
        match (entry.key.as_deref().unwrap_or_default(), &entry.body) {
            ("let" | "needs", _) | ("rows", Body::List(_)) => Self::Entries,
            ("steps" | "facts", _) => Self::Inner,
            _ => Self::Needed,
        }
    }
}

/// The text of a whole file.
pub(in crate::case) fn write(sheet: &Sheet) -> String {
    let mut writer = Writer { out: String::new() };
    for entry in sheet.body.entries() {
        writer.entry(entry, 0, Spread::of(entry));
    }
    for comment in &sheet.end {
        writer.line(0, comment);
    }
    writer.out
}

struct Writer {
    out: String,
}

impl Writer {
    fn line(&mut self, indent: usize, text: &str) {
        self.pad(indent);
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn pad(&mut self, indent: usize) {
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    /// How many characters the last line has.
    fn column(&self) -> usize {
        let line = self.out.rsplit('\n').next().unwrap_or_default();
        line.chars().count()
    }

    /// An entry on lines of its own, with the comments above it.
    fn entry(&mut self, entry: &Entry, indent: usize, spread: Spread) {
        for comment in &entry.above {
            self.line(indent, comment);
        }
        // What has no line of its own behind the dash of an item.
        if let (None, Body::Map(entries)) = (&entry.key, &entry.body)
            && on_one_line(&entry.body, indent + 1, spread).is_none()
        {
            let first = entries.first().into_iter();
            let comments = first.flat_map(|first| &first.above);
            for comment in entry.beside.iter().chain(comments) {
                self.line(indent, comment);
            }
        }
        self.pad(indent);
        self.begun(entry, indent, spread);
    }

    /// An entry whose line is begun.
    fn begun(&mut self, entry: &Entry, indent: usize, spread: Spread) {
        match &entry.key {
            Some(key) => {
                self.out.push_str(&scalar(key, Context::Block));
                self.out.push(':');
            }
            None => self.out.push('-'),
        }
        if let Some(line) = on_one_line(&entry.body, self.column(), spread) {
            self.out.push(' ');
            self.out.push_str(&line);
            return self.end(entry);
        }
        match &entry.body {
            Body::Scalar(Value::String(text)) => self.long(text, entry, indent),
            Body::List(items) if spread == Spread::Needed && share_lines(items) => {
                self.shared(items, indent);
                self.end(entry);
            }
            Body::Map(entries) if entry.key.is_none() => {
                self.out.push(' ');
                for (index, inner) in entries.iter().enumerate() {
                    match index {
                        0 => self.begun(inner, indent + 2, Spread::Needed),
                        _ => self.entry(inner, indent + 2, Spread::Needed),
                    }
                }
            }
            body => {
                self.end(entry);
                let inner = match spread {
                    Spread::Inner => Spread::Entries,
                    _ => Spread::Needed,
                };
                for entry in body.entries() {
                    self.entry(entry, indent + 2, inner);
                }
            }
        }
    }

    /// The comment behind an entry's line, and the line break.
    fn end(&mut self, entry: &Entry) {
        if let Some(comment) = &entry.beside {
            self.out.push(' ');
            self.out.push_str(comment);
        }
        self.out.push('\n');
    }

    fn long(&mut self, text: &str, entry: &Entry, indent: usize) {
        let lines = long(text, self.column() + 1, indent + 2);
        let is_block = !lines[0].starts_with('"');
        self.out.push(' ');
        for (index, line) in lines.iter().enumerate() {
            self.out.push_str(line);
            let is_header = is_block && index == 0;
            let is_end = !is_block && index + 1 == lines.len();
            if is_header || is_end {
                self.end(entry);
            } else {
                self.out.push('\n');
            }
        }
    }

    /// Items in brackets, as many on a line as it holds.
    fn shared(&mut self, items: &[Entry], indent: usize) {
        self.out.push_str(" [");
        for (index, item) in items.iter().enumerate() {
            let text = flow(&item.body);
            let room = self.column() + text.chars().count() + 2;
            match index {
                0 => {}
                _ if room <= WIDTH => self.out.push(' '),
                _ => {
                    self.out.push('\n');
                    self.pad(indent + 2);
                }
            }
            self.out.push_str(&text);
            self.out
                .push(if index + 1 == items.len() { ']' } else { ',' });
        }
    }
}

/// A value as it stands behind what fills the line up to `column`, if it may stand there and fits.
fn on_one_line(body: &Body, column: usize, spread: Spread) -> Option<String> {
    let is_form = |entries: &[Entry]| {
        let mut keys = entries.iter().filter_map(|entry| entry.key.as_deref());
        keys.any(|key| key.starts_with('$'))
    };
    let entries = body.entries();
    if spread != Spread::Needed && !entries.is_empty() && !is_form(entries) || body.is_commented() {
        return None;
    }
    let line = match body {
        Body::Scalar(Value::String(text)) => scalar(text, Context::Block),
        body => flow(body),
    };
    (column + 1 + line.chars().count() <= WIDTH).then_some(line)
}

/// Whether items are short enough to share lines.
fn share_lines(items: &[Entry]) -> bool {
    let is_short = |item: &Entry| flow(&item.body).chars().count() <= ITEM;
    items.len() > 1
        && items.iter().all(is_short)
        && !items
            .iter()
            .any(|item| !item.above.is_empty() || item.beside.is_some() || item.body.is_commented())
}

/// A value on one line.
fn flow(body: &Body) -> String {
    let joined = |entries: &[Entry], one: fn(&Entry) -> String| {
        entries.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    match body {
        Body::Scalar(Value::String(text)) => scalar(text, Context::Flow),
        Body::Scalar(value) => value.to_string(),
        Body::List(items) => format!("[{}]", joined(items, |item| flow(&item.body))),
        Body::Map(entries) => format!(
            "{{{}}}",
            joined(entries, |entry| {
                let key = entry.key.as_deref().unwrap_or_default();
                format!("{}: {}", scalar(key, Context::Flow), flow(&entry.body))
            })
        ),
    }
}
