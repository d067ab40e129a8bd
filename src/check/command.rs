//! What a run of the CLI under test left → mismatches.

use serde_json::{Map, Value, json};

use super::matcher::{Subject, compare};
use super::{Context, Mismatch, Origin, Scope, Unbound};
use crate::case::{
    Ended, Matcher, RequestExpect, RequestsExpect, RunExpect, Shaped, Span, Template, TextMatcher,
};
use crate::wire::{Request, Response, aws_json};

/// One run of the CLI under test.
#[derive(Debug, Clone, PartialEq)]
pub struct CommandRun {
    /// The step's number in the case, from 1.
    pub step: usize,
    /// The arguments after the executable.
    pub args: Vec<String>,
    /// How it ended.
    pub ended: Ended,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// What the server saw, in order.
    pub seen: Vec<Seen>,
}

/// One request that the server saw.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// As it came.
    pub request: Request,
    /// What was answered, unless the script says otherwise.
    pub response: Option<Response>,
    /// Whether its signature is right.
    pub signed: Signed,
    /// The Region and the service in its credential scope, and who signed.
    pub scope: Option<(String, String, String)>,
    /// It came over TLS.
    pub tls: bool,
    /// The authority that a proxy was asked for before.
    pub tunnel: Option<String>,
}

/// Whether a signature is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signed {
    /// There is none.
    No,
    /// It is right.
    Valid,
    /// It is not; why.
    Invalid(String),
}

/// The expectation of a run without any form left to evaluate.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundRun(RunExpect);

impl Scope<'_> {
    /// The expectation with every template evaluated.
    ///
    /// # Errors
    /// The first [`Unbound`] template.
    pub fn bind_run(&mut self, expect: &RunExpect) -> Result<BoundRun, Unbound> {
        let requests = match &expect.requests {
            RequestsExpect::Any => RequestsExpect::Any,
            RequestsExpect::These(these) => RequestsExpect::These(
                these
                    .iter()
                    .map(|one| self.bind_request(one))
                    .collect::<Result<_, _>>()?,
            ),
        };
        Ok(BoundRun(RunExpect {
            span: expect.span,
            exit: self.matcher(&expect.exit)?,
            stdout: self.bind_text(expect.stdout.as_ref())?,
            stderr: self.bind_text(expect.stderr.as_ref())?,
            requests,
        }))
    }

    fn bind_request(&mut self, request: &RequestExpect) -> Result<RequestExpect, Unbound> {
        let parts = request.parts.iter();
        let parts = parts.map(|(name, part)| Ok((name.clone(), self.matcher(part)?)));
        Ok(RequestExpect {
            span: request.span,
            times: request.times,
            parts: parts.collect::<Result<_, _>>()?,
        })
    }

    fn bind_text(&mut self, text: Option<&TextMatcher>) -> Result<Option<TextMatcher>, Unbound> {
        Ok(Some(match text {
            None => return Ok(None),
            Some(TextMatcher::Text(inner)) => TextMatcher::Text(self.matcher(inner)?),
            Some(TextMatcher::Json(span, inner)) => TextMatcher::Json(*span, self.matcher(inner)?),
            Some(TextMatcher::Table(span, rows)) => TextMatcher::Table(*span, self.plain(rows)?),
            Some(TextMatcher::Contains(span, parts)) => {
                TextMatcher::Contains(*span, self.plain(parts)?)
            }
        }))
    }

    fn plain(&mut self, template: &Template) -> Result<Template, Unbound> {
        Ok(Template {
            span: template.span,
            shaped: Shaped::Plain(self.value(template)?),
        })
    }
}

/// The ways in which a run is not what the expectation asks for; empty when it holds.
#[must_use]
pub fn judge_run(expect: &BoundRun, run: &CommandRun, context: &Context<'_>) -> Vec<Mismatch> {
    let expect = &expect.0;
    let place = |path| Subject {
        path,
        shape: None,
        span: expect.span,
    };
    let exit = match run.ended {
        Ended::Exit(code) => json!(code),
        other => json!(other.to_string()),
    };
    let mut found = compare(&expect.exit, Some(&exit), place("exit code"), context);
    let streams = [
        ("stdout", &expect.stdout, &run.stdout),
        ("stderr", &expect.stderr, &run.stderr),
    ];
    for (name, matcher, text) in streams {
        match matcher {
            None if text.is_empty() => {}
            None => found.push(mismatch(name, "nothing", text, expect.span, context)),
            Some(matcher) => found.extend(judge_text(matcher, text, place(name), context)),
        }
    }
    if let RequestsExpect::These(these) = &expect.requests {
        found.extend(judge_requests(these, &run.seen, place("requests"), context));
    }
    for mismatch in &mut found {
        mismatch.origin = Origin::Client;
    }
    found
}

