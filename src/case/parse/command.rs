//! `run`: a call of the CLI under test.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::fields::Fields;
use super::parser::{Parsed, Parser, Reported, all};
use crate::case::command::REQUEST_PARTS;
use crate::case::keys::{
    self, AnyValue, Count, Member, One, Or, Slot, Takes, Whole, Words, declare_kinds, named, read,
    sort, sort_each,
};
use crate::case::node::{Key, Node, Tree};
use crate::case::suggest::{did_you_mean, listed};
use crate::case::{
    Flavours, Matcher, RequestExpect, RequestsExpect, Run, RunExpect, Shaped, Template, TextMatcher,
};

/// The keys of a scripted server.
const SERVER: &[&str] = &["tls", "replies", "repeat"];

/// The keys of a scripted reply.
const REPLY: &[&str] = &[
    "status", "body", "headers", "delay", "drop", "truncate", "chunked", "raw", "close",
];

declare_kinds! {
    /// A list of texts, or a form.
    Texts(Template, "texts") = |parser, node, _| parser.template(node), AnyValue::write, (|generator| {
        let list = json!({"type": "array", "items": TextOrForm::schema(generator)});
        json_schema!({"anyOf": [list, named::<Shaped>(generator)]})
    });
    /// A mapping from names to texts or null, or a form.
    TextMap(Template, "texts by name") = |parser, node, _| parser.template(node), AnyValue::write, (|generator| {
        let entry = json!({"anyOf": [{"type": "null"}, TextOrForm::schema(generator)]});
        let map = json!({"type": "object", "additionalProperties": entry, "propertyNames": {"pattern": "^[^$]"}});
        json_schema!({"anyOf": [named::<Shaped>(generator), map]})
    });
    /// A text, or a form.
    TextOrForm(Template, "a text") = |parser, node, _| parser.template(node), AnyValue::write,
        (|generator| json_schema!({"anyOf": [{"type": "string"}, named::<Shaped>(generator)]}));
    /// A scripted server on loopback, or a form.
    Server(Template, "a server") = |parser, node, _| {
        parser.server_keys(node);
        parser.template(node)
    }, AnyValue::write, (|generator| {
        let keys = SERVER.iter().map(|key| ((*key).to_owned(), AnyValue::schema(generator).to_value()));
        let keys: Map<_, _> = keys.collect();
        let server = json!({"type": "object", "properties": keys, "additionalProperties": false});
        json_schema!({"anyOf": [named::<Shaped>(generator), server]})
    });
    /// What must come of a run, by the flavour of the CLI; one that is left out is `unsupported`.
    RunExpects(Vec<(Flavours, RunExpect)>, "an expectation") = |parser, node, _| parser.run_expects(node), |expects| {
        let expects = expects.iter().map(|(of, expect)| (of.word().to_owned(), RunExpect::write(expect)));
        Value::Object(expects.collect())
    }, (|generator| {
        let of = |flavours: &[Flavours], generator: &mut SchemaGenerator| {
            let keys = flavours.iter().map(|of| (of.word().to_owned(), RunExpect::schema(generator).to_value()));
            let keys: Map<_, _> = keys.collect();
            json!({"type": "object", "properties": keys, "additionalProperties": false, "minProperties": 1})
        };
        let both = of(&[Flavours::Both], generator);
        json_schema!({"anyOf": [both, of(&[Flavours::V1, Flavours::V2], generator)]})
    }), sort |body| sort_each(body, RunExpect::sort);
    /// What a text must be.
    Printed(TextMatcher, "a text") = |parser, node, _| parser.text_matcher(node), |text| match text {
        TextMatcher::Text(inner) => Whole::write(inner),
        TextMatcher::Json(_, inner) => json!({"$json": Whole::write(inner)}),
        TextMatcher::Table(_, rows) => json!({"$table": AnyValue::write(rows)}),
        TextMatcher::Contains(_, parts) => json!({"$contains": AnyValue::write(parts)}),
    }, (|generator| {
        let one = |name: &str, of: Schema| {
            json!({"type": "object", "properties": {(name): of}, "required": [name], "additionalProperties": false})
        };
        let json = one("$json", Whole::schema(generator));
        let table = one("$table", AnyValue::schema(generator));
        let contains = one("$contains", AnyValue::schema(generator));
        json_schema!({"anyOf": [json, table, contains, Member::schema(generator)]})
    });
    /// What must have been sent.
    Requests(RequestsExpect, "requests") = |parser, node, _| parser.requests(node), |requests| match requests {
        RequestsExpect::Any => json!({"$any": true}),
        RequestsExpect::These(these) => these.iter().map(written).collect(),
    }, (|generator| {
        let keys = REQUEST_PARTS.iter().map(|(name, about)| {
            let mut part = Member::schema(generator);
            part.insert("description".to_owned(), (*about).into());
            ((*name).to_owned(), part.to_value())
        });
        let mut keys: Map<_, _> = keys.collect();
        keys.insert("times".to_owned(), Times::schema(generator).to_value());
        let request = json!({"type": "object", "properties": keys, "additionalProperties": false});
        let any = json!({"type": "object", "properties": {"$any": {"const": true}}, "required": ["$any"], "additionalProperties": false});
        json_schema!({"anyOf": [{"type": "array", "items": request}, any]})
    }), sort |body| {
        const TIMES: &[keys::Key] = &[keys::Key::of::<Times>("times", false, &[])];
        sort_each(body, |request| sort(request, &[TIMES]));
    };
}

