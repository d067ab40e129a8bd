//! The corpus inside the library.

use include_dir::{Dir, DirEntry, include_dir};

use crate::case::{self, Case, CaseId, LoadErrors};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/cases");

/// The cases that came with kmspec, by id.
///
/// # Errors
/// Everything that is wrong with them.
pub fn built_in() -> Result<Vec<Case>, LoadErrors> {
    let mut cases = Vec::new();
    let mut errors = Vec::new();
    let mut open: Vec<&DirEntry<'_>> = BUILT_IN.entries().iter().collect();
    while let Some(entry) = open.pop() {
        let DirEntry::File(file) = entry else {
            open.extend(entry.children());
            continue;
        };
        let path = file.path().to_string_lossy().replace('\\', "/");
        if path.starts_with("facts/") || path == "moved.yaml" {
            continue;
        }
        let Some(id) = path
            .strip_suffix(".yaml")
            .and_then(|id| CaseId::new(id).ok())
        else {
            continue;
        };
        let text = file.contents_utf8().unwrap_or_default();
        match case::load_texts(id, &format!("cases/{path}"), text) {
            Ok(more) => cases.extend(more),
            Err(more) => errors.extend(more.errors),
        }
    }
    cases.sort_by(|a, b| a.id.cmp(&b.id));
    if errors.is_empty() {
        Ok(cases)
    } else {
        Err(LoadErrors { errors })
    }
}
