//! The names of a case: what defines them, who refers to them, and which are never used.

use super::parser::{At, Parsed, Parser, Reported};
use super::shapes::follow;
use crate::case::node::{Key, Node};
use crate::case::suggest::{did_you_mean, listed};
use crate::case::{HEADERS, KeyNeed, OfKeyRole, Shaped, Template};
use crate::model::{Kind, Operation, Shape};
use crate::wire::is_token;

/// The names defined so far, in order.
#[derive(Default)]
pub(super) struct Names(Vec<Name>);

struct Name {
    text: String,
    at: At,
    meaning: Meaning,
    used: bool,
}

/// What a name stands for.
pub(super) enum Meaning {
    /// A value of `let`.
    Let(Template),
    /// What did not load, so that its uses are no errors of their own.
    Broken,
    /// A custom key store of `needs`.
    Store,
    /// A key of `needs`.
    Key(KeyNeed),
    /// What one request makes of a key.
    OfKey(&'static OfKeyRole),
    /// A step's answer.
    Answer {
        /// Whose output shape describes it.
        operation: Operation,
        /// False: the step is sent in copies, so that there is no one answer to refer to.
        single: bool,
        /// False: the step expects an error, so that there is no body to refer to.
        has_body: bool,
    },
    /// What a run has printed.
    Printed,
}

/// The given names that mean something in a run only.
const IN_RUN: [&str; 2] = ["server", "folder"];

/// What a run leaves behind.
const PRINTED: [&str; 4] = ["exit", "stdout", "stderr", "json"];

/// Names that every case has: the word, and the paths under it.
const GIVEN: &[(&str, &[&str])] = &[
    (
        "principals",
        &[
            "owner.account",
            "owner.arn",
            "peer.account",
            "peer.arn",
            "stranger.account",
            "stranger.arn",
            "user.account",
            "user.arn",
        ],
    ),
    (
        "target",
        &["region", "other_region", "partition", "account"],
    ),
    (
        "server",
        &["url", "port", "authority", "ca", "other_ca", "dead_port"],
    ),
    ("folder", &[""]),
];

/// Whether `text` is a name: lower case letters, digits and `_`, and a letter (or `_`) first.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

impl Parser<'_> {
    /// A name that stands as a value.
    pub(super) fn name(&mut self, node: &Node, what: &str) -> Parsed<String> {
        let text = self.text(node)?;
        self.well_formed(node.into(), &text, what)?;
        Ok(text)
    }

    fn well_formed(&mut self, at: At, text: &str, what: &str) -> Parsed<()> {
        let good = is_name(text) && text.len() <= 64;
        if !good {
            self.error(
                at,
                format!("`{text}` cannot be the name of {what}"),
                "a name is in snake_case: lower case letters, digits and `_`, a letter first, at most 64",
            );
            return Err(Reported);
        }
        Ok(())
    }

    /// A key that is a name.
    pub(super) fn key_name(&mut self, key: &Key, what: &str) -> Parsed<String> {
        self.well_formed(key.into(), &key.text, what)?;
        Ok(key.text.clone())
    }

    /// Defines a name; one that is taken is an error.
    pub(super) fn define(&mut self, at: At, text: &str, meaning: Meaning) {
        let taken = if GIVEN.iter().any(|(given, _)| *given == text) {
            Some("every case has a name like this".to_owned())
        } else {
            let first = self.names.0.iter().find(|name| name.text == text);
            first.map(|name| format!("line {} defines it first", name.at.span.line))
        };
        if let Some(why) = taken {
            self.error(at, format!("the name `{text}` is taken"), why);
            return;
        }
        self.names.0.push(Name {
            text: text.to_owned(),
            at,
            meaning,
            used: false,
        });
    }

    /// The custom key store need of this name, which is then used.
    pub(super) fn store_need(&mut self, node: &Node) -> Parsed<String> {
        let is_store = |meaning: &Meaning| matches!(meaning, Meaning::Store | Meaning::Broken);
        self.need_above(node, "custom key store", "in", is_store)
    }