/// How many times in a row a request was sent.
type Times = Count<1, 100>;

fn written(request: &RequestExpect) -> Value {
    let times = Or::<Times, One>::write(&request.times);
    let times = times.map(|times| ("times".to_owned(), times));
    let parts = request.parts.iter().map(|(name, part)| {
        let mut value = Whole::write(part);
        if let (Matcher::Object { .. }, "headers", Value::Object(members)) =
            (part, name.as_str(), &mut value)
        {
            members.shift_remove("$open");
        }
        (name.clone(), value)
    });
    Value::Object(times.into_iter().chain(parts).collect())
}

impl Run {
    pub(in crate::case) fn begin<'n>(
        parser: &mut Parser<'n>,
        fields: &mut Fields<'n>,
        _: &'n Node,
    ) {
        parser.in_run = true;
        if let Some(Tree::List(items)) = fields.node("run").map(|args| &args.tree) {
            parser.plain_texts(items.iter().map(|item| (item, false)));
        }
        for (name, may_be_null) in [("env", true), ("files", false)] {
            if let Some(Tree::Map(entries)) = fields.node(name).map(|node| &node.tree)
                && !entries.iter().any(|(key, _)| key.text.starts_with('$'))
            {
                parser.plain_texts(entries.iter().map(|(_, value)| (value, may_be_null)));
            }
        }
        if let Some(node) = fields.node("files") {
            parser.paths_within(node);
        }
    }

    pub(in crate::case) fn end(parser: &mut Parser<'_>, _: &Fields<'_>) {
        parser.in_run = false;
    }
}

