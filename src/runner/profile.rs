//! What is known of a target: its deviations and what the user switched off, in a YAML file.
//!
//! ```yaml
//! deviations:                                  # cases that fail, and why; the key is an id or a prefix of ids
//!   custom_key_store/delete/non_empty:
//!     reason: Deletes a store that still holds keys.
//!     issue: https://github.com/example/emulator/issues/1     # optional
//!     expires: 2027-03-01                      # optional: from this day on it is a failure again
//! disabled:                                    # cases that do not run, and why
//!   custom_key_store/create/limit: Takes too long here.
//! ```

use std::collections::BTreeMap;

use serde::Deserialize;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

use crate::case::InstanceId;

/// What is known of a target.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    /// Cases that fail, by id or prefix of ids.
    pub deviations: BTreeMap<String, Deviation>,
    /// Cases that do not run, by id or prefix of ids, with the reason.
    pub disabled: BTreeMap<String, String>,
}

/// A failure that is known.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deviation {
    /// What the target does.
    pub reason: String,
    /// Where its maintainers speak of it.
    #[serde(default)]
    pub issue: Option<String>,
    /// The day from which it is a failure again, `YYYY-MM-DD`.
    #[serde(default)]
    pub expires: Option<String>,
}

impl Profile {
    /// Reads a profile; `path` stands in the error's text.
    ///
    /// # Errors
    /// A text for people, with line and column, for anything that is not a profile.
    pub fn parse(path: &str, text: &str) -> Result<Self, String> {
        let profile: Self = serde_saphyr::from_str(text)
            .map_err(|error| format!("{path} is not a target's profile: {error}"))?;
        for (id, deviation) in &profile.deviations {
            if let Some(expires) = &deviation.expires
                && day(expires).is_none()
            {
                return Err(format!(
                    "{path}: `{expires}` of deviation `{id}` is not a day: write YYYY-MM-DD"
                ));
            }
        }
        Ok(profile)
    }

    /// The deviation that the profile knows for an instance, unless it has expired by `today`.
    #[must_use]
    pub fn deviation(&self, id: &InstanceId, today: Date) -> Option<&Deviation> {
        longest(&self.deviations, id).filter(|known| {
            let expires = known.expires.as_deref().and_then(day);
            expires.is_none_or(|expires| today < expires)
        })
    }

    /// Why an instance does not run.
    #[must_use]
    pub fn disabled(&self, id: &InstanceId) -> Option<&str> {
        longest(&self.disabled, id).map(String::as_str)
    }
}

impl Deviation {
    /// Reason and link, in one line.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.issue {
            Some(issue) => format!("{} ({issue})", self.reason),
            None => self.reason.clone(),
        }
    }
}

/// Today, in UTC.
pub(super) fn today() -> Date {
    OffsetDateTime::now_utc().date()
}

fn day(text: &str) -> Option<Date> {
    Date::parse(text, format_description!("[year]-[month]-[day]")).ok()
}

/// The entry whose key is the id or the longest prefix of it that ends at a `/`.
fn longest<'a, T>(entries: &'a BTreeMap<String, T>, id: &InstanceId) -> Option<&'a T> {
    let covers = |key: &str| {
        let rest = id.as_str().strip_prefix(key.trim_end_matches('/'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let known = entries.iter().filter(|(key, _)| covers(key));
    known
        .max_by_key(|(key, _)| key.len())
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn id(text: &str) -> InstanceId {
        InstanceId(text.to_owned())
    }

    #[test]
    fn the_longest_prefix_of_an_id_tells() {
        let text = "deviations:\n  key/list: {reason: all}\n  key/list/a: {reason: one, issue: 'https://example.com/1', expires: '2026-02-01'}\ndisabled: {key/create: slow}\n";
        let profile = Profile::parse("p.yaml", text).expect("a good profile");
        let told = |name: &str, today| profile.deviation(&id(name), today).map(Deviation::text);
        let before = date!(2026 - 01 - 31);
        assert_eq!(told("key/list/b", before).as_deref(), Some("all"));
        assert_eq!(
            told("key/list/a/row", before).as_deref(),
            Some("one (https://example.com/1)")
        );
        assert_eq!(told("key/list/a", date!(2026 - 02 - 01)), None);
        assert_eq!(told("key/list_more", before), None);
        assert_eq!(profile.disabled(&id("key/create/x")), Some("slow"));
        assert_eq!(profile.disabled(&id("key/list/x")), None);
    }

    #[test]
    fn what_is_no_profile_is_told() {
        let told = |text| Profile::parse("p.yaml", text).expect_err("it is bad");
        let unknown = told("deviation: {}\n");
        assert!(
            unknown.starts_with("p.yaml is not a target's profile: ")
                && unknown.contains("deviation"),
            "{unknown}"
        );
        assert_eq!(
            told("deviations: {a: {reason: b, expires: soon}}\n"),
            "p.yaml: `soon` of deviation `a` is not a day: write YYYY-MM-DD"
        );
    }
}
