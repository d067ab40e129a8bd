//! Which files are cases, and their text, within bounds.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::LoadError;
use super::yaml::span_at;
use super::{CaseId, Source, Span, moved};

/// The largest case file, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// The deepest folder under the one that was given.
const DEEPEST: usize = 16;

/// One case file, not yet read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CaseFile {
    pub(super) id: CaseId,
    pub(super) path: PathBuf,
}

/// The folder of facts, under the folder of cases.
const FACTS: &str = "facts";

/// What is at and under some paths.
pub(super) struct Found {
    /// The case files, by id and each once.
    pub(super) cases: Vec<CaseFile>,
    /// The files of facts, each once.
    pub(super) facts: Vec<PathBuf>,
    /// What is wrong with paths and names.
    pub(super) errors: Vec<LoadError>,
}

/// The case files at and under `paths`, and the files of facts that they may cite.
pub(super) fn discover(paths: &[PathBuf], root: &Path) -> Found {
    let mut found = Discovery::under(root);
    for path in paths {
        found.visit_given(path);
        if path.starts_with(root) {
            found.visit_facts(root);
        } else if let Some(home) = home_of_facts(path) {
            found.visit_facts(home);
        }
    }
    let Discovery {
        mut files,
        mut facts,
        mut errors,
        ..
    } = found;
    files.sort();
    files.dedup_by(|a, b| a.id == b.id && same_file(&a.path, &b.path));
    facts.sort();
    facts.dedup_by(|a, b| same_file(a, b));
    clashes(&files, &mut errors);
    Found {
        cases: files,
        facts,
        errors,
    }
}

/// The nearest folder that holds facts: the path, or a folder above it, as it was written.
fn home_of_facts(path: &Path) -> Option<&Path> {
    let mut above = path.ancestors().filter(|at| !at.as_os_str().is_empty());
    above.find(|at| at.join(FACTS).is_dir())
}

/// The files of facts under a folder of cases, and what is wrong with their folder.
pub(super) fn facts_under(home: &Path) -> (Vec<PathBuf>, Vec<LoadError>) {
    let mut found = Discovery::under(home);
    let folder = home.join(FACTS);
    if folder.is_dir() {
        found.walk(&folder, &mut Vec::new());
    }
    (found.facts, found.errors)
}

struct Discovery<'r> {
    root: &'r Path,
    base: PathBuf,
    files: Vec<CaseFile>,
    facts: Vec<PathBuf>,
    errors: Vec<LoadError>,
}

impl<'r> Discovery<'r> {
    fn under(root: &'r Path) -> Self {
        Self {
            root,
            base: root.to_owned(),
            files: Vec::new(),
            facts: Vec::new(),
            errors: Vec::new(),
        }
    }

    fn visit_facts(&mut self, home: &Path) {
        let (facts, errors) = facts_under(home);
        self.facts.extend(facts);
        self.errors.extend(errors);
    }

