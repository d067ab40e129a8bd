//! What a loaded case is: plain values, every part that can be wrong at run time with its [`Span`].

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::model::Operation;

/// The text of a case file, kept so that run-time failures can point into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file's path as the user would write it.
    pub path: String,
    /// The whole file.
    pub text: String,
}

/// A place in a case file; lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Span {
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it begins.
    pub span: Span,
}

/// A place in a named file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file.
    pub source: Arc<Source>,
    /// The place.
    pub span: Span,
}

/// The name of a case: its path under `cases/` without `.yaml`, such as `custom_key_store/delete/non_empty`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseId(pub(crate) String);

impl CaseId {
    /// The id of this text: names in snake case with `/` between them.
    ///
    /// # Errors
    ///
    /// If a part is empty or is not in snake case.
    pub fn new(text: &str) -> Result<Self, BadName> {
        let good = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_lowercase())
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        match text.split('/').find(|part| !good(part)) {
            Some(part) => Err(BadName(part.to_owned())),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A part of a case's name that is not in snake case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadName(pub String);

impl fmt::Display for BadName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not in snake_case: lower case letters, digits and `_`, a letter first",
            self.0
        )
    }
}

impl std::error::Error for BadName {}

/// The name of what runs: a case, or one row of it (`…/id_length/c65`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstanceId(pub(crate) String);

impl InstanceId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One case file, loaded and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Its name.
    pub id: CaseId,
    /// Its text.
    pub source: Arc<Source>,
    /// The rule, in one sentence.
    pub requirement: Spanned<String>,
    /// Where the rule comes from; never empty.
    pub evidence: Vec<Evidence>,
    /// Why an expectation is wide, or what is not known.
    pub note: Option<String>,
    /// For `--tag`.
    pub tags: Vec<String>,
    /// On a shared target nothing else runs beside it.
    pub serial: bool,
    /// Named values, drawn once per instance, in order.
    pub lets: Vec<(String, Template)>,
    /// Named preconditions, in order.
    pub needs: Vec<Need>,
    /// Variations; empty when the case is one instance.
    pub rows: Vec<Row>,
    /// What is done, in order; never empty.
    pub steps: Vec<Step>,
}

impl Case {
    /// What runs: the case itself, or each of its rows.
    #[must_use]
    pub fn instances(&self) -> Vec<(InstanceId, Option<&Row>)> {
        if self.rows.is_empty() {
            return vec![(InstanceId(self.id.0.clone()), None)];
        }
        let instance = |row: &Row| InstanceId(format!("{}/{}", self.id, row.name.value));
        self.rows
            .iter()
            .map(|row| (instance(row), Some(row)))
            .collect()
    }

    /// A place in the case's file.
    #[must_use]
    pub fn location(&self, span: Span) -> Location {
        Location {
            source: Arc::clone(&self.source),
            span,
        }
    }
}

/// Where a rule comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// How it is known.
    pub kind: EvidenceKind,
    /// Where to look it up.
    pub source: String,
    /// The id in the table of facts.
    pub fact: Option<String>,
    /// When it was seen or published.
    pub date: Option<String>,
    /// `sister-service`: seen on another AWS service only.
    pub via: Option<String>,
}

/// How a rule is known, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidenceKind {
    /// `recorded-aws`: an answer of AWS was recorded.
    RecordedAws,
    /// `aws-doc`: AWS documentation says so.
    AwsDoc,
    /// `service-model`: the service model or its documentation strings say so.
    ServiceModel,
    /// `user-report`: somebody saw it and wrote it down.
    UserReport,
    /// `inferred`: from other evidence.
    Inferred,
}

/// One variation of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its name, the last part of the instance's id.
    pub name: Spanned<String>,
    /// A requirement of its own, instead of the case's.
    pub requirement: Option<String>,
    /// Its values, for `{$row: …}`.
    pub values: Vec<(String, Template)>,
}

/// A named precondition.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// The name by which steps refer to it.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// Who makes it.
    pub principal: Principal,
    /// Where it is made.
    pub region: Region,
    /// What it is.
    pub kind: NeedKind,
}

/// What a precondition is.
#[derive(Debug, Clone, PartialEq)]
pub enum NeedKind {
    /// `role: custom_key_store`.
    CustomKeyStore(StoreNeed),
    /// `role: key`.
    Key(KeyNeed),
}

/// A custom key store that a case needs.
#[derive(Debug, Clone, PartialEq)]
pub struct StoreNeed {
    /// Its type.
    pub store_type: StoreType,
    /// How an external key store is reached; ignored for `AWS_CLOUDHSM`.
    pub connectivity: StoreConnectivity,
    /// The connection state at the first step.
    pub state: StoreState,
    /// Members of the create request that differ from drawn ones.
    pub with: Vec<(String, Template)>,
}

/// `CustomKeyStoreType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[expect(missing_docs, reason = "the values of the model's enum")]
pub enum StoreType {
    #[default]
    AwsCloudHsm,
    ExternalKeyStore,
}