fn mismatch(
    path: &str,
    expected: &str,
    actual: &str,
    span: Span,
    context: &Context<'_>,
) -> Mismatch {
    Mismatch {
        origin: Origin::Client,
        path: path.to_owned(),
        expected: expected.to_owned(),
        actual: quoted(actual),
        location: Some(context.location(span)),
    }
}

/// A text between quotes, its beginning if it is long.
pub(super) fn quoted(text: &str) -> String {
    super::text::shorten(&Value::from(text).to_string(), 1200)
}

fn judge_text(
    matcher: &TextMatcher,
    text: &str,
    place: Subject<'_>,
    context: &Context<'_>,
) -> Vec<Mismatch> {
    match matcher {
        TextMatcher::Text(Matcher::Absent(span)) => {
            if text.is_empty() {
                return Vec::new();
            }
            vec![mismatch(place.path, "nothing", text, *span, context)]
        }
        TextMatcher::Text(inner) => {
            let found = compare(inner, Some(&Value::from(text)), place, context);
            match (inner, found.is_empty()) {
                (Matcher::Value(template), false) => match &template.shaped {
                    Shaped::Plain(Value::String(expected)) => {
                        vec![parted(expected, text, place.path, template.span, context)]
                    }
                    _ => found,
                },
                (_, false) => found
                    .into_iter()
                    .map(|mut one| {
                        one.actual = quoted(text);
                        one
                    })
                    .collect(),
                (_, true) => found,
            }
        }
        TextMatcher::Json(span, inner) => match serde_json::from_str(text) {
            Ok(value) => compare(inner, Some(&value), place, context),
            Err(_) => vec![mismatch(place.path, "JSON", text, *span, context)],
        },
        TextMatcher::Table(span, rows) => {
            let actual = json!(table(text));
            let plain = Matcher::Value(rows.clone());
            if compare(&plain, Some(&actual), place, context).is_empty() {
                return Vec::new();
            }
            let wanted = super::text::matcher(&plain);
            vec![mismatch(
                place.path,
                &format!("a table of the cells {wanted}"),
                &format!("cells {actual} of {text}"),
                *span,
                context,
            )]
        }
        TextMatcher::Contains(span, parts) => {
            let wanted = match &parts.shaped {
                Shaped::Plain(Value::Array(items)) => items.clone(),
                Shaped::Plain(one) => vec![one.clone()],
                _ => Vec::new(),
            };
            let missing = |part: &&Value| !part.as_str().is_some_and(|part| text.contains(part));
            let missing = wanted.iter().filter(missing);
            missing
                .map(|part| {
                    let expected = format!("a text that contains {part}");
                    mismatch(place.path, &expected, text, *span, context)
                })
                .collect()
        }
    }
}

/// Two texts that should be one, from a little before the first difference.
fn parted(expected: &str, actual: &str, path: &str, span: Span, context: &Context<'_>) -> Mismatch {
    const SHORT: usize = 300;
    const BEFORE: usize = 40;
    if expected.len() <= SHORT && actual.len() <= SHORT {
        return mismatch(path, &quoted(expected), actual, span, context);
    }
    let same = expected
        .chars()
        .zip(actual.chars())
        .take_while(|(a, b)| a == b)
        .count();
    let from = same.saturating_sub(BEFORE);
    let cut = |text: &str| -> String { text.chars().skip(from).take(SHORT).collect() };
    let place = format!("{path}, from character {from}");
    mismatch(&place, &quoted(&cut(expected)), &cut(actual), span, context)
}

/// The cells of the rows of a table as the CLI draws it.
fn table(text: &str) -> Vec<Vec<String>> {
    let row = |line: &str| -> Option<Vec<String>> {
        let inner = line.trim_end().strip_prefix('|')?.strip_suffix('|')?;
        let inner = inner.trim_matches('|');
        let is_border = inner.chars().all(|c| matches!(c, '-' | '+' | '|'));
        let cells = inner.split('|').map(|cell| cell.trim().to_owned());
        (!is_border).then(|| cells.collect())
    };
    text.lines().filter_map(row).collect()
}

