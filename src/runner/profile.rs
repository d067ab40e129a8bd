//! What is known of a target: its deviations and what the user switched off, in a YAML file.
//!
//! ```yaml
//! deviations:                                  # cases that fail, and why; the key is an id, a prefix of ids or a glob
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

use super::answers::shape_of;
use super::names::{UnknownName, is_glob, is_matched, is_under};
pub use crate::case::Deviation;
use crate::case::{Case, InstanceId, TargetProfile, yaml};
use crate::model::Operation;

/// What is known of a target.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    /// Cases that fail, by id, prefix of ids or glob.
    pub deviations: BTreeMap<String, Deviation>,
    /// Cases that do not run, by id, prefix of ids or glob, with the reason.
    pub disabled: BTreeMap<String, String>,
}

impl Profile {
    /// Reads a profile; `path` stands in the error's text.
    ///
    /// # Errors
    /// A text for people, with line and column, for anything that is not a profile.
    pub fn parse(path: &str, text: &str) -> Result<Self, String> {
        let read: Option<Self> = serde_saphyr::from_str(text).map_err(|error| {
            let error = yaml::of_file(path, &error);
            format!("{path} is no file of deviations: {error}")
        })?;
        let profile = read.ok_or_else(|| {
            format!("{path} is no file of deviations: it is empty; write `deviations: {{}}` if nothing is known")
        })?;
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

    /// What a target's profile knows of it.
    #[must_use]
    pub fn of_target(target: &TargetProfile) -> Self {
        Self {
            deviations: target.deviations.clone(),
            disabled: target.disabled.clone(),
        }
    }

    /// Both; of a key that both have, what `self` says counts.
    #[must_use]
    pub fn over(mut self, other: Self) -> Self {
        for (key, deviation) in other.deviations {
            self.deviations.entry(key).or_insert(deviation);
        }
        for (key, why) in other.disabled {
            self.disabled.entry(key).or_insert(why);
        }
        self
    }

    /// What the profile knows of an instance's failure on this day; nothing where it is not known.
    #[must_use]
    pub fn deviation(&self, id: &InstanceId, today: Date) -> Option<Known<'_>> {
        let known = nearest(&self.deviations, id)?;
        let expires = known.expires.as_deref().and_then(day);
        Some(if expires.is_some_and(|expires| expires <= today) {
            Known::Expired(known)
        } else {
            Known::Deviates(known)
        })
    }

    /// Why an instance does not run.
    #[must_use]
    pub fn disabled(&self, id: &InstanceId) -> Option<&str> {
        nearest(&self.disabled, id).map(String::as_str)
    }

    /// Every key names a case; `path` stands in the error's text.
    ///
    /// # Errors
    /// The first name of nothing.
    pub fn check_names(&self, path: &str, cases: &[Case]) -> Result<(), UnknownName> {
        let instances = cases.iter().flat_map(Case::instances).map(|(id, _)| id);
        // The shape of an operation's answers is judged also where no case of its own does.
        let shapes = Operation::ALL.iter().map(|&it| InstanceId(shape_of(it)));
        let ids: Vec<InstanceId> = instances.chain(shapes).collect();
        let keys = self.deviations.keys().map(|key| ("deviation", key));
        let keys = keys.chain(self.disabled.keys().map(|key| ("disabled", key)));
        for (kind, key) in keys {
            if !ids.iter().any(|id| covers(key, id)) {
                let place = format!("{path}: {kind} ");
                let candidates = ids.iter().map(InstanceId::as_str);
                let above = cases.iter().map(|case| case.id.as_str());
                return Err(UnknownName::of(
                    &place,
                    key,
                    "case",
                    candidates.chain(above),
                ));
            }
        }
        Ok(())
    }
}

