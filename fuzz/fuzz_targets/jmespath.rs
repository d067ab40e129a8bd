//! Any expression over any JSON: our reader of JMESPath and the `jmespath` crate come to the same, where the crate keeps to
//! the language; nesting without end is refused; nothing panics.
#![no_main]

use kmspec::cli::query;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// What both mean alike: no functions (the crate's differ in types and words), no literals and quoted names (Python takes
/// what is no JSON as text), no order of a map's values where the expression makes the map.
fn is_common(expression: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.*[]{}:,|&!<>=?@ -".contains(c);
    let tight = expression.replace(' ', "");
    let followed_by = |by: &'static str| {
        let rest = tight.split(by).skip(1);
        rest.map(|rest| rest.chars().next().unwrap_or(' '))
    };
    expression.chars().all(plain)
        && !(expression.contains('*') && expression.contains('{'))
        && !lacks_comma(expression)
        // `[ ]` is a list without items to the crate only; `[]` flattens.
        && tight.matches("[]").count() == expression.matches("[]").count()
        // In a slice `0-1` is two numbers to Python, of which the second counts.
        && !tight.as_bytes().windows(2).any(|w| w[0].is_ascii_digit() && w[1] == b'-')
        // `-0` and `-01` are numbers to Python only, and the crate has 32 bits for one.
        && followed_by("-").all(|c| matches!(c, '1'..='9'))
        && !expression.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() > 9)
        // Behind an index a slice is no projection to Python, and what comes behind `a.*` binds in another order.
        && !(tight.contains("][") && tight.contains(':'))
        && followed_by(".*").all(|c| !matches!(c, '.' | '['))
        // Deeper than this only ours refuses: the crate would go on until its stack is full.
        && expression.matches(['!', '(', '[', '{']).count() < 60
        // The crate refuses a step of zero before it knows whether there is a list to slice.
        && !expression.replace(['-', ' '], "").replace("00", "0").contains(":0]")
        // A lone `&` is an expression reference, which only functions take.
        && !expression.replace("&&", "").contains('&')
}

/// Whether two terms stand side by side: the crate reads a list of them without the comma, the language has none.
fn lacks_comma(expression: &str) -> bool {
    let name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let places: Vec<(usize, char)> = expression
        .char_indices()
        .filter(|(_, c)| *c != ' ')
        .collect();
    places.windows(2).any(|pair| {
        let [(at, a), (then, b)] = [pair[0], pair[1]];
        let parted = then > at + 1 || !name(a) || !name(b);
        parted && (name(a) || "]})*@".contains(a)) && (name(b) || "*@{(".contains(b))
    })
}

/// The value with the members of each map in the order of their names, as the crate keeps them; `None` where a number is
/// beyond what both can tell apart.
fn sorted(value: &Value) -> Option<Value> {
    Some(match value {
        Value::Object(map) => {
            let mut members: Vec<_> = map.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            let members = members.into_iter();
            let members = members.map(|(name, value)| Some((name.clone(), sorted(value)?)));
            Value::Object(members.collect::<Option<_>>()?)
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect::<Option<_>>()?),
        Value::Number(number) if number.as_f64().is_none_or(|n| n.abs() > 1e15) => return None,
        other => other.clone(),
    })
}

/// Whether there is a text among the values: Python orders texts, and refuses to order one with a number; the crate finds
/// nothing in either.
fn holds_text(value: &Value) -> bool {
    match value {
        Value::String(_) => true,
        Value::Array(items) => items.iter().any(holds_text),
        Value::Object(members) => members.values().any(holds_text),
        _ => false,
    }
}

/// Equal, numbers by value.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(k, a)| b.get(k).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

fuzz_target!(|text: &str| {
    let (expression, json) = text.split_once('\n').unwrap_or((text, "{}"));
    let ours = query(expression, json);
    assert_eq!(ours, query(expression, json), "the same expression");
    let nested = format!("{}{expression}", "(".repeat(3000));
    assert!(query(&nested, json).is_err(), "nesting without end");

    let Some(data) = serde_json::from_str::<Value>(json)
        .ok()
        .as_ref()
        .and_then(sorted)
    else {
        return;
    };
    if !is_common(expression) || expression.len() > 200 {
        return;
    }
    if expression.contains(['<', '>']) && holds_text(&data) {
        return;
    }
    let data = data.to_string();
    let Ok(theirs) = jmespath::Variable::from_json(&data) else {
        return;
    };
    let theirs = jmespath::compile(expression).and_then(|e| e.search(theirs));
    let theirs = theirs
        .ok()
        .and_then(|v| serde_json::from_str(&v.to_string()).ok());
    let ours = query(expression, &data).ok();
    let ours: Option<Value> = ours.map(|text| serde_json::from_str(&text).expect("JSON"));
    let agree = match (&ours, &theirs) {
        (Some(ours), Some(theirs)) => same(ours, theirs),
        (ours, theirs) => ours.is_none() == theirs.is_none(),
    };
    assert!(
        agree,
        "{expression}: {ours:?}, and the crate says {theirs:?}"
    );
});