fn judge_requests(
    expected: &[RequestExpect],
    seen: &[Seen],
    place: Subject<'_>,
    context: &Context<'_>,
) -> Vec<Mismatch> {
    let wanted: Vec<&RequestExpect> = expected
        .iter()
        .flat_map(|one| std::iter::repeat_n(one, usize::try_from(one.times).unwrap_or(1)))
        .collect();
    if wanted.len() != seen.len() {
        let shown: Vec<String> = seen.iter().map(summary).collect();
        return vec![Mismatch {
            origin: Origin::Client,
            path: place.path.to_owned(),
            expected: format!("{} requests", wanted.len()),
            actual: format!("{} requests: {}", seen.len(), shown.join(", ")),
            location: Some(context.location(place.span)),
        }];
    }
    let mut found = Vec::new();
    for (at, (expected, seen)) in wanted.into_iter().zip(seen).enumerate() {
        let view = request_view(seen);
        let given = |name: &str| expected.parts.iter().any(|(part, _)| part == name);
        let mut parts = expected.parts.clone();
        for (name, value) in [("method", "POST"), ("path", "/"), ("signed", "valid")] {
            if !given(name) {
                parts.push((name.to_owned(), plain(value, expected.span)));
            }
        }
        for (name, part) in &parts {
            let path = format!("requests[{at}].{name}");
            let place = Subject {
                path: &path,
                shape: None,
                span: expected.span,
            };
            found.extend(compare(part, view.get(name), place, context));
        }
    }
    found
}

fn plain(value: &str, span: Span) -> Matcher {
    Matcher::Value(Template {
        span,
        shaped: Shaped::Plain(json!(value)),
    })
}

pub(super) fn summary(seen: &Seen) -> String {
    let request = &seen.request;
    let target = request.headers.get("x-amz-target").unwrap_or_default();
    format!("{} {} {target}", request.method, request.target)
        .trim_end()
        .to_owned()
}

/// A request as an expectation speaks of it.
#[must_use]
pub fn request_view(seen: &Seen) -> Map<String, Value> {
    let request = &seen.request;
    let mut view = Map::new();
    view.insert("method".to_owned(), json!(request.method));
    view.insert("path".to_owned(), json!(request.target));
    if let Some(operation) = aws_json::operation(request) {
        view.insert("target".to_owned(), json!(operation));
    }
    let mut headers = Map::new();
    for (name, _) in request.headers.iter() {
        let values: Vec<&str> = request.headers.all(name).collect();
        headers.insert(name.to_owned(), json!(values.join(", ")));
    }
    let fields: Vec<&String> = headers.keys().collect();
    view.insert("fields".to_owned(), json!(fields));
    view.insert("headers".to_owned(), Value::Object(headers));
    if !request.body.is_empty() {
        let text = String::from_utf8_lossy(&request.body).into_owned();
        if let Ok(value) = serde_json::from_str(&text) {
            view.insert("body".to_owned(), value);
        }
        view.insert("body_text".to_owned(), json!(text));
    }
    if let Some((region, service, access_key_id)) = &seen.scope {
        let scope = json!({"region": region, "service": service});
        view.insert("scope".to_owned(), scope);
        view.insert("access_key_id".to_owned(), json!(access_key_id));
    }
    let signed = match &seen.signed {
        Signed::No => "no".to_owned(),
        Signed::Valid => "valid".to_owned(),
        Signed::Invalid(why) => format!("invalid: {why}"),
    };
    view.insert("signed".to_owned(), json!(signed));
    view.insert("tls".to_owned(), json!(seen.tls));
    if let Some(tunnel) = &seen.tunnel {
        view.insert("tunnel".to_owned(), json!(tunnel));
    }
    view
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_its_cells() {
        let drawn =
            "---------\n| Title |\n+---+---+\n|| a | b||\n|+--+--+|\n||c d|  ||\n---------\n";
        assert_eq!(
            table(drawn),
            [vec!["Title"], vec!["a", "b"], vec!["c d", ""]]
        );
    }
}
