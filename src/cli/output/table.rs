//! `--output table`: boxes in boxes.

use std::collections::BTreeSet;

use super::super::value::{Map, Value, text};
use super::width::width;

/// The value as a table under this title, fitted to the terminal if it can be; `Err` for rows of unequal length.
pub(crate) fn table(
    title: &str,
    value: &Value,
    terminal: usize,
    colour: bool,
) -> Result<String, String> {
    let mut table = Table {
        sections: Vec::new(),
    };
    if !table.build(Some(title), value, 0)? {
        return Ok(String::new());
    }
    Ok(table.render(terminal, colour))
}

#[derive(Default)]
struct Section {
    title: String,
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
    indent: usize,
    columns: Option<usize>,
    widths: Vec<usize>,
}

impl Section {
    fn widen(&mut self, cells: &[String]) {
        if self.widths.is_empty() {
            self.widths = cells.iter().map(|c| width(c)).collect();
        } else {
            for (old, cell) in self.widths.iter_mut().zip(cells) {
                *old = (*old).max(width(cell));
            }
        }
    }

    fn header(&mut self, headers: Vec<String>) {
        self.widen(&headers);
        self.columns.get_or_insert(headers.len());
        self.headers = headers;
    }

    fn row(&mut self, row: Vec<String>) -> Result<(), String> {
        let columns = *self.columns.get_or_insert(row.len());
        if row.len() != columns {
            return Err(format!(
                "Row should have {columns} elements, instead it has {}",
                row.len()
            ));
        }
        self.widen(&row);
        self.rows.push(row);
        Ok(())
    }

    fn total(&self) -> usize {
        let columns: usize = self.widths.iter().map(|w| w + 4).sum();
        let around = 2 * self.indent;
        (width(&self.title) + 2 + around).max(columns + 2 + around)
    }

    /// The columns, stretched to fill `max`.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "widths of a terminal"
    )]
    fn stretched(&self, max: usize) -> Vec<usize> {
        let plain: Vec<usize> = self.widths.iter().map(|w| w + 4).collect();
        let sum: usize = plain.iter().sum();
        if sum == 0 {
            return plain;
        }
        let scale = max as f64 / sum as f64;
        let mut columns: Vec<usize> = plain
            .iter()
            .map(|w| (scale * *w as f64).round_ties_even() as usize)
            .collect();
        let mut total: usize = columns.iter().sum();
        while total > max {
            for column in &mut columns {
                if total > max {
                    *column = column.saturating_sub(1);
                    total -= 1;
                }
            }
        }
        while total < max {
            for column in columns.iter_mut().rev() {
                if total < max {
                    *column += 1;
                    total += 1;
                }
            }
        }
        columns
    }

    /// One row under headers becomes a row for each header.
    fn turned(self) -> Self {
        if self.rows.len() != 1 || self.headers.is_empty() {
            return self;
        }
        let mut turned = Self {
            title: self.title,
            indent: self.indent,
            ..Self::default()
        };
        let cells = self.rows.into_iter().next().unwrap_or_default();
        for pair in self.headers.into_iter().zip(cells) {
            let row = vec![pair.0, pair.1];
            turned.columns = Some(2);
            turned.widen(&row);
            turned.rows.push(row);
        }
        turned
    }
}

struct Table {
    sections: Vec<Section>,
}

impl Table {
    fn section(&mut self, title: &str, indent: usize) {
        self.sections.push(Section {
            title: title.to_owned(),
            indent,
            ..Section::default()
        });
    }

    fn last(&mut self) -> Result<&mut Section, String> {
        self.sections
            .last_mut()
            .ok_or_else(|| "a row without a section".into())
    }

    fn build(&mut self, title: Option<&str>, value: &Value, indent: usize) -> Result<bool, String> {
        if !value.truthy() {
            return Ok(false);
        }
        if let Some(title) = title {
            self.section(title, indent);
        }
        match value {
            Value::List(items) if matches!(items.first(), Some(Value::Map(_))) => {
                self.rows_of_maps(items, indent, title.unwrap_or_default())?;
            }
            Value::List(items) => {
                for item in items {
                    match item {
                        Value::List(cells) if cells.iter().all(Value::is_scalar) => {
                            let row = cells.iter().map(text).collect();
                            self.last()?.row(row)?;
                        }
                        // Python walks the keys of a map here.
                        Value::Map(map) => {
                            let row = map.keys().map(str::to_owned).collect();
                            self.last()?.row(row)?;
                        }
                        Value::List(_) => {
                            self.build(None, item, 0)?;
                        }
                        scalar => self.last()?.row(vec![text(scalar)])?,
                    }
                }
            }
            Value::Map(map) => self.map(map, indent)?,
            _ => {}
        }
        Ok(true)
    }

