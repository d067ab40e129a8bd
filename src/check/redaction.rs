//! What belongs to whoever runs kmspec, taken out of everything that a run writes: account ids, access keys, secrets, tokens.
//!
//! These are known values, so they are found wherever they stand and however they are written: as they are, escaped for JSON or
//! for a URL, in hexadecimal digits, and in base64 at any place within what was encoded.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

use crate::wire::Principals;
use crate::wire::admin::Principal;

/// Shorter secrets are not looked for: `test` and `example`, which emulators take, are words.
const SHORTEST: usize = 12;

/// Account ids of AWS's own examples, of kmspec's reference and of emulators: nobody's.
const NOBODYS: [&str; 9] = [
    "000000000000",
    "012345678901",
    "111111111111",
    "111122223333",
    "123456789012",
    "222222222222",
    "444455556666",
    "777788889999",
    "999999999999",
];

/// Values that are not written down, and what stands in their place: those that are known now, and those that come when
/// credentials are renewed.
#[derive(Clone, Default)]
pub struct Redaction {
    principals: Principals,
    /// Of so many credentials.
    found: Arc<Mutex<(usize, Needles)>>,
}

/// What is looked for, the longest first, as one may begin with another; and what stands in its place.
type Needles = Arc<[(String, String)]>;

impl fmt::Debug for Redaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redaction of {} texts", self.needles().len())
    }
}

impl Redaction {
    /// What is known of who calls: the account, and everything of the credentials.
    #[must_use]
    pub fn of(principals: impl Into<Principals>) -> Self {
        Self {
            principals: principals.into(),
            found: Arc::default(),
        }
    }

    fn needles(&self) -> Needles {
        let count = self.principals.count();
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if found.0 != count {
            *found = (count, needles(&self.principals.all()));
        }
        Arc::clone(&found.1)
    }

    /// True where nothing is looked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.needles().is_empty()
    }

    /// The text without these values.
    #[must_use]
    pub fn scrub(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (needle, mark) in self.needles().iter() {
            if text.contains(needle.as_str()) {
                text = text.replace(needle.as_str(), mark);
            }
        }
        text
    }

    /// Every text of the value without these values.
    pub fn scrub_value(&self, value: &mut serde_json::Value) {
        match value {
            serde_json::Value::String(text) => *text = self.scrub(text),
            serde_json::Value::Array(items) => {
                for item in items {
                    self.scrub_value(item);
                }
            }
            serde_json::Value::Object(members) => {
                for (_, member) in members {
                    self.scrub_value(member);
                }
            }
            _ => {}
        }
    }
}

/// Everything that is to be looked for.
fn needles(principals: &[Principal]) -> Needles {
    let mut needles = Vec::new();
    for principal in principals {
        let name = &principal.name;
        let mut hide = |value: &str, what: &str| {
            if value.len() >= SHORTEST && !NOBODYS.contains(&value) {
                let mark = format!("[{what} of {name}]");
                let forms = forms(value).into_iter();
                needles.extend(forms.map(|form| (form, mark.clone())));
            }
        };
        hide(&principal.account, "account");
        hide(&principal.access_key_id, "access key id");
        hide(&principal.secret_access_key, "secret access key");
        hide(
            principal.session_token.as_deref().unwrap_or_default(),
            "session token",
        );
    }
    needles.sort_by_key(|(needle, _)| std::cmp::Reverse(needle.len()));
    needles.into()
}

/// A value in every form in which it may be written.
fn forms(value: &str) -> Vec<String> {
    let mut forms = vec![value.to_owned()];
    let json = serde_json::Value::String(value.to_owned()).to_string();
    forms.extend(json.get(1..json.len() - 1).map(str::to_owned));
    forms.push(value.replace('/', "\\/"));
    for upper in [true, false] {
        let mut url = String::new();
        let mut hex = String::new();
        for byte in value.bytes() {
            let plain = byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
            // Writing to a string cannot fail.
            let _ = match (plain, upper) {
                (true, _) => write!(url, "{}", char::from(byte)),
                (false, true) => write!(url, "%{byte:02X}"),
                (false, false) => write!(url, "%{byte:02x}"),
            };
            let _ = if upper {
                write!(hex, "{byte:02X}")
            } else {
                write!(hex, "{byte:02x}")
            };
        }
        forms.extend([url, hex]);
    }
    for before in 0..3 {
        let mut bytes = vec![0; before];
        bytes.extend(value.bytes());
        let end = bytes.len() * 8 / 6;
        // What hangs on a byte before or behind is left out.
        let begin = (before * 8).div_ceil(6);
        for engine in [STANDARD, URL_SAFE] {
            let encoded = engine.encode(&bytes);
            forms.extend(encoded.get(begin..end).map(str::to_owned));
        }
    }
    forms.sort();
    forms.dedup();
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn principal(account: &str, secret: &str) -> Principal {
        Principal {
            name: "owner".to_owned(),
            account: account.to_owned(),
            arn: None,
            access_key_id: "test".to_owned(),
            secret_access_key: secret.to_owned(),
            session_token: None,
        }
    }

    #[test]
    fn a_value_is_found_in_every_form() {
        const SECRET: &str = "canary/secret+of=forty characters \"here\"";
        let redaction = Redaction::of(vec![principal("314159265358", SECRET)]);
        let check = |text: &str, mark: &str| {
            let scrubbed = redaction.scrub(&format!("<{text}>"));
            assert_eq!(scrubbed, format!("<[{mark} of owner]>"), "{text}");
        };
        check("314159265358", "account");
        check("333134313539323635333538", "account");
        check(SECRET, "secret access key");
        let json = serde_json::Value::String(SECRET.to_owned()).to_string();
        check(&json[1..json.len() - 1], "secret access key");
        check(
            "canary%2Fsecret%2Bof%3Dforty%20characters%20%22here%22",
            "secret access key",
        );
        for before in ["", "a", "ab", "abc"] {
            for after in ["", "z", "zy", "zyx"] {
                for value in ["314159265358", SECRET] {
                    let encoded = STANDARD.encode(format!("{before}{value}{after}"));
                    let scrubbed = redaction.scrub(&encoded);
                    assert!(
                        scrubbed.contains(" of owner]"),
                        "{before} {value} {after}: {scrubbed}"
                    );
                }
            }
        }
    }

    #[test]
    fn words_and_accounts_of_nobody_stay() {
        let redaction = Redaction::of(vec![principal("000000000000", "test")]);
        assert!(redaction.is_empty());
        assert_eq!(redaction.scrub("test 000000000000"), "test 000000000000");
    }

    #[test]
    fn what_is_renewed_is_looked_for_from_then_on() {
        let principals =
            Principals::from(vec![principal("314159265358", "the first of two secrets")]);
        let redaction = Redaction::of(principals.clone());
        let text = "the first of two secrets, the second of two secrets";
        assert_eq!(
            redaction.scrub(text),
            "[secret access key of owner], the second of two secrets"
        );
        principals.renew(principal("314159265358", "the second of two secrets"));
        assert_eq!(
            redaction.scrub(text),
            "[secret access key of owner], [secret access key of owner]"
        );
    }
}
