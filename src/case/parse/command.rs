//! `run`: a call of the CLI under test.

use super::fields::Fields;
use super::matcher::MatcherPosition;
use super::parser::{Parsed, Parser, Reported, all};
use crate::case::command::REQUEST_PARTS;
use crate::case::node::{Key, Node, Tree};
use crate::case::suggest::{did_you_mean, listed};
use crate::case::{
    Flavours, Matcher, RequestExpect, RequestsExpect, Run, RunExpect, StopSignal, TextMatcher,
};

/// The keys of a scripted server.
const SERVER: &[&str] = &["tls", "replies", "repeat"];

/// The keys of a scripted reply.
const REPLY: &[&str] = &[
    "status", "body", "headers", "delay", "drop", "truncate", "chunked", "raw", "close",
];

impl<'n> Parser<'n> {
    /// `run`, and the keys beside it.
    pub(super) fn run(&mut self, args: &'n Node, mut fields: Fields<'n>) -> Parsed<Run> {
        let (env, files) = (fields.take("env"), fields.take("files"));
        let (stdin, server) = (fields.take("stdin"), fields.take("server"));
        let (signal, stdout_to) = (fields.take("signal"), fields.take("stdout_to"));
        let expect = fields.need(self, "expect");
        fields.finish(self);
        self.in_run = true;
        if let Tree::List(items) = &args.tree {
            self.plain_texts(items.iter().map(|item| (item, false)));
        }
        for (node, may_be_null) in [(env, true), (files, false)] {
            if let Some(Tree::Map(entries)) = node.map(|node| &node.tree)
                && !entries.iter().any(|(key, _)| key.text.starts_with('$'))
            {
                self.plain_texts(entries.iter().map(|(_, value)| (value, may_be_null)));
            }
        }
        if let Some(node) = files {
            self.paths_within(node);
        }
        if let Some(node) = server {
            self.server_keys(node);
        }
        let signal = signal.map(|node| self.word(node, "signal", StopSignal::WORDS));
        let closed = stdout_to.map(|node| self.word(node, "`stdout_to`", &[("closed", true)]));
        let args = self.template(args);
        let [env, files, stdin, server] =
            [env, files, stdin, server].map(|node| node.map(|node| self.template(node)));
        let expects = expect.and_then(|node| self.run_expects(node));
        self.in_run = false;
        Ok(Run {
            args: args?,
            env: env.transpose()?,
            files: files.transpose()?,
            stdin: stdin.transpose()?,
            server: server.transpose()?,
            signal: signal.transpose()?,
            stdout_closed: closed.transpose()?.unwrap_or_default(),
            expects: expects?,
        })
    }

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
        let found = [
            (Flavours::Both, fields.take("both")),
            (Flavours::V1, fields.take("v1")),
            (Flavours::V2, fields.take("v2")),
        ];
        fields.finish(self);
        let found: Vec<_> = found
            .into_iter()
            .filter_map(|(of, node)| Some((of, node?)))
            .collect();
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
            .map(|(of, node)| Ok((of, self.run_expect(node)?))))
    }

    fn run_expect(&mut self, node: &'n Node) -> Parsed<RunExpect> {
        let mut fields = Fields::of(self, node, "what must come of a run")?;
        let exit = fields.need(self, "exit");
        let (stdout, stderr) = (fields.take("stdout"), fields.take("stderr"));
        let requests = fields.take("requests");
        fields.finish(self);
        let exit = exit.and_then(|node| self.matcher(node, MatcherPosition::Whole));
        let stdout = stdout.map(|node| self.text_matcher(node));
        let stderr = stderr.map(|node| self.text_matcher(node));
        let requests = match requests {
            Some(node) => self.requests(node),
            None => Ok(RequestsExpect::These(Vec::new())),
        };
        Ok(RunExpect {
            span: node.span,
            exit: exit?,
            stdout: stdout.transpose()?,
            stderr: stderr.transpose()?,
            requests: requests?,
        })
    }

    fn text_matcher(&mut self, node: &'n Node) -> Parsed<TextMatcher> {
        if let Tree::Map(entries) = &node.tree
            && let Some((key, value)) = self.form(entries)?
        {
            match key.text.as_str() {
                "$json" => {
                    let inner = self.matcher(value, MatcherPosition::Whole)?;
                    return Ok(TextMatcher::Json(node.span, inner));
                }
                "$table" => return Ok(TextMatcher::Table(node.span, self.template(value)?)),
                "$contains" => return Ok(TextMatcher::Contains(node.span, self.template(value)?)),
                _ => {}
            }
        }
        Ok(TextMatcher::Text(
            self.matcher(node, MatcherPosition::Member)?,
        ))
    }

    fn requests(&mut self, node: &'n Node) -> Parsed<RequestsExpect> {
        if let Tree::Map(_) = &node.tree {
            if let Matcher::Any(_) = self.matcher(node, MatcherPosition::Whole)? {
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
        let times = fields.take("times");
        let parts: Vec<_> = REQUEST_PARTS
            .iter()
            .filter_map(|name| Some((*name, fields.take(name)?)))
            .collect();
        fields.finish(self);
        let times = times.map_or(Ok(1), |node| self.integer(node, 1, 100))?;
        let parts = all(parts.into_iter().map(|(name, node)| {
            let part = self.matcher(node, MatcherPosition::Member)?;
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
            times: u32::try_from(times).map_err(|_| Reported)?,
            parts,
        })
    }
}
