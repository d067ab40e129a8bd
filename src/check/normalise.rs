//! Values that differ from run to run → tokens that do not, such as `[key:1]`.
//!
//! What is the same stays the same, and what is normalised already stays as it is: one key has one token through a whole
//! transcript, in a body, in an ARN and in a message. Lengths of blobs, the order of members and of items, and everything
//! that a case spells out are kept.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Map, Value, json};

use crate::model::{Kind, Model, Shape, decode_blob, mask_text};

/// A text longer than this is told by its length and beginning.
const LONGEST: usize = 512;

/// What is recognised in any text, drawn by kmspec or given by a target. The first that matches at a place wins.
static KNOWN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let known = [
        r"arn:aws[a-z-]*:kms:[a-z0-9-]*:\d{12}:key/(?:mrk-)?[0-9a-f-]{32,36}",
        r"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]*-----END CERTIFICATE-----\n?",
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        r"mrk-[0-9a-f]{32}",
        r"\bcks-[0-9a-f]{17}",
        r"\bcluster-[2-7a-z]{11}",
        r"https://[0-9a-f]{16}\.xks\.example\.com",
        r"/[0-9a-f]{16}/kms/xks/v1",
        r"com\.amazonaws\.vpce\.[a-z0-9-]+\.vpce-svc-[0-9a-f]{17}",
        r"\bkmspec-[0-9a-f]{20}",
        r"\bkmspec-[0-9a-f]{16}",
        r"\bkmspec [0-9a-f]{16}",
        r"\b[0-9a-f]{64}\b",
        r"\b\d{8}T\d{6}Z\b",
        r"\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?",
        r"\b20[2-9]\d[01]\d[0-3]\d\b",
        r"\b\d{12}\b",
        // The system and release that a CLI's version names: the machine's, not the CLI's.
        r"\b(?:Linux|Darwin|Windows)/\S+",
        r"\b(?:us|eu|ap|ca|sa|me|af|il|mx|cn)(?:-[a-z]+){1,2}-\d\b",
    ];
    Regex::new(&known.join("|")).ok()
});

/// What a text that [`KNOWN`] has matched is.
fn class(text: &str) -> &'static str {
    const BEGINNINGS: [(&str, &str); 12] = [
        ("arn:", "arn"),
        ("-----", "certificate"),
        ("mrk-", "key"),
        ("cks-", "store"),
        ("cluster-", "cluster"),
        ("https:", "endpoint"),
        ("/", "path"),
        ("com.", "vpc"),
        ("kmspec ", "text"),
        ("Linux/", "system"),
        ("Darwin/", "system"),
        ("Windows/", "system"),
    ];
    if let Some((_, class)) = BEGINNINGS.iter().find(|(begin, _)| text.starts_with(begin)) {
        return class;
    }
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    match text.len() {
        _ if text.starts_with("kmspec-") => {
            if text.len() == "kmspec-".len() + 16 {
                "name"
            } else {
                "external"
            }
        }
        _ if text.contains('T') => "time",
        8 if digits => "day",
        12 if digits => "account",
        64 => "hash",
        36 => "key",
        _ => "region",
    }
}

/// Gives tokens, in the order in which values are first seen.
#[derive(Debug, Default)]
pub struct Normaliser {
    tokens: BTreeMap<(&'static str, String), usize>,
    counts: BTreeMap<&'static str, usize>,
}

impl Normaliser {
    /// The value with tokens; `answer` tells that the target chose the value, whatever it looks like.
    #[must_use]
    pub fn value(&mut self, shape: Option<&Shape>, value: &Value, answer: bool) -> Value {
        let model = Model::bundled();
        match value {
            Value::Object(members) => {
                let mut shown = Map::new();
                for (name, member) in members {
                    let inner = shape.and_then(|s| below(model, s, Some(name)));
                    shown.insert(self.text(name), self.value(inner, member, answer));
                }
                Value::Object(shown)
            }
            Value::Array(items) => {
                let inner = shape.and_then(|s| below(model, s, None));
                let items = items.iter().map(|item| self.value(inner, item, answer));
                Value::Array(items.collect())
            }
            Value::String(text) => Value::String(self.shaped(shape, text, answer)),
            Value::Number(_) => match shape.map(|s| &s.kind) {
                Some(Kind::Timestamp) => json!("[time]"),
                _ => value.clone(),
            },
            Value::Bool(_) | Value::Null => value.clone(),
        }
    }

