//! JSON text as KMS writes it: one line, no white space, and numbers in the form that the writer chooses.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

/// How a number with a fraction is written; every form is the same JSON number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NumberForm {
    /// `1.592412018521E9`, as KMS writes a timestamp (fact W-704).
    #[default]
    Exponent,
    /// `1592412018.521`, as the documentation shows it (fact W-036).
    Decimal,
}

/// White space between the parts of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spacing {
    /// None, as KMS writes (fact W-708).
    #[default]
    Compact,
    /// A line for each member and item.
    Pretty,
}

/// The JSON text of a value.
#[must_use]
pub fn write(value: &Value, numbers: NumberForm, spacing: Spacing) -> String {
    let mut text = Vec::new();
    let done = match spacing {
        Spacing::Compact => {
            let form = Numbers(numbers, CompactFormatter);
            value.serialize(&mut Serializer::with_formatter(&mut text, form))
        }
        Spacing::Pretty => {
            let form = Numbers(numbers, PrettyFormatter::new());
            value.serialize(&mut Serializer::with_formatter(&mut text, form))
        }
    };
    // Writing a value to memory cannot fail; if it did, the plain form says the same.
    match done {
        Ok(()) => String::from_utf8(text).unwrap_or_else(|_| value.to_string()),
        Err(_) => value.to_string(),
    }
}

/// The value with the members of every object in alphabetical order (fact W-708).
#[must_use]
pub fn in_order(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<(String, Value)> = members
                .into_iter()
                .map(|(name, value)| (name, in_order(value)))
                .collect();
            members.sort_by(|(one, _), (other, _)| one.cmp(other));
            Value::Object(members.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(in_order).collect()),
        scalar => scalar,
    }
}

/// A formatter that writes numbers in its own form and leaves the rest to another.
struct Numbers<F>(NumberForm, F);

/// As Java writes a double: a digit, a point, at least one more digit, and the exponent.
fn exponent(number: f64) -> String {
    let text = format!("{number:E}");
    match text.split_once('E') {
        Some((digits, exponent)) if !digits.contains('.') => format!("{digits}.0E{exponent}"),
        _ => text,
    }
}

impl<F: Formatter> Formatter for Numbers<F> {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        match self.0 {
            NumberForm::Exponent => writer.write_all(exponent(value).as_bytes()),
            NumberForm::Decimal => self.1.write_f64(writer, value),
        }
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.1.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.1.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.1.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.1.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.1.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.1.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.1.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.1.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.1.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_have_two_forms() {
        fn check(number: f64, exponent: &str, decimal: &str) {
            let value = json!({"At": number, "Days": 30});
            for (form, expected) in [
                (NumberForm::Exponent, exponent),
                (NumberForm::Decimal, decimal),
            ] {
                let text = write(&value, form, Spacing::Compact);
                assert_eq!(text, format!(r#"{{"At":{expected},"Days":30}}"#));
                let back: Value = serde_json::from_str(&text).expect("JSON");
                assert_eq!(back, value, "{text}");
            }
        }
        check(1_592_412_018.521, "1.592412018521E9", "1592412018.521"); // W-704
        check(1_592_412_018.0, "1.592412018E9", "1592412018.0");
        check(1_000_000_000.0, "1.0E9", "1000000000.0");
        check(0.25, "2.5E-1", "0.25");
    }

    #[test]
    fn members_stand_in_order_at_every_level() {
        let value = json!({"b": [{"z": 1, "a": {"y": 2, "c": 3}}], "A": null});
        let text = write(&in_order(value), NumberForm::Exponent, Spacing::Compact);
        assert_eq!(text, r#"{"A":null,"b":[{"a":{"c":3,"y":2},"z":1}]}"#);
    }

    #[test]
    fn spacing_changes_no_value() {
        let value = json!({"a": [1.5, {"b": []}], "c": {}});
        let text = write(&value, NumberForm::Exponent, Spacing::Pretty);
        assert!(text.contains("\n  \"a\": [\n    1.5E0,"), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), value);
    }
}
