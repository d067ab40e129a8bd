//! Which requests may be sent: `--only read` and `--only dry-run`, by what stands in the request itself.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::Error;
use crate::model::{Effect, Operation};
use crate::wire::{Request, aws_json};

/// Which requests may be sent to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Permitted {
    /// All.
    #[default]
    Everything,
    /// Those that describe, list or get.
    Reads,
    /// Those, and such as ask an operation with `DryRun` what it would do.
    DryRuns,
}

impl Permitted {
    /// What the flag calls it; `None` for everything.
    #[must_use]
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Everything => None,
            Self::Reads => Some("read"),
            Self::DryRuns => Some("dry-run"),
        }
    }

    /// What it permits, in a sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Everything => "every call is sent",
            Self::Reads => "only calls that describe, list or get are sent",
            Self::DryRuns => {
                "only calls that describe, list or get, and those with `DryRun: true`, are sent"
            }
        }
    }

    /// Whether a call of the operation may be sent, with `DryRun: true` or without.
    #[must_use]
    pub fn permits(self, operation: Operation, dry: bool) -> bool {
        match self {
            Self::Everything => true,
            Self::Reads => operation.effect() == Effect::Tells,
            Self::DryRuns => {
                operation.effect() == Effect::Tells || (dry && operation.has_dry_run())
            }
        }
    }

    /// Whether this request may be sent.
    ///
    /// What a server could take for another call than the one that is named is not: a second target, a path of its own, a
    /// body that goes on behind its stated end, `DryRun` twice.
    ///
    /// # Errors
    /// [`Error::NotPermitted`] for one that may not.
    pub fn check(self, request: &Request) -> Result<(), Error> {
        if self == Self::Everything {
            return Ok(());
        }
        let operation = called(request).map_err(|what| self.refused(what))?;
        if self.permits(operation, false) {
            return Ok(());
        }
        let dry = operation.has_dry_run() && is_dry(&request.body);
        if self.permits(operation, dry) {
            return Ok(());
        }
        Err(self.refused(&format!("{operation} may change something")))
    }

    fn refused(self, what: &str) -> Error {
        let word = self.word().unwrap_or("everything");
        Error::NotPermitted {
            why: format!("not sent, by --only {word}: {what}"),
        }
    }
}

/// The one call that every server takes this request for, or why there may be another.
fn called(request: &Request) -> Result<Operation, &'static str> {
    if request.method != "POST" {
        return Err("a request that is no POST may be anything");
    }
    let path = request.target.split_once('?');
    let (path, query) = path.unwrap_or((request.target.as_str(), ""));
    let of_signature = |pair: &str| {
        let pair = pair.to_ascii_lowercase();
        pair.starts_with("x-amz-") && !pair.starts_with("x-amz-target")
    };
    if path != "/"
        || !query
            .split('&')
            .filter(|it| !it.is_empty())
            .all(of_signature)
    {
        return Err("a request with a path or a query of its own may be anything");
    }
    let framed = request.headers.get("transfer-encoding").is_some()
        || request
            .headers
            .all("content-length")
            .any(|length| length.trim() != request.body.len().to_string());
    if framed {
        return Err("behind a body with an end of its own there may be another request");
    }
    let mut targets = request.headers.all("x-amz-target");
    let target = targets
        .next()
        .and_then(|target| target.strip_prefix(aws_json::TARGET_PREFIX));
    match (target.and_then(Operation::from_name), targets.next()) {
        (Some(operation), None) => Ok(operation),
        (Some(_), Some(_)) => Err("a request with two targets may be either"),
        (None, _) => Err("a request that names no operation may be anything"),
    }
}

/// True for a JSON object with one `DryRun`, however it is spelt, which is `DryRun: true`.
fn is_dry(body: &[u8]) -> bool {
    serde_json::from_slice::<DryRun>(body).is_ok_and(|found| found.0)
}

struct DryRun(bool);