    /// The text with tokens in place of what is recognised in it.
    #[must_use]
    pub fn text(&mut self, text: &str) -> String {
        if is_cut(text) {
            return text.to_owned();
        }
        let shown = self.recognised(text);
        match shown.char_indices().nth(LONGEST) {
            Some(_) => {
                let head: String = shown.chars().take(64).collect();
                format!("[{} characters: {head}…]", shown.chars().count())
            }
            None => shown,
        }
    }

    fn recognised(&mut self, text: &str) -> String {
        let mut shown = text.to_owned();
        // A token beside it may lay bare what was part of a longer word. Each round takes away some of the text.
        while let Some(next) = self.replaced(&shown) {
            shown = next;
        }
        shown
    }

    /// One round; `None` where nothing is recognised.
    fn replaced(&mut self, text: &str) -> Option<String> {
        // Everything known has a digit or is a cluster: most texts are done with at once.
        let likely = text.bytes().any(|b| b.is_ascii_digit()) || text.contains("cluster-");
        let known = KNOWN.as_ref().filter(|_| likely)?;
        let mut shown = String::new();
        let mut rest = 0;
        for found in known.find_iter(text) {
            shown.push_str(&text[rest..found.start()]);
            shown.push_str(&self.found(found.as_str()));
            rest = found.end();
        }
        shown.push_str(&text[rest..]);
        (rest > 0).then_some(shown)
    }

    fn shaped(&mut self, shape: Option<&Shape>, text: &str, answer: bool) -> String {
        let Some(shape) = shape else {
            return self.text(text);
        };
        if is_token(text) && (!shape.sensitive || text.starts_with("[secret")) {
            return text.to_owned();
        }
        if let Kind::Blob { .. } = shape.kind {
            return match decode_blob(text) {
                Some(bytes) if shape.sensitive => format!("[secret blob:{}]", bytes.len()),
                Some(bytes) => format!("[blob:{}]", bytes.len()),
                None => self.text(text),
            };
        }
        if shape.sensitive && !text.is_empty() {
            return self.token("secret", text);
        }
        let known = self.text(text);
        let class = match shape.name.as_str() {
            "CustomKeyStoreIdType" => "store",
            "KeyIdType" => "key",
            "MarkerType" => "marker",
            "GrantIdType" => "grant",
            "GrantTokenType" => "grant token",
            _ => return known,
        };
        // What the target made up is a token even where it looks unlike AWS's; what a case spells out stays as it is.
        if known == text && !holds_token(text) && (answer || self.is_known(class, text)) {
            return self.token(class, text);
        }
        known
    }

    fn found(&mut self, text: &str) -> String {
        match class(text) {
            "arn" => {
                let key = text.rsplit('/').next().unwrap_or_default();
                let number = self.number("key", key);
                format!("[arn:key:{number}]")
            }
            plain @ ("time" | "day" | "hash" | "system") => format!("[{plain}]"),
            class => self.token(class, text),
        }
    }

    fn token(&mut self, class: &'static str, text: &str) -> String {
        let number = self.number(class, text);
        format!("[{class}:{number}]")
    }

    fn number(&mut self, class: &'static str, text: &str) -> usize {
        let count = self.counts.entry(class).or_default();
        *self
            .tokens
            .entry((class, text.to_owned()))
            .or_insert_with(|| {
                *count += 1;
                *count
            })
    }

    fn is_known(&self, class: &'static str, text: &str) -> bool {
        self.tokens.contains_key(&(class, text.to_owned()))
    }

    /// A body as text: JSON member by member, anything else as it is.
    #[must_use]
    pub fn body(&mut self, shape: Option<&Shape>, body: &[u8], answer: bool) -> String {
        if body.is_empty() {
            return "(no body)".to_owned();
        }
        if let Ok(value) = serde_json::from_slice::<Value>(body) {
            let shown = self.value(shape, &value, answer);
            return serde_json::to_string_pretty(&shown).unwrap_or_default();
        }
        if let Ok(text) = std::str::from_utf8(body) {
            return format!("(not JSON) {}", self.text(&mask_text(text)));
        }
        let mut hex = String::new();
        for byte in body.iter().take(32) {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        format!("(not UTF-8, {} bytes) {hex}", body.len())
    }
}

/// Whether the whole text is what a long one was cut down to.
fn is_cut(text: &str) -> bool {
    let inner = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix("…]"));
    inner
        .and_then(|inner| inner.split_once(" characters: "))
        .is_some_and(|(count, head)| {
            let count: usize = count.parse().unwrap_or_default();
            count > LONGEST && head.chars().count() <= 64
        })
}

/// Whether the whole text is a token with a number, such as `[key:1]`.
fn is_token(text: &str) -> bool {
    let inner = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    inner
        .and_then(|inner| inner.rsplit_once(':'))
        .is_some_and(|(class, number)| {
            let digits =
                (1..8).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
            digits
                && class
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b == b' ' || b == b':')
        })
}

