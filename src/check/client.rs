//! What a CLI made of a call → mismatches of its own, by what went over the wire.
//!
//! The answer on the wire is the endpoint's and judged by the case. Here the client is judged: it sends the input and
//! nothing else, and tells the answer as the AWS CLI tells it.

use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::command::{quoted, summary};
use super::text::{self, shorten};
use super::{CommandRun, Mismatch, Origin, Reply, Seen, Signed};
use crate::case::{CommandFlavour, Ended, Location};
use crate::cli::{self, Flavour};
use crate::model::{Invalid, Kind, Model, Operation, Shape, mask, validate};
use crate::wire::Response;
use crate::wire::aws_json::{self, Body};

/// Error types upon which a client may send the same again. Source: botocore, `retries/standard.py`.
const TRANSIENT: [&str; 8] = [
    "RequestTimeout",
    "RequestTimeoutException",
    "PriorRequestNotComplete",
    "TooManyRequestsException",
    "RequestLimitExceeded",
    "LimitExceededException",
    "SlowDown",
    "TransactionInProgressException",
];

/// A call that a CLI was told to make.
#[derive(Debug, Clone)]
pub struct ClientCall<'a> {
    /// The operation.
    pub operation: Operation,
    /// Its input.
    pub input: &'a Value,
    /// By whom it is signed; `None`: not at all.
    pub signer: Option<Signer>,
    /// As which CLI it is judged.
    pub flavour: CommandFlavour,
    /// The step in the case file.
    pub location: Location,
}

/// Who signs, and for where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// The access key.
    pub access_key_id: String,
    /// The token of a temporary credential.
    pub session_token: Option<String>,
    /// The Region.
    pub region: String,
}

/// What the client did wrong.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Breaches {
    /// In what it sent: the answer is to another request than the case's.
    pub request: Vec<Mismatch>,
    /// In what it told of the answer.
    pub output: Vec<Mismatch>,
}

/// What the client did wrong in a run that should have made this call.
#[must_use]
pub fn judge_client(call: &ClientCall<'_>, run: &CommandRun) -> Breaches {
    let judge = Judge {
        call,
        model: Model::bundled(),
    };
    let mut breaches = Breaches {
        request: judge.requests(&run.seen),
        output: Vec::new(),
    };
    match run.seen.last().and_then(|seen| seen.response.as_ref()) {
        Some(response) => breaches.output = judge.told(response, run),
        None if breaches.request.is_empty() => {
            let none = judge.mismatch("requests", "one that could be answered", "none");
            breaches.request.push(none);
        }
        None => {}
    }
    breaches
}

struct Judge<'a> {
    call: &'a ClientCall<'a>,
    model: &'static Model,
}

