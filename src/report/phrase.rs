//! The parts of a case in words.

use serde_json::Value;

use super::text::shorten;
use crate::case::{
    Answer, BodyBytes, Confidence, Evidence, EvidenceKind, Expect, Fact, KeyStateNeed, Matcher,
    Need, NeedKind, Principal, Region, Repeat, StoreConnectivity, StoreState, StoreType, Template,
    written_matcher, written_value,
};

/// What takes a name or a word of the format.
const NAMING: [&str; 6] = ["$ref", "$row", "$fresh", "$type", "in", "give"];

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
        EvidenceKind::RecordedLive => "recorded-live",
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
        Principal::User => " as user",
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
    flow(&written_value(template))
}

/// A value of a case in one line, its texts quoted but for those that are names.
fn flow(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| match value {
                Value::String(word) if NAMING.contains(&name.as_str()) => format!("{name}: {word}"),
                // A pattern says nothing by its beginning.
                Value::String(_) if name == "$matches" => format!("{name}: {value}"),
                value => format!("{name}: {}", flow(value)),
            });
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        value => shorten(&value.to_string(), LONGEST),
    }
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
        BodyBytes::Repeat(Repeat { text, times }) => {
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
        Answer::Refused(but) if but.is_empty() => "any refusal but an unknown operation".to_owned(),
        Answer::Refused(but) => {
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
    flow(&written_matcher(matcher))
}
