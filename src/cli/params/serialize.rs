//! Parameters as the body of a request.

use super::super::edition::Edition;
use super::super::fault::CliError;
use super::super::ports::Flavour;
use super::super::value::{Layout, Map, Value, surrogate, write};
use super::base64::{base64, tolerant_base64};
use super::timestamp::parse_timestamp;
use crate::model::Kind;

/// The body: JSON, blobs in base64, timestamps as seconds.
pub(crate) fn serialize(edition: &Edition<'_>, shape: &str, params: &Map) -> Vec<u8> {
    let value = convert(edition, shape, &Value::Map(params.clone()));
    write(&value, Layout::Wire).into_bytes()
}

fn convert(edition: &Edition<'_>, shape: &str, value: &Value) -> Value {
    match (edition.kind(shape), value) {
        (Some(Kind::Structure { .. }), Value::Map(map)) => {
            let members = edition.members(shape);
            let converted = map.iter().map(|(key, value)| {
                let member = members.iter().find(|m| m.name == key);
                let value = match member {
                    Some(member) => convert(edition, &member.shape, value),
                    None => value.clone(),
                };
                (key.to_owned(), value)
            });
            Value::Map(converted.collect())
        }
        (Some(Kind::Map { value: of, .. }), Value::Map(map)) => {
            let converted = map
                .iter()
                .map(|(k, v)| (k.to_owned(), convert(edition, of, v)));
            Value::Map(converted.collect())
        }
        (Some(Kind::List { member, .. }), Value::List(items)) => Value::List(
            items
                .iter()
                .map(|item| convert(edition, member, item))
                .collect(),
        ),
        (Some(Kind::Blob { .. }), Value::Text(text)) => {
            Value::Text(base64(&surrogate::to_bytes(text)))
        }
        (Some(Kind::Blob { .. }), Value::Bytes(bytes)) => Value::Text(base64(bytes)),
        (Some(Kind::Timestamp), value) => match parse_timestamp(value) {
            Ok(moment) if edition.flavour == Flavour::V2 && moment.micros() > 0 => {
                #[expect(clippy::cast_precision_loss, reason = "seconds of a calendar fit")]
                let seconds = moment.seconds() as f64;
                Value::Float(seconds + f64::from(moment.micros()) / 1e6)
            }
            Ok(moment) => Value::Int(i128::from(moment.seconds())),
            Err(_) => value.clone(),
        },
        (_, value) => value.clone(),
    }
}

/// v2 takes blobs as base64: they are decoded before anything looks at them.
///
/// # Errors
///
/// A text that is no base64.
pub(crate) fn decode_blobs(
    edition: &Edition<'_>,
    shape: &str,
    value: Value,
) -> Result<Value, CliError> {
    match (edition.kind(shape), value) {
        (Some(Kind::Structure { .. }), Value::Map(mut map)) => {
            for member in edition.members(shape) {
                if let Some(slot) = map.get_mut(&member.name) {
                    let value = std::mem::replace(slot, Value::Null);
                    *slot = decode_blobs(edition, &member.shape, value)?;
                }
            }
            Ok(Value::Map(map))
        }
        (Some(Kind::List { member, .. }), Value::List(items)) => {
            let items: Result<Vec<Value>, CliError> = items
                .into_iter()
                .map(|item| decode_blobs(edition, member, item))
                .collect();
            items.map(Value::List)
        }
        (Some(Kind::Blob { .. }), Value::Text(text)) => {
            if !text.is_ascii() {
                return Err(CliError::other(
                    "string argument should contain only ASCII characters",
                ));
            }
            match tolerant_base64(&text) {
                Some(bytes) => Ok(Value::Bytes(bytes)),
                None => Err(CliError::other(format!("Invalid base64: \"{text}\""))),
            }
        }
        (_, value) => Ok(value),
    }
}
