//! Files that hold many operations to one rule: `rows: {operations: …}`, one case for each.

use serde_json::Value;

use super::filling::Filling;
use super::good_calls;
use super::node::{Node, Tree};
use super::suggest::did_you_mean;
use super::violation::{Violated, WORDS, Wrong, violations};
use super::yaml::YamlRefusal;
use super::{CaseId, Fact, Facts, Span, key_specs, key_states, two_faults};
use crate::model::{CrossAccountUse, KeyNames, Model, Operation, separated};

/// A word, and whether it means an operation.
pub(super) type Selector = (&'static str, fn(Operation) -> bool);

/// Which operations a word means, by what the catalogue says of them.
pub(super) const SELECTORS: &[Selector] = &[
    ("all", |_| true),
    ("changes", |operation| !operation.is_read()),
    ("crosses_accounts", |operation| {
        operation.cross_account_use() == CrossAccountUse::Yes
    }),
    ("dry_run", |operation| {
        let input = Model::bundled().input(operation);
        input.member("DryRun").is_some()
    }),
    ("reads", Operation::is_read),
    ("takes_aliases", |operation| {
        operation.key_names() == KeyNames::KeysAndAliases
    }),
    ("takes_keys_only", |operation| {
        operation.key_names() == KeyNames::Keys
    }),
    ("within_account", |operation| {
        operation.cross_account_use() == CrossAccountUse::No
    }),
];

/// The case of each operation that the file is about, or of each member of each; `None` for a file that is one case.
///
/// Their ids are the file's with the names behind: `every_operation/without_permission/create_alias`,
/// `every_operation/member_too_long/create_alias/alias_name`.
pub(super) fn expand(
    id: &CaseId,
    root: &Node,
    facts: &Facts,
) -> Result<Option<Vec<(CaseId, Node)>>, YamlRefusal> {
    let rows = root.entry("rows");
    let Some(rows) = rows.filter(|rows| {
        KEYS[..KEYS.len() - 1]
            .iter()
            .any(|(kind, _)| rows.entry(kind).is_some())
    }) else {
        return Ok(None);
    };
    let wanted = Rows::read(rows)?;
    let mut cases = Vec::new();
    for operation in &wanted.operations {
        for filling in wanted.fillings(*operation, facts) {
            let id = CaseId(format!("{id}/{}", filling.name()));
            cases.push((id, filling.case(root)?));
        }
    }
    if cases.is_empty() {
        let why = "no operation, or no member, is what the words say";
        return Err(refusal(rows.span, "rows of nothing".to_owned(), why));
    }
    Ok(Some(cases))
}

/// The keys of rows of operations, and what each says; all but the last make rows those of operations.
pub(super) const KEYS: &[(&str, &str)] = &[
    (
        "operations",
        "Whose rule it is; left out beside `members`: any operation's.",
    ),
    (
        "members",
        "What is wrong with the members that the rule is about.",
    ),
    (
        "key_state",
        "The state of the key of which facts say what the operations answer.",
    ),
    (
        "faults",
        "`in_pairs`: a request for each two faults that the operation's requests can have at once.",
    ),
    (
        "keys",
        "`of_every_spec`: what a key of each spec and usage is good for, under the operation that heads the usage.",
    ),
    (
        "except",
        "Operations, members, or `Operation.Member`, that other cases are about.",
    ),
];

/// What a file about many operations is about.
struct Rows<'n> {
    operations: Vec<Operation>,
    wrong: Option<Wrong>,
    key_state: Option<&'n str>,
    in_pairs: bool,
    of_every_spec: bool,
    except: Vec<&'n str>,
}

impl<'n> Rows<'n> {
    fn read(rows: &'n Node) -> Result<Self, YamlRefusal> {
        nothing_else(rows)?;
        let operations = rows.entry("operations").map(meant).transpose()?;
        let except = rows.entry("except").map(texts).transpose()?;
        Ok(Self {
            operations: operations.unwrap_or_else(|| known().collect()),
            wrong: rows.entry("members").map(wrong).transpose()?,
            key_state: rows.entry("key_state").map(key_state).transpose()?,
            in_pairs: says(rows, "faults", "in_pairs")?,
            of_every_spec: says(rows, "keys", "of_every_spec")?,
            except: except.unwrap_or_default(),
        })
    }