    fn map(&mut self, map: &Map, indent: usize) -> Result<(), String> {
        let (scalars, others) = split(map);
        let cell = |key: &String| map.get(key).map(text).unwrap_or_default();
        if let [only] = scalars.as_slice() {
            let row = vec![only.clone(), cell(only)];
            self.last()?.row(row)?;
        } else if !scalars.is_empty() {
            let row = scalars.iter().map(cell).collect();
            self.last()?.header(scalars);
            self.last()?.row(row)?;
        }
        for key in others {
            if let Some(value) = map.get(&key) {
                self.build(Some(&key), value, indent + 1)?;
            }
        }
        Ok(())
    }

    fn rows_of_maps(&mut self, items: &[Value], indent: usize, title: &str) -> Result<(), String> {
        if let Some(other) = items.iter().find(|item| item.as_map().is_none()) {
            return Err(no_columns(other));
        }
        let maps: Vec<&Map> = items.iter().filter_map(Value::as_map).collect();
        let mut headers = BTreeSet::new();
        let mut more = BTreeSet::new();
        for map in &maps {
            let (scalars, others) = split(map);
            headers.extend(scalars);
            more.extend(others);
        }
        let headers: Vec<String> = headers.into_iter().collect();
        self.last()?.header(headers.clone());
        for (i, map) in maps.iter().enumerate() {
            if i > 0 && !more.is_empty() {
                self.section(title, indent);
                self.last()?.header(headers.clone());
            }
            let row = headers
                .iter()
                .map(|h| map.get(h).map(text).unwrap_or_default())
                .collect();
            self.last()?.row(row)?;
            for key in &more {
                if let Some(value) = map.get(key) {
                    self.build(Some(key), value, indent + 1)?;
                }
            }
        }
        Ok(())
    }

    fn widest(&self) -> usize {
        self.sections.iter().map(Section::total).max().unwrap_or(0)
    }

    fn render(mut self, terminal: usize, colour: bool) -> String {
        if self.widest() > terminal {
            self.sections = self.sections.into_iter().map(Section::turned).collect();
        }
        let max = self.widest();
        let mut page = Page {
            out: String::new(),
            colour,
            indent: 0,
        };
        page.write(&("-".repeat(max) + "\n"));
        for section in &self.sections {
            page.indent = section.indent;
            page.section(section, max - 2 * section.indent);
        }
        page.out
    }
}

/// What Python says of a value in a list of maps that is none: its keys cannot be walked or looked up.
fn no_columns(value: &Value) -> String {
    match value {
        Value::Text(t) if !t.is_empty() => "string indices must be integers, not 'str'".into(),
        Value::List(items) if !items.is_empty() => format!(
            "list indices must be integers or slices, not {}",
            items.first().map_or("str", Value::type_name)
        ),
        Value::Text(_) | Value::List(_) => {
            format!("'{}' object has no attribute 'get'", value.type_name())
        }
        other => format!("'{}' object is not iterable", other.type_name()),
    }
}

fn split(map: &Map) -> (Vec<String>, Vec<String>) {
    let mut scalars = Vec::new();
    let mut others = Vec::new();
    for (key, value) in map.iter() {
        if value.is_scalar() {
            scalars.push(key.to_owned());
        } else {
            others.push(key.to_owned());
        }
    }
    scalars.sort_unstable();
    others.sort_unstable();
    (scalars, others)
}

const RESET: &str = "\u{1b}[0m";

struct Page {
    out: String,
    colour: bool,
    indent: usize,
}

impl Page {
    /// One write; in colour, each resets what it may have left behind.
    fn write(&mut self, text: &str) {
        self.out.push_str(text);
        if self.colour {
            self.out.push_str(RESET);
        }
    }

    fn line(&mut self, text: &str) {
        let edge = if self.colour {
            format!("\u{1b}[2m\u{1b}[33m|{RESET}")
        } else {
            "|".to_owned()
        };
        let edges = edge.repeat(self.indent);
        self.write(&edges);
        self.write(text);
        self.write(&edges);
        self.write("\n");
    }

