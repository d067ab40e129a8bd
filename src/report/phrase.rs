//! The parts of a case in words.

use serde_json::Value;

use super::text::shorten;
use crate::case::{
    Answer, BodyBytes, Confidence, Evidence, EvidenceKind, Expect, Fact, FreshKind, KeyStateNeed,
    LengthRange, Matcher, Need, NeedKind, Principal, Region, Shaped, StoreConnectivity, StoreState,
    StoreType, Template, ValueType,
};

/// The longest text of a literal, in characters.
const LONGEST: usize = 120;

/// `C-106, service-model: What is known. (botocore 1.44.8, CustomKeyStoreHasCMKsException, 2026)`; a note comes last.
pub(super) fn evidence(evidence: &Evidence) -> String {
    let note = evidence.note.iter().map(|note| format!("; {note}"));
    [fact(&evidence.fact)].into_iter().chain(note).collect()
}

/// A fact: id, kind, statement and where it is from.
pub(super) fn fact(fact: &Fact) -> String {
    let (id, kind) = (&fact.id, evidence_kind(fact.kind));
    format!("{id}, {kind}: {} ({})", fact.statement, origin(fact))
}

/// Where a fact is from, when it was seen, and what makes it weak.
pub(super) fn origin(fact: &Fact) -> String {
    let via = fact.via.as_ref().map(|via| match via.as_str() {
        "sister-service" => "seen on a sister service only".to_owned(),
        other => format!("via {other}"),
    });
    let weak = fact.confidence != Confidence::High;
    let sure = weak.then(|| format!("{} confidence", confidence(fact.confidence)));
    let parts = [Some(fact.source.clone()), fact.date.clone(), via, sure];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The word of the case format.
pub(super) fn evidence_kind(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::RecordedAws => "recorded-aws",
        EvidenceKind::RecordedCli => "recorded-cli",
        EvidenceKind::AwsDoc => "aws-doc",
        EvidenceKind::ServiceModel => "service-model",
        EvidenceKind::UserReport => "user-report",
        EvidenceKind::Inferred => "inferred",
    }
}

/// The word of a file of facts.
pub(super) fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "high",
        Confidence::Medium => "medium",
        Confidence::Low => "low",
    }
}

/// A precondition: `a connected CloudHSM key store`.
pub(super) fn need(need: &Need) -> String {
    let mut text = match &need.kind {
        NeedKind::CustomKeyStore(store) => {
            let state = match store.state {
                StoreState::Disconnected => "disconnected",
                StoreState::Connecting => "connecting",
                StoreState::Connected => "connected",
                StoreState::Disconnecting => "disconnecting",
                StoreState::Failed => "failed",
            };
            let kind = match (store.store_type, store.connectivity) {
                (StoreType::AwsCloudHsm, _) => "CloudHSM key store",
                (StoreType::ExternalKeyStore, StoreConnectivity::PublicEndpoint) => {
                    "external key store over a public endpoint"
                }
                (StoreType::ExternalKeyStore, StoreConnectivity::VpcEndpointService) => {
                    "external key store over a VPC endpoint service"
                }
            };
            format!("a {state} {kind}{}", with(&store.with))
        }
        NeedKind::Key(key) => {
            let state = match key.state {
                KeyStateNeed::Enabled => "an enabled key",
                KeyStateNeed::Disabled => "a disabled key",
                KeyStateNeed::PendingDeletion => "a key that is pending deletion",
                KeyStateNeed::Unavailable => "an unavailable key",
            };
            let store = key
                .store
                .as_ref()
                .map(|store| format!(" in `{store}`"))
                .unwrap_or_default();
            format!("{state}{store}{}", with(&key.with))
        }
        NeedKind::OfKey(need) => {
            format!("{} of `{}`{}", need.role.noun, need.of, with(&need.with))
        }
    };
    text.push_str(caller(need.principal));
    text.push_str(place(need.region));
    text
}

fn with(members: &[(String, Template)]) -> String {
    if members.is_empty() {
        String::new()
    } else {
        format!(" with {}", mapping(members))
    }
}