    fn keeps(&self, operation: Operation, member: &str) -> bool {
        let both = format!("{operation}.{member}");
        let mut except = self.except.iter();
        !except.any(|one| *one == operation.name() || *one == member || *one == both)
    }

    /// What is filled into the file for one operation: once, or once for each member that can be wrong.
    fn fillings(&self, operation: Operation, facts: &Facts) -> Vec<Filling> {
        if !self.keeps(operation, "") {
            return Vec::new();
        }
        if let Some(state) = self.key_state {
            return in_state(operation, state, facts).into_iter().collect();
        }
        if self.in_pairs {
            return two_faults::pairs(operation).map(Filling::from).collect();
        }
        if self.of_every_spec {
            return key_specs::of(operation).collect();
        }
        let Some(wrong) = self.wrong else {
            return vec![Filling::of(operation)];
        };
        let good = match wrong.part() {
            "probe" => good_calls::drawn_probe(operation),
            part => good_calls::part(operation, part).map(Node::to_value),
        };
        let all = good.map(|good| violations(operation, wrong, &good));
        let all = all.unwrap_or_default().into_iter();
        let kept = all.filter(|one| self.keeps(operation, &one.member));
        kept.map(|one| of_member(operation, one, facts)).collect()
    }
}

/// The facts that tell the constraints of the member, by their ids or how they begin.
fn about(operation: Operation, member: &str, facts: &Facts) -> Vec<String> {
    let id = format!("model-{operation}.{member}");
    let begin = format!("{operation}, {member} breaks its model constraint");
    let is_about = |fact: &Fact| fact.id == id || fact.statement.starts_with(&begin);
    let found = facts.all().filter(|fact| is_about(fact));
    found.map(|fact| fact.id.clone()).collect()
}

/// What the facts say of the operation on a key in the state, where its good call has a key that can be brought there.
fn in_state(operation: Operation, state: &str, facts: &Facts) -> Option<Filling> {
    good_calls::part(operation, "needs")?.entry("key")?;
    let known = key_states::known(facts, operation, state)?;
    let refused = known.refused.map(|refused| ("answer", refused));
    Some(Filling {
        own: [("facts", known.facts.into())]
            .into_iter()
            .chain(refused)
            .collect(),
        ..Filling::of(operation)
    })
}

fn of_member(operation: Operation, violated: Violated, facts: &Facts) -> Filling {
    let member = violated.member.replace('.', "");
    let about = about(operation, &violated.member, facts);
    Filling {
        own: vec![("facts", about.into())],
        member: Some((violated.member, separated(&member, '_'))),
        violated: violated.inputs,
        ..Filling::of(operation)
    }
}

fn nothing_else(rows: &Node) -> Result<(), YamlRefusal> {
    let Tree::Map(entries) = &rows.tree else {
        return Ok(());
    };
    let mut keys = entries.iter().map(|(key, _)| key);
    match keys.find(|key| !KEYS.iter().any(|(known, _)| *known == key.text)) {
        None => Ok(()),
        Some(key) => Err(YamlRefusal {
            span: Some(key.span),
            what: format!("`rows` has no `{}`", key.text),
            why: "rows of operations have `operations`, `members`, `key_state`, `faults`, `keys` and `except`"
                .to_owned(),
            help: did_you_mean(&key.text, KEYS.iter().map(|(known, _)| *known)),
        }),
    }
}

/// What is wrong with the members that a file is about.
fn wrong(named: &Node) -> Result<Wrong, YamlRefusal> {
    let word = match &named.tree {
        Tree::Text(word) => word.as_str(),
        _ => "",
    };
    let found = WORDS.iter().find(|(name, _)| *name == word);
    found.map(|(_, wrong)| *wrong).ok_or_else(|| YamlRefusal {
        span: Some(named.span),
        what: format!(
            "{} is nothing that can be wrong with a member",
            named.describe()
        ),
        why: "the words are those of the model, such as `too_long`".to_owned(),
        help: did_you_mean(word, WORDS.iter().map(|(name, _)| *name)),
    })
}