/// Whether some of the text was normalised before.
fn holds_token(text: &str) -> bool {
    let mut parts = text.split('[').skip(1);
    let inner = |part: &str| part.split_once(']').map(|(inner, _)| format!("[{inner}]"));
    let is_known =
        |token: &str| ["[time]", "[day]", "[hash]", "[system]"].contains(&token) || is_token(token);
    is_cut(text) || parts.any(|part| inner(part).is_some_and(|token| is_known(&token)))
}

/// The shape of a member or item.
fn below<'m>(model: &'m Model, shape: &'m Shape, name: Option<&str>) -> Option<&'m Shape> {
    let inner = match (&shape.kind, name) {
        (Kind::Structure { .. }, Some(name)) => return Some(model.shape_of(shape.member(name)?)),
        (Kind::Map { value, .. }, Some(_)) => value,
        (Kind::List { member, .. }, None) => member,
        _ => return None,
    };
    model.shape(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(shape: &str, value: &Value, answer: bool, expected: &Value) {
        let shape = Model::bundled().shape(shape);
        assert_eq!(&Normaliser::default().value(shape, value, answer), expected);
    }

    #[test]
    fn identity_length_and_order_are_kept() {
        let id = "0123abcd-0123-4123-8123-0123456789ab";
        let arn = format!("arn:aws:kms:us-east-1:111122223333:key/{id}");
        check(
            "CreateKeyResponse",
            &json!({"KeyMetadata": {
                "Arn": arn, "KeyId": id, "AWSAccountId": "111122223333", "CreationDate": 1.5,
                "Description": format!("{arn} and {id}"), "Enabled": true,
            }}),
            true,
            &json!({"KeyMetadata": {
                "Arn": "[arn:key:1]", "KeyId": "[key:1]", "AWSAccountId": "[account:1]", "CreationDate": "[time]",
                "Description": "[arn:key:1] and [key:1]", "Enabled": true,
            }}),
        );
        check(
            "EncryptResponse",
            &json!({"CiphertextBlob": "aGk=", "KeyId": "not-like-aws"}),
            true,
            &json!({"CiphertextBlob": "[blob:2]", "KeyId": "[key:1]"}),
        );
        check(
            "DecryptResponse",
            &json!({"Plaintext": "aGk="}),
            true,
            &json!({"Plaintext": "[secret blob:2]"}),
        );
    }

    #[test]
    fn what_is_known_in_a_text_gets_the_token_of_its_kind() {
        let id = "0123abcd-0123-4123-8123-0123456789ab";
        let hex = |length: usize| "0a".repeat(length).chars().take(length).collect::<String>();
        for (text, token) in [
            (id.to_owned(), "[key:1]"),
            (format!("mrk-{}", hex(32)), "[key:1]"),
            (
                format!("arn:aws-cn:kms:cn-north-1:111122223333:key/{id}"),
                "[arn:key:1]",
            ),
            (
                format!("arn:aws:kms:us-east-1:111122223333:key/mrk-{}", hex(32)),
                "[arn:key:1]",
            ),
            (format!("cks-{}", hex(17)), "[store:1]"),
            ("cluster-abcdefghij2".to_owned(), "[cluster:1]"),
            (
                format!("https://{}.xks.example.com", hex(16)),
                "[endpoint:1]",
            ),
            (format!("/{}/kms/xks/v1", hex(16)), "[path:1]"),
            (
                format!("com.amazonaws.vpce.eu-west-1.vpce-svc-{}", hex(17)),
                "[vpc:1]",
            ),
            (format!("kmspec-{}", hex(16)), "[name:1]"),
            (format!("kmspec-{}", hex(20)), "[external:1]"),
            (format!("kmspec {}", hex(16)), "[text:1]"),
            (hex(64), "[hash]"),
            ("1".repeat(64), "[hash]"),
            ("20260102T030405Z".to_owned(), "[time]"),
            ("2026-01-02T03:04:05.678+01:00".to_owned(), "[time]"),
            ("20260102".to_owned(), "[day]"),
            ("123456789012".to_owned(), "[account:1]"),
            ("us-gov-west-1".to_owned(), "[region:1]"),
            ("me-south-1".to_owned(), "[region:1]"),
            ("Windows/10".to_owned(), "[system]"),
            (
                "-----BEGIN CERTIFICATE-----\nAAAA1\n-----END CERTIFICATE-----\n".to_owned(),
                "[certificate:1]",
            ),
        ] {
            assert_eq!(Normaliser::default().text(&text), token, "{text}");
            let inside = format!("a {text} b");
            assert_eq!(Normaliser::default().text(&inside), format!("a {token} b"));
        }
        for plain in [
            "20262002",
            "1234567",
            "12345678901",
            "cks-0a",
            "kms-1",
            "2026",
            "",
        ] {
            assert_eq!(Normaliser::default().text(plain), plain);
        }
    }

    #[test]
    fn tokens_count_what_is_different() {
        let mut normaliser = Normaliser::default();
        let account = |n: u8| format!("{n}").repeat(12);
        let said = |normaliser: &mut Normaliser, n: u8| normaliser.text(&account(n));
        assert_eq!(said(&mut normaliser, 1), "[account:1]");
        assert_eq!(said(&mut normaliser, 2), "[account:2]");
        assert_eq!(said(&mut normaliser, 1), "[account:1]");
        assert_eq!(normaliser.text("us-east-1"), "[region:1]");
    }

    #[test]
    fn bodies_are_told_by_their_kind() {
        let told = |body: &[u8]| Normaliser::default().body(None, body, true);
        assert_eq!(told(b""), "(no body)");
        assert_eq!(told(b"{\"a\":123456789012}"), "{\n  \"a\": 123456789012\n}");
        assert_eq!(
            told(b"{\"a\":\"123456789012\"}"),
            "{\n  \"a\": \"[account:1]\"\n}"
        );
        assert_eq!(told(b"<a>123456789012"), "(not JSON) <a>[account:1]");
        assert_eq!(told(b"\xff\x0a"), "(not UTF-8, 2 bytes) ff0a");
        let long = told(&[0xff; 40]);
        assert_eq!(long, format!("(not UTF-8, 40 bytes) {}", "ff".repeat(32)));
    }

    #[test]
    fn tokens_and_cut_texts_are_known_again() {
        for token in [
            "[key:1]",
            "[arn:key:12]",
            "[grant token:3]",
            "[secret blob:2]",
        ] {
            assert!(is_token(token) && holds_token(token), "{token}");
        }
        for other in [
            "key:1",
            "[key:1",
            "[key]",
            "[key:]",
            "[key:x]",
            "[Key:1]",
            "[key:12345678]",
            "",
        ] {
            assert!(!is_token(other), "{other}");
        }
        for holds in ["[time]", "a [day] b", "[hash]", "[system]", "x[key:1]y"] {
            assert!(holds_token(holds), "{holds}");
        }
        for holds_none in ["time", "[times]", "[time", "a"] {
            assert!(!holds_token(holds_none), "{holds_none}");
        }
        let cut =
            |count: usize, head: usize| format!("[{count} characters: {}…]", "x".repeat(head));
        assert!(is_cut(&cut(513, 64)) && holds_token(&cut(513, 64)));
        assert!(!is_cut(&cut(512, 64)) && !is_cut(&cut(513, 65)));
        assert!(!is_cut("[many characters: x…]") && !is_cut("513 characters: x…"));
        let edge = |length: usize| Normaliser::default().text(&"x".repeat(length));
        assert_eq!(edge(512), "x".repeat(512));
        assert_eq!(edge(513), cut(513, 64));
    }

    #[test]
    fn secrets_and_what_a_target_made_up_are_tokens() {
        // Secrets are never shown, not even one that looks like a token of another kind.
        check(
            "CreateCustomKeyStoreRequest",
            &json!({"KeyStorePassword": "[key:1]"}),
            false,
            &json!({"KeyStorePassword": "[secret:1]"}),
        );
        check(
            "CreateCustomKeyStoreRequest",
            &json!({"KeyStorePassword": "[secret:1]", "XksProxyAuthenticationCredential": {"RawSecretAccessKey": ""}}),
            false,
            &json!({"KeyStorePassword": "[secret:1]", "XksProxyAuthenticationCredential": {"RawSecretAccessKey": ""}}),
        );
        check(
            "ListKeysResponse",
            &json!({"NextMarker": "m", "Keys": [{"KeyId": "k"}, {"KeyId": "l"}, {"KeyId": "k"}]}),
            true,
            &json!({"NextMarker": "[marker:1]", "Keys": [{"KeyId": "[key:1]"}, {"KeyId": "[key:2]"}, {"KeyId": "[key:1]"}]}),
        );
        check(
            "CreateGrantResponse",
            &json!({"GrantId": "g", "GrantToken": "t"}),
            true,
            &json!({"GrantId": "[grant:1]", "GrantToken": "[grant token:1]"}),
        );
        check(
            "CreateCustomKeyStoreResponse",
            &json!({"CustomKeyStoreId": "s"}),
            true,
            &json!({"CustomKeyStoreId": "[store:1]"}),
        );
        check(
            "EncryptResponse",
            &json!({"CiphertextBlob": "no base64!"}),
            true,
            &json!({"CiphertextBlob": "no base64!"}),
        );
        // What the target has named is known where a case says it again.
        let mut normaliser = Normaliser::default();
        let shape = Model::bundled().shape("DeleteCustomKeyStoreRequest");
        let asked = json!({"CustomKeyStoreId": "s"});
        assert_eq!(normaliser.value(shape, &asked, false), asked);
        let made = Model::bundled().shape("CreateCustomKeyStoreResponse");
        let token = json!({"CustomKeyStoreId": "[store:1]"});
        assert_eq!(normaliser.value(made, &asked, true), token);
        assert_eq!(normaliser.value(shape, &asked, false), token);
        // The encryption context is a map.
        check(
            "EncryptRequest",
            &json!({"EncryptionContext": {"account": "123456789012"}}),
            false,
            &json!({"EncryptionContext": {"account": "[account:1]"}}),
        );
    }

    #[test]
    fn the_machine_is_not_told() {
        let told = |system: &str| {
            let line = format!("aws-cli/1.45.11 Python/3.11.7 {system} botocore/1.43.11");
            Normaliser::default().text(&line)
        };
        assert_eq!(
            told("Linux/6.1.0-28-amd64"),
            "aws-cli/1.45.11 Python/3.11.7 [system] botocore/1.43.11"
        );
        assert_eq!(told("Darwin/23.4.0"), told("Linux/6.1.0-28-amd64"));
    }

    #[test]
    fn what_is_normalised_stays() {
        let twice = |text: &str| {
            let once = Normaliser::default().text(text);
            (Normaliser::default().text(&once), once)
        };
        // The time before it goes first, and lays bare an account.
        let (again, once) = twice("2026-01-02T03:04:05Z123456789012");
        assert_eq!(
            (once.as_str(), again.as_str()),
            ("[time][account:1]", "[time][account:1]")
        );
        for long in [
            format!("{}{}", "x".repeat(52), "1".repeat(600)),
            "d".repeat(8192),
        ] {
            let (again, once) = twice(&long);
            assert_eq!(once, again);
        }
        check(
            "EncryptResponse",
            &json!({"KeyId": "[key:7]"}),
            true,
            &json!({"KeyId": "[key:7]"}),
        );
    }

    #[test]
    fn what_a_case_spells_out_stays() {
        check(
            "DeleteCustomKeyStoreRequest",
            &json!({"CustomKeyStoreId": "aaa"}),
            false,
            &json!({"CustomKeyStoreId": "aaa"}),
        );
        check(
            "CreateCustomKeyStoreRequest",
            &json!({"CustomKeyStoreName": "kmspec-0123456789abcdef", "KeyStorePassword": "hush",
                "CloudHsmClusterId": "cluster-abcdefghijk", "CustomKeyStoreType": "AWS_CLOUDHSM"}),
            false,
            &json!({"CustomKeyStoreName": "[name:1]", "KeyStorePassword": "[secret:1]",
                "CloudHsmClusterId": "[cluster:1]", "CustomKeyStoreType": "AWS_CLOUDHSM"}),
        );
        check(
            "CreateKeyRequest",
            &json!([null, true, 3, "x".repeat(600)]),
            false,
            &json!([
                null,
                true,
                3,
                format!("[600 characters: {}…]", "x".repeat(64))
            ]),
        );
    }
}