    /// The key need of this name, which is then used.
    pub(super) fn key_need(&mut self, node: &Node) -> Parsed<String> {
        let is_key = |meaning: &Meaning| matches!(meaning, Meaning::Key(_) | Meaning::Broken);
        self.need_above(node, "key", "of", is_key)
    }

    fn need_above(
        &mut self,
        node: &Node,
        what: &str,
        member: &str,
        is_it: impl Fn(&Meaning) -> bool,
    ) -> Parsed<String> {
        let text = self.text(node)?;
        let found = self.names.0.iter_mut().find(|name| name.text == text);
        if let Some(name) = found
            && is_it(&name.meaning)
        {
            name.used = true;
            return Ok(text);
        }
        let needs = self.names.0.iter().filter(|name| is_it(&name.meaning));
        let help = did_you_mean(&text, needs.map(|name| name.text.as_str()));
        self.error_with(
            node,
            format!("no {what} `{text}` is defined before"),
            format!("`{member}` names a {what} that stands above in `needs`"),
            help,
        );
        Err(Reported)
    }

    /// Reports every value of `let` and every store of `needs` that nothing refers to.
    ///
    /// A key in a store is what the store contains, and a name that begins with `_` is there for its presence.
    pub(super) fn report_unused(&mut self) {
        let mut unused = Vec::new();
        for name in &self.names.0 {
            let (what, help) = match &name.meaning {
                _ if name.used => continue,
                Meaning::Let(_) => ("value", "use it or remove it".to_owned()),
                Meaning::Answer { .. } | Meaning::Printed | Meaning::Broken => continue,
                Meaning::Key(key) if key.store.is_some() => continue,
                _ if name.text.starts_with('_') => continue,
                _ => (
                    "need",
                    format!(
                        "remove it; or, if it only has to be there, call it `_{}`",
                        name.text
                    ),
                ),
            };
            unused.push((
                name.at,
                format!("the {what} `{}` is never used", name.text),
                help,
            ));
        }
        for (at, what, help) in unused {
            self.error_with(at, what, "a definition without use is a slip", help);
        }
    }

    /// A `$ref`: the path's parts, if the name is defined and can have such members.
    pub(in crate::case) fn path(&mut self, node: &Node) -> Parsed<Vec<String>> {
        let path = self.text(node)?;
        let parts: Vec<String> = path.split('.').map(str::to_owned).collect();
        if parts.iter().any(String::is_empty) {
            self.error(
                node,
                format!("bad path `{path}`"),
                "a path is names and numbers with dots between them",
            );
            return Err(Reported);
        }
        if !self.rows.parsing {
            self.resolve(node.into(), &parts);
        }
        Ok(parts)
    }

