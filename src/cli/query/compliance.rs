//! The public `JMESPath` compliance suite, whole.

use serde_json::Value as Json;

use super::super::value::{Layout, parse, write};
use super::compile;

const FILES: &[(&str, &str)] = &[
    ("basic", include_str!("compliance/basic.json")),
    ("boolean", include_str!("compliance/boolean.json")),
    ("current", include_str!("compliance/current.json")),
    ("escape", include_str!("compliance/escape.json")),
    ("filters", include_str!("compliance/filters.json")),
    ("functions", include_str!("compliance/functions.json")),
    ("identifiers", include_str!("compliance/identifiers.json")),
    ("indices", include_str!("compliance/indices.json")),
    ("literal", include_str!("compliance/literal.json")),
    ("multiselect", include_str!("compliance/multiselect.json")),
    ("pipe", include_str!("compliance/pipe.json")),
    ("slice", include_str!("compliance/slice.json")),
    ("syntax", include_str!("compliance/syntax.json")),
    ("unicode", include_str!("compliance/unicode.json")),
    ("wildcard", include_str!("compliance/wildcard.json")),
];

/// What an expression gives; `Err` for any fault.
fn search(expression: &str, given: &Json) -> Result<Json, String> {
    let data = parse(&given.to_string(), false).map_err(|error| error.to_string())?;
    let found = compile(expression)?.search(&data)?;
    serde_json::from_str(&write(&found, Layout::Compact)).map_err(|error| error.to_string())
}

/// Equal as `JMESPath` means it: numbers by value.
fn same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => a.as_f64() == b.as_f64(),
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(k, a)| b.get(k).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

#[test]
fn the_public_suite() {
    let mut run = 0;
    let mut wrong = Vec::new();
    for (file, text) in FILES {
        let suites: Vec<Json> = serde_json::from_str(text).expect("the suite is JSON");
        for suite in &suites {
            for case in suite["cases"].as_array().into_iter().flatten() {
                let expression = case["expression"].as_str().expect("an expression");
                let found = search(expression, &suite["given"]);
                run += 1;
                let right = match (case.get("result"), &found) {
                    (Some(result), Ok(found)) => same(result, found),
                    (None, Err(_)) => true,
                    _ => false,
                };
                if !right {
                    wrong.push(format!(
                        "{file}: {expression} on {}: {found:?}, not {case}",
                        suite["given"]
                    ));
                }
            }
        }
    }
    assert!(run > 800, "only {run} cases were found");
    assert!(
        wrong.is_empty(),
        "{} of {run}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
