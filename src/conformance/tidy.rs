//! Tidy trials: what must hold of the tree itself, and so is a test rather than a paragraph.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use kmspec::case::{self, Paint};
use kmspec::model::Operation;
use libtest_mimic::{Failed, Trial};

/// The modules of the library, floor by floor: each may import those below; a module not listed here may not exist.
const FLOORS: &[&[&str]] = &[
    &["model", "wire", "file"],
    &["case", "reference", "cli"],
    &["target", "check", "serve", "generate"],
    &["runner", "record", "report", "campaign"],
    &["proof", "suite", "plan"],
];

/// What a module may not import though it stands below.
const APART: &[(&str, &str)] = &[
    ("reference", "file"),
    ("cli", "file"),
    ("proof", "campaign"),
    ("suite", "campaign"),
];

/// What makes a module more than a value: sockets, threads, the time of this machine, state that all share.
const IMPURE: &[&str] = &[
    "std::net::Tcp",
    "std::net::Udp",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "Lock<",
    "Mutex",
    "static mut",
    "thread_local!",
];

/// Crates that only some modules may know.
const CONFINED: &[(&str, &[&str])] = &[
    (
        "tokio",
        &[
            "target",
            "serve",
            "runner",
            "campaign",
            "proof",
            "suite",
            "program",
            "main.rs",
            "conformance",
        ],
    ),
    ("reqwest", &["target"]),
    ("hyper", &["serve", "target"]),
    ("insta", &["runner/snapshot", "conformance"]),
    ("clap", &["program", "main.rs"]),
];

/// Folders of `cases/` that are not a resource of the catalogue.
const CASE_FOLDERS: &[&str] = &[
    "protocol",
    "authentication",
    "authorization",
    "every_operation",
    "cli",
    "found",
    "facts",
];

const TOP: &[&str] = &[
    ".ci",
    ".git",
    ".github",
    ".gitignore",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "NOTICE",
    "README.md",
    "action.yml",
    "cases",
    "fuzz",
    "snapshots",
    "src",
    "target",
];

/// Every tidy trial.
pub(crate) fn trials() -> Vec<Trial> {
    [
        ("floors", floors as fn(&Path) -> Vec<String>),
        ("values", values),
        ("paths_told", paths_told),
        ("trials_told", trials_told),
        ("confined_crates", confined_crates),
        ("module_docs", module_docs),
        ("printing", printing),
        ("case_folders", case_folders),
        ("top_level", top_level),
        ("file_length", file_length),
        ("snapshots_and_cases", snapshots_and_cases),
        ("fuzz_table", fuzz_table),
        ("file_names", file_names),
        ("case_format", case_format),
    ]
    .into_iter()
    .map(|(name, check)| {
        Trial::test(format!("tidy::{name}"), move || verdict(&check(root()))).with_kind("tidy")
    })
    .collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn verdict(complaints: &[String]) -> Result<(), Failed> {
    if complaints.is_empty() {
        return Ok(());
    }
    let mut text = String::new();
    for complaint in complaints {
        let _ = writeln!(text, "{complaint}");
    }
    Err(text.into())
}

fn floors(root: &Path) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files(&root.join("src"), "rs") {
        let Some(module) = module_of(root, &file) else {
            continue;
        };
        let at = |module: &str| FLOORS.iter().position(|floor| floor.contains(&module));
        let Some(floor) = at(&module) else {
            complaints.push(format!(
                "{}: module `{module}` stands on no floor",
                shown(root, &file)
            ));
            continue;
        };
        for (number, line) in code_lines(&file) {
            for other in FLOORS.iter().copied().flatten().copied() {
                let imports = line.contains(&format!("crate::{other}::"))
                    || line.contains(&format!("crate::{other};"))
                    || line.contains(&format!("crate::{other} "));
                let may = at(other) < Some(floor) && !APART.contains(&(&module, other));
                if imports && other != module && !may {
                    complaints.push(format!(
                        "{}:{number}: `{module}` may not import `{other}`: imports go down only",
                        shown(root, &file)
                    ));
                }
            }
        }
    }
    complaints
}

/// `reference` and `cli` are values: whatever they need from outside is handed to them.
fn values(root: &Path) -> Vec<String> {
    let mut complaints = Vec::new();
    for room in ["src/reference", "src/cli"] {
        for file in files(&root.join(room), "rs") {
            if is_test(root, &file) {
                continue;
            }
            for (number, line) in code_lines(&file) {
                for word in IMPURE.iter().filter(|word| line.contains(*word)) {
                    complaints.push(format!(
                        "{}:{number}: `{word}` in {room}",
                        shown(root, &file)
                    ));
                }
            }
        }
    }
    complaints
}

