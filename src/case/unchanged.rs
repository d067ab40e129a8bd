//! `unchanged`: needs that a call leaves as they are, each read just before the call and again just after it.

use super::Span;
use super::node::{Key, Node, Tree};
use super::suggest::did_you_mean;
use super::yaml::YamlRefusal;

/// How things of a role are read.
struct Reading {
    role: &'static str,
    call: &'static str,
    /// The member of the input that names the thing, and of the need that has its name.
    id: &'static str,
    /// The member of the answer that tells of the thing.
    shows: &'static str,
}

const READINGS: &[Reading] = &[
    Reading {
        role: "custom_key_store",
        call: "DescribeCustomKeyStores",
        id: "CustomKeyStoreId",
        shows: "CustomKeyStores",
    },
    Reading {
        role: "key",
        call: "DescribeKey",
        id: "KeyId",
        shows: "KeyMetadata",
    },
];

/// The case with the reads around its steps; `None` when no step has the word.
pub(super) fn expand(root: &Node) -> Result<Option<Node>, YamlRefusal> {
    let (Tree::Map(entries), Some(steps)) = (&root.tree, root.entry("steps")) else {
        return Ok(None);
    };
    let Tree::List(items) = &steps.tree else {
        return Ok(None);
    };
    if !items.iter().any(|step| step.entry("unchanged").is_some()) {
        return Ok(None);
    }
    let mut all = Vec::new();
    for (index, step) in items.iter().enumerate() {
        all.extend(around(root, step, index + 1)?);
    }
    let mut entries = entries.clone();
    for (_, value) in entries.iter_mut().filter(|(key, _)| key.text == "steps") {
        value.tree = Tree::List(std::mem::take(&mut all));
    }
    Ok(Some(Node {
        tree: Tree::Map(entries),
        ..root.clone()
    }))
}

/// A step, the `number`th of the file, with the reads before and after it.
fn around(root: &Node, step: &Node, number: usize) -> Result<Vec<Node>, YamlRefusal> {
    let (Tree::Map(entries), Some(named)) = (&step.tree, step.entry("unchanged")) else {
        return Ok(vec![step.clone()]);
    };
    let (Some(call), Some(expect)) = (step.entry("call"), step.entry("expect")) else {
        return Err(refusal(
            named.span,
            "`unchanged` where nothing is judged".to_owned(),
            "it says what a step with `call` and `expect` leaves as it was",
            None,
        ));
    };
    let reads: Vec<Read<'_>> = names(named)?
        .into_iter()
        .map(|(at, name)| Read::of(root, at, name, number))
        .collect::<Result<_, _>>()?;
    let mut own = step.clone();
    own.tree = Tree::Map(
        entries
            .iter()
            .filter(|(key, _)| key.text != "unchanged")
            .cloned()
            .collect(),
    );
    let call = text_of(call).unwrap_or_default();
    let is_refused = refuses(expect);
    let mut all: Vec<Node> = reads.iter().map(Read::before).collect();
    all.push(own);
    all.extend(reads.iter().map(|read| read.after(call, is_refused)));
    Ok(all)
}

/// The names of a list, each with its place.
fn names(list: &Node) -> Result<Vec<(Span, &str)>, YamlRefusal> {
    let texts = match &list.tree {
        Tree::List(items) if !items.is_empty() => {
            let texts = items.iter().map(|item| Some((item.span, text_of(item)?)));
            texts.collect::<Option<Vec<_>>>()
        }
        _ => None,
    };
    texts.ok_or_else(|| {
        let what = format!("expected the names of needs, found {}", list.describe());
        refusal(
            list.span,
            what,
            "`unchanged` is a list such as `[store, key]`",
            None,
        )
    })
}

/// Whether nothing but a refusal is expected.
fn refuses(expect: &Node) -> bool {
    let is_refusal = expect.entry("error").or(expect.entry("refused")).is_some();
    match expect.entry("any_of").map(|any| &any.tree) {
        Some(Tree::List(all)) => all.iter().all(refuses),
        _ => is_refusal,
    }
}

