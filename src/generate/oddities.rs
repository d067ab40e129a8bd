//! Requests that are odd on the wire.

use arbitrary::{Result, Unstructured};

use super::Oddity;
use crate::model::Operation;

/// One oddity for a call of the operation.
pub(super) fn any(u: &mut Unstructured<'_>, operation: Operation) -> Result<Oddity> {
    let target = format!("TrentService.{operation}");
    let text = str::to_owned;
    let some = |value: &str| Some(value.to_owned());
    let all = [
        Oddity::Method(text("GET")),
        Oddity::Method(text("PUT")),
        Oddity::Path(text("/nopath")),
        Oddity::Path(text("//")),
        Oddity::Target(None),
        Oddity::Target(some("")),
        Oddity::Target(some("TrentService.NoSuchOperation")),
        Oddity::Target(some("NoSuchService.ListKeys")),
        Oddity::Target(Some(target.to_lowercase())),
        Oddity::Target(Some(operation.name().to_owned())),
        Oddity::Target(Some(format!("{target}x"))),
        Oddity::ContentType(None),
        Oddity::ContentType(some("application/json")),
        Oddity::ContentType(some("application/x-amz-json-1.0")),
        Oddity::ContentType(some("application/x-amz-json-1.1; charset=utf-8")),
        Oddity::ContentType(some("text/plain")),
        Oddity::Header(text("X-Kmspec-Extra"), some("1")),
        Oddity::BodyText(text("")),
        Oddity::BodyText(text("{")),
        Oddity::BodyText(text("{}{}")),
        Oddity::BodyText(text("{} x")),
        Oddity::BodyText(text("{\"a\":1,}")),
        Oddity::BodyText(text("null")),
        Oddity::BodyText(text("[]")),
        Oddity::BodyText(text("\"x\"")),
        Oddity::BodyText(text("1")),
        Oddity::BodyText(text("\u{feff}{}")),
        Oddity::BodyText(text("a=b")),
        Oddity::BodyBytes(vec![0xff, 0xfe, 0x7b, 0x7d]),
        Oddity::BodyBytes(b"{\"CustomKeyStoreId\":\"\xff\"}".to_vec()),
        Oddity::BodyRepeat(text("["), 10_000),
        Oddity::BodyRepeat(text("{\"a\":"), 10_000),
        Oddity::Unsigned,
        Oddity::SignedAt(-6 * 60_000),
        Oddity::SignedAt(6 * 60_000),
        Oddity::SignedAt(-4 * 60_000),
        Oddity::SignedAt(4 * 60_000),
        Oddity::SignedAt(-20 * 60_000),
        Oddity::ScopeRegion(text("ap-southeast-7")),
        Oddity::ScopeService(text("dynamodb")),
        Oddity::ScopeDate(text("20010101")),
        Oddity::ScopeTerminator(text("aws4")),
        Oddity::Algorithm(text("AWS4-HMAC-SHA1")),
        Oddity::AccessKeyId(text("AKIAKMSPECNOBODY0000")),
        Oddity::Secret(text("not/the/secret")),
        Oddity::Signature("0".repeat(64)),
        Oddity::SessionToken(text("bogus")),
        Oddity::UnsignedHeader(text("Host")),
        Oddity::UnsignedHeader(text("X-Amz-Target")),
        Oddity::UnsignedHeader(text("X-Amz-Date")),
        Oddity::Omit(text("Credential")),
        Oddity::Omit(text("SignedHeaders")),
        Oddity::Omit(text("Signature")),
        Oddity::Authorization(text("Basic a21zcGVj")),
        Oddity::Authorization(text("AWS4-HMAC-SHA256 nonsense")),
        Oddity::AlterHeader(text("X-Amz-Target"), text("TrentService.ListKeys")),
        Oddity::AlterHeader(text("Host"), text("elsewhere.example.com")),
        Oddity::AlterBody(text("{}")),
        Oddity::AlterBody(text("{\"Limit\":1}")),
        Oddity::OmitDate,
        Oddity::InQuery,
        Oddity::Preflight,
    ];
    let raw = u.ratio(1, 16)?;
    if raw {
        let length = u.int_in_range(0..=16usize)?.min(u.len());
        return Ok(Oddity::BodyBytes(u.bytes(length)?.to_vec()));
    }
    Ok(u.choose(&all)?.clone())
}
