//! A file of facts.

use std::sync::Arc;

use super::fields::Fields;
use super::parser::{At, Parsed, Parser, Reported, all};
use super::words::{CONFIDENCES, KINDS, VIAS};
use crate::case::error::LoadError;
use crate::case::node::{Key, Node, Tree};
use crate::case::yaml;
use crate::case::{Confidence, EvidenceKind, Fact, Facts, Source, is_fact_id};

/// The facts that a file holds, or everything that is wrong with it.
pub(crate) fn facts(source: Arc<Source>) -> Result<Vec<Fact>, Vec<LoadError>> {
    let node = yaml::parse(&source.text).map_err(|mut refusal| {
        if refusal.span.is_none() {
            "a file of facts has `facts`".clone_into(&mut refusal.why);
        }
        vec![super::case::refused(&source, refusal)]
    })?;
    let empty = Facts::default();
    let mut parser = Parser::new(source, &empty);
    let facts = parser.facts(&node);
    parser.finish(facts)
}

/// What a fact need not say because the whole file says it.
#[derive(Default)]
struct Defaults {
    kind: Option<EvidenceKind>,
    source: Option<String>,
    date: Option<String>,
    via: Option<String>,
    confidence: Option<Confidence>,
}

impl<'n> Parser<'n> {
    fn facts(&mut self, root: &'n Node) -> Parsed<Vec<Fact>> {
        let mut fields = Fields::of(self, root, "a file of facts")?;
        let defaults = fields.take("defaults");
        let facts = fields.need(self, "facts");
        fields.finish(self);
        let defaults = defaults.map_or_else(|| Ok(Defaults::default()), |node| self.defaults(node));
        let (facts, defaults) = (facts?, defaults?);
        let Tree::Map(entries) = &facts.tree else {
            self.error(
                facts,
                format!("expected facts by their ids, found {}", facts.describe()),
                "`facts` is a mapping from ids to facts",
            );
            return Err(Reported);
        };
        all(entries
            .iter()
            .map(|(id, node)| self.fact(id, node, &defaults)))
    }

    fn defaults(&mut self, node: &'n Node) -> Parsed<Defaults> {
        let mut fields = Fields::of(self, node, "`defaults`")?;
        let defaults = self.shared(&mut fields);
        fields.finish(self);
        defaults
    }

    /// The keys that a fact has of its own, or by `defaults`.
    fn shared(&mut self, fields: &mut Fields<'n>) -> Parsed<Defaults> {
        let kind = fields.take("kind");
        let source = fields.take("source");
        let date = fields.take("date");
        let via = fields.take("via");
        let confidence = fields.take("confidence");
        let kind = kind.map(|node| self.word(node, "kind of evidence", KINDS));
        let source = source.map(|node| self.filled_text(node));
        let date = date.map(|node| self.date(node));
        let via = via.map(|node| self.word(node, "`via`", VIAS));
        let confidence = confidence.map(|node| self.word(node, "confidence", CONFIDENCES));
        Ok(Defaults {
            kind: kind.transpose()?,
            source: source.transpose()?,
            date: date.transpose()?,
            via: via.transpose()?.map(str::to_owned),
            confidence: confidence.transpose()?,
        })
    }

    fn fact(&mut self, id: &'n Key, node: &'n Node, defaults: &Defaults) -> Parsed<Fact> {
        let good_id = self.fact_id(id.into(), &id.text);
        let mut fields = Fields::of(self, node, "a fact")?;
        let statement = fields.need(self, "statement");
        let own = self.shared(&mut fields);
        let operations = fields.take("operations");
        let supports = fields.take("supports");
        let question = fields.take("question");
        let remark = fields.take("note");
        let unchecked = fields.take("unchecked");
        fields.finish(self);
        let statement = statement.and_then(|node| self.filled_text(node));
        let operations = operations.map(|node| {
            let items = self.items(node, "an operation")?;
            all(items.iter().map(|item| {
                self.operation_named(
                    item,
                    "the operations of a fact are those of the service model",
                )
            }))
        });
        let supports = supports.map(|node| {
            let items = self.items(node, "the id of a fact")?;
            all(items.iter().map(|item| self.id_of_fact(item)))
        });
        let question = question.map(|node| self.filled_text(node));
        let remark = remark.map(|node| self.filled_text(node));
        let unchecked = unchecked.map(|node| self.filled_text(node));
        let own = own?;
        let kind = self.told(id, "kind", own.kind.or(defaults.kind));
        let source = own.source.or_else(|| defaults.source.clone());
        let source = self.told(id, "source", source);
        let confidence = own.confidence.or(defaults.confidence);
        let confidence = self.told(id, "confidence", confidence);
        Ok(Fact {
            id: good_id?,
            file: self.source().path.clone(),
            span: id.span,
            operations: operations.transpose()?.unwrap_or_default(),
            statement: statement?,
            kind: kind?,
            source: source?,
            date: own.date.or_else(|| defaults.date.clone()),
            via: own.via.or_else(|| defaults.via.clone()),
            confidence: confidence?,
            supports: supports.transpose()?.unwrap_or_default(),
            question: question.transpose()?,
            note: remark.transpose()?,
            unchecked: unchecked.transpose()?,
        })
    }

    /// What the fact or its file has to say.
    fn told<T>(&mut self, id: &Key, name: &str, value: Option<T>) -> Parsed<T> {
        if value.is_none() {
            self.error(
                id,
                format!("`{name}` is missing"),
                format!("a fact has `{name}`, of its own or by the `defaults` of its file"),
            );
        }
        value.ok_or(Reported)
    }

    /// The id of a fact, whether it is there or not.
    pub(super) fn id_of_fact(&mut self, node: &Node) -> Parsed<String> {
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
    fn date(&mut self, node: &Node) -> Parsed<String> {
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
