//! Rows: the variations of a case.

use std::collections::BTreeSet;

use schemars::json_schema;
use serde_json::{Map, Value, json};

use super::fields::Fields;
use super::parser::{At, Parsed, Parser, Reported, all};
use crate::case::keys::{
    self, AnyValue, NAME, NeedName, OwnSentence, Takes, declare_kinds, object, sort, sort_each,
};
use crate::case::node::{Key, Node};
use crate::case::save::Body;
use crate::case::suggest::did_you_mean;
use crate::case::{Row, Shaped, Spanned, Template};

declare_kinds! {
    /// Variations, which were parsed before what uses them.
    Rows(Vec<Row>, "a row") = |parser, _, _| parser.parsed_rows.take().unwrap_or(Err(Reported)),
        |rows| rows.iter().map(written).collect(), (|generator| json_schema!({
            "type": "array",
            "minItems": 2,
            "items": {
                "description": "One variation; keys beside these are its values, for `{$row: …}`.",
                "type": "object",
                "properties": object(generator, &[], &[KEYS]).get("properties"),
                "required": ["name"],
                "additionalProperties": AnyValue::schema(generator),
                "propertyNames": {"pattern": NAME, "maxLength": 64},
            },
        })), sort |body| if let Body::List(_) = body {
            sort_each(body, |row| sort(row, &[KEYS]));
        };
}

/// The keys of a row that are not its values.
const KEYS: &[keys::Key] = &[
    keys::Key::of::<NeedName>("name", true, &["The last part of the instance's id."]),
    keys::Key::of::<OwnSentence>(
        "requirement",
        false,
        &["A requirement of its own, instead of the case's."],
    ),
];

fn written(row: &Row) -> Value {
    let requirement = row
        .requirement
        .as_ref()
        .map(|own| ("requirement".to_owned(), json!(own)));
    let mut all = Map::from_iter([("name".to_owned(), json!(row.name.value))]);
    all.extend(requirement);
    all.extend(
        row.values
            .iter()
            .map(|(name, value)| (name.clone(), AnyValue::write(value))),
    );
    Value::Object(all)
}

/// The rows while a case is parsed.
#[derive(Default)]
pub(super) struct RowNodes<'n> {
    rows: Vec<RowEntry<'n>>,
    used: BTreeSet<String>,
    /// Rows did not load: what a row has is not known.
    broken: bool,
    /// The rows themselves are being parsed: names are looked up where a row's value is used.
    pub(super) parsing: bool,
}

struct RowEntry<'n> {
    name: String,
    at: At,
    values: Vec<(&'n Key, &'n Node, Option<Template>)>,
}

impl<'n> Parser<'n> {
    /// The list under `rows`.
    pub(super) fn rows(&mut self, node: &'n Node) -> Parsed<Vec<Row>> {
        let parsed = self.parse_rows(node);
        self.rows.parsing = false;
        self.rows.broken = parsed.is_err();
        parsed
    }

    fn parse_rows(&mut self, node: &'n Node) -> Parsed<Vec<Row>> {
        let items = self.items(node, "a row")?;
        self.rows.parsing = true;
        let rows = all(items.iter().map(|item| self.row(item)))?;
        if rows.len() == 1 {
            self.error_with(
                node,
                "a single row",
                "rows are variations of one case",
                "add a second row, or write the values where they are used".to_owned(),
            );
        }
        Ok(rows)
    }

    fn row(&mut self, node: &'n Node) -> Parsed<Row> {
        let mut fields = Fields::of(self, node, "a row")?;
        let name_node = fields.need(self, "name")?;
        let name = self.name(name_node, "a row")?;
        let requirement = fields
            .take("requirement")
            .map(|node| self.requirement(node));
        if let Some(first) = self.rows.rows.iter().find(|row| row.name == name) {
            let why = format!("line {} has it first", first.at.span.line);
            self.error(name_node, format!("a second row of the name `{name}`"), why);
        }
        let mut values = Vec::new();
        let mut complete = true;
        for (key, value) in fields.rest() {
            let template = self.template(value);
            complete &= self.key_name(key, "a row's value").is_ok() && template.is_ok();
            values.push((key, value, template.ok()));
        }
        let parsed = values
            .iter()
            .filter_map(|(key, _, t)| Some((key.text.clone(), t.clone()?)))
            .collect();
        self.rows.rows.push(RowEntry {
            name: name.clone(),
            at: name_node.into(),
            values,
        });
        let requirement = requirement.transpose()?;
        if !complete {
            return Err(Reported);
        }
        Ok(Row {
            name: Spanned {
                value: name,
                span: name_node.span,
            },
            requirement: requirement.map(|r| r.value),
            values: parsed,
        })
    }

    /// `{$row: name}`: every row must have it, and what its values refer to must be defined here.
    pub(in crate::case) fn row_use(&mut self, at: &Node, name: &str) -> Parsed<()> {
        if self.rows.parsing {
            self.error(
                at,
                "a row's value uses another",
                "`$row` stands in `let`, `needs` and `steps` only",
            );
            return Err(Reported);
        }
        if self.rows.broken {
            return Ok(());
        }
        if self.rows.rows.is_empty() {
            self.error(
                at,
                format!("there is no row value `{name}`"),
                "this case has no `rows`",
            );
            return Err(Reported);
        }
        self.rows.used.insert(name.to_owned());
        let mut templates = Vec::new();
        let mut lacking = Vec::new();
        for row in &self.rows.rows {
            match row.values.iter().find(|(key, _, _)| key.text == name) {
                Some((_, _, template)) => templates.extend(template.clone()),
                None => lacking.push(row.name.clone()),
            }
        }
        if !lacking.is_empty() {
            let keys = self
                .rows
                .rows
                .iter()
                .flat_map(|row| row.values.iter().map(|(key, _, _)| key.text.as_str()));
            let help = did_you_mean(name, keys.filter(|key| *key != name));
            let what = if lacking.len() == self.rows.rows.len() {
                format!("no row has a value `{name}`")
            } else {
                format!("the row `{}` has no value `{name}`", lacking.join("`, `"))
            };
            self.error_with(
                at,
                what,
                "every row has every value that `$row` names",
                help,
            );
            return Err(Reported);
        }
        for template in &templates {
            self.resolve_within(template);
        }
        Ok(())
    }

    /// The nodes that a `$row` of this name stands for.
    pub(in crate::case) fn row_nodes(&self, name: &str) -> Vec<&'n Node> {
        let values = self.rows.rows.iter().flat_map(|row| &row.values);
        let named = values.filter(|(key, _, _)| key.text == name);
        named.map(|(_, node, _)| *node).collect()
    }

    /// Looks up every reference in a row's value.
    fn resolve_within(&mut self, template: &Template) {
        match &template.shaped {
            Shaped::Ref(parts) => self.resolve(template.span.into(), parts),
            shaped => {
                for inner in shaped.templates() {
                    self.resolve_within(inner);
                }
            }
        }
    }

    /// Reports every row value that no `$row` names.
    pub(super) fn report_unused_row_values(&mut self) {
        let mut unused = Vec::new();
        for (key, _, _) in self.rows.rows.iter().flat_map(|row| &row.values) {
            let known = |other: &&Key| other.text == key.text;
            if !self.rows.used.contains(&key.text) && !unused.iter().any(known) {
                unused.push(*key);
            }
        }
        for key in unused {
            self.error_with(
                key,
                format!("the row value `{}` is never used", key.text),
                "a definition without use is a slip",
                format!(
                    "write `{{$row: {}}}` where it belongs, or remove it",
                    key.text
                ),
            );
        }
    }
}