fn key_state(named: &Node) -> Result<&str, YamlRefusal> {
    match &named.tree {
        Tree::Text(state) => Ok(state),
        _ => Err(refusal(
            named.span,
            format!("expected a key state, found {}", named.describe()),
            "it is one that facts speak of, such as `Disabled`",
        )),
    }
}

/// Whether a key is there; it takes one word.
fn says(rows: &Node, key: &str, word: &str) -> Result<bool, YamlRefusal> {
    match rows.entry(key) {
        None => Ok(false),
        Some(named) if matches!(&named.tree, Tree::Text(text) if text == word) => Ok(true),
        Some(named) => Err(refusal(
            named.span,
            format!("expected `{word}`, found {}", named.describe()),
            "the key takes this one word",
        )),
    }
}

/// Names of operations, of members, or of both: `Policy`, `Decrypt`, `Decrypt.KeyId`.
fn texts(named: &Node) -> Result<Vec<&str>, YamlRefusal> {
    let no_list = |node: &Node| {
        let what = format!("expected a list of names, found {}", node.describe());
        refusal(
            node.span,
            what,
            "they are operations, members, or `Operation.Member`",
        )
    };
    let Tree::List(items) = &named.tree else {
        return Err(no_list(named));
    };
    let text = |item: &'_ Node| match &item.tree {
        Tree::Text(_) => Ok(()),
        _ => Err(no_list(item)),
    };
    items.iter().try_for_each(text)?;
    let texts = items.iter().filter_map(|item| match &item.tree {
        Tree::Text(text) => Some(text.as_str()),
        _ => None,
    });
    Ok(texts.collect())
}

/// Those that have a good call.
fn known() -> impl Iterator<Item = Operation> {
    let all = Operation::ALL.iter().copied();
    all.filter(|operation| good_calls::of(*operation).is_some())
}

/// The operations that have a good call, and that the word or list means.
fn meant(named: &Node) -> Result<Vec<Operation>, YamlRefusal> {
    let known = known();
    match &named.tree {
        Tree::Text(word) => {
            let found = SELECTORS.iter().find(|(name, _)| name == word);
            let (_, is_meant) = found.ok_or_else(|| no_such_word(named.span, word))?;
            Ok(known.filter(|operation| is_meant(*operation)).collect())
        }
        Tree::List(items) => items.iter().map(one).collect(),
        Tree::Map(_) => {
            let error = named.entry("declaring").map(Node::to_value);
            let error = error.as_ref().and_then(Value::as_str).unwrap_or_default();
            let meant: Vec<_> = known.filter(|one| declares(*one, error)).collect();
            if meant.is_empty() {
                return Err(refusal(
                    named.span,
                    "no operation is meant".to_owned(),
                    "`{declaring: ERROR}` means those that have the error in the model",
                ));
            }
            Ok(meant)
        }
        _ => Err(refusal(
            named.span,
            format!("expected operations, found {}", named.describe()),
            "they are a word such as `all`, `{declaring: ERROR}`, or a list of names",
        )),
    }
}

fn no_such_word(span: Span, word: &str) -> YamlRefusal {
    YamlRefusal {
        span: Some(span),
        what: format!("`{word}` means no operations"),
        why: "the word is one of the catalogue's, such as `all`".to_owned(),
        help: did_you_mean(word, SELECTORS.iter().map(|(name, _)| *name)),
    }
}

fn declares(operation: Operation, error: &str) -> bool {
    let errors = &Model::bundled().operation(operation).errors;
    errors.iter().any(|declared| declared == error)
}

fn one(item: &Node) -> Result<Operation, YamlRefusal> {
    let name = match &item.tree {
        Tree::Text(name) => name.as_str(),
        _ => "",
    };
    match Operation::from_name(name).filter(|operation| good_calls::of(*operation).is_some()) {
        Some(operation) => Ok(operation),
        None => Err(refusal(
            item.span,
            format!("{} is no operation with a good call", item.describe()),
            "a file for many operations fills in their good calls",
        )),
    }
}

pub(super) fn refusal(span: Span, what: String, why: &str) -> YamlRefusal {
    YamlRefusal {
        span: Some(span),
        what,
        why: why.to_owned(),
        help: None,
    }
}