impl<'de> Deserialize<'de> for DryRun {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = DryRun;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<DryRun, A::Error> {
                let mut found = Vec::new();
                while let Some(name) = members.next_key::<String>()? {
                    if name.eq_ignore_ascii_case("DryRun") {
                        let value: serde_json::Value = members.next_value()?;
                        found.push(name == "DryRun" && value == true);
                    } else {
                        members.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(DryRun(found == [true]))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(operation: &str, body: &str) -> Request {
        aws_json::request("kms.test", operation, body)
    }

    fn told(permitted: Permitted, request: &Request) -> Option<String> {
        permitted.check(request).err().map(|why| why.to_string())
    }

    #[test]
    fn each_mode_lets_through_what_it_names() {
        let check = |operation, body, expected: [bool; 3]| {
            let request = request(operation, body);
            let modes = [Permitted::Everything, Permitted::Reads, Permitted::DryRuns];
            let found = modes.map(|mode| mode.check(&request).is_ok());
            assert_eq!(found, expected, "{operation} {body}");
        };
        check("ListKeys", "{}", [true, true, true]);
        check("GetParametersForImport", "no JSON", [true, true, true]);
        check("CreateKey", r#"{"DryRun": true}"#, [true, false, false]);
        check("Sign", r#"{"DryRun": true}"#, [true, false, true]);
        for body in [
            "",
            "{}",
            "[true]",
            r#"{"DryRun": false}"#,
            r#"{"DryRun": "true"}"#,
            r#"{"DryRun": 1}"#,
            r#"{"dryRun": true}"#,
            r#"{"DryRun": true, "DryRun": false}"#,
            r#"{"DryRun": true, "DryRun": true}"#,
            r#"{"DryRun": true, "dryrun": false}"#,
            r#"{"Message": {"DryRun": true}}"#,
            r#"{"DryRun": true} {}"#,
        ] {
            check("Sign", body, [true, false, false]);
        }
        check(
            "GenerateRandom",
            r#"{"DryRun": true}"#,
            [true, false, false],
        );
        check("Encrypt", "{}", [true, false, false]);
    }

    #[test]
    fn what_may_be_taken_for_another_call_is_not_sent() {
        let read = || request("ListKeys", "{}");
        let with = |name: &str, value: &str| {
            let mut request = read();
            request.headers.append(name, value);
            request
        };
        let mut all = vec![
            with("X-Amz-Target", "TrentService.CreateKey"),
            with("Transfer-Encoding", "chunked"),
            with("Content-Length", "1"),
            request("ListKeysAndMore", "{}"),
            request("listKeys", "{}"),
        ];
        for target in [
            "/x",
            "/?Action=CreateKey",
            "/?X-Amz-Target=TrentService.CreateKey",
            "//",
            "",
        ] {
            let mut request = read();
            request.target = target.to_owned();
            all.push(request);
        }
        let mut untargeted = read();
        untargeted.headers.remove("X-Amz-Target");
        let mut got = read();
        got.method = "GET".to_owned();
        all.extend([untargeted, got]);
        for request in all {
            for mode in [Permitted::Reads, Permitted::DryRuns] {
                assert!(told(mode, &request).is_some(), "{request:?}");
            }
            assert_eq!(told(Permitted::Everything, &request), None);
        }
        let mut signed = read();
        signed.target = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=1".to_owned();
        assert_eq!(told(Permitted::Reads, &signed), None);
        let length = with("Content-Length", "2");
        assert_eq!(told(Permitted::Reads, &length), None);
    }

    #[test]
    fn a_refusal_says_why() {
        let why = told(Permitted::Reads, &request("CreateKey", "{}"));
        assert_eq!(
            why.as_deref(),
            Some("not sent, by --only read: CreateKey may change something")
        );
        let why = told(Permitted::DryRuns, &request("Nothing", "{}"));
        assert_eq!(
            why.as_deref(),
            Some("not sent, by --only dry-run: a request that names no operation may be anything")
        );
    }
}
