//! The command that runs one case again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a command needs beside the case's id and the seed to meet the same case on the same target.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Rerun {
    /// The files and folders in which the case is; none: it is of the corpus.
    pub paths: Vec<String>,
    /// Options as the user gave them, such as `--endpoint-url`, `http://127.0.0.1:4566`; never a secret.
    pub options: Vec<String>,
}

impl Rerun {
    /// `kmspec run --exact ID PATH… --seed N …`, quoted for a POSIX shell.
    #[must_use]
    pub fn command(&self, id: &str, seed: u64) -> String {
        let mut command = format!("kmspec run --exact {}", quoted(id));
        for path in &self.paths {
            command.push(' ');
            // What begins with a dash would be taken for a flag.
            match path.strip_prefix('-') {
                Some(_) => command.push_str(&quoted(&format!("./{path}"))),
                None => command.push_str(&quoted(path)),
            }
        }
        command.extend([" --seed ", &seed.to_string()]);
        for option in &self.options {
            command.push(' ');
            command.push_str(&quoted(option));
        }
        command
    }
}

/// A word as a POSIX shell takes it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_@%+=:,./-".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_for_a_shell() {
        let rerun = Rerun {
            paths: ["my cases/a.yaml", "-b"].map(str::to_owned).into(),
            options: ["--endpoint-url", "http://[::1]:5000/?a&b", "it's", ""]
                .map(str::to_owned)
                .into(),
        };
        assert_eq!(
            rerun.command("key/create/a", 7),
            r"kmspec run --exact key/create/a 'my cases/a.yaml' ./-b --seed 7 --endpoint-url 'http://[::1]:5000/?a&b' 'it'\''s' ''"
        );
    }
}