    /// A path that the user named: it must be there, and if it is a file, it must be a case.
    fn visit_given(&mut self, path: &Path) {
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) => return self.unreadable(path, &error),
        };
        let under_root = path.starts_with(self.root);
        if metadata.is_dir() {
            self.base = if under_root {
                self.root.to_owned()
            } else {
                path.to_owned()
            };
            self.walk(path, &mut Vec::new());
        } else {
            let folder = path.parent().unwrap_or(Path::new(""));
            self.base = if under_root {
                self.root.to_owned()
            } else {
                folder.to_owned()
            };
            if path.extension().is_some_and(|e| e == "yaml") {
                self.file(path, &metadata);
            } else {
                self.errors.push(
                    LoadError::of_file(
                        &shown(path),
                        "not a case file",
                        "the name of a case file ends in `.yaml`",
                    )
                    .with_help("name a `.yaml` file, or a folder of them"),
                );
            }
        }
    }

    /// Every case under a folder. `above` holds the folders on the way, resolved, to notice a loop of links.
    fn walk(&mut self, folder: &Path, above: &mut Vec<PathBuf>) {
        let resolved = match fs::canonicalize(folder) {
            Ok(resolved) => resolved,
            Err(error) => return self.unreadable(folder, &error),
        };
        if above.contains(&resolved) || above.len() >= DEEPEST {
            self.errors.push(
                LoadError::of_file(
                    &shown(folder),
                    "a loop of folders",
                    "a symbolic link leads back to a folder above it, or folders nest more than 16 deep",
                )
                .with_help("remove the link"),
            );
            return;
        }
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut entries: Vec<_> = match entries {
            Ok(entries) => entries.into_iter().map(|entry| entry.path()).collect(),
            Err(error) => return self.unreadable(folder, &error),
        };
        entries.sort();
        above.push(resolved);
        for path in entries {
            self.entry(&path, above);
        }
        above.pop();
    }

    fn entry(&mut self, path: &Path, above: &mut Vec<PathBuf>) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') || path == self.root.join(moved::FILE) {
            return;
        }
        let extension = path
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default();
        let is_yaml = extension == "yaml";
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if is_yaml => return self.unreadable(path, &error),
            Err(_) => return,
        };
        if metadata.is_dir() {
            if is_yaml {
                self.errors.push(
                    LoadError::of_file(
                        &shown(path),
                        "a folder that is named like a case",
                        "a case is a file",
                    )
                    .with_help("rename the folder"),
                );
            } else {
                self.walk(path, above);
            }
        } else if is_yaml {
            self.file(path, &metadata);
        } else if extension == "yml" || extension.eq_ignore_ascii_case("yaml") {
            self.errors.push(
                LoadError::of_file(
                    &shown(path),
                    "a case that would not run",
                    "the name of a case file ends in `.yaml`, and other files are ignored",
                )
                .with_help("rename it to `.yaml`"),
            );
        }
    }

    fn file(&mut self, path: &Path, metadata: &fs::Metadata) {
        if !metadata.is_file() {
            self.errors.push(LoadError::of_file(
                &shown(path),
                "not a regular file",
                "a case is a regular file, no socket, pipe or device",
            ));
            return;
        }
        let relative = path
            .strip_prefix(&self.base)
            .unwrap_or(path)
            .with_extension("");
        if relative.starts_with(FACTS) {
            return self.facts.push(path.to_owned());
        }
        let name = relative
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/");
        match CaseId::new(&name) {
            Ok(id) => self.files.push(CaseFile {
                id,
                path: path.to_owned(),
            }),
            Err(error) => self.errors.push(
                LoadError::of_file(
                    &shown(path),
                    format!("`{name}` is no name for a case"),
                    error.to_string(),
                )
                .with_help("the path is the case's name: rename the file or its folder"),
            ),
        }
    }

    fn unreadable(&mut self, path: &Path, error: &std::io::Error) {
        self.errors.push(unreadable(path, error));
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> LoadError {
    let what = match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or folder",
        std::io::ErrorKind::PermissionDenied => "not allowed to read this",
        _ => "cannot be read",
    };
    LoadError::of_file(&shown(path), what, error.to_string())
}

fn same_file(a: &Path, b: &Path) -> bool {
    a == b
        || fs::canonicalize(a)
            .ok()
            .is_some_and(|a| fs::canonicalize(b).ok() == Some(a))
}

/// Two files of one name, or a case that is named like a folder of cases: a prefix could not tell them apart.
fn clashes(files: &[CaseFile], errors: &mut Vec<LoadError>) {
    for (index, file) in files.iter().enumerate() {
        let prefix = format!("{}/", file.id);
        let start = files.partition_point(|other| other.id.as_str() < prefix.as_str());
        if files
            .get(start)
            .is_some_and(|other| other.id.as_str().starts_with(&prefix))
        {
            errors.push(
                LoadError::of_file(
                    &shown(&file.path),
                    format!("`{}` is a case and a folder of cases", file.id),
                    "a prefix selects cases, so it must be one or the other",
                )
                .with_help("move the case into the folder and name it for its situation"),
            );
        }
        if let Some(next) = files.get(index + 1)
            && next.id == file.id
        {
            errors.push(LoadError::of_file(
                &shown(&next.path),
                format!("a second case of the name `{}`", file.id),
                format!("`{}` has the same name", shown(&file.path)),
            ));
        }
    }
}

/// A path as the user would write it.
fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The text of a case file.
pub(super) fn read(path: &Path) -> Result<Arc<Source>, LoadError> {
    let too_large = || {
        LoadError::of_file(
            &shown(path),
            format!("larger than {LARGEST} bytes"),
            "a case is for people to read",
        )
        .with_help("`{$repeat: {text: a, times: 5000}}` writes a long text in few characters")
    };
    let file = fs::File::open(path).map_err(|error| unreadable(path, &error))?;
    let length = file
        .metadata()
        .map_err(|error| unreadable(path, &error))?
        .len();
    if length > LARGEST {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(too_large());
    }
    decode(shown(path), bytes)
}

fn decode(path: String, bytes: Vec<u8>) -> Result<Arc<Source>, LoadError> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Arc::new(Source { path, text })),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let byte = error.as_bytes().get(valid).copied().unwrap_or_default();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let span: Span = span_at(&text, valid);
            Err(LoadError {
                span: Some(span),
                width: 1,
                source: Arc::new(Source { path, text }),
                ..LoadError::of_file(
                    "",
                    format!("the byte 0x{byte:02x} is not UTF-8"),
                    "a case is UTF-8 text",
                )
            }
            .with_help("for bytes that are not text, use `wire: {body: {hex: \"ff\"}}`"))
        }
    }
}
