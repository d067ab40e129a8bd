//! The head of a case: requirement, evidence, tags.

use std::sync::Arc;

use schemars::json_schema;
use serde_json::{Value, json};

use super::parser::{At, Parsed, Parser, Reported, all};
use crate::case::keys::{
    FactId, Filled, Optional, Required, Takes, declare_kinds, mapping, read, sort_each,
};
use crate::case::node::{Node, Tree};
use crate::case::{Evidence, Spanned, is_fact_id};

declare_kinds! {
    /// The facts that are cited.
    Citations(Vec<Evidence>, "the id of a fact") = |parser, node, _| {
        let evidence = parser.evidence(node)?;
        parser.is_of_kms = evidence.iter().any(|cited| cited.fact.is_of_kms());
        Ok(evidence)
    }, |evidence| evidence.iter().map(written).collect(), (|generator| {
        let items = json!({"anyOf": [FactId::schema(generator), Noted::schema(generator)]});
        json_schema!({"type": "array", "minItems": 1, "uniqueItems": true, "items": items})
    }), sort |body| sort_each(body, Noted::sort);
}

mapping! {
    /// A fact, and what it has to do with the case.
    #[derive(Debug)]
    pub(in crate::case) Noted("a citation") {
        /// The id of the fact.
        fact "fact": String = Required<FactId>;
        /// What its statement does not tell.
        note "note": Option<String> = Optional<Filled>;
    }
}

fn written(evidence: &Evidence) -> Value {
    match &evidence.note {
        None => json!(evidence.fact.id),
        note => Noted::write(&Noted {
            fact: evidence.fact.id.clone(),
            note: note.clone(),
        }),
    }
}

impl<'n> Parser<'n> {
    /// One sentence.
    pub(in crate::case) fn requirement(&mut self, node: &Node) -> Parsed<Spanned<String>> {
        const LONGEST: usize = 300;
        let text = self.filled_text(node)?;
        let text = text.trim();
        let fault = if text.contains('\n') {
            "the requirement has several lines"
        } else if !text.ends_with('.') {
            "the requirement does not end with a full stop"
        } else if holds_a_sentence_end(text) {
            "the requirement is more than one sentence"
        } else if text.chars().count() > LONGEST {
            "the requirement is longer than 300 characters"
        } else {
            return Ok(Spanned {
                value: text.to_owned(),
                span: node.span,
            });
        };
        self.error_with(
            node,
            fault,
            "the requirement is one sentence, which a failure prints first",
            "what else there is to say goes into `note`".to_owned(),
        );
        Err(Reported)
    }

    /// The facts that are cited, each once.
    pub(super) fn evidence(&mut self, node: &'n Node) -> Parsed<Vec<Evidence>> {
        let items = self.items(node, "the id of a fact")?;
        let mut evidence: Vec<Evidence> = Vec::new();
        for (item, cited) in items.iter().zip(self.citations(items)?) {
            if evidence.iter().any(|other| other.fact.id == cited.fact.id) {
                let what = format!("`{}` is cited twice", cited.fact.id);
                self.error(item, what, "once is enough");
            }
            evidence.push(cited);
        }
        Ok(evidence)
    }

    fn citations(&mut self, items: &'n [Node]) -> Parsed<Vec<Evidence>> {
        all(items.iter().map(|item| self.citation(item)))
    }

    /// `C-106`, or `{fact: C-106, note: …}`.
    fn citation(&mut self, node: &'n Node) -> Parsed<Evidence> {
        if let Tree::Map(entries) = &node.tree
            && entries.iter().any(|(key, _)| key.text == "source")
        {
            return self.old_form(node);
        }
        let noted = match &node.tree {
            Tree::Text(_) => Noted {
                fact: self.id_of_fact(node)?,
                note: None,
            },
            Tree::Map(_) => read(self, node)?,
            _ => {
                let what = format!("expected the id of a fact, found {}", node.describe());
                let why = "a citation is an id, or `{fact: C-106, note: …}`";
                self.error(node, what, why);
                return Err(Reported);
            }
        };
        let Some(fact) = self.facts.get(&noted.fact).map(Arc::clone) else {
            return self.unknown_fact(node.entry("fact").unwrap_or(node));
        };
        Ok(Evidence {
            fact,
            note: noted.note,
        })
    }

    fn unknown_fact(&mut self, node: &Node) -> Parsed<Evidence> {
        let id = self.text(node)?;
        let help = self.facts.did_you_mean(&id);
        self.error_with(
            node,
            format!("there is no fact `{id}`"),
            "facts stand in `cases/facts/`, and in a folder `facts` beside cases of your own",
            help,
        );
        Err(Reported)
    }

    /// A source in the case itself, as it was written once.
    fn old_form(&mut self, node: &'n Node) -> Parsed<Evidence> {
        let Tree::Map(entries) = &node.tree else {
            return Err(Reported);
        };
        let fact = entries.iter().find(|(key, _)| key.text == "fact");
        let help = match fact.map(|(_, value)| &value.tree) {
            Some(Tree::Text(id)) if is_fact_id(id) => format!("write `evidence: [{id}]`"),
            _ => "write the fact into a file of `facts/`, and its id here: `evidence: [my-1]`"
                .to_owned(),
        };
        let at = entries
            .first()
            .map_or_else(|| At::from(node), |(key, _)| key.into());
        self.error_with(
            at,
            "evidence that is no id of a fact",
            "a fact stands once, with kind, source and date, in `facts/`; a case cites its id",
            help,
        );
        Err(Reported)
    }

    /// A message is compared only where it was seen on KMS itself.
    pub(super) fn check_messages(&mut self) {
        for at in std::mem::take(&mut self.compared_messages) {
            self.error_with(
                at,
                "a message is compared, and no evidence holds it",
                "the evidence is inferred, or was seen on another AWS service only",
                "leave `message` out, or cite where KMS was seen to send it".to_owned(),
            );
        }
    }
}

impl Parser<'_> {
    /// Lower case letters, digits, `_` and `-`.
    pub(in crate::case) fn tag(&mut self, node: &Node) -> Parsed<String> {
        let tag = self.text(node)?;
        let good = tag.starts_with(|c: char| c.is_ascii_lowercase())
            && tag
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c));
        if good {
            return Ok(tag);
        }
        self.error(
            node,
            format!("`{tag}` is no tag"),
            "a tag is lower case letters, digits, `_` and `-`",
        );
        Err(Reported)
    }
}

/// Whether a sentence ends before the end: `.`, `!` or `?`, a space, and a capital letter.
fn holds_a_sentence_end(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest
        .find(". ")
        .or_else(|| rest.find("! "))
        .or_else(|| rest.find("? "))
    {
        rest = &rest[at + 2..];
        if rest.chars().next().is_some_and(char::is_uppercase) {
            return true;
        }
    }
    false
}