/// `XksProxyConnectivityType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[expect(missing_docs, reason = "the values of the model's enum")]
pub enum StoreConnectivity {
    #[default]
    PublicEndpoint,
    VpcEndpointService,
}

/// `ConnectionStateType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[expect(missing_docs, reason = "the values of the model's enum")]
pub enum StoreState {
    #[default]
    Disconnected,
    Connecting,
    Connected,
    Disconnecting,
    Failed,
}

/// A KMS key that a case needs.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyNeed {
    /// The name of the store need in which it stands; a key of KMS's own when `None`.
    pub store: Option<String>,
    /// Its state at the first step.
    pub state: KeyStateNeed,
    /// Members of the create request that differ from the default.
    pub with: Vec<(String, Template)>,
}

/// The key states that a need may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[expect(missing_docs, reason = "the values of the model's enum")]
pub enum KeyStateNeed {
    #[default]
    Enabled,
    Disabled,
    PendingDeletion,
    Unavailable,
}

/// Who makes a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Principal {
    /// The account under test.
    #[default]
    Owner,
    /// Another account, with every permission in its own.
    Peer,
    /// Valid credentials that no policy allows anything of the owner's.
    Stranger,
    /// Nobody: the request is not signed.
    Anonymous,
}

/// Where a call goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Region {
    /// The Region under test.
    #[default]
    Home,
    /// Another Region of the same endpoint.
    Other,
}

/// One step.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The name by which later steps refer to the answer.
    pub id: Option<String>,
    /// Where it stands.
    pub span: Span,
    /// What it does.
    pub action: Action,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Calls an operation.
    Call(Box<Call>),
    /// Moves the target's clock.
    Advance(Duration),
    /// Changes what stands behind custom key stores.
    Disturb(Disturb),
}

/// A change to the world behind stores, with values still to be drawn or looked up.
#[derive(Debug, Clone, PartialEq)]
pub struct Disturb {
    /// Evaluates to a [`Disturbance`](crate::wire::admin::Disturbance).
    pub template: Template,
}

/// A call of one operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The operation; for a wire request with another target, the one whose shapes describe the answer.
    pub operation: Operation,
    /// Who calls.
    pub principal: Principal,
    /// Where.
    pub region: Region,
    /// The request's body; an empty object when left out.
    pub input: Option<Template>,
    /// True: `input` has members that the model does not know, on purpose.
    pub unknown_members: bool,
    /// How the request differs from a good client's.
    pub wire: Option<Wire>,
    /// How many are sent at once; 1 unless `copies` says otherwise.
    pub copies: u32,
    /// What must come back; `None` marks set-up.
    pub expect: Option<Expect>,
    /// Repeat until the expectation holds.
    pub eventually: Option<Eventually>,
}

/// How long to wait for an expectation to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Eventually {
    /// At most this long, on the target's clock.
    pub within: Duration,
    /// And then it holds for this long, on every repetition.
    pub stable_for: Duration,
}

/// A request that a good client would not send. A field left out is as a good client sends it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wire {
    /// The method.
    pub method: Option<String>,
    /// The request target: path and query.
    pub path: Option<Template>,
    /// The `X-Amz-Target`; `Some(None)` for none.
    pub target: Option<Option<Template>>,
    /// The `Content-Type`; `Some(None)` for none.
    pub content_type: Option<Option<String>>,
    /// Fields added or replaced, or taken away (`None`), before signing.
    pub headers: Vec<(String, Option<Template>)>,
    /// The body's exact bytes.
    pub body: Option<BodyBytes>,
    /// How it is signed; `Some(None)`: not at all.
    pub sign: Option<Option<Signing>>,
}

/// The exact bytes of a body.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyBytes {
    /// `{text: …}`: UTF-8; evaluates to a string.
    Text(Template),
    /// `{json: …}`: any JSON value, serialised.
    Json(Template),
    /// `{hex: …}`.
    Hex(Vec<u8>),
    /// `{repeat: {text, times}}`.
    Repeat {
        /// What is repeated.
        text: String,
        /// How often.
        times: u32,
    },
}

/// How a signature differs from a good one. The default is a good one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Signing {
    /// Milliseconds from the target's clock to the signature's date (`at: -6m`).
    pub at_millis: i64,
    /// The Region in the credential scope.
    pub region: Option<Template>,
    /// The service in the credential scope.
    pub service: Option<String>,
    /// The date in the credential scope, `YYYYMMDD`.
    pub scope_date: Option<String>,
    /// The last part of the credential scope instead of `aws4_request`.
    pub terminator: Option<String>,
    /// The algorithm's name in the header.
    pub algorithm: Option<String>,
    /// Another access key id than the principal's.
    pub access_key_id: Option<Template>,
    /// Another secret than the principal's.
    pub secret_access_key: Option<String>,
    /// An `X-Amz-Security-Token`.
    pub session_token: Option<String>,
    /// The signature's 64 hex digits, whatever would be right.
    pub signature: Option<String>,
    /// Header names left out of `SignedHeaders`.
    pub unsigned: Vec<String>,
    /// Parameters of the header left out: `Credential`, `SignedHeaders`, `Signature`.
    pub omit: Vec<String>,
    /// The whole `Authorization` value, as it stands.
    pub authorization: Option<String>,
    /// Fields changed after signing.
    pub alter_headers: Vec<(String, String)>,
    /// A body sent instead of the signed one.
    pub alter_body: Option<BodyBytes>,
    /// True: no `X-Amz-Date` header is sent.
    pub omit_date: bool,
    /// True: the signature stands in the query, as in a presigned URL.
    pub in_query: bool,
}