/// What stands in quotes in a text.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// What the documentation of the crate, and the README of sources, name by their paths is there.
fn paths_told(root: &Path) -> Vec<String> {
    let is_file = |name: &str| name.contains('/') && !name.contains(' ') && name.contains('.');
    let is_source = |name: &str| name.starts_with("src/") && !name.contains(['<', '*', '{', ' ']);
    let (docs, readme) = (
        read(&root.join("src/lib.rs")),
        read(&root.join("README.md")),
    );
    let told = quoted(&docs)
        .filter(|name| is_file(name))
        .map(|name| ("src/lib.rs", name));
    let told = told.chain(
        quoted(&readme)
            .filter(|name| is_source(name))
            .map(|name| ("README.md", name)),
    );
    told.filter(|(_, name)| !root.join(name).exists())
        .map(|(page, name)| format!("{page}: there is no {name}"))
        .collect()
}

/// Trials and tests that the pages name, such as `tidy::floors`, are there.
fn trials_told(root: &Path) -> Vec<String> {
    let sources: Vec<String> = files(&root.join("src"), "rs")
        .iter()
        .map(|file| read(file))
        .collect();
    let is_there = |name: &str| {
        let last = name.rsplit("::").next().unwrap_or_default();
        let (trial, test) = (format!("\"{last}\""), format!("fn {last}()"));
        last == "*"
            || sources
                .iter()
                .any(|text| text.contains(&trial) || text.contains(&test))
    };
    let is_trial = |name: &&str| {
        let mut homes = ["tidy::", "operations::", "proof::"].iter();
        homes.any(|home| name.starts_with(home)) || name.contains("::tests::")
    };
    let docs = read(&root.join("src/lib.rs")) + &read(&root.join("README.md"));
    let lacking = quoted(&docs)
        .filter(is_trial)
        .filter(|name| !is_there(name));
    lacking
        .map(|name| format!("there is no trial {name}"))
        .collect()
}

fn confined_crates(root: &Path) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files(&root.join("src"), "rs") {
        if is_test(root, &file) {
            continue;
        }
        let name = shown(root, &file);
        let place = name.trim_start_matches("src/");
        for (number, line) in code_lines(&file) {
            for (krate, homes) in CONFINED {
                let uses =
                    line.contains(&format!("{krate}::")) && !line.contains(&format!("_{krate}::"));
                if uses && !homes.iter().any(|home| place.starts_with(home)) {
                    complaints.push(format!("{name}:{number}: only {homes:?} may know {krate}"));
                }
            }
        }
    }
    complaints
}

fn module_docs(root: &Path) -> Vec<String> {
    files(&root.join("src"), "rs")
        .into_iter()
        .filter(|file| !read(file).starts_with("//! "))
        .map(|file| format!("{}: does not open with `//!`", shown(root, &file)))
        .collect()
}

fn printing(root: &Path) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files(&root.join("src"), "rs") {
        let name = shown(root, &file);
        if [
            "src/report/",
            // A report may be pointed at standard output.
            "src/file/",
            "src/main.rs",
            "src/program/",
            "src/conformance",
        ]
        .iter()
        .any(|home| name.starts_with(home))
        {
            continue;
        }
        for (number, line) in code_lines(&file) {
            if [
                "println!(",
                "eprintln!(",
                "print!(",
                "eprint!(",
                "io::stdout()",
            ]
            .iter()
            .any(|call| line.contains(call))
            {
                complaints.push(format!("{name}:{number}: only report and main print"));
            }
        }
    }
    complaints
}

fn case_folders(root: &Path) -> Vec<String> {
    let cases = root.join("cases");
    let mut complaints = Vec::new();
    for file in files(&cases, "yaml") {
        let id = shown(&cases, &file);
        let parts: Vec<&str> = id.split('/').collect();
        if CASE_FOLDERS.contains(&parts[0]) || id == "moved.yaml" {
            continue;
        }
        let known = parts.len() == 3
            && Operation::ALL
                .iter()
                .any(|operation| operation.resource() == parts[0] && operation.verb() == parts[1]);
        if !known {
            complaints.push(format!(
                "cases/{id}: not <resource>/<verb>/<situation>.yaml of the catalogue"
            ));
        }
    }
    complaints
}

fn top_level(root: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(root) else {
        return vec![format!("{}: cannot be listed", root.display())];
    };
    entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| !TOP.contains(&name.as_str()))
        .map(|name| format!("{name}: nothing else belongs at the top"))
        .collect()
}