/// ` as peer`, nothing for the owner.
pub(super) fn caller(principal: Principal) -> &'static str {
    match principal {
        Principal::Owner => "",
        Principal::Peer => " as peer",
        Principal::Stranger => " as stranger",
        Principal::Anonymous => " unsigned",
    }
}

/// ` in another Region`, nothing for the home Region.
pub(super) fn place(region: Region) -> &'static str {
    match region {
        Region::Home => "",
        Region::Other => " in another Region",
    }
}

/// A value in the form in which the case has it.
pub(super) fn template(template: &Template) -> String {
    match &template.shaped {
        Shaped::Plain(Value::String(text)) => {
            shorten(&Value::from(text.as_str()).to_string(), LONGEST)
        }
        Shaped::Plain(value) => shorten(&value.to_string(), LONGEST),
        Shaped::List(items) => format!("[{}]", templates(items)),
        Shaped::Map(members) => mapping(members),
        Shaped::Ref(path) => format!("{{$ref: {}}}", path.join(".")),
        Shaped::Row(name) => format!("{{$row: {name}}}"),
        Shaped::Fresh(kind) => format!("{{$fresh: {}}}", fresh(*kind)),
        Shaped::Repeat { text, times } => {
            format!(
                "{{$repeat: {{text: {}, times: {times}}}}}",
                Value::from(text.as_str())
            )
        }
        Shaped::Concat(parts) => format!("{{$concat: [{}]}}", templates(parts)),
        Shaped::Upper(text) => format!("{{$upper: {}}}", self::template(text)),
        Shaped::Base64(text) => format!("{{$base64: {}}}", self::template(text)),
        Shaped::Bytes(range) => format!("{{$bytes: {{length: {}}}}}", bounds(*range)),
        Shaped::Text(range) => format!("{{$text: {}}}", bounds(*range)),
        Shaped::Pick(choices) => format!("{{$pick: [{}]}}", templates(choices)),
        Shaped::Json(value) => format!("{{$json: {}}}", self::template(value)),
    }
}

fn templates(items: &[Template]) -> String {
    items.iter().map(template).collect::<Vec<_>>().join(", ")
}

/// `{A: 1, B: {$ref: x}}`.
pub(super) fn mapping(members: &[(String, Template)]) -> String {
    let members: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("{name}: {}", template(value)))
        .collect();
    format!("{{{}}}", members.join(", "))
}

/// The exact bytes of a body.
pub(super) fn bytes(body: &BodyBytes) -> String {
    match body {
        BodyBytes::Text(text) => format!("the text {}", template(text)),
        BodyBytes::Json(value) => format!("the JSON {}", template(value)),
        BodyBytes::Hex(bytes) => format!("{} bytes", bytes.len()),
        BodyBytes::Repeat { text, times } => {
            format!("{} repeated {times} times", Value::from(text.as_str()))
        }
    }
}

/// What must come back.
pub(super) fn expect(expect: &Expect) -> String {
    let mut text = match &expect.answer {
        Answer::Ok(Matcher::Any(_)) => "success".to_owned(),
        Answer::Ok(body) => format!("success with {}", matcher(body)),
        Answer::Error(error) => {
            let message = error
                .message
                .as_ref()
                .map(|message| format!(" with the message {}", matcher(message)));
            let status = error
                .status
                .as_ref()
                .map(|status| format!(" with status {}", matcher(status)));
            format!(
                "{}{}{}",
                error.types.join(" or "),
                message.unwrap_or_default(),
                status.unwrap_or_default()
            )
        }
        Answer::Refused { but } if but.is_empty() => {
            "any refusal but an unknown operation".to_owned()
        }
        Answer::Refused { but } => {
            format!("any refusal but {} or an unknown operation", but.join(", "))
        }
        Answer::AnyOf(choices) => choices
            .iter()
            .map(self::expect)
            .collect::<Vec<_>>()
            .join("; or "),
        Answer::Each(lines) => {
            let lines: Vec<String> = lines
                .iter()
                .map(|line| format!("{} × {}", line.count, self::expect(&line.expect)))
                .collect();
            lines.join(" and ")
        }
    };
    if let Some(status) = &expect.status {
        text.push_str(&[", status ", &matcher(status)].concat());
    }
    for (name, value) in &expect.headers {
        text.push_str(&[", header ", name, ": ", &matcher(value)].concat());
    }
    if let Some(body) = &expect.body_text {
        text.push_str(&[", body ", &matcher(body)].concat());
    }
    text
}

