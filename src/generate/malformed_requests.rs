//! Requests that are odd on the wire.

use arbitrary::{Result, Unstructured};

use super::Malformation;
use crate::model::Operation;

/// One oddity for a call of the operation.
pub(super) fn any(u: &mut Unstructured<'_>, operation: Operation) -> Result<Malformation> {
    let target = format!("TrentService.{operation}");
    let text = str::to_owned;
    let some = |value: &str| Some(value.to_owned());
    let all = [
        Malformation::Method(text("GET")),
        Malformation::Method(text("PUT")),
        Malformation::Path(text("/nopath")),
        Malformation::Path(text("//")),
        Malformation::Target(None),
        Malformation::Target(some("")),
        Malformation::Target(some("TrentService.NoSuchOperation")),
        Malformation::Target(some("NoSuchService.ListKeys")),
        Malformation::Target(Some(target.to_lowercase())),
        Malformation::Target(Some(operation.name().to_owned())),
        Malformation::Target(Some(format!("{target}x"))),
        Malformation::ContentType(None),
        Malformation::ContentType(some("application/json")),
        Malformation::ContentType(some("application/x-amz-json-1.0")),
        Malformation::ContentType(some("application/x-amz-json-1.1; charset=utf-8")),
        Malformation::ContentType(some("text/plain")),
        Malformation::Header(text("X-Kmspec-Extra"), some("1")),
        Malformation::BodyText(text("")),
        Malformation::BodyText(text("{")),
        Malformation::BodyText(text("{}{}")),
        Malformation::BodyText(text("{} x")),
        Malformation::BodyText(text("{\"a\":1,}")),
        Malformation::BodyText(text("null")),
        Malformation::BodyText(text("[]")),
        Malformation::BodyText(text("\"x\"")),
        Malformation::BodyText(text("1")),
        Malformation::BodyText(text("\u{feff}{}")),
        Malformation::BodyText(text("a=b")),
        Malformation::BodyBytes(vec![0xff, 0xfe, 0x7b, 0x7d]),
        Malformation::BodyBytes(b"{\"CustomKeyStoreId\":\"\xff\"}".to_vec()),
        Malformation::BodyRepeat(text("["), 10_000),
        Malformation::BodyRepeat(text("{\"a\":"), 10_000),
        Malformation::Unsigned,
        Malformation::SignedAt(-6 * 60_000),
        Malformation::SignedAt(6 * 60_000),
        Malformation::SignedAt(-4 * 60_000),
        Malformation::SignedAt(4 * 60_000),
        Malformation::SignedAt(-20 * 60_000),
        Malformation::ScopeRegion(text("ap-southeast-7")),
        Malformation::ScopeService(text("dynamodb")),
        Malformation::ScopeDate(text("20010101")),
        Malformation::ScopeTerminator(text("aws4")),
        Malformation::Algorithm(text("AWS4-HMAC-SHA1")),
        Malformation::AccessKeyId(text("AKIAKMSPECNOBODY0000")),
        Malformation::Secret(text("not/the/secret")),
        Malformation::Signature("0".repeat(64)),
        Malformation::SessionToken(text("bogus")),
        Malformation::UnsignedHeader(text("Host")),
        Malformation::UnsignedHeader(text("X-Amz-Target")),
        Malformation::UnsignedHeader(text("X-Amz-Date")),
        Malformation::Omit(text("Credential")),
        Malformation::Omit(text("SignedHeaders")),
        Malformation::Omit(text("Signature")),
        Malformation::Authorization(text("Basic a21zcGVj")),
        Malformation::Authorization(text("AWS4-HMAC-SHA256 nonsense")),
        Malformation::AlterHeader(text("X-Amz-Target"), text("TrentService.ListKeys")),
        Malformation::AlterHeader(text("Host"), text("elsewhere.example.com")),
        Malformation::AlterBody(text("{}")),
        Malformation::AlterBody(text("{\"Limit\":1}")),
        Malformation::OmitDate,
        Malformation::InQuery,
        Malformation::Preflight,
    ];
    let raw = u.ratio(1, 16)?;
    if raw {
        let length = u.int_in_range(0..=16usize)?.min(u.len());
        return Ok(Malformation::BodyBytes(u.bytes(length)?.to_vec()));
    }
    Ok(u.choose(&all)?.clone())
}
