//! A file of facts.

use std::sync::Arc;

use schemars::json_schema;
use serde_json::Value;

use super::fields::Fields;
use super::parser::{At, Parsed, Parser, Reported, all};
use crate::case::error::LoadError;
use crate::case::fact::{FactDefaults, FactFile};
use crate::case::keys::{FACT_ID, Mapping, declare_kinds, read, sort_each};
use crate::case::node::{Key, Node, Tree};
use crate::case::yaml;
use crate::case::{Fact, Facts, Source, is_fact_id};

/// The facts that a file holds, or everything that is wrong with it.
pub(crate) fn facts(source: Arc<Source>) -> Result<Vec<Fact>, Vec<LoadError>> {
    let node = yaml::parse(&source.text).map_err(|mut refusal| {
        if refusal.span.is_none() {
            "a file of facts has `facts`".clone_into(&mut refusal.why);
        }
        vec![super::case::refused(&source, refusal)]
    })?;
    let (node, empty) = (spread(node), Facts::default());
    let mut parser = Parser::new(String::new(), source, &empty);
    let file: Parsed<FactFile> = read(&mut parser, &node);
    parser.finish(file.map(|file| file.facts))
}

declare_kinds! {
    /// Facts by their ids.
    FactsById(Vec<Fact>, "a fact") = |parser, node, _| parser.facts(node), |facts| {
        Value::Object(facts.iter().map(|fact| (fact.id.clone(), Fact::write(fact))).collect())
    }, (|generator| json_schema!({
        "type": "object",
        "additionalProperties": Fact::schema(generator),
        "propertyNames": {"pattern": FACT_ID, "maxLength": 96},
    })), sort |body| sort_each(body, Fact::sort);
}

/// The file with what all its facts say in each of them.
fn spread(mut root: Node) -> Node {
    let Some(Tree::Map(defaults)) = root.entry("defaults").map(|defaults| defaults.tree.clone())
    else {
        return root;
    };
    let Tree::Map(entries) = &mut root.tree else {
        return root;
    };
    let facts = entries.iter_mut().filter(|(key, _)| key.text == "facts");
    for (_, facts) in facts {
        let Tree::Map(facts) = &mut facts.tree else {
            continue;
        };
        for (_, fact) in facts {
            let Tree::Map(own) = &mut fact.tree else {
                continue;
            };
            let is_shared = |key: &Key| {
                FactDefaults::KEYS
                    .iter()
                    .any(|shared| shared.name == key.text)
            };
            let lacking = defaults.iter().filter(|(key, _)| is_shared(key));
            let lacking =
                lacking.filter(|(key, _)| !own.iter().any(|(other, _)| other.text == key.text));
            let lacking: Vec<_> = lacking.cloned().collect();
            own.extend(lacking);
        }
    }
    root
}

impl<'n> Parser<'n> {
    fn facts(&mut self, node: &'n Node) -> Parsed<Vec<Fact>> {
        let Tree::Map(entries) = &node.tree else {
            self.error(
                node,
                format!("expected facts by their ids, found {}", node.describe()),
                "`facts` is a mapping from ids to facts",
            );
            return Err(Reported);
        };
        all(entries.iter().map(|(id, node)| self.fact(id, node)))
    }

    fn fact(&mut self, id: &'n Key, node: &'n Node) -> Parsed<Fact> {
        let good_id = self.fact_id(id.into(), &id.text);
        self.name.clone_from(&id.text);
        self.at = id.span;
        let mut fields = Fields::of(self, node, Fact::WHAT)?
            .named(id.into(), ", of its own or by the `defaults` of its file");
        let fact = Fact::read_keys(self, &mut fields, node);
        fields.finish(self);
        good_id.and(fact)
    }

    /// The id of a fact, whether it is there or not.
    pub(in crate::case) fn id_of_fact(&mut self, node: &Node) -> Parsed<String> {
        let text = self.text(node)?;
        self.fact_id(node.into(), &text)
    }

    fn fact_id(&mut self, at: At, text: &str) -> Parsed<String> {
        if is_fact_id(text) {
            return Ok(text.to_owned());
        }
        self.error(
            at,
            format!("`{text}` is no id of a fact"),
            "an id is letters and digits with a dash in it, such as `C-106`, `S-R01` or `model-CreateAlias.errors`",
        );
        Err(Reported)
    }

    /// A year, a month or a day.
    pub(in crate::case) fn date(&mut self, node: &Node) -> Parsed<String> {
        let text = self.text(node)?;
        let parts: Vec<_> = text.split('-').collect();
        let lengths: &[usize] = &[4, 2, 2];
        let good = parts.len() <= 3
            && parts.iter().zip(lengths).all(|(part, length)| {
                part.len() == *length && part.chars().all(|c| c.is_ascii_digit())
            });
        if good {
            return Ok(text);
        }
        self.error(
            node,
            format!("`{text}` is no date"),
            "a date is `2026`, `2026-05` or `2026-05-17`",
        );
        Err(Reported)
    }
}
