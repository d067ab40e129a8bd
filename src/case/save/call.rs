//! Calls, the requests on the wire, and durations.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::document::Entries;
use super::matcher::expect;
use super::template::{repeat, template};
use crate::case::parse::words;
use crate::case::{BodyBytes, Call, Signing, Wire};

/// Adds a call's keys to its step.
pub(super) fn call(out: &mut Entries, call: &Call) {
    out.put_word("as", words::PRINCIPALS, &call.principal);
    out.put_word("region", words::REGIONS, &call.region);
    out.put("call", call.operation.name());
    out.put_some("input", call.input.as_ref().map(template));
    if call.unknown_members {
        out.put("unknown_members", true);
    }
    out.put_some("wire", call.wire.as_ref().map(wire));
    if call.copies != 1 {
        out.put("copies", call.copies);
    }
    if let Some(eventually) = &call.eventually {
        let mut times = Entries::default();
        times.put("within", millis(eventually.within.as_millis()));
        if !eventually.stable_for.is_zero() {
            times.put("stable_for", millis(eventually.stable_for.as_millis()));
        }
        out.put("eventually", times.into_value());
    }
    out.put_some("expect", call.expect.as_ref().map(expect));
}

fn wire(wire: &Wire) -> Value {
    let mut out = Entries::default();
    out.put_some("method", wire.method.as_deref());
    out.put_some("path", wire.path.as_ref().map(template));
    out.put_some(
        "target",
        wire.target
            .as_ref()
            .map(|target| target.as_ref().map(template)),
    );
    out.put_some("content_type", wire.content_type.clone());
    if !wire.headers.is_empty() {
        let fields = wire.headers.iter();
        let fields = fields
            .map(|(name, value)| (name.clone(), value.as_ref().map_or(Value::Null, template)));
        out.put("headers", fields.collect::<Map<_, _>>());
    }
    out.put_some("body", wire.body.as_ref().map(body));
    out.put_some(
        "sign",
        wire.sign.as_ref().map(|sign| sign.as_ref().map(signing)),
    );
    out.into_value()
}

fn body(body: &BodyBytes) -> Value {
    match body {
        BodyBytes::Text(text) => json!({"text": template(text)}),
        BodyBytes::Json(value) => json!({"json": template(value)}),
        BodyBytes::Hex(bytes) => {
            let mut hex = String::with_capacity(bytes.len() * 2);
            for byte in bytes {
                let _ = write!(hex, "{byte:02x}");
            }
            json!({"hex": hex})
        }
        BodyBytes::Repeat { text, times } => json!({"repeat": repeat(text, *times)}),
    }
}

fn signing(sign: &Signing) -> Value {
    let mut out = Entries::default();
    if sign.at_millis != 0 {
        out.put("at", offset(sign.at_millis));
    }
    out.put_some("region", sign.region.as_ref().map(template));
    out.put_some("service", sign.service.as_deref());
    out.put_some("scope_date", sign.scope_date.as_deref());
    out.put_some("terminator", sign.terminator.as_deref());
    out.put_some("algorithm", sign.algorithm.as_deref());
    out.put_some("access_key_id", sign.access_key_id.as_ref().map(template));
    out.put_some("secret_access_key", sign.secret_access_key.as_deref());
    out.put_some("session_token", sign.session_token.as_deref());
    out.put_some("signature", sign.signature.as_deref());
    if !sign.unsigned.is_empty() {
        out.put("unsigned", sign.unsigned.clone());
    }
    if !sign.omit.is_empty() {
        out.put("omit", sign.omit.clone());
    }
    out.put_some("authorization", sign.authorization.as_deref());
    if !sign.alter_headers.is_empty() {
        let fields = sign
            .alter_headers
            .iter()
            .map(|(name, value)| (name.clone(), json!(value)));
        out.put("alter_headers", fields.collect::<Map<_, _>>());
    }
    out.put_some("alter_body", sign.alter_body.as_ref().map(body));
    if sign.omit_date {
        out.put("omit_date", true);
    }
    if sign.in_query {
        out.put("in_query", true);
    }
    out.into_value()
}

/// A duration in the largest unit that divides it.
pub(super) fn millis(millis: u128) -> String {
    const UNITS: [(u128, &str); 4] = [
        (86_400_000, "d"),
        (3_600_000, "h"),
        (60_000, "m"),
        (1_000, "s"),
    ];
    let unit = UNITS
        .iter()
        .find(|(size, _)| millis.is_multiple_of(*size) && millis != 0);
    match unit {
        Some((size, unit)) => format!("{}{unit}", millis / size),
        None if millis == 0 => "0s".to_owned(),
        None => format!("{millis}ms"),
    }
}

/// A duration that may be negative.
pub(super) fn offset(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}", millis(u128::from(value.unsigned_abs())))
}
