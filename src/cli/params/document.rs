//! `--cli-input-json` and v2's `--cli-input-yaml`.

use super::super::fault::CliError;
use super::super::ports::Flavour;
use super::super::value::{self, Map, Value};
use super::paramfile::Paramfiles;

/// The text of the document; that a file can be read was checked with the other options.
fn loaded(option: &str, word: &str, files: &Paramfiles<'_>) -> Result<String, CliError> {
    match files.load_option(&format!("--{option}"), word)? {
        Some(Value::Bytes(bytes)) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Some(Value::Text(text)) => Ok(text),
        _ => Ok(word.to_owned()),
    }
}

fn members(option: &str, value: Value, flavour: Flavour) -> Result<Map, CliError> {
    match (value, flavour) {
        (Value::Map(map), _) => Ok(map),
        (other, Flavour::V1) => Err(CliError::other(format!(
            "'{}' object has no attribute 'keys'",
            other.type_name()
        ))),
        (other, Flavour::V2) => Err(CliError::parameter(
            &format!("--{option}"),
            &format!(
                "Invalid type: expecting map, received <class '{}'>",
                other.type_name()
            ),
        )),
    }
}

/// The members of an input document in JSON, inline or in a file.
///
/// # Errors
///
/// No JSON, or no object.
pub(crate) fn input_document(
    word: &str,
    files: &Paramfiles<'_>,
    flavour: Flavour,
) -> Result<Map, CliError> {
    let option = "cli-input-json";
    let text = loaded(option, word, files)?;
    let value = value::parse(&text, flavour == Flavour::V2).map_err(|e| match flavour {
        Flavour::V1 => {
            CliError::parameter(option, &format!("Invalid JSON: {e}\nJSON received: {text}"))
        }
        Flavour::V2 => CliError::parameter(option, "Invalid JSON received."),
    })?;
    members(option, value, flavour)
}

/// The members of an input document in YAML, inline or in a file.
///
/// # Errors
///
/// No YAML, or no map.
pub(crate) fn yaml_document(word: &str, files: &Paramfiles<'_>) -> Result<Map, CliError> {
    let option = "cli-input-yaml";
    let text = loaded(option, word, files)?;
    let json: serde_json::Value =
        read_yaml(&text).map_err(|_| CliError::parameter(option, "Invalid YAML received."))?;
    let value = value::parse(&json.to_string(), false)
        .map_err(|_| CliError::parameter(option, "Invalid YAML received."))?;
    members(option, value, Flavour::V2)
}

/// YAML in which only `true` and `false` are booleans.
fn read_yaml(text: &str) -> Result<serde_json::Value, serde_saphyr::Error> {
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(text, options)
}
