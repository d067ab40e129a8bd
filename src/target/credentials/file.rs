//! Principals from a file, as `kmspec serve --ready-file` writes it.

use std::path::Path;

use crate::file;
use crate::target::Error;
use crate::wire::admin::{Principal, ReadyFile};

/// A file of principals above this size is none.
const LIMIT: u64 = 1024 * 1024;

/// Reads a file of principals.
///
/// # Errors
/// When it cannot be read, or is not what [`ReadyFile`] describes.
pub fn read_principals(path: &Path) -> Result<ReadyFile, Error> {
    let shown = path.display();
    let wrong = |detail: String| Error::Options(format!("{shown}: {detail}"));
    let text = file::read(path, LIMIT).map_err(|error| wrong(error.to_string()))?;
    let file: ReadyFile =
        serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
    if file.principals.is_empty() {
        return Err(wrong("there is no principal in it".to_owned()));
    }
    for name in &file.cannot {
        if !["peer", "stranger", "user"].contains(&name.as_str()) {
            return Err(wrong(format!(
                "`cannot` names `{name}`; only a `peer`, a `stranger` or a `user` can be somebody whom an endpoint never has"
            )));
        }
        if file.principals.iter().any(|p| p.name == *name) {
            return Err(wrong(format!(
                "`{name}` is among the principals and under `cannot`"
            )));
        }
    }
    if let Some(problem) = problem(&file) {
        return Err(wrong(problem));
    }
    Ok(file)
}

/// What makes a file useless, or its requests something else than they look like.
fn problem(file: &ReadyFile) -> Option<String> {
    for (at, principal) in file.principals.iter().enumerate() {
        let name = &principal.name;
        if file.principals[..at]
            .iter()
            .any(|other| other.name == *name)
        {
            return Some(format!("there are two principals named `{name}`"));
        }
        if let Some(member) = ends_a_line(principal) {
            return Some(format!(
                "the `{member}` of the principal number {} {HOLDS_CONTROL}",
                at + 1
            ));
        }
    }
    (has_control(&file.region) || has_control(&file.url))
        .then(|| format!("`region` or `url` {HOLDS_CONTROL}"))
}

/// What is wrong with a value that would stand in a header line.
pub(in crate::target) const HOLDS_CONTROL: &str =
    "holds a control character, such as the end of a line";

/// True for a text that could end the header line in which it stands.
pub(in crate::target) fn has_control(text: &str) -> bool {
    text.chars().any(char::is_control)
}

/// The member of the principal that could end a header line, if one could.
pub(in crate::target) fn ends_a_line(principal: &Principal) -> Option<&'static str> {
    let token = principal.session_token.as_deref().unwrap_or_default();
    let members = [
        ("name", principal.name.as_str()),
        ("account", &principal.account),
        ("arn", principal.arn.as_deref().unwrap_or_default()),
        ("access_key_id", &principal.access_key_id),
        ("secret_access_key", &principal.secret_access_key),
        ("session_token", token),
    ];
    let found = members.into_iter().find(|(_, value)| has_control(value));
    found.map(|(member, _)| member)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_none_says_where_and_why() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("ready.json");
        let problem = |text: &str| {
            std::fs::write(&path, text).expect("written");
            let error = read_principals(&path).expect_err("a problem").to_string();
            error.replace(&path.display().to_string(), "FILE")
        };
        assert_eq!(
            problem(""),
            "FILE: EOF while parsing a value at line 1 column 0"
        );
        assert_eq!(
            problem(r#"{"url": "x", "region": "r", "principals": [], "extra": 1}"#),
            "FILE: unknown field `extra`, expected one of `url`, `region`, `principals`, `cannot` at line 1 column 53"
        );
        let none = r#"{"url": "x", "region": "r", "principals": []}"#;
        assert_eq!(problem(none), "FILE: there is no principal in it");
        let cannot = |names: &str| {
            problem(&format!(
                r#"{{"url": "x", "region": "r", "cannot": {names}, "principals": [{{"name": "peer",
                    "account": "1", "access_key_id": "a", "secret_access_key": "b"}}]}}"#
            ))
        };
        assert_eq!(
            cannot(r#"["owner"]"#),
            "FILE: `cannot` names `owner`; only a `peer`, a `stranger` or a `user` can be somebody whom an endpoint never has"
        );
        assert_eq!(
            cannot(r#"["stranger", "peer"]"#),
            "FILE: `peer` is among the principals and under `cannot`"
        );
        let of = |principals: &str| {
            problem(&format!(
                r#"{{"url": "x", "region": "r", "principals": [{principals}]}}"#
            ))
        };
        let owner = |member: &str, value: &str| {
            let mut owner = serde_json::json!({"name": "owner", "account": "1", "access_key_id": "a", "secret_access_key": "s"});
            owner[member] = value.into();
            owner.to_string()
        };
        let good = owner("account", "1");
        assert_eq!(
            of(&format!("{good}, {good}")),
            "FILE: there are two principals named `owner`"
        );
        for member in [
            "access_key_id",
            "session_token",
            "secret_access_key",
            "account",
        ] {
            assert_eq!(
                of(&owner(member, "a\r\nX-Injected: 1")),
                format!(
                    "FILE: the `{member}` of the principal number 1 holds a control character, such as the end of a line"
                )
            );
        }
    }
}