/// What a profile knows of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known<'p> {
    /// It is known.
    Deviates(&'p Deviation),
    /// It was known until a day that is past.
    Expired(&'p Deviation),
}

/// Today, in UTC.
pub(super) fn today() -> Date {
    OffsetDateTime::now_utc().date()
}

fn day(text: &str) -> Option<Date> {
    Date::parse(text, format_description!("[year]-[month]-[day]")).ok()
}

/// Whether a key of a profile names the instance.
fn covers(key: &str, id: &InstanceId) -> bool {
    is_under(id.as_str(), key) || (is_glob(key) && is_matched(id.as_str(), key))
}

/// The entry whose key says most of the id: one that spells it out before a glob, and the longest.
fn nearest<'a, T>(entries: &'a BTreeMap<String, T>, id: &InstanceId) -> Option<&'a T> {
    let known = entries.iter().filter(|(key, _)| covers(key, id));
    known
        .max_by_key(|(key, _)| (!is_glob(key), key.len()))
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
        let told = |name: &str, today| match profile.deviation(&id(name), today)? {
            Known::Deviates(known) => Some(known.text()),
            Known::Expired(known) => Some(format!("expired: {}", known.text())),
        };
        let before = date!(2026 - 01 - 31);
        assert_eq!(told("key/list/b", before).as_deref(), Some("all"));
        assert_eq!(
            told("key/list/a/row", before).as_deref(),
            Some("one (https://example.com/1)")
        );
        assert_eq!(
            told("key/list/a", date!(2026 - 02 - 01)).as_deref(),
            Some("expired: one (https://example.com/1)")
        );
        assert_eq!(told("key/list_more", before), None);
        assert_eq!(profile.disabled(&id("key/create/x")), Some("slow"));
        assert_eq!(profile.disabled(&id("key/list/x")), None);
    }

    #[test]
    fn what_is_no_profile_is_told() {
        let told = |text| Profile::parse("p.yaml", text).expect_err("it is bad");
        let unknown = told("deviation: {}\n");
        assert!(
            unknown.starts_with("p.yaml is no file of deviations: ")
                && unknown.contains("deviation"),
            "{unknown}"
        );
        let no_yaml = told("deviations: {a: [\n");
        assert!(
            no_yaml.contains("p.yaml:") && !no_yaml.contains("<input>"),
            "{no_yaml}"
        );
        let empty = "p.yaml is no file of deviations: it is empty; write `deviations: {}` if nothing is known";
        assert_eq!([told(""), told("# nothing yet\n")], [empty; 2]);
        assert!(Profile::parse("p.yaml", "deviations: {}\n").is_ok());
        assert_eq!(
            told("deviations: {a: {reason: b, expires: soon}}\n"),
            "p.yaml: `soon` of deviation `a` is not a day: write YYYY-MM-DD"
        );
    }

    #[test]
    fn globs_tell_what_nothing_else_does() {
        let text = "deviations:\n  '*/*/unknown': {reason: all}\n  key/list: {reason: lists}\n  key/l*/a: {reason: glob}\n";
        let profile = Profile::parse("p.yaml", text).expect("a good profile");
        let told = |name: &str| match profile.deviation(&id(name), date!(2026 - 01 - 31)) {
            Some(Known::Deviates(known)) => known.text(),
            _ => "-".to_owned(),
        };
        assert_eq!(told("key/enable/unknown"), "all");
        assert_eq!(told("key/enable/unknown/row"), "all");
        assert_eq!(told("key/list/unknown"), "lists");
        assert_eq!(told("key/load/a"), "glob");
        assert_eq!(told("key/load/b"), "-");
    }

    #[test]
    fn a_key_that_names_nothing_is_told() {
        let case = crate::case::load_text(
            crate::case::CaseId::new("key/list/a").expect("a good id"),
            "a.yaml",
            "requirement: A rule.\nevidence:\n  - kmspec-trial\nsteps:\n  - call: ListKeys\n    expect: {ok: {$open: true}}\n",
        )
        .expect("a good case");
        let told = |text: &str| {
            let profile = Profile::parse("p.yaml", text).expect("a good profile");
            let checked = profile.check_names("p.yaml", std::slice::from_ref(&case));
            checked.map_err(|unknown| (unknown.to_string(), unknown.help().map(str::to_owned)))
        };
        assert_eq!(told("deviations: {'key/*': {reason: all}}"), Ok(()));
        let shape = "deviations: {protocol/success_shape/create_alias: {reason: It answers null.}}";
        assert_eq!(told(shape), Ok(()));
        assert_eq!(
            told("deviations: {key/list/b: {reason: one}}"),
            Err((
                "p.yaml: deviation `key/list/b` names no case".to_owned(),
                Some("did you mean `key/list/a`?".to_owned())
            ))
        );
        assert_eq!(
            told("disabled: {'*/x': slow}"),
            Err(("p.yaml: disabled `*/x` names no case".to_owned(), None))
        );
    }
}