/// What a value must be, in the form of the case.
fn matcher(matcher: &Matcher) -> String {
    let all = |items: &[Matcher]| {
        items
            .iter()
            .map(self::matcher)
            .collect::<Vec<_>>()
            .join(", ")
    };
    match matcher {
        Matcher::Value(value) => template(value),
        Matcher::List(items) => format!("[{}]", all(items)),
        Matcher::Object { open, members, .. } => {
            let open = if *open {
                Some("$open: true".to_owned())
            } else {
                None
            };
            let members = members
                .iter()
                .map(|(name, value)| format!("{name}: {}", self::matcher(value)));
            format!(
                "{{{}}}",
                open.into_iter()
                    .chain(members)
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        }
        Matcher::Any(_) => "{$any: true}".to_owned(),
        Matcher::Absent(_) => "{$absent: true}".to_owned(),
        Matcher::Optional(value) => format!("{{$optional: {}}}", self::matcher(value)),
        Matcher::Type(_, kind) => format!("{{$type: {}}}", value_type(*kind)),
        Matcher::Matches(_, pattern) => format!("{{$matches: {}}}", Value::from(pattern.as_str())),
        Matcher::OneOf(_, items) => format!("{{$one_of: [{}]}}", all(items)),
        Matcher::All(_, items) => format!("{{$all: [{}]}}", all(items)),
        Matcher::Not(_, value) => format!("{{$not: {}}}", self::matcher(value)),
        Matcher::Length(_, range) => format!("{{$length: {}}}", bounds(*range)),
        Matcher::Blob(_, range) => format!("{{$blob: {{length: {}}}}}", bounds(*range)),
        Matcher::Has(_, items) => format!("{{$has: [{}]}}", all(items)),
        Matcher::JsonText(_, value) => format!("{{$json_text: {}}}", self::matcher(value)),
        Matcher::Lacks(_, value) => format!("{{$lacks: {}}}", self::matcher(value)),
        Matcher::Set(_, items) => format!("{{$set: [{}]}}", all(items)),
        Matcher::About {
            offset_millis,
            give,
            ..
        } => {
            let by = std::time::Duration::from_millis(offset_millis.unsigned_abs());
            let sign = if *offset_millis < 0 { "-" } else { "" };
            let by = humantime::format_duration(by);
            format!(
                "{{$about: {{in: {sign}{by}, give: {}}}}}",
                humantime::format_duration(*give)
            )
        }
    }
}

fn bounds(range: LengthRange) -> String {
    match (range.min, range.max) {
        (min, max) if min == max => min.to_string(),
        (min, u64::MAX) => format!("{{min: {min}}}"),
        (min, max) => format!("{{min: {min}, max: {max}}}"),
    }
}

fn value_type(kind: ValueType) -> &'static str {
    match kind {
        ValueType::String => "string",
        ValueType::Integer => "integer",
        ValueType::Number => "number",
        ValueType::Boolean => "boolean",
        ValueType::Blob => "blob",
        ValueType::List => "list",
        ValueType::Structure => "structure",
        ValueType::Timestamp => "timestamp",
    }
}

fn fresh(kind: FreshKind) -> &'static str {
    match kind {
        FreshKind::StoreName => "store_name",
        FreshKind::ClusterId => "cluster_id",
        FreshKind::Password => "password",
        FreshKind::Certificate => "certificate",
        FreshKind::ProxyEndpoint => "proxy_endpoint",
        FreshKind::ProxyPath => "proxy_path",
        FreshKind::ProxyAccessKeyId => "proxy_access_key_id",
        FreshKind::ProxySecret => "proxy_secret",
        FreshKind::VpcService => "vpc_service",
        FreshKind::StoreId => "store_id",
        FreshKind::KeyId => "key_id",
        FreshKind::XksKeyId => "xks_key_id",
        FreshKind::AccountId => "account_id",
        FreshKind::VpcServiceOwner => "vpc_service_owner",
        FreshKind::Alias => "alias",
        FreshKind::Text => "text",
    }
}
