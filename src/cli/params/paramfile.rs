//! `file://`, `fileb://`, and in v1 `http://` as the value of an option.

use std::collections::BTreeMap;

use super::super::fault::CliError;
use super::super::ports::Files;
use super::super::value::{Value, quote};

/// Where values that name a file come from.
pub(crate) struct Paramfiles<'a> {
    pub(crate) files: &'a dyn Files,
    pub(crate) env: &'a BTreeMap<String, String>,
}

impl Paramfiles<'_> {
    /// The content that the value names; `None` for a value that names none.
    ///
    /// # Errors
    ///
    /// What went wrong, without the option's name.
    pub(crate) fn load(&self, value: &str) -> Result<Option<Value>, String> {
        let (binary, path) = match (
            value.strip_prefix("file://"),
            value.strip_prefix("fileb://"),
        ) {
            (Some(path), _) => (false, path),
            (_, Some(path)) => (true, path),
            _ => return Ok(None),
        };
        let path = expand(path, self.env);
        let bytes = self.files.read(&path).map_err(|fault| {
            format!(
                "Unable to load paramfile {value}: [Errno {}] {}: {}",
                fault.number,
                fault.message,
                quote(&path)
            )
        })?;
        if binary {
            return Ok(Some(Value::Bytes(bytes)));
        }
        match String::from_utf8(bytes) {
            // A text file is read with universal line ends.
            Ok(text) => Ok(Some(Value::Text(
                text.replace("\r\n", "\n").replace('\r', "\n"),
            ))),
            Err(_) => Err(format!(
                "Unable to load paramfile ({path}), text contents could not be decoded.  If this is a binary file, \
                 please use the fileb:// prefix instead of the file:// prefix."
            )),
        }
    }

    /// The same for an option, named in the fault.
    pub(crate) fn load_option(&self, option: &str, value: &str) -> Result<Option<Value>, CliError> {
        self.load(value)
            .map_err(|message| CliError::parameter(option, &message))
    }
}

/// `~` and `$NAME`, `${NAME}` replaced; what is not set stays.
pub(crate) fn expand(path: &str, env: &BTreeMap<String, String>) -> String {
    let path = match (path.strip_prefix('~'), env.get("HOME")) {
        (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => {
            format!("{}{rest}", home.trim_end_matches('/'))
        }
        _ => path.to_owned(),
    };
    let mut out = String::new();
    let mut rest = path.as_str();
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let (name, length) =
            if let Some((name, _)) = after.strip_prefix('{').and_then(|r| r.split_once('}')) {
                (name, name.len() + 2)
            } else {
                let end = after
                    .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                    .unwrap_or(after.len());
                (&after[..end], end)
            };
        match env.get(name) {
            Some(value) => out.push_str(value),
            None => out.push_str(&rest[at..=at + length]),
        }
        rest = &after[length..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn home_and_variables_are_replaced() {
        let env = BTreeMap::from([
            ("HOME".to_owned(), "/h".to_owned()),
            ("A".into(), "x".into()),
        ]);
        for (path, expect) in [
            ("~/id", "/h/id"),
            ("$HOME/${A}.txt", "/h/x.txt"),
            ("$NOPE/$", "$NOPE/$"),
            ("~other", "~other"),
            ("${A", "${A"),
        ] {
            assert_eq!(expand(path, &env), expect);
        }
    }
}
