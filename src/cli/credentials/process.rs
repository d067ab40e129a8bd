//! `credential_process`: a program that prints credentials.

use super::super::config::split_words;
use super::super::fault::CliError;
use super::super::params::parse_timestamp;
use super::super::send::Environment;
use super::super::value::{self, Value, quote, text};
use super::chain::{Source, expired, failed};
use crate::wire::Timestamp;
use crate::wire::sigv4::Credentials;

const PROVIDER: &str = "custom-process";

/// Runs the program and reads what it prints.
///
/// # Errors
///
/// It could not be started, failed, or printed something else.
pub(super) fn run(world: &mut Environment<'_>, command: &str) -> Result<Source, CliError> {
    let words = split_words(command).ok_or_else(|| CliError::other("No closing quotation"))?;
    if words.is_empty() {
        return Err(CliError::other("list index out of range"));
    }
    let (exit, stdout, stderr) = world.host.run(&words).map_err(|fault| {
        let program = words.first().map_or("", String::as_str);
        CliError::other(format!(
            "[Errno {}] {}: {}",
            fault.number,
            fault.message,
            quote(program)
        ))
    })?;
    if exit != 0 {
        return Err(failed(PROVIDER, &String::from_utf8_lossy(&stderr)));
    }
    let now = world.host.now();
    read(&String::from_utf8_lossy(&stdout), now)
}

fn read(printed: &str, now: Timestamp) -> Result<Source, CliError> {
    let parsed = value::parse(printed, false).map_err(|e| CliError::other(e.to_string()))?;
    let Value::Map(map) = parsed else {
        return Err(CliError::other(format!(
            "'{}' object has no attribute 'get'",
            parsed.type_name()
        )));
    };
    match map.get("Version") {
        // Python's 1.0 and True are 1 too.
        Some(Value::Int(1) | Value::Bool(true)) => {}
        Some(Value::Float(version)) if (version - 1.0).abs() < f64::EPSILON => {}
        other => {
            let version = other.map_or("<Version key not provided>".into(), text);
            let message = format!(
                "Unsupported version '{version}' for credential process provider, supported versions: 1"
            );
            return Err(failed(PROVIDER, &message));
        }
    }
    let needed = |key: &str| {
        map.get(key).map(text).ok_or_else(|| {
            failed(
                PROVIDER,
                &format!("Missing required key in response: '{key}'"),
            )
        })
    };
    let credentials = Credentials {
        access_key_id: needed("AccessKeyId")?,
        secret_access_key: needed("SecretAccessKey")?,
        session_token: map
            .get("SessionToken")
            .and_then(Value::as_text)
            .map(str::to_owned),
    };
    if let Some(expiration) = map.get("Expiration").filter(|e| **e != Value::Null) {
        let moment = parse_timestamp(expiration).map_err(|message| {
            // Here the date is read without the CLI's own words around the fault.
            let lead = format!("Invalid timestamp \"{}\": ", text(expiration));
            let bare = message.strip_prefix(&lead);
            CliError::other(bare.unwrap_or(&message))
        })?;
        if !moment.is_zoned() {
            let message = "can't subtract offset-naive and offset-aware datetimes";
            return Ok(Source::Broken(CliError::other(message)));
        }
        if moment.seconds() <= now.millis() / 1000 {
            return Ok(Source::Broken(expired()));
        }
    }
    Ok(Source::Ready(credentials))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_checked() {
        let good = r#"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"S","SessionToken":"T"}"#;
        let now = Timestamp::from_millis(0);
        let read = |printed: &str| read(printed, now);
        let Source::Ready(found) = read(good).expect("good") else {
            panic!("not ready");
        };
        assert_eq!(found.session_token.as_deref(), Some("T"));
        let fault = read(r#"{"Version":2}"#).expect_err("a version");
        assert!(fault.message.contains("Unsupported version '2'"));
        for version in ["1.0", "true"] {
            let printed = good.replace("\"Version\":1", &format!("\"Version\":{version}"));
            assert!(matches!(read(&printed), Ok(Source::Ready(_))), "{version}");
        }
        let ends = |at: &str| read(&good.replace('}', &format!(",\"Expiration\":\"{at}\"}}")));
        assert!(matches!(
            ends("1969-01-01T00:00:00Z"),
            Ok(Source::Broken(_))
        ));
        assert!(matches!(ends("2035-01-01T00:00:00Z"), Ok(Source::Ready(_))));
        assert!(matches!(ends("2035-01-01T00:00:00"), Ok(Source::Broken(_))));
        assert_eq!(
            ends("zzz").expect_err("no date").message,
            "Unknown string format: zzz"
        );
        let fault = read(r#"{"Version":1,"AccessKeyId":"A"}"#).expect_err("half");
        assert!(
            fault
                .message
                .ends_with("Missing required key in response: 'SecretAccessKey'")
        );
    }
}
