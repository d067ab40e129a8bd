//! Cases whose place others have taken: `cases/moved.yaml`, each old id with the new ones.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::node::{Node, Tree};
use super::yaml;

const TEXT: &str = include_str!("../../cases/moved.yaml");

/// The name of the file under `cases/`, which is no case.
pub(super) const FILE: &str = "moved.yaml";

/// Where cases went.
#[derive(Default)]
struct Moved {
    /// The same case under another id; its rows go with it.
    renamed: BTreeMap<String, String>,
    /// Cases that are judged by others.
    replaced: BTreeMap<String, Vec<String>>,
}

/// The ids under which is judged what this id named, of a case or of a row; the name itself where nothing has moved.
#[must_use]
pub fn followed(name: &str) -> Vec<String> {
    if let Some(id) = renamed(name) {
        return vec![id];
    }
    let replaced = upwards(name).find_map(|(id, _)| all().replaced.get(id));
    replaced.cloned().unwrap_or_else(|| vec![name.to_owned()])
}

/// The id that the same case, or row of it, has now, if it had this one.
#[must_use]
pub fn renamed(id: &str) -> Option<String> {
    upwards(id).find_map(|(id, row)| Some(format!("{}{row}", all().renamed.get(id)?)))
}

/// The id, and each above it with what is left out.
fn upwards(id: &str) -> impl Iterator<Item = (&str, &str)> {
    let id = id.trim_end_matches('/');
    let above = id.rmatch_indices('/').map(|(at, _)| at);
    std::iter::once(id.len())
        .chain(above)
        .map(|at| id.split_at(at))
}

/// The file, as it is built in; a test holds it to its form.
fn all() -> &'static Moved {
    static MOVED: OnceLock<Moved> = OnceLock::new();
    MOVED.get_or_init(|| {
        let node = yaml::parse(TEXT);
        let node = node.unwrap_or_else(|refusal| panic!("cases/moved.yaml: {}", refusal.what));
        let mut all = Moved::default();
        for (list, cases) in entries(&node) {
            for (old, new) in entries(cases) {
                let mut new = ids(new);
                match list {
                    "renamed" => all.renamed.insert(old.to_owned(), new.remove(0)).is_some(),
                    _ => all.replaced.insert(old.to_owned(), new).is_some(),
                };
            }
        }
        all
    })
}

fn entries(node: &Node) -> impl Iterator<Item = (&str, &Node)> {
    let Tree::Map(entries) = &node.tree else {
        panic!("cases/moved.yaml: {} is no mapping", node.describe());
    };
    entries
        .iter()
        .map(|(key, value)| (key.text.as_str(), value))
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
        let renamed = all().renamed.keys().map(|old| (old, followed(old)));
        let replaced = all().replaced.iter().map(|(old, new)| (old, new.clone()));
        for (old, new) in renamed.chain(replaced) {
            assert!(!is_there(old), "{old} has moved, and is still there");
            assert!(!new.is_empty(), "{old} went nowhere");
            for id in new {
                assert!(is_there(&id), "{old} went to {id}, which is not there");
            }
        }
    }

    #[test]
    fn a_row_goes_with_its_case() {
        let of_case = followed("key/disable/unknown");
        assert_eq!(
            of_case,
            ["every_operation/key_not_found/disable_key/key_id"]
        );
        assert_eq!(followed("key/disable/unknown/a_row"), of_case);
        assert_eq!(followed("key/disable"), ["key/disable"]);
        assert_eq!(
            followed("every_operation/key_unknown/encrypt/key_id"),
            ["every_operation/key_not_found/encrypt/key_id"]
        );
        assert_eq!(renamed("key/disable/unknown"), None);
    }
}
