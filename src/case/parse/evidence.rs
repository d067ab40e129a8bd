//! The head of a case: requirement, evidence, tags.

use super::fields::Fields;
use super::parser::{Parsed, Parser, Reported, all};
use super::words::KINDS;
use crate::case::node::Node;
use crate::case::{Evidence, EvidenceKind, Spanned};

impl<'n> Parser<'n> {
    /// One sentence.
    pub(super) fn requirement(&mut self, node: &Node) -> Parsed<Spanned<String>> {
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

    /// The list of evidence.
    pub(super) fn evidence(&mut self, node: &'n Node) -> Parsed<Vec<Evidence>> {
        let items = self.items(node, "a piece of evidence")?;
        all(items.iter().map(|item| self.piece_of_evidence(item)))
    }

    fn piece_of_evidence(&mut self, node: &'n Node) -> Parsed<Evidence> {
        let mut fields = Fields::of(self, node, "a piece of evidence")?;
        let kind = fields.need(self, "kind");
        let source = fields.need(self, "source");
        let fact = fields.take("fact");
        let date = fields.take("date");
        let via = fields.take("via");
        fields.finish(self);
        let kind = kind.and_then(|node| self.word(node, "kind of evidence", KINDS));
        let source = source.and_then(|node| self.filled_text(node));
        let fact = fact.map(|node| self.fact(node));
        let date = date.map(|node| self.date(node));
        let via = via.map(|node| self.word(node, "`via`", &[("sister-service", "sister-service")]));
        Ok(Evidence {
            kind: kind?,
            source: source?,
            fact: fact.transpose()?,
            date: date.transpose()?,
            via: via.transpose()?.map(str::to_owned),
        })
    }

    /// A message is compared only where it was seen on KMS itself.
    pub(super) fn check_messages(&mut self, evidence: &[Evidence]) {
        let carries =
            |piece: &Evidence| piece.via.is_none() && piece.kind != EvidenceKind::Inferred;
        if evidence.iter().any(carries) {
            return;
        }
        for at in std::mem::take(&mut self.compared_messages) {
            self.error_with(
                at,
                "a message is compared, and no evidence holds it",
                "the evidence is inferred, or was seen on another AWS service only",
                "leave `message` out, or cite where KMS was seen to send it".to_owned(),
            );
        }
    }

    /// The id of a fact: an area's letter, a dash, perhaps a letter, digits.
    fn fact(&mut self, node: &Node) -> Parsed<String> {
        let text = self.text(node)?;
        let good = text.split_once('-').is_some_and(|(area, rest)| {
            let digits = rest
                .strip_prefix(|c: char| c.is_ascii_uppercase())
                .unwrap_or(rest);
            area.len() == 1
                && area.chars().all(|c| c.is_ascii_uppercase())
                && (2..=3).contains(&digits.len())
                && digits.chars().all(|c| c.is_ascii_digit())
        });
        if good {
            return Ok(text);
        }
        self.error(
            node,
            format!("`{text}` is no id of a fact"),
            "an id is an area's letter, a dash and digits, such as `C-106` or `S-R01`",
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

    /// The list of tags, each once.
    pub(super) fn tags(&mut self, node: &'n Node) -> Parsed<Vec<String>> {
        let mut tags: Vec<String> = Vec::new();
        for item in self.items(node, "a tag")? {
            let Ok(tag) = self.tag(item) else { continue };
            if tags.contains(&tag) {
                self.error(
                    item,
                    format!("the tag `{tag}` stands twice"),
                    "once is enough",
                );
            }
            tags.push(tag);
        }
        Ok(tags)
    }
}

impl Parser<'_> {
    fn tag(&mut self, node: &Node) -> Parsed<String> {
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