/// A need that is read.
struct Read<'n> {
    at: Span,
    need: &'n str,
    how: &'static Reading,
    /// Who reads, and where: who made it, and where it is.
    by: Vec<(Key, Node)>,
    /// The name of the first answer.
    id: String,
}

impl<'n> Read<'n> {
    fn of(root: &'n Node, at: Span, name: &'n str, number: usize) -> Result<Self, YamlRefusal> {
        let needs = root.entry("needs");
        let Some(need) = needs.and_then(|needs| needs.entry(name)) else {
            let known = match needs.map(|needs| &needs.tree) {
                Some(Tree::Map(entries)) => entries.as_slice(),
                _ => &[],
            };
            let known = known.iter().map(|(key, _)| key.text.as_str());
            return Err(refusal(
                at,
                format!("there is no need `{name}`"),
                "`unchanged` names what stands under `needs`",
                did_you_mean(name, known),
            ));
        };
        let role = need.entry("role").and_then(text_of).unwrap_or_default();
        let mut readings = READINGS.iter();
        let how = readings
            .find(|reading| reading.role == role)
            .ok_or_else(|| {
                let what = format!("the need `{name}` cannot be read");
                refusal(at, what, "key stores and keys can, by their `role`", None)
            })?;
        let by: &[(Key, Node)] = match &need.tree {
            Tree::Map(entries) => entries,
            _ => &[],
        };
        let by = by
            .iter()
            .filter(|(key, _)| key.text == "as" || key.text == "region");
        Ok(Self {
            at,
            need: name,
            how,
            by: by.cloned().collect(),
            id: format!("before_{number}_{name}"),
        })
    }

    /// The step that reads it before the call.
    fn before(&self) -> Node {
        let mut entries = vec![self.entry("id", self.text(&self.id))];
        entries.extend(self.call());
        self.map(entries)
    }

    /// The step that reads it after the call, and expects what was read before.
    fn after(&self, call: &str, is_refused: bool) -> Node {
        let need = self.need;
        let requirement = if is_refused {
            format!("A refused {call} changes nothing.")
        } else {
            format!("This {call} leaves `{need}` as it was.")
        };
        let shown = self.reference(&format!("{}.{}", self.id, self.how.shows));
        let mut answer = vec![self.entry(self.how.shows, shown)];
        if self.how.role == "custom_key_store" {
            let optional = self.entry("$optional", self.node(Tree::Bool(false)));
            answer.push(self.entry("Truncated", self.map(vec![optional])));
        }
        let ok = self.entry("ok", self.map(answer));
        let mut entries = vec![self.entry("requirement", self.text(&requirement))];
        entries.extend(self.call());
        entries.push(self.entry("expect", self.map(vec![ok])));
        self.map(entries)
    }

    fn call(&self) -> Vec<(Key, Node)> {
        let id = self.reference(&format!("{}.{}", self.need, self.how.id));
        let mut entries = self.by.clone();
        entries.push(self.entry("call", self.text(self.how.call)));
        entries.push(self.entry("input", self.map(vec![self.entry(self.how.id, id)])));
        entries
    }

    fn reference(&self, path: &str) -> Node {
        self.map(vec![self.entry("$ref", self.text(path))])
    }

    fn text(&self, text: &str) -> Node {
        self.node(Tree::Text(text.to_owned()))
    }

    fn map(&self, entries: Vec<(Key, Node)>) -> Node {
        self.node(Tree::Map(entries))
    }

    fn entry(&self, key: &str, value: Node) -> (Key, Node) {
        let key = Key {
            text: key.to_owned(),
            span: self.at,
            width: 1,
        };
        (key, value)
    }

    fn node(&self, tree: Tree) -> Node {
        Node {
            span: self.at,
            width: u32::try_from(self.need.len()).unwrap_or(1),
            tree,
        }
    }
}

fn text_of(node: &Node) -> Option<&str> {
    match &node.tree {
        Tree::Text(text) => Some(text),
        _ => None,
    }
}

fn refusal(span: Span, what: String, why: &str, help: Option<String>) -> YamlRefusal {
    YamlRefusal {
        span: Some(span),
        what,
        why: why.to_owned(),
        help,
    }
}
