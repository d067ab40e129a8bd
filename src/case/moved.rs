//! Cases whose place others have taken: `cases/moved.yaml`, each old id with the new ones.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::node::{Node, Tree};
use super::yaml;

const TEXT: &str = include_str!("../../cases/moved.yaml");

/// The name of the file under `cases/`, which is no case.
pub(super) const FILE: &str = "moved.yaml";

/// The ids of what has taken the place of the case of this id, or of the case of which it names a row.
#[must_use]
pub fn moved(id: &str) -> Option<&'static [String]> {
    let mut above = Some(id.trim_end_matches('/'));
    while let Some(id) = above {
        if let Some(ids) = all_moved().get(id) {
            return Some(ids);
        }
        above = id.rsplit_once('/').map(|(above, _)| above);
    }
    None
}

/// Every old id, and where its case went.
///
/// # Panics
///
/// If the file that is built in is no mapping of ids; a test holds it to that.
pub fn all_moved() -> &'static BTreeMap<String, Vec<String>> {
    static MOVED: OnceLock<BTreeMap<String, Vec<String>>> = OnceLock::new();
    MOVED.get_or_init(|| {
        let node = yaml::parse(TEXT);
        let node = node.unwrap_or_else(|refusal| panic!("cases/moved.yaml: {}", refusal.what));
        let Tree::Map(entries) = &node.tree else {
            panic!("cases/moved.yaml: no mapping");
        };
        let entries = entries.iter();
        entries
            .map(|(old, new)| (old.text.clone(), ids(new)))
            .collect()
    })
}

/// One id or several.
fn ids(node: &Node) -> Vec<String> {
    match &node.tree {
        Tree::Text(id) => vec![id.clone()],
        Tree::List(items) => items.iter().flat_map(ids).collect(),
        _ => panic!("cases/moved.yaml: {} is no id", node.describe()),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::case::load;

    #[test]
    fn what_moved_is_gone_and_where_it_went_is_there() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
        let cases = load(&[&root], &root).unwrap_or_else(|errors| panic!("{errors}"));
        let is_there = |id: &String| {
            let below = format!("{id}/");
            let mut cases = cases.iter().map(|case| case.id.as_str());
            cases.any(|case| case == id || case.starts_with(&below))
        };
        for (old, new) in all_moved() {
            assert!(!is_there(old), "{old} has moved, and is still there");
            assert!(!new.is_empty(), "{old} went nowhere");
            for id in new {
                assert!(is_there(id), "{old} went to {id}, which is not there");
            }
        }
    }

    #[test]
    fn a_row_goes_with_its_case() {
        let of_case = moved("key/disable/unknown");
        assert_eq!(of_case, moved("key/disable/unknown/a_row"));
        assert_eq!(of_case.map(<[String]>::len), Some(1));
        assert_eq!(moved("key/disable"), None);
    }
}