    fn section(&mut self, section: &Section, max: usize) {
        if !section.title.is_empty() {
            self.line(&centre(&section.title, max, "|"));
            if section.headers.is_empty() && section.rows.is_empty() {
                self.line(&format!("+{}+", "-".repeat(max.saturating_sub(2))));
            }
        }
        let columns = section.stretched(max);
        if !section.headers.is_empty() {
            self.rule(&columns);
            let cells = section.headers.iter().zip(&columns).enumerate();
            let cells: String = cells
                .map(|(i, (header, width))| centre(header, *width, if i == 0 { "|" } else { "" }))
                .collect();
            self.line(&cells);
        }
        if section.rows.is_empty() || columns.is_empty() {
            return;
        }
        self.rule(&columns);
        for row in &section.rows {
            let cells = row.iter().zip(&columns).enumerate();
            let cells: String = cells
                .map(|(i, (cell, width))| {
                    let left = if i == 0 { "|" } else { "" };
                    left_aligned(cell, *width, left, self.colour)
                })
                .collect();
            self.line(&cells);
        }
        self.rule(&columns);
    }

    fn rule(&mut self, columns: &[usize]) {
        let mut rule = String::new();
        for (i, width) in columns.iter().enumerate() {
            let edges = if i == 0 { 2 } else { 1 };
            if i == 0 {
                rule.push('+');
            }
            rule.push_str(&"-".repeat(width.saturating_sub(edges)));
            rule.push('+');
        }
        self.line(&rule);
    }
}

fn centre(text: &str, length: usize, left: &str) -> String {
    let taken = width(text);
    let before = (length / 2).saturating_sub(taken / 2 + 1);
    let after = length.saturating_sub(1 + left.len() + before + taken);
    format!("{left}{}{text}{}|", " ".repeat(before), " ".repeat(after))
}

fn left_aligned(text: &str, length: usize, left: &str, colour: bool) -> String {
    let taken = width(text);
    let padding = if length >= taken + 3 + left.len() {
        2
    } else {
        0
    };
    let after = length.saturating_sub(left.len() + padding + taken + 1);
    let text = if colour {
        format!("\u{1b}[1m\u{1b}[34m{text}{RESET}")
    } else {
        text.to_owned()
    };
    format!("{left}{}{text}{}|", " ".repeat(padding), " ".repeat(after))
}

#[cfg(test)]
mod tests {
    use super::super::super::value::parse;
    use super::*;

    fn draw(json: &str) -> String {
        let value = parse(json, false).expect("JSON");
        table("T", &value, 80, false).expect("a table")
    }

    #[test]
    fn one_pair_is_one_row() {
        assert_eq!(
            table(
                "CreateCustomKeyStore",
                &parse(r#"{"CustomKeyStoreId":"cks-new"}"#, false).expect("JSON"),
                80,
                false
            )
            .expect("a table"),
            "---------------------------------\n|     CreateCustomKeyStore      |\n+-------------------+-----------+\n|  CustomKeyStoreId |  cks-new  |\n+-------------------+-----------+\n"
        );
    }

    #[test]
    fn a_list_of_maps_holds_nothing_else() {
        for (json, expect) in [
            (r#"[{"a":1},5]"#, "'int' object is not iterable"),
            (r#"[{"a":1},null]"#, "'NoneType' object is not iterable"),
            (
                r#"[{"a":1},"x"]"#,
                "string indices must be integers, not 'str'",
            ),
            (r#"[{"a":1},[]]"#, "'list' object has no attribute 'get'"),
        ] {
            let value = parse(json, false).expect("JSON");
            assert_eq!(table("T", &value, 80, false), Err(expect.to_owned()));
        }
    }

    #[test]
    fn lists_of_rows_and_unequal_rows() {
        assert_eq!(
            draw(r#"["a","b"]"#),
            "-------\n|  T  |\n+-----+\n|  a  |\n|  b  |\n+-----+\n"
        );
        assert_eq!(draw("[]"), "");
        let value = parse(r#"[["a"],["b","c"]]"#, false).expect("JSON");
        assert_eq!(
            table("T", &value, 80, false),
            Err("Row should have 1 elements, instead it has 2".into())
        );
    }
}