/// A JSON value with forms still to be evaluated.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub shaped: Shaped,
}

/// What a [`Template`] is.
#[derive(Debug, Clone, PartialEq)]
pub enum Shaped {
    /// A scalar, or a `$literal`.
    Plain(Value),
    /// A list.
    List(Vec<Template>),
    /// A mapping, in order.
    Map(Vec<(String, Template)>),
    /// `$ref`: the path's parts.
    Ref(Vec<String>),
    /// `$row`.
    Row(String),
    /// `$fresh`.
    Fresh(FreshKind),
    /// `$repeat`.
    Repeat {
        /// What is repeated.
        text: String,
        /// How often.
        times: u32,
    },
    /// `$concat`.
    Concat(Vec<Template>),
    /// `$base64`.
    Base64(Box<Template>),
    /// `$bytes`.
    Bytes(LengthRange),
    /// `$text`.
    Text(LengthRange),
    /// `$pick`.
    Pick(Vec<Template>),
    /// `$json`.
    Json(Box<Template>),
}

/// A length, or the bounds within which it is drawn or must lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LengthRange {
    /// Least.
    pub min: u64,
    /// Greatest.
    pub max: u64,
}

/// The kinds of value that `$fresh` draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is what its name says; see the format")]
pub enum FreshKind {
    StoreName,
    ClusterId,
    Password,
    Certificate,
    ProxyEndpoint,
    ProxyPath,
    ProxyAccessKeyId,
    ProxySecret,
    VpcService,
    StoreId,
    KeyId,
    XksKeyId,
    AccountId,
    Alias,
    Text,
}

/// What must come back.
#[derive(Debug, Clone, PartialEq)]
pub struct Expect {
    /// Where it stands.
    pub span: Span,
    /// The answer.
    pub answer: Answer,
    /// The status, beside what the answer says of it.
    pub status: Option<Matcher>,
    /// Header fields.
    pub headers: Vec<(String, Matcher)>,
    /// The raw body as text.
    pub body_text: Option<Matcher>,
}

/// The kinds of answer that an expectation can ask for.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// `ok`.
    Ok(Matcher),
    /// `error`.
    Error(ErrorExpect),
    /// `refused`: any 4xx with an error type but unknown operation and these.
    Refused {
        /// Types that do not pass.
        but: Vec<String>,
    },
    /// `any_of`.
    AnyOf(Vec<Expect>),
    /// `each`, with `copies`.
    Each(Vec<CountedExpect>),
}

/// One line of `each`.
#[derive(Debug, Clone, PartialEq)]
pub struct CountedExpect {
    /// How many of the answers.
    pub count: u32,
    /// Meet this.
    pub expect: Expect,
}

/// An error that must come back.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorExpect {
    /// Any of these types.
    pub types: Vec<String>,
    /// The message, if it is known.
    pub message: Option<Matcher>,
    /// The status, if it is not the type's own.
    pub status: Option<Matcher>,
}

/// What a value must be.
#[derive(Debug, Clone, PartialEq)]
pub enum Matcher {
    /// Equal to a value.
    Value(Template),
    /// A list of just these, in this order.
    List(Vec<Matcher>),
    /// An object with these members, and no others unless `open`.
    Object {
        /// Where it stands.
        span: Span,
        /// Other members are welcome.
        open: bool,
        /// The members.
        members: Vec<(String, Matcher)>,
    },
    /// `$any`.
    Any(Span),
    /// `$absent`.
    Absent(Span),
    /// `$optional`.
    Optional(Box<Matcher>),
    /// `$type`.
    Type(Span, ValueType),
    /// `$matches`; anchored at both ends.
    Matches(Span, String),
    /// `$one_of`.
    OneOf(Span, Vec<Matcher>),
    /// `$all`.
    All(Span, Vec<Matcher>),
    /// `$not`.
    Not(Span, Box<Matcher>),
    /// `$length`.
    Length(Span, LengthRange),
    /// `$blob`.
    Blob(Span, LengthRange),
    /// `$has`.
    Has(Span, Vec<Matcher>),
    /// `$lacks`.
    Lacks(Span, Box<Matcher>),
    /// `$set`.
    Set(Span, Vec<Matcher>),
    /// `$about`.
    About {
        /// Where it stands.
        span: Span,
        /// Milliseconds from the target's clock.
        offset_millis: i64,
        /// How far off it may be.
        give: Duration,
    },
}

/// What `$type` can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is what its name says; see the format")]
pub enum ValueType {
    String,
    Integer,
    Number,
    Boolean,
    Blob,
    List,
    Structure,
    Timestamp,
}
