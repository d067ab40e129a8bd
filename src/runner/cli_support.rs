//! What of a case a CLI can send: decided by the case and the model, before anything is sent.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::Instance;
use crate::case::{Action, Call, CommandFlavour, Shaped, Template, Wire};
use crate::check::{FreshValues, Scope};
use crate::cli::{self, Flavour};
use crate::model::{Kind, Model, Operation, Shape};

/// How deep names may stand for names.
const DEEPEST: usize = 16;

/// Whether a CLI can make every call of the instance that is judged; set-up is not the CLI's.
pub(super) fn instance(instance: &Instance<'_>, flavour: CommandFlavour) -> Result<(), String> {
    for (at, step) in instance.case.steps.iter().enumerate() {
        let Action::Call(call) = &step.action else {
            continue;
        };
        if call.expect.is_none() {
            continue;
        }
        let sent = match call.wire.as_ref().and_then(unlike_any_client) {
            Some(what) => Err(cannot(what)),
            None => input(call.operation, &outline(instance, call), flavour),
        };
        sent.map_err(|why| format!("{why} (step {}, {})", at + 1, call.operation))?;
    }
    Ok(())
}

/// Whether a CLI can send just this input.
pub(super) fn input(
    operation: Operation,
    input: &Value,
    flavour: CommandFlavour,
) -> Result<(), String> {
    let release = match flavour {
        CommandFlavour::V1 => Flavour::V1,
        CommandFlavour::V2 => Flavour::V2,
    };
    if let Some(refusal) = cli::refusal(release, operation, input) {
        return Err(cannot(&format!("what it refuses itself: {refusal}")));
    }
    let shape = Model::bundled().input(operation);
    faithful(shape, input, 0, flavour).map_err(|what| cannot(&what))
}

fn cannot(what: &str) -> String {
    format!("a CLI cannot send {what}")
}

/// What a request has that no client sends.
fn unlike_any_client(wire: &Wire) -> Option<&'static str> {
    let parts = [
        (wire.method.is_some(), "another method than POST"),
        (wire.path.is_some(), "a request to another path"),
        (wire.target.is_some(), "another X-Amz-Target"),
        (wire.content_type.is_some(), "another Content-Type"),
        (!wire.headers.is_empty(), "header fields of one's own"),
        (wire.body.is_some(), "a body that is not made from options"),
        // Not to sign at all is an option.
        (
            matches!(wire.sign, Some(Some(_))),
            "a signature that is wrong on purpose",
        ),
    ];
    let mut parts = parts.into_iter();
    parts.find_map(|(has, what)| has.then_some(what))
}

/// Whether what a CLI makes of the value is the value again: it writes blobs and timestamps in its own way.
fn faithful(
    shape: &Shape,
    value: &Value,
    depth: usize,
    flavour: CommandFlavour,
) -> Result<(), String> {
    let model = Model::bundled();
    match (&shape.kind, value) {
        (Kind::Structure { .. }, Value::Object(members)) => {
            for (name, value) in members {
                if let Some(member) = shape.member(name) {
                    faithful(model.shape_of(member), value, depth + 1, flavour)?;
                }
            }
        }
        (Kind::Map { value: below, .. }, Value::Object(entries)) => {
            for value in entries.values() {
                if let Some(below) = model.shape(below) {
                    faithful(below, value, depth + 1, flavour)?;
                }
            }
        }
        (Kind::List { member, .. }, Value::Array(items)) => {
            for item in items {
                if let Some(member) = model.shape(member) {
                    faithful(member, item, depth + 1, flavour)?;
                }
            }
        }
        (Kind::Blob { .. }, Value::String(text)) => {
            let bytes = STANDARD.decode(text).ok();
            let bytes = bytes.filter(|bytes| STANDARD.encode(bytes) == *text);
            let Some(bytes) = bytes else {
                return Err("a blob that is not base64 as a client writes it".to_owned());
            };
            // An option of its own takes a file of bytes; within a document v1 takes a text for the bytes.
            if flavour == CommandFlavour::V1 && depth > 1 && String::from_utf8(bytes).is_err() {
                return Err("bytes that are no text inside a structure".to_owned());
            }
        }
        (Kind::Timestamp, value) if !value.is_i64() => {
            return Err("a timestamp that is no whole number of seconds".to_owned());
        }
        _ => {}
    }
    Ok(())
}

/// The input as far as it is known: what an earlier answer will give stands as something that fits.
fn outline(instance: &Instance<'_>, call: &Call) -> Value {
    let Some(template) = &call.input else {
        return json!({});
    };
    let row = instance.row.map_or(&[][..], |row| &row.values);
    let draw = FreshValues::new([0; 32], [0; 32]);
    let mut outliner = Outliner {
        lets: &instance.case.lets,
        row,
        scope: Scope::new(&instance.case.lets, row, draw, "us-east-1"),
    };
    outliner.value(template, Some(Model::bundled().input(call.operation)), 0)
}

struct Outliner<'case> {
    lets: &'case [(String, Template)],
    row: &'case [(String, Template)],
    scope: Scope<'case>,
}