impl Judge<'_> {
    fn mismatch(
        &self,
        path: impl Into<String>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Mismatch {
        Mismatch {
            origin: Origin::Client,
            path: path.into(),
            expected: expected.into(),
            actual: actual.into(),
            location: Some(self.call.location.clone()),
        }
    }

    fn requests(&self, seen: &[Seen]) -> Vec<Mismatch> {
        let operation = self.call.operation;
        let Some((last, earlier)) = seen.split_last() else {
            let input = Some(self.model.input(operation).name.as_str());
            let input = mask(self.model, input, self.call.input);
            let expected = format!("a {operation} of {}", shorten(&input.to_string(), 240));
            return vec![self.mismatch("requests", expected, "none")];
        };
        if !earlier.iter().all(may_be_repeated) {
            let shown: Vec<String> = seen.iter().map(summary).collect();
            let actual = format!("{}: {}", seen.len(), shown.join(", "));
            return vec![self.mismatch("requests", format!("one {operation}"), actual)];
        }
        let mut found = self.request(last);
        if earlier
            .iter()
            .any(|seen| seen.request.body != last.request.body)
        {
            found.push(self.mismatch(
                "requests",
                "the same request again",
                "another body than before",
            ));
        }
        found
    }

    fn request(&self, seen: &Seen) -> Vec<Mismatch> {
        let request = &seen.request;
        let header = |name: &str| request.headers.get(name).unwrap_or("none").to_owned();
        let operation = self.call.operation;
        let mut found = Vec::new();
        let parts = [
            ("method", "POST".to_owned(), request.method.clone()),
            ("path", "/".to_owned(), request.target.clone()),
            (
                "X-Amz-Target",
                format!("{}{operation}", aws_json::TARGET_PREFIX),
                header("x-amz-target"),
            ),
            (
                "Content-Type",
                aws_json::CONTENT_TYPE.to_owned(),
                header("content-type"),
            ),
        ];
        for (name, expected, actual) in parts {
            if expected != actual {
                found.push(self.mismatch(format!("request.{name}"), expected, actual));
            }
        }
        found.extend(self.signature(seen));
        if let Ok(body) = serde_json::from_slice::<Value>(&request.body) {
            let shape = Some(self.model.input(operation));
            found.extend(self.compared("request", shape, self.call.input, &body, Reading::Sent));
        } else {
            let length = format!("{} bytes that are no JSON", request.body.len());
            found.push(self.mismatch("request.body", "the input in JSON", length));
        }
        found
    }

    fn signature(&self, seen: &Seen) -> Option<Mismatch> {
        let word = match &seen.signed {
            Signed::No => "unsigned".to_owned(),
            Signed::Valid => "valid".to_owned(),
            Signed::Invalid(why) => format!("not valid: {why}"),
        };
        let Some(signer) = &self.call.signer else {
            let signed = seen.signed != Signed::No;
            return signed.then(|| self.mismatch("request.signature", "unsigned", word));
        };
        if seen.signed != Signed::Valid {
            return Some(self.mismatch("request.signature", "valid", word));
        }
        let (region, service, key) = seen.scope.clone().unwrap_or_default();
        let expected = format!("{} for kms in {}", signer.access_key_id, signer.region);
        let actual = format!("{key} for {service} in {region}");
        if expected != actual {
            return Some(self.mismatch("request.signature", expected, actual));
        }
        let token = seen.request.headers.get("x-amz-security-token");
        (token != signer.session_token.as_deref()).then(|| {
            let word =
                |token: Option<&str>| token.map_or("no session token", |_| "a session token");
            self.mismatch(
                "request.signature",
                word(signer.session_token.as_deref()),
                format!("{}, not the one given", word(token)),
            )
        })
    }

    fn told(&self, response: &Response, run: &CommandRun) -> Vec<Mismatch> {
        let reply = Reply::read(response);
        match response.status {
            200..=299 => self.success(&reply, run),
            400..=599 => self.error(&reply, run),
            // Nobody knows what a client makes of it.
            _ => Vec::new(),
        }
    }

    fn exit(&self, code: i32, run: &CommandRun) -> Option<Mismatch> {
        let ended = run.ended;
        (ended != Ended::Exit(code))
            .then(|| self.mismatch("exit code", code.to_string(), ended.to_string()))
    }

    fn success(&self, reply: &Reply<'_>, run: &CommandRun) -> Vec<Mismatch> {
        let output = self.model.output(self.call.operation);
        let nothing = json!({});
        let body = match &reply.body {
            Body::Json(body @ Value::Object(_)) => body,
            Body::Empty => &nothing,
            // What a client makes of it is not the client's fault.
            _ => return Vec::new(),
        };
        let readable = output.is_none_or(|shape| {
            let valid = validate(self.model, &shape.name, body);
            !matches!(valid, Err(Invalid::Type(_)))
        });
        if !readable {
            return Vec::new();
        }
        let mut found: Vec<Mismatch> = self.exit(0, run).into_iter().collect();
        let prints = output.filter(|shape| {
            let members = body.as_object().into_iter().flatten();
            let mut printed = members.filter(|(name, value)| !self.may_drop(shape, name, value));
            printed.next().is_some()
        });
        let Some(shape) = prints else {
            if !run.stdout.trim().is_empty() {
                found.push(self.mismatch("stdout", "nothing", quoted(&run.stdout)));
            }
            return found;
        };
        if let Ok(printed) = serde_json::from_str::<Value>(&run.stdout) {
            let told = self.compared("stdout", Some(shape), body, &printed, Reading::Told);
            found.extend(told);
        } else {
            let body = mask(self.model, Some(&shape.name), body).to_string();
            let expected = format!("the answer as JSON: {}", shorten(&body, 240));
            let actual = match run.stdout.as_str() {
                "" => "nothing".to_owned(),
                text => quoted(text),
            };
            found.push(self.mismatch("stdout", expected, actual));
        }
        found
    }

    fn error(&self, reply: &Reply<'_>, run: &CommandRun) -> Vec<Mismatch> {
        if !matches!(reply.body, Body::Json(Value::Object(_))) {
            return Vec::new();
        }
        let code = match self.call.flavour {
            CommandFlavour::V1 => 255,
            CommandFlavour::V2 => 254,
        };
        let mut found: Vec<Mismatch> = self.exit(code, run).into_iter().collect();
        if !run.stdout.is_empty() {
            found.push(self.mismatch("stdout", "nothing", quoted(&run.stdout)));
        }
        // Services of old say the code in another field, and clients take it from there.
        let legacy = reply.response.headers.get("x-amzn-query-error").is_some();
        let name = reply.error_type.as_deref().filter(|_| !legacy);
        let opening = name.map_or_else(
            || "An error occurred (".to_owned(),
            |name| format!("An error occurred ({name}"),
        );
        let calling = format!(") when calling the {} operation", self.call.operation);
        let message = reply.message().and_then(Value::as_str).unwrap_or_default();
        let message = message.trim_end();
        let told = run.stderr.split_once(&opening).and_then(|(_, rest)| {
            let (rest_of_name, rest) = rest.split_once(&calling)?;
            let whole = name.is_none() || rest_of_name.is_empty();
            let rest = match rest.strip_prefix(" (reached max retries: ") {
                Some(rest) => rest.split_once(')')?.1,
                None => rest,
            };
            whole.then(|| rest.strip_prefix(": ").or_else(|| rest.strip_prefix(':')))?
        });
        if !told.is_some_and(|rest| rest.trim_start().starts_with(message.trim_start())) {
            let opening = if name.is_some() {
                opening
            } else {
                opening + "…"
            };
            let expected = format!("{opening}{calling}: {message}");
            found.push(self.mismatch("stderr", quoted(&expected), quoted(&run.stderr)));
        }
        found
    }

    /// Whether a client may leave the member out of what it prints.
    fn may_drop(&self, shape: &Shape, name: &str, value: &Value) -> bool {
        value.is_null()
            || matches!(shape.kind, Kind::Structure { .. })
                && !cli::knows(self.flavour(), &shape.name, name)
    }

    fn flavour(&self) -> Flavour {
        match self.call.flavour {
            CommandFlavour::V1 => Flavour::V1,
            CommandFlavour::V2 => Flavour::V2,
        }
    }

    /// Every place at which a value is not the one that it should be.
    fn compared(
        &self,
        path: &str,
        shape: Option<&Shape>,
        expected: &Value,
        actual: &Value,
        reading: Reading,
    ) -> Vec<Mismatch> {
        let mut walk = Walk {
            judge: self,
            reading,
            path: path.to_owned(),
            found: Vec::new(),
        };
        walk.value(shape, expected, actual);
        walk.found
    }
}