fn file_length(root: &Path) -> Vec<String> {
    files(&root.join("src"), "rs")
        .into_iter()
        .filter_map(|file| {
            let lines = read(&file).lines().count();
            let most = if is_test(root, &file) { 900 } else { 500 };
            (lines > most).then(|| {
                format!(
                    "{}: {lines} lines; is it still one thing?",
                    shown(root, &file)
                )
            })
        })
        .collect()
}

fn snapshots_and_cases(root: &Path) -> Vec<String> {
    let cases = match super::corpus::load() {
        Ok(cases) => cases,
        Err(error) => return vec![error],
    };
    let ids: BTreeSet<String> = cases
        .iter()
        .filter(|case| !case.of_family)
        .flat_map(kmspec::case::Case::instances)
        .map(|(id, _)| id.as_str().to_owned())
        .collect();
    let folder = root.join("snapshots/reference");
    let snapshots: BTreeSet<String> = files(&folder, "snap")
        .iter()
        .map(|file| shown(&folder, file).trim_end_matches(".snap").to_owned())
        .collect();
    let orphans = snapshots
        .difference(&ids)
        .map(|id| format!("snapshots/reference/{id}.snap: no such case; delete it"));
    let missing = ids
        .difference(&snapshots)
        .map(|id| format!("cases/{id}: no snapshot; run `INSTA_UPDATE=always cargo test`"));
    orphans.chain(missing).collect()
}

fn fuzz_table(root: &Path) -> Vec<String> {
    let readme = read(&root.join("README.md"));
    files(&root.join("fuzz/fuzz_targets"), "rs")
        .iter()
        .filter_map(|file| file.file_stem()?.to_str().map(str::to_owned))
        .filter(|target| !readme.contains(&format!("| `{target}` |")))
        .map(|target| format!("README.md: the table of fuzz targets lacks `{target}`"))
        .collect()
}

/// Windows can check them out: no device's name, no character that it forbids, no two that differ by case.
fn file_names(root: &Path) -> Vec<String> {
    const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];
    let mut complaints = Vec::new();
    let mut seen = BTreeSet::new();
    for folder in [
        "cases",
        "snapshots",
        "src",
        "fuzz/fuzz_targets",
        "fuzz/regressions",
    ] {
        for file in every_file(&root.join(folder)) {
            let name = shown(root, &file);
            let device = |part: &str| {
                let stem = part.split('.').next().unwrap_or_default().to_lowercase();
                let numbered = stem.len() == 4
                    && (stem.starts_with("com") || stem.starts_with("lpt"))
                    && stem.ends_with(|digit: char| digit.is_ascii_digit());
                numbered || DEVICES.contains(&stem.as_str())
            };
            let bad = |part: &str| {
                device(part)
                    || part.ends_with(['.', ' '])
                    || part.contains(['<', '>', ':', '"', '|', '?', '*'])
            };
            if name.split('/').any(bad) {
                complaints.push(format!("{name}: Windows has no such file name"));
            }
            if !seen.insert(name.to_lowercase()) {
                complaints.push(format!("{name}: differs from another file by case only"));
            }
        }
    }
    complaints
}

/// `kmspec fmt` has nothing to change.
fn case_format(root: &Path) -> Vec<String> {
    let cases = root.join("cases");
    match case::format(&[&cases], &cases) {
        Ok(files) => files
            .iter()
            .filter(|file| file.before != file.after)
            .map(|file| format!("{}: run `kmspec fmt`", shown(root, &file.path)))
            .collect(),
        Err(errors) => vec![errors.render(Paint::Plain)],
    }
}

/// The library module that a source file belongs to; `None` for the crate roots and the program.
fn module_of(root: &Path, file: &Path) -> Option<String> {
    let name = shown(&root.join("src"), file);
    let first = name.split('/').next()?.trim_end_matches(".rs").to_owned();
    (!["lib", "main", "conformance", "program"].contains(&first.as_str())).then_some(first)
}

fn is_test(root: &Path, file: &Path) -> bool {
    let name = shown(root, file);
    name.ends_with("/tests.rs") || name.contains("/tests/")
}

/// Lines of code with their numbers: comments and the tests at the end left out.
fn code_lines(file: &Path) -> Vec<(usize, String)> {
    read(file)
        .lines()
        .take_while(|line| *line != "#[cfg(test)]")
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(index, line)| (index + 1, line.to_owned()))
        .collect()
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = every_file(folder);
    found.retain(|path| path.extension().is_some_and(|found| found == extension));
    found
}

fn every_file(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_default()
}

fn shown(root: &Path, file: &Path) -> String {
    file.strip_prefix(root)
        .unwrap_or(file)
        .to_string_lossy()
        .replace('\\', "/")
}
