//! Names of cases that have moved: what the user wrote for them still works, with a note.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use kmspec::case;
use kmspec::runner::Profile;

use super::output::errln;

/// The names, each that has moved followed by what took its place.
pub(crate) fn followed(names: &[String]) -> Vec<String> {
    names.iter().flat_map(|name| follow(name)).collect()
}

/// The profile, with what it knows of cases that have moved under their new names.
pub(crate) fn profile(profile: Profile) -> Profile {
    let mut followed = Profile::default();
    for (key, deviation) in profile.deviations {
        for key in follow(&key) {
            followed
                .deviations
                .entry(key)
                .or_insert_with(|| deviation.clone());
        }
    }
    for (key, reason) in profile.disabled {
        for key in follow(&key) {
            followed
                .disabled
                .entry(key)
                .or_insert_with(|| reason.clone());
        }
    }
    followed
}

/// The ids that the name has now.
pub(crate) fn follow(name: &str) -> Vec<String> {
    let ids = case::followed(name);
    if ids != [name] && is_new(name) {
        errln!("note: {name} has moved to {}", ids.join(" and "));
    }
    ids
}

/// Whether nothing was said of the name yet.
fn is_new(name: &str) -> bool {
    static TOLD: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    told.insert(name.to_owned())
}