/// How near to the expected value another must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// It is the value.
    Sent,
    /// It is the value as the CLI prints it.
    Told,
}

struct Walk<'a> {
    judge: &'a Judge<'a>,
    reading: Reading,
    path: String,
    found: Vec<Mismatch>,
}

impl Walk<'_> {
    fn value(&mut self, shape: Option<&Shape>, expected: &Value, actual: &Value) {
        match (expected, actual) {
            (Value::Object(wanted), Value::Object(given)) => {
                for (name, wanted) in wanted {
                    let below = text::member_shape(self.judge.model, shape, name);
                    let given = given.get(name);
                    let dropped = self.reading == Reading::Told
                        && shape.is_some_and(|shape| self.judge.may_drop(shape, name, wanted));
                    self.below(&format!(".{name}"), |walk| match given {
                        Some(given) => walk.value(below, wanted, given),
                        None if dropped => {}
                        None => walk.differs(below, Some(wanted), None),
                    });
                }
                for (name, given) in given {
                    if !wanted.contains_key(name) {
                        let below = text::member_shape(self.judge.model, shape, name);
                        self.below(&format!(".{name}"), |walk| {
                            walk.differs(below, None, Some(given));
                        });
                    }
                }
            }
            (Value::Array(wanted), Value::Array(given)) if wanted.len() == given.len() => {
                let below = text::item_shape(self.judge.model, shape);
                for (at, (wanted, given)) in wanted.iter().zip(given).enumerate() {
                    self.below(&format!("[{at}]"), |walk| walk.value(below, wanted, given));
                }
            }
            _ if self.same(shape, expected, actual) => {}
            _ => self.differs(shape, Some(expected), Some(actual)),
        }
    }

    fn same(&self, shape: Option<&Shape>, expected: &Value, actual: &Value) -> bool {
        let timestamp = shape.is_some_and(|shape| matches!(shape.kind, Kind::Timestamp));
        let v2 = self.judge.call.flavour == CommandFlavour::V2;
        match (expected, actual) {
            (Value::Number(seconds), _) if timestamp && v2 && self.reading == Reading::Told => {
                let moment = actual.as_str();
                let moment = moment.and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
                moment.is_some_and(|moment| {
                    #[expect(clippy::cast_precision_loss, reason = "a calendar's nanoseconds fit")]
                    let told = moment.unix_timestamp_nanos() as f64 / 1e9;
                    (told - seconds.as_f64().unwrap_or_default()).abs() < 2e-6
                })
            }
            (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
            _ => expected == actual,
        }
    }

    fn differs(&mut self, shape: Option<&Shape>, expected: Option<&Value>, actual: Option<&Value>) {
        let show = |value| match shape {
            Some(_) => text::actual(self.judge.model, shape, value),
            // Nothing is known of it: it may be anything, also a secret.
            None => value.map_or_else(
                || "nothing".to_owned(),
                |value| shorten(&mask(self.judge.model, None, value).to_string(), 240),
            ),
        };
        let (expected, mut actual) = (show(expected), show(actual));
        if expected == actual {
            actual.push_str(", but another than was given");
        }
        let mismatch = self.judge.mismatch(self.path.as_str(), expected, actual);
        self.found.push(mismatch);
    }

    fn below(&mut self, step: &str, look: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push_str(step);
        look(self);
        self.path.truncate(length);
    }
}

/// Whether a client may send the same once more: there was no answer, or one that passes with time.
fn may_be_repeated(seen: &Seen) -> bool {
    let Some(response) = &seen.response else {
        return true;
    };
    let reply = Reply::read(response);
    let named = reply.error_type.as_deref();
    response.status >= 500
        || response.status == 429
        || named.is_some_and(|name| name.contains("Thrott") || TRANSIENT.contains(&name))
}
