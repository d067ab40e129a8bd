//! Runs of the CLI under test.
#![expect(dead_code, reason = "these types are only described, never made")]

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde_json::Value;

use super::document::Sentence;
use super::expect::{Matcher, MemberMatcher};
use super::value::{Name, Template, ValueForm, truth};

/// A run of the CLI under test.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct RunStep {
    /// Names what was printed for later references.
    #[schemars(default, with = "Name")]
    id: Option<Name>,
    /// A requirement of its own, which a failure says in place of the case's.
    #[schemars(default, with = "Sentence")]
    requirement: Option<Sentence>,
    /// The arguments after the executable.
    run: Texts,
    /// Variables added to the base environment; null takes away.
    #[schemars(default, with = "TextMap")]
    env: Option<TextMap>,
    /// Files under the case's own folder.
    #[schemars(default, with = "TextMap")]
    files: Option<TextMap>,
    /// Standard input.
    #[schemars(default, with = "TextEntry")]
    stdin: Option<TextEntry>,
    /// The scripted server; without one the run's live target answers.
    #[schemars(default, with = "ServerEntry")]
    server: Option<ServerEntry>,
    /// The signal that it gets once the server has seen a request.
    #[schemars(default, with = "Signal")]
    signal: Option<Signal>,
    /// Where its standard output goes, if it is not read.
    #[schemars(default, with = "StdoutTo")]
    stdout_to: Option<StdoutTo>,
    /// What must come of it.
    expect: RunExpects,
}

/// A signal by which a CLI is ended.
#[derive(JsonSchema)]
#[schemars(rename_all = "UPPERCASE")]
pub(super) enum Signal {
    /// As Ctrl-C sends it.
    Int,
    /// As a system that shuts down sends it.
    Term,
}

/// Where standard output goes.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub(super) enum StdoutTo {
    /// A pipe whose reader has gone away.
    Closed,
}

/// A text, or a form that is evaluated to one.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum TextEntry {
    /// As it stands.
    Plain(String),
    /// A form.
    Form(ValueForm),
}

/// Texts, or a form that is evaluated to them.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Texts {
    /// As they stand.
    Plain(Vec<TextEntry>),
    /// A form.
    Form(ValueForm),
}

/// A mapping from names to texts or null, or a form.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum TextMap {
    /// A form.
    Form(ValueForm),
    /// A mapping.
    Map(PlainTextMap),
}

/// A mapping from names to texts or null.
#[derive(JsonSchema)]
#[schemars(extend("propertyNames" = {"pattern": "^[^$]"}))]
pub(super) struct PlainTextMap(BTreeMap<String, Option<TextEntry>>);

/// A scripted server, or a form.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum ServerEntry {
    /// A form.
    Form(ValueForm),
    /// A server.
    Server(Server),
}

/// A scripted server on loopback.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Server {
    /// Speaks TLS, with a certificate that is `good`, of the `wrong_host` or `untrusted`.
    #[schemars(default, with = "Template")]
    tls: Option<Value>,
    /// One a request, in order; what comes after the last is answered 200 `{}`.
    #[schemars(default, with = "Template")]
    replies: Option<Value>,
    /// The last reply is given again and again.
    #[schemars(default, with = "Template")]
    repeat: Option<Value>,
}

/// What must come of a run, by the flavour of the CLI.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum RunExpects {
    /// The flavours behave alike.
    Both(Box<BothExpect>),
    /// Each by itself.
    Each(Box<EachExpect>),
}

/// The flavours behave alike.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct BothExpect {
    /// Of v1 and v2.
    both: RunExpectEntry,
}

/// Each flavour by itself; one that is left out is `unsupported`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("minProperties" = 1))]
pub(super) struct EachExpect {
    /// Of v1.
    #[schemars(default, with = "RunExpectEntry")]
    v1: Option<RunExpectEntry>,
    /// Of v2.
    #[schemars(default, with = "RunExpectEntry")]
    v2: Option<RunExpectEntry>,
}

/// What must come of a run; what is left out did not happen.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct RunExpectEntry {
    /// The exit code.
    exit: Matcher,
    /// Standard output; empty when left out.
    #[schemars(default, with = "PrintedMatcher")]
    stdout: Option<PrintedMatcher>,
    /// Standard error; empty when left out.
    #[schemars(default, with = "PrintedMatcher")]
    stderr: Option<PrintedMatcher>,
    /// The requests that the server saw; none when left out.
    #[schemars(default, with = "RequestsEntry")]
    requests: Option<RequestsEntry>,
}

/// What a text must be.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum PrintedMatcher {
    /// A form for texts.
    Form(PrintedForm),
    /// As any matcher.
    Plain(MemberMatcher),
}

/// The forms that only a printed text can take.
#[derive(JsonSchema)]
pub(super) enum PrintedForm {
    /// The value that the text is in JSON.
    #[schemars(rename = "$json")]
    Json(Matcher),
    /// The cells of the rows of a table.
    #[schemars(rename = "$table")]
    Table(Template),
    /// Each of these somewhere in the text.
    #[schemars(rename = "$contains")]
    Contains(Template),
}

/// What must have been sent.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum RequestsEntry {
    /// Just these.
    These(Vec<RequestEntry>),
    /// Whatever it is.
    Any(AnyRequests),
}

/// Whatever was sent.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct AnyRequests {
    /// True.
    #[schemars(rename = "$any", schema_with = "truth")]
    any: bool,
}

/// What a request must be.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct RequestEntry {
    /// How many times in a row it was sent.
    #[schemars(default, with = "u32", range(min = 1, max = 100))]
    times: Option<u32>,
    /// POST when left out.
    #[schemars(default, with = "MemberMatcher")]
    method: Option<MemberMatcher>,
    /// `/` when left out.
    #[schemars(default, with = "MemberMatcher")]
    path: Option<MemberMatcher>,
    /// The `X-Amz-Target`.
    #[schemars(default, with = "MemberMatcher")]
    target: Option<MemberMatcher>,
    /// Header fields by name; others are welcome.
    #[schemars(default, with = "MemberMatcher")]
    headers: Option<MemberMatcher>,
    /// The names of the header fields, in their order.
    #[schemars(default, with = "MemberMatcher")]
    fields: Option<MemberMatcher>,
    /// The body as JSON.
    #[schemars(default, with = "MemberMatcher")]
    body: Option<MemberMatcher>,
    /// The body as it stands.
    #[schemars(default, with = "MemberMatcher")]
    body_text: Option<MemberMatcher>,
    /// `{region, service}` of the signature.
    #[schemars(default, with = "MemberMatcher")]
    scope: Option<MemberMatcher>,
    /// Who signed.
    #[schemars(default, with = "MemberMatcher")]
    access_key_id: Option<MemberMatcher>,
    /// `valid`, `invalid` or `no`; valid when left out.
    #[schemars(default, with = "MemberMatcher")]
    signed: Option<MemberMatcher>,
    /// It came over TLS.
    #[schemars(default, with = "MemberMatcher")]
    tls: Option<MemberMatcher>,
    /// The authority that a proxy was asked for.
    #[schemars(default, with = "MemberMatcher")]
    tunnel: Option<MemberMatcher>,
}
