//! A whole case file.

use std::sync::Arc;

use super::call::CALLED;
use super::fields::Fields;
use super::names::Meaning;
use super::parser::{Parsed, Parser, Reported};
use crate::case::error::LoadError;
use crate::case::family;
use crate::case::node::{Node, Tree};
use crate::case::yaml::{self, YamlRefusal};
use crate::case::{Case, CaseId, Facts, Judges, Source, Template};

/// The case that a text holds, or everything that is wrong with it.
pub(crate) fn case(id: CaseId, source: Arc<Source>, facts: &Facts) -> Result<Case, Vec<LoadError>> {
    let node = yaml::parse(&source.text).map_err(|refusal| vec![refused(&source, refusal)])?;
    of_node(id, source, &node, facts)
}

/// The case that a text holds, or one for each operation that it is about; or everything that is wrong with it.
pub(crate) fn cases(
    id: CaseId,
    source: Arc<Source>,
    facts: &Facts,
) -> Result<Vec<Case>, Vec<LoadError>> {
    let refused = |refusal| vec![refused(&source, refusal)];
    let node = yaml::parse(&source.text).map_err(refused)?;
    let Some(family) = family::expand(&id, &node, facts).map_err(refused)? else {
        return of_node(id, source, &node, facts).map(|case| vec![case]);
    };
    let mut cases = Vec::new();
    let mut errors = Vec::new();
    for (id, node) in family {
        match of_node(id, Arc::clone(&source), &node, facts) {
            Ok(case) => cases.push(Case {
                of_family: true,
                ..case
            }),
            Err(more) => errors.extend(more),
        }
    }
    if errors.is_empty() {
        Ok(cases)
    } else {
        Err(errors)
    }
}

fn of_node(
    id: CaseId,
    source: Arc<Source>,
    node: &Node,
    facts: &Facts,
) -> Result<Case, Vec<LoadError>> {
    let mut parser = Parser::new(source, facts);
    let case = parser.case(id, node);
    parser.finish(case)
}

pub(super) fn refused(source: &Arc<Source>, refusal: YamlRefusal) -> LoadError {
    LoadError {
        source: Arc::clone(source),
        span: refusal.span,
        width: 1,
        what: refusal.what,
        why: refusal.why,
        help: refusal.help,
    }
}

impl<'n> Parser<'n> {
    fn case(&mut self, id: CaseId, root: &'n Node) -> Parsed<Case> {
        let mut fields = Fields::of(self, root, "a case")?;
        let requirement = fields.need(self, "requirement");
        let evidence = fields.need(self, "evidence");
        let note = fields.take("note");
        let tags = fields.take("tags");
        let serial = fields.take("serial");
        let judges = fields.take("judges");
        let lets = fields.take("let");
        let needs = fields.take("needs");
        let rows = fields.take("rows");
        let steps = fields.need(self, "steps");
        fields.finish(self);
        self.requirement_first(root);

        let requirement = requirement.and_then(|node| self.requirement(node));
        let evidence = evidence.and_then(|node| self.evidence(node));
        let note = note.map(|node| self.filled_text(node));
        let tags = tags.map(|node| self.tags(node));
        let serial = serial.map(|node| self.truth(node, "serial"));
        let judges = judges.map(|node| self.judges(node));
        // In the order in which an instance draws them: rows first, then what may use them.
        let before = self.error_count();
        let rows = rows.map(|node| self.rows(node));
        let lets = lets.map(|node| self.lets(node));
        let needs = needs.map(|node| self.needs(node));
        let steps = steps.and_then(|node| self.steps(node));
        if let Ok(evidence) = &evidence {
            self.check_messages(evidence);
        }
        // What did not load may hold the use that seems to be missing.
        if self.error_count() == before {
            self.report_unused();
            self.report_unused_row_values();
        }
        Ok(Case {
            id,
            source: Arc::clone(self.source()),
            requirement: requirement?,
            evidence: evidence?,
            note: note.transpose()?,
            tags: tags.transpose()?.unwrap_or_default(),
            serial: serial.transpose()?.is_some(),
            judges: judges.transpose()?,
            lets: lets.transpose()?.unwrap_or_default(),
            needs: needs.transpose()?.unwrap_or_default(),
            rows: rows.transpose()?.unwrap_or_default(),
            steps: steps?,
            of_family: false,
        })
    }

    /// What the case judges over a whole run.
    fn judges(&mut self, node: &'n Node) -> Parsed<Judges> {
        let mut fields = Fields::of(self, node, "`judges`")?;
        let shape = fields.take("shape");
        let secrets = fields.take("secrets");
        let repeats = fields.take("repeats");
        fields.finish(self);
        match (shape, secrets, repeats) {
            (Some(operation), None, None) => {
                self.operation_named(operation, CALLED).map(Judges::Shape)
            }
            (None, Some(secrets), None) => self.truth(secrets, "secrets").map(|()| Judges::Secrets),
            (None, None, Some(repeats)) => self.truth(repeats, "repeats").map(|()| Judges::Repeats),
            _ => {
                self.error(
                    node,
                    "`judges` says not what",
                    "it is `{shape: Operation}`, `{secrets: true}` or `{repeats: true}`",
                );
                Err(Reported)
            }
        }
    }

    fn requirement_first(&mut self, node: &Node) {
        let Tree::Map(entries) = &node.tree else {
            return;
        };
        let position = entries
            .iter()
            .position(|(key, _)| key.text == "requirement");
        if let Some(at) = position.filter(|at| *at > 0) {
            let (key, _) = &entries[at];
            self.error(
                key,
                "`requirement` is not first",
                "a case begins with what it is about",
            );
        }
    }

    fn lets(&mut self, node: &'n Node) -> Parsed<Vec<(String, Template)>> {
        let Tree::Map(entries) = &node.tree else {
            self.error(
                node,
                format!("expected named values, found {}", node.describe()),
                "`let` is a mapping from names to values",
            );
            return Err(Reported);
        };
        let mut lets = Vec::new();
        let mut complete = true;
        for (key, value) in entries {
            let name = self.key_name(key, "a value");
            let template = self.template(value);
            match (name, template) {
                (Ok(name), Ok(template)) => {
                    self.define(key.into(), &name, Meaning::Let(template.clone()));
                    lets.push((name, template));
                }
                (Ok(name), Err(Reported)) => {
                    self.define(key.into(), &name, Meaning::Broken);
                    complete = false;
                }
                (Err(Reported), _) => complete = false,
            }
        }
        if complete { Ok(lets) } else { Err(Reported) }
    }
}