    /// Reports a reference to what is not defined at this point, or has no such member.
    pub(super) fn resolve(&mut self, at: At, parts: &[String]) {
        let [first, rest @ ..] = parts else { return };
        if let Some((given, paths)) = GIVEN.iter().find(|(given, _)| given == first) {
            let rest = rest.join(".");
            if IN_RUN.contains(given) && !self.in_run {
                self.error(
                    at,
                    format!("`{given}` outside a run"),
                    "only a `run` step has a folder and a server",
                );
                return;
            }
            if !paths.contains(&rest.as_str()) {
                let known = || paths.iter().copied();
                self.error_with(
                    at,
                    format!("`{given}` has no `{rest}`"),
                    format!("it has {}", listed(known())),
                    did_you_mean(&rest, known()),
                );
            }
            return;
        }
        let Some(index) = self.names.0.iter().position(|name| name.text == *first) else {
            let names = self.names.0.iter().map(|name| name.text.as_str());
            let help = did_you_mean(first, names.chain(GIVEN.iter().map(|(given, _)| *given)));
            self.error_with(
                at,
                format!("`{first}` is not defined before this"),
                "`$ref` names a value of `let`, a need, or the `id` of a step above",
                help,
            );
            return;
        };
        self.names.0[index].used = true;
        match &self.names.0[index].meaning {
            Meaning::Broken => {}
            Meaning::Let(template) => {
                if let_member(template, rest).is_none() {
                    let what = format!("`{first}` has no `{}`", rest.join("."));
                    self.error(at, what, "the value under `let` has no such member");
                }
            }
            Meaning::Store | Meaning::Key(_) | Meaning::OfKey(_) if rest.is_empty() => self.error(
                at,
                format!("`{first}` is no value by itself"),
                "a need has members, such as `CustomKeyStoreId` or `KeyId`",
            ),
            Meaning::Store if rest == ["CustomKeyStoreId"] => {}
            Meaning::Store => {
                self.follow(at, self.model.input(Operation::CreateCustomKeyStore), rest);
            }
            Meaning::OfKey(role) => self.follow(at, self.model.input(role.create), rest),
            Meaning::Key(_) => {
                if let Some(shape) = self.model.shape("KeyMetadata") {
                    self.follow(at, shape, rest);
                }
            }
            Meaning::Printed => {
                let part = rest.first().map_or("", String::as_str);
                if !PRINTED.contains(&part) {
                    self.error_with(
                        at,
                        format!("`{first}` has no `{part}`"),
                        format!("a run has {}", listed(PRINTED)),
                        did_you_mean(part, PRINTED),
                    );
                }
            }
            Meaning::Answer { single: true, .. }
                if rest.first().is_some_and(|it| it == HEADERS) =>
            {
                if !matches!(rest, [_, field] if is_token(field)) {
                    self.error(
                        at,
                        format!("`{}` is no header of an answer", parts.join(".")),
                        "the headers of an answer are texts: `headers` and one name, such as `headers.Date`",
                    );
                }
            }
            Meaning::Answer { single: false, .. }
            | Meaning::Answer {
                has_body: false, ..
            } => self.error(
                at,
                format!("the answer of `{first}` is no single body"),
                "a step that expects an error, or is sent in copies, has nothing to refer to",
            ),
            Meaning::Answer { operation, .. } => match self.model.output(*operation) {
                Some(shape) => self.follow(at, shape, rest),
                None => self.error(
                    at,
                    format!("{operation} answers nothing"),
                    "there is nothing to refer to",
                ),
            },
        }
    }

    /// Reports a path that a shape does not have.
    fn follow(&mut self, at: At, shape: &'static Shape, path: &[String]) {
        let Err((part, shape)) = follow(self.model, shape, path) else {
            return;
        };
        let names = || shape.members().iter().map(|member| member.name.as_str());
        let why = match &shape.kind {
            Kind::Structure { .. } => format!("it has {}", listed(names())),
            Kind::List { .. } => "it is a list, whose items have the numbers 0, 1, …".to_owned(),
            _ => "it has no members".to_owned(),
        };
        let what = format!("`{}` has no member `{part}`", shape.name);
        self.error_with(at, what, why, did_you_mean(&part, names()));
    }
}

fn let_member(template: &Template, rest: &[String]) -> Option<()> {
    let [first, rest @ ..] = rest else {
        return Some(());
    };
    match &template.shaped {
        Shaped::Map(entries) => {
            let (_, value) = entries.iter().find(|(key, _)| key == first)?;
            let_member(value, rest)
        }
        Shaped::List(items) => let_member(items.get(first.parse::<usize>().ok()?)?, rest),
        Shaped::Ref(_) | Shaped::Row(_) | Shaped::Pick(_) | Shaped::Plain(_) => Some(()),
        Shaped::KeyPair(_) => ["public_key", "private_key"]
            .contains(&first.as_str())
            .then_some(()),
        _ => None,
    }
}
