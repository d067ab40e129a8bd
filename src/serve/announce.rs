//! How a server tells that it is there: a file for programs, lines for shells.

use std::path::{Path, PathBuf};

use super::ServeError;
use crate::file::{self, Readers};
use crate::wire::admin::ReadyFile;

/// Writes a file, readable by its owner only: it may hold secrets.
///
/// A pipe is waited for until somebody reads it, beside the requests that come meanwhile.
pub(super) async fn write(path: PathBuf, text: String) -> Result<(), ServeError> {
    let place = path.clone();
    let writing = move || file::write(&place, text.as_bytes(), Readers::Owner);
    let written = tokio::task::spawn_blocking(writing).await;
    written
        .unwrap_or_else(|error| Err(std::io::Error::other(error)))
        .map_err(|source| ServeError::Write { path, source })
}

/// Lines that make a shell's AWS tools talk to the server as its owner; `ca_bundle` where it speaks TLS.
#[must_use]
pub fn exports(ready: &ReadyFile, ca_bundle: Option<&Path>) -> String {
    let mut text = format!("export AWS_ENDPOINT_URL={}\n", ready.url);
    let mut export = |name: &str, value: &str| {
        text.push_str("export ");
        text.push_str(name);
        text.push('=');
        text.push_str(value);
        text.push('\n');
    };
    if let Some(owner) = ready.principals.first() {
        export("AWS_ACCESS_KEY_ID", &owner.access_key_id);
        export("AWS_SECRET_ACCESS_KEY", &owner.secret_access_key);
    }
    export("AWS_REGION", &ready.region);
    export("AWS_DEFAULT_REGION", &ready.region);
    if let Some(path) = ca_bundle {
        export("AWS_CA_BUNDLE", &quoted(&path.display().to_string()));
    }
    // A token of the shell's own credentials would be sent along, and refused.
    text.push_str("unset AWS_SESSION_TOKEN\n");
    text
}

/// A word that a shell takes as it is.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:".contains(c);
    if text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::world;

    #[test]
    fn exports_can_be_pasted() {
        let ready = ReadyFile {
            cannot: Vec::new(),
            url: "https://127.0.0.1:4566".to_owned(),
            region: "us-east-1".to_owned(),
            principals: world::principals(),
        };
        let expected = "export AWS_ENDPOINT_URL=https://127.0.0.1:4566\n\
                        export AWS_ACCESS_KEY_ID=AKIA0000OWNEREXAMPLE\n\
                        export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/xxxxxxOWNEREXAMPLE\n\
                        export AWS_REGION=us-east-1\n\
                        export AWS_DEFAULT_REGION=us-east-1\n\
                        export AWS_CA_BUNDLE='it'\\''s here.pem'\n\
                        unset AWS_SESSION_TOKEN\n";
        assert_eq!(exports(&ready, Some(Path::new("it's here.pem"))), expected);
    }

    #[tokio::test]
    async fn a_file_that_cannot_be_written_is_named() {
        let path = PathBuf::from("/dev/null/all.json");
        let error = write(path, "{}".to_owned()).await.expect_err("no folder");
        assert_eq!(
            error.to_string().split(": ").next(),
            Some("cannot write /dev/null/all.json")
        );
    }
}
