//! `--output text`: rows of columns, divided by tabs.

use std::collections::BTreeSet;

use super::super::value::{Map, Value, text as plain};

/// The value as rows.
///
/// # Errors
///
/// A list of maps with something else among them, in Python's words.
pub(crate) fn text(value: &Value) -> Result<String, String> {
    let mut out = String::new();
    put(&mut out, value, None, None)?;
    Ok(out)
}

fn put(
    out: &mut String,
    value: &Value,
    name: Option<&str>,
    columns: Option<&[String]>,
) -> Result<(), String> {
    match value {
        Value::Map(map) => put_map(out, map, name, columns),
        Value::List(items) => put_list(out, items, name),
        scalar => {
            line(out, &[plain(scalar)]);
            Ok(())
        }
    }
}

fn line(out: &mut String, cells: &[String]) {
    out.push_str(&cells.join("\t"));
    out.push('\n');
}

fn put_list(out: &mut String, items: &[Value], name: Option<&str>) -> Result<(), String> {
    if items.iter().any(|item| matches!(item, Value::Map(_))) {
        if let Some(other) = items.iter().find(|item| item.as_map().is_none()) {
            return Err(format!(
                "'{}' object has no attribute 'items'",
                other.type_name()
            ));
        }
        let columns: BTreeSet<&str> = items
            .iter()
            .filter_map(Value::as_map)
            .flat_map(|map| map.iter().filter(|(_, v)| v.is_scalar()))
            .map(|(key, _)| key)
            .collect();
        let columns: Vec<String> = columns.into_iter().map(str::to_owned).collect();
        for item in items {
            put(out, item, name, Some(&columns))?;
        }
    } else if items.iter().any(|item| matches!(item, Value::List(_))) {
        let (scalars, others): (Vec<&Value>, Vec<&Value>) =
            items.iter().partition(|item| item.is_scalar());
        if !scalars.is_empty() {
            put_scalars(out, &scalars, name);
        }
        for other in others {
            put(out, other, name, None)?;
        }
    } else if !items.is_empty() {
        put_scalars(out, &items.iter().collect::<Vec<_>>(), name);
    }
    Ok(())
}

fn put_scalars(out: &mut String, items: &[&Value], name: Option<&str>) {
    match name {
        Some(name) => {
            for item in items {
                line(out, &[name.to_uppercase(), plain(item)]);
            }
        }
        None => line(
            out,
            &items.iter().map(|item| plain(item)).collect::<Vec<_>>(),
        ),
    }
}

fn put_map(
    out: &mut String,
    map: &Map,
    name: Option<&str>,
    columns: Option<&[String]>,
) -> Result<(), String> {
    let mut keys: Vec<&str> = map.keys().collect();
    keys.sort_unstable();
    let mut cells: Vec<String> = match columns {
        Some(columns) => columns
            .iter()
            .map(|key| map.get(key).map(plain).unwrap_or_default())
            .collect(),
        None => keys
            .iter()
            .filter_map(|key| map.get(key))
            .filter(|value| value.is_scalar())
            .map(plain)
            .collect(),
    };
    if !cells.is_empty() {
        if let Some(name) = name {
            cells.insert(0, name.to_uppercase());
        }
        line(out, &cells);
    }
    for key in keys {
        let is_column = columns.is_some_and(|columns| columns.iter().any(|c| c == key));
        match map.get(key) {
            Some(value) if !value.is_scalar() && !is_column => put(out, value, Some(key), None)?,
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::super::value::parse;
    use super::*;

    fn check(json: &str, expect: &str) {
        let found = text(&parse(json, false).expect("JSON"));
        assert_eq!(found.as_deref(), Ok(expect), "{json}");
    }

    #[test]
    fn rows_are_laid_out() {
        check(r#"{"b":"x","a":true,"c":null}"#, "True\tx\tNone\n");
        check(
            r#"{"Keys":[{"KeyId":"1","Arn":"a"},{"KeyId":"2"}]}"#,
            "KEYS\ta\t1\nKEYS\t\t2\n",
        );
        check(r#"["a","b"]"#, "a\tb\n");
        check(r#"[["a","b"],["c"]]"#, "a\tb\nc\n");
        check(r#"{"l":["a","b"]}"#, "L\ta\nL\tb\n");
        check("[]", "");
        check("1.5", "1.5\n");
    }
}
