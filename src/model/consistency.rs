//! What must hold of a service model before anything is built on it.

use std::collections::{BTreeMap, BTreeSet};

use super::pattern;
use super::{Kind, Shape, Stripped};

/// How many shapes may stand inside each other; KMS has five.
const DEEPEST: usize = 32;

/// Everything that is wrong with a model, in order of names; empty when it can be used.
pub(super) fn problems(model: &Stripped) -> Vec<String> {
    let mut problems = Vec::new();
    operations(model, &mut problems);
    for shape in model.shapes.values() {
        references(model, shape, &mut problems);
        constraints(shape, &mut problems);
    }
    nesting(model, &mut problems);
    problems
}

fn operations(model: &Stripped, problems: &mut Vec<String>) {
    let mut structure = |operation: &str, role: &str, name: &str, exception: bool| {
        let Some(shape) = model.shapes.get(name) else {
            problems.push(format!(
                "the {role} `{name}` of operation `{operation}` is not a shape of the model"
            ));
            return;
        };
        if !matches!(shape.kind, Kind::Structure { .. }) {
            problems.push(format!(
                "the {role} `{name}` of operation `{operation}` is not a structure"
            ));
        } else if exception && !shape.exception {
            problems.push(format!(
                "the {role} `{name}` of operation `{operation}` is not marked as an exception"
            ));
        }
    };
    for (name, operation) in &model.operations {
        structure(name, "input", &operation.input, false);
        if let Some(output) = &operation.output {
            structure(name, "output", output, false);
        }
        for error in &operation.errors {
            structure(name, "error", error, true);
        }
    }
    for (name, operation) in &model.operations {
        let Some(paginator) = &operation.paginator else {
            continue;
        };
        let has = |shape: Option<&String>, member: &String| {
            shape
                .and_then(|shape| model.shapes.get(shape))
                .is_some_and(|shape| shape.member(member).is_some())
        };
        let input = [Some(&paginator.input_token), paginator.limit_key.as_ref()];
        let output = [
            Some(&paginator.output_token),
            Some(&paginator.result_key),
            paginator.more_results.as_ref(),
        ];
        let missing = input
            .into_iter()
            .flatten()
            .filter(|member| !has(Some(&operation.input), member))
            .chain(
                output
                    .into_iter()
                    .flatten()
                    .filter(|member| !has(operation.output.as_ref(), member)),
            );
        for member in missing {
            problems.push(format!(
                "the paginator of operation `{name}` names `{member}`, which is not a member"
            ));
        }
    }
}

/// The shapes that a shape is made of.
pub(super) fn parts(shape: &Shape) -> Vec<&str> {
    match &shape.kind {
        Kind::Structure { members } => members.iter().map(|member| member.shape.as_str()).collect(),
        Kind::List { member, .. } => vec![member],
        Kind::Map { key, value, .. } => vec![key, value],
        _ => Vec::new(),
    }
}

fn references(model: &Stripped, shape: &Shape, problems: &mut Vec<String>) {
    for part in BTreeSet::from_iter(parts(shape)) {
        if !model.shapes.contains_key(part) {
            problems.push(format!(
                "shape `{}` is made of `{part}`, which is not a shape of the model",
                shape.name
            ));
        }
    }
    if let Kind::Map { key, .. } = &shape.kind
        && model
            .shapes
            .get(key)
            .is_some_and(|key| !matches!(key.kind, Kind::String { .. }))
    {
        problems.push(format!("the keys of map `{}` are not strings", shape.name));
    }
}

fn constraints(shape: &Shape, problems: &mut Vec<String>) {
    let out_of_order = match &shape.kind {
        Kind::List { min, max, .. }
        | Kind::Map { min, max, .. }
        | Kind::String { min, max, .. }
        | Kind::Blob { min, max } => min.zip(*max).is_some_and(|(min, max)| min > max),
        Kind::Integer { min, max } | Kind::Long { min, max } => {
            min.zip(*max).is_some_and(|(min, max)| min > max)
        }
        _ => false,
    };
    if out_of_order {
        problems.push(format!(
            "the least of shape `{}` is more than its greatest",
            shape.name
        ));
    }
    if let Kind::String {
        pattern: Some(text),
        ..
    } = &shape.kind
        && let Err(reason) = pattern::compile(text)
    {
        problems.push(format!(
            "the pattern of shape `{}` cannot be read: {reason}",
            shape.name
        ));
    }
}

/// Takes away, again and again, the shapes whose parts are gone; what stays contains itself.
fn nesting(model: &Stripped, problems: &mut Vec<String>) {
    let mut waiting: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wholes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, shape) in &model.shapes {
        let parts: BTreeSet<&str> = parts(shape)
            .into_iter()
            .filter(|part| model.shapes.contains_key(*part))
            .collect();
        waiting.insert(name, parts.len());
        for part in parts {
            wholes.entry(part).or_default().push(name);
        }
    }
    let mut ready: Vec<&str> = waiting
        .iter()
        .filter(|(_, parts)| **parts == 0)
        .map(|(name, _)| *name)
        .collect();
    let mut depth = 0;
    while !ready.is_empty() {
        depth += 1;
        let mut next = Vec::new();
        for name in ready {
            waiting.remove(name);
            for whole in wholes.get(name).into_iter().flatten() {
                if let Some(parts) = waiting.get_mut(whole) {
                    *parts -= 1;
                    if *parts == 0 {
                        next.push(*whole);
                    }
                }
            }
        }
        ready = next;
    }
    if depth > DEEPEST {
        problems.push(format!(
            "shapes stand inside each other {depth} deep; kmspec reads at most {DEEPEST}"
        ));
    }
    for name in waiting.keys() {
        problems.push(format!(
            "shape `{name}` contains itself, or is made of one that does"
        ));
    }
}
