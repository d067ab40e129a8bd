//! A whole case file.

use std::sync::Arc;

use super::fields::Fields;
use super::names::Meaning;
use super::parser::{Parsed, Parser, Reported};
use crate::case::error::LoadError;
use crate::case::family;
use crate::case::keys::{AnyValue, Members, by_names, declare_kinds, read};
use crate::case::node::{Node, Tree};
use crate::case::yaml::{self, YamlRefusal};
use crate::case::{Case, CaseId, Facts, Source, Template, unchanged};

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
    let refused = |refusal| vec![refused(&source, refusal)];
    let expanded = unchanged::expand(node).map_err(refused)?;
    let mut parser = Parser::new(id.0, source, facts);
    let case = read(&mut parser, expanded.as_ref().unwrap_or(node));
    parser.finish(case)
}

pub(in crate::case) fn refused(source: &Arc<Source>, refusal: YamlRefusal) -> LoadError {
    LoadError {
        source: Arc::clone(source),
        span: refusal.span,
        width: 1,
        what: refusal.what,
        why: refusal.why,
        help: refusal.help,
    }
}

declare_kinds! {
    /// Values by their names.
    Lets(Vec<(String, Template)>, "a value") = |parser, node, _| parser.with_names(|parser| parser.lets(node)),
        Members::write, (|generator| by_names(&AnyValue::schema(generator)));
}

impl Case {
    pub(in crate::case) fn begin<'n>(
        parser: &mut Parser<'n>,
        fields: &mut Fields<'n>,
        node: &'n Node,
    ) {
        parser.requirement_first(node);
        // An instance draws its row first, then what may use it.
        let rows = fields.node("rows");
        let rows = rows.map(|node| parser.with_names(|parser| parser.rows(node)));
        parser.parsed_rows = rows;
    }

    pub(in crate::case) fn end(parser: &mut Parser<'_>, _: &Fields<'_>) {
        if !parser.is_of_kms {
            parser.check_messages();
        }
        // What did not load may hold the use that seems to be missing.
        if parser.errors_of_names == 0 {
            parser.report_unused();
            parser.report_unused_row_values();
        }
    }
}

impl<'n> Parser<'n> {
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