impl<'n> Parser<'n> {
    /// Reports what is neither a text nor a form.
    fn plain_texts(&mut self, nodes: impl Iterator<Item = (&'n Node, bool)>) {
        for (node, may_be_null) in nodes {
            let fits = match &node.tree {
                Tree::Text(_) | Tree::Map(_) => true,
                Tree::Null => may_be_null,
                _ => false,
            };
            if !fits {
                self.error_with(
                    node,
                    format!("expected a text, found {}", node.describe()),
                    "a program is given texts",
                    "quote it if a text is meant".to_owned(),
                );
            }
        }
    }

    /// Files stand in the case's own folder.
    fn paths_within(&mut self, node: &Node) {
        let Tree::Map(entries) = &node.tree else {
            return;
        };
        for (key, _) in entries.iter().filter(|(key, _)| !key.text.starts_with('$')) {
            let inside = !key.text.starts_with('/')
                && key
                    .text
                    .split('/')
                    .all(|part| !matches!(part, "" | "." | ".."));
            if !inside {
                self.error(
                    key,
                    format!("`{}` is no path within the case's folder", key.text),
                    "a path is names with `/` between them, such as `home/.aws/config`",
                );
            }
        }
    }

    fn server_keys(&mut self, node: &'n Node) {
        self.keys_of(node, "a scripted server", SERVER);
        let Tree::Map(entries) = &node.tree else {
            return;
        };
        let replies = entries.iter().find(|(key, _)| key.text == "replies");
        if let Some((_, replies)) = replies
            && let Tree::List(items) = &replies.tree
        {
            for item in items {
                self.keys_of(item, "a scripted reply", REPLY);
            }
        }
    }

    /// Reports keys that a mapping cannot have, unless it is a form.
    fn keys_of(&mut self, node: &'n Node, what: &str, known: &'static [&'static str]) {
        let Tree::Map(entries) = &node.tree else {
            return self.error(
                node,
                format!("expected {what}, found {}", node.describe()),
                format!("{what} is a mapping"),
            );
        };
        let is_wrong =
            |key: &Key| !key.text.starts_with('$') && !known.contains(&key.text.as_str());
        for (key, _) in entries.iter().filter(|(key, _)| is_wrong(key)) {
            self.error_with(
                key,
                format!("unknown key `{}` in {what}", key.text),
                format!("{what} has the keys {}", listed(known.iter().copied())),
                did_you_mean(&key.text, known.iter().copied()),
            );
        }
    }

    /// `v1`, `v2` or both of them; or `both`.
    fn run_expects(&mut self, node: &'n Node) -> Parsed<Vec<(Flavours, RunExpect)>> {
        let mut fields = Fields::of(self, node, "the expectation of a run")?;
        let found = Flavours::WORDS
            .iter()
            .map(|(word, of)| (*of, fields.take(word)));
        let found: Vec<_> = found.filter_map(|(of, node)| Some((of, node?))).collect();
        fields.finish(self);
        if found.is_empty() || (found.len() > 1 && found[0].0 == Flavours::Both) {
            self.error(
                node,
                "an expectation for no flavour, or for one twice",
                "`expect` has `v1`, `v2` or both of them, or `both` where they behave alike",
            );
            return Err(Reported);
        }
        all(found
            .into_iter()
            .map(|(of, node)| Ok((of, read(self, node)?))))
    }

    fn text_matcher(&mut self, node: &'n Node) -> Parsed<TextMatcher> {
        if let Tree::Map(entries) = &node.tree
            && let Some((key, value)) = self.form(entries)?
        {
            match key.text.as_str() {
                "$json" => {
                    let inner = self.whole(value)?;
                    return Ok(TextMatcher::Json(node.span, inner));
                }
                "$table" => return Ok(TextMatcher::Table(node.span, self.template(value)?)),
                "$contains" => return Ok(TextMatcher::Contains(node.span, self.template(value)?)),
                _ => {}
            }
        }
        Ok(TextMatcher::Text(self.member(node)?))
    }

    fn requests(&mut self, node: &'n Node) -> Parsed<RequestsExpect> {
        if let Tree::Map(_) = &node.tree {
            if let Matcher::Any(_) = self.whole(node)? {
                return Ok(RequestsExpect::Any);
            }
            self.error(
                node,
                "requests that are no list",
                "`requests` is a list of what was sent, or `{$any: true}`",
            );
            return Err(Reported);
        }
        let items = match &node.tree {
            Tree::List(items) => items.as_slice(),
            _ => self.items(node, "a request")?,
        };
        let parsed = all(items.iter().map(|item| self.request(item)))?;
        Ok(RequestsExpect::These(parsed))
    }

    fn request(&mut self, node: &'n Node) -> Parsed<RequestExpect> {
        let mut fields = Fields::of(self, node, "a request")?;
        let times = Or::<Times, One>::read(self, &mut fields, "times");
        let parts: Vec<_> = REQUEST_PARTS
            .iter()
            .filter_map(|(name, _)| Some((*name, fields.take(name)?)))
            .collect();
        fields.finish(self);
        let parts = all(parts.into_iter().map(|(name, node)| {
            let part = self.member(node)?;
            // Other header fields are always welcome.
            let part = match part {
                Matcher::Object { span, members, .. } if name == "headers" => Matcher::Object {
                    span,
                    open: true,
                    members,
                },
                part => part,
            };
            Ok((name.to_owned(), part))
        }))?;
        Ok(RequestExpect {
            span: node.span,
            times: times?,
            parts,
        })
    }
}