impl Outliner<'_> {
    fn value(&mut self, template: &Template, shape: Option<&Shape>, depth: usize) -> Value {
        let model = Model::bundled();
        let below = |name: &str| match &shape?.kind {
            Kind::Structure { .. } => Some(model.shape_of(shape?.member(name)?)),
            Kind::Map { value, .. } => model.shape(value),
            _ => None,
        };
        let named = match &template.shaped {
            Shaped::Row(name) => find(self.row, name),
            Shaped::Ref(path) => match path.as_slice() {
                [name] => find(self.lets, name),
                _ => None,
            },
            _ => None,
        };
        match (&template.shaped, named) {
            (_, Some(named)) if depth < DEEPEST => self.value(named, shape, depth + 1),
            (Shaped::Map(members), _) => {
                let members = members.iter();
                let members = members
                    .map(|(name, member)| (name.clone(), self.value(member, below(name), depth)));
                Value::Object(members.collect())
            }
            (Shaped::List(items), _) => {
                let item = match shape.map(|shape| &shape.kind) {
                    Some(Kind::List { member, .. }) => model.shape(member),
                    _ => None,
                };
                let items = items
                    .iter()
                    .map(|template| self.value(template, item, depth));
                Value::Array(items.collect())
            }
            _ => {
                let value = self.scope.value(template);
                value.unwrap_or_else(|_| something(shape))
            }
        }
    }
}

fn find<'t>(named: &'t [(String, Template)], name: &str) -> Option<&'t Template> {
    let mut named = named.iter();
    named
        .find(|(known, _)| known == name)
        .map(|(_, template)| template)
}

/// A value that fits a shape.
fn something(shape: Option<&Shape>) -> Value {
    let model = Model::bundled();
    match shape.map(|shape| &shape.kind) {
        Some(Kind::Structure { members }) => {
            let required = members.iter().filter(|member| member.required);
            let members = required
                .map(|member| (member.name.clone(), something(Some(model.shape_of(member)))));
            Value::Object(members.collect())
        }
        Some(Kind::Map { .. }) => Value::Object(Map::new()),
        Some(Kind::List { member, min, .. }) => {
            let count = usize::try_from(min.unwrap_or(0)).unwrap_or(1);
            Value::Array(vec![something(model.shape(member)); count])
        }
        Some(Kind::Integer { min, .. } | Kind::Long { min, .. }) => json!(min.unwrap_or(1)),
        Some(Kind::Double | Kind::Timestamp) => json!(1),
        Some(Kind::Boolean) => json!(true),
        Some(Kind::String { min, .. }) => {
            let length = usize::try_from(min.unwrap_or(1).max(1)).unwrap_or(1);
            json!("x".repeat(length))
        }
        Some(Kind::Blob { .. }) => json!("AAAA"),
        None => json!("x"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{CaseId, load_text};

    fn check(steps: &str, expected: Result<(), &str>) {
        let both = [CommandFlavour::V1, CommandFlavour::V2];
        for flavour in both {
            assert_eq!(
                told(steps, flavour).as_ref().map_err(String::as_str),
                expected.as_ref().map_err(|why| *why),
                "{steps}"
            );
        }
    }

    fn told(steps: &str, flavour: CommandFlavour) -> Result<(), String> {
        let mut head = String::new();
        for (name, line) in [
            ("{$ref: id}", "let: {id: cks-1}\n"),
            ("store.", "needs: {store: {role: custom_key_store}}\n"),
        ] {
            if steps.contains(name) {
                head.push_str(line);
            }
        }
        let text =
            format!("requirement: A rule.\nevidence:\n  - kmspec-trial\n{head}steps:\n{steps}");
        let id = CaseId::new("key/list/a").expect("a good id");
        let case = load_text(id, "cases/a.yaml", &text);
        let case = case.unwrap_or_else(|bad| panic!("{}", bad.render(crate::case::Paint::Plain)));
        let instances = Instance::of(&case);
        instance(&instances[0], flavour)
    }

    #[test]
    fn what_has_options_can_be_sent() {
        for input in [
            "{CustomKeyStoreId: {$ref: id}}",
            "{CustomKeyStoreId: {$ref: store.CustomKeyStoreId}}",
            "{CustomKeyStoreId: {$repeat: {text: x, times: 9000}}}",
        ] {
            let step = format!(
                "  - call: DeleteCustomKeyStore\n    input: {input}\n    expect: {{ok: {{}}}}\n"
            );
            check(&step, Ok(()));
        }
        check(
            "  - call: ListKeys\n    wire: {sign: null}\n    expect: {refused: true}\n",
            Ok(()),
        );
    }

    #[test]
    fn what_has_none_cannot() {
        let deletes = |rest: &str| {
            format!("  - call: DeleteCustomKeyStore\n    {rest}\n    expect: {{refused: true}}\n")
        };
        check(
            &deletes("input: {}"),
            Err(
                "a CLI cannot send what it refuses itself: Missing required parameter in input: \"CustomKeyStoreId\" (step 1, DeleteCustomKeyStore)",
            ),
        );
        check(
            &deletes("input: {CustomKeyStoreId: cks-1}\n    wire: {method: PUT}"),
            Err("a CLI cannot send another method than POST (step 1, DeleteCustomKeyStore)"),
        );
        let decrypts = |blob: &str| {
            format!(
                "  - call: Decrypt\n    input: {{CiphertextBlob: {blob}}}\n    expect: {{refused: true}}\n"
            )
        };
        check(
            &decrypts("not base64"),
            Err(
                "a CLI cannot send a blob that is not base64 as a client writes it (step 1, Decrypt)",
            ),
        );
        check(&decrypts("/w=="), Ok(()));
    }

    #[test]
    fn v1_takes_no_bytes_within_a_structure() {
        let step = "  - call: GenerateRandom\n    input: {NumberOfBytes: 1, Recipient: {AttestationDocument: /w==}}\n    expect: {ok: {$open: true}}\n";
        assert_eq!(told(step, CommandFlavour::V2), Ok(()));
        let why = told(step, CommandFlavour::V1);
        assert!(why.is_err_and(|why| why.contains("bytes that are no text")));
    }
}
