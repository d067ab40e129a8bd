//! Files and folders: names, clashes, and what is no case file at all.

use std::fs;
use std::path::{Path, PathBuf};

use insta::assert_snapshot;

use crate::case::{Case, LoadErrors, load};

const CASE: &str = "requirement: A rule.\nevidence: [kmspec-trial]\nsteps: [{call: GenerateRandom, expect: {ok: {$any: true}}}]\n";

/// A folder that goes away with the value.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder for the test"))
    }

    fn root(&self) -> PathBuf {
        self.0.path().to_owned()
    }

    fn file(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
        fs::write(path, content).expect("a file is written");
        self
    }

    fn load(&self) -> Result<Vec<Case>, LoadErrors> {
        load(&[self.root()], &self.root())
    }

    /// What is wrong, with the folder's own path left out.
    fn errors(&self) -> String {
        self.shown(&self.load().expect_err("something is wrong"))
    }

    fn shown(&self, errors: &LoadErrors) -> String {
        let root = self.root();
        errors
            .to_string()
            .replace(root.to_str().expect("a path"), "cases")
    }
}

#[test]
fn ids_are_paths_under_the_root() {
    let folder = Folder::new();
    folder
        .file("key/create/plain.yaml", CASE)
        .file("alias/list/empty.yaml", CASE);
    folder
        .file("README.md", "no case")
        .file(".hidden/x.yaml", "no case")
        .file("key/notes.txt", "no case");
    let ids = |paths: &[PathBuf], root: &Path| {
        let cases = load(paths, root).expect("good cases");
        cases
            .iter()
            .map(|case| case.id.to_string())
            .collect::<Vec<_>>()
    };
    let root = folder.root();
    assert_eq!(
        ids(std::slice::from_ref(&root), &root),
        ["alias/list/empty", "key/create/plain"]
    );
    let file = root.join("key/create/plain.yaml");
    assert_eq!(
        ids(&[file.clone(), root.join("key"), file.clone()], &root),
        ["key/create/plain"]
    );
    assert_eq!(ids(&[file], Path::new("elsewhere")), ["plain"]);
    assert_eq!(
        ids(&[root.join("key")], Path::new("elsewhere")),
        ["create/plain"]
    );
}

#[test]
fn names_are_in_snake_case() {
    let folder = Folder::new();
    folder
        .file("Key/create.yaml", CASE)
        .file("key/not-snake.yaml", CASE)
        .file("key/1st.yaml", CASE);
    assert_snapshot!(folder.errors(), @r"
    error: `Key/create` is no name for a case
     --> cases/Key/create.yaml
      = `Key` is not in snake_case: lower case letters, digits and `_`, a letter first
      = help: the path is the case's name: rename the file or its folder

    error: `key/1st` is no name for a case
     --> cases/key/1st.yaml
      = `1st` is not in snake_case: lower case letters, digits and `_`, a letter first
      = help: the path is the case's name: rename the file or its folder

    error: `key/not-snake` is no name for a case
     --> cases/key/not-snake.yaml
      = `not-snake` is not in snake_case: lower case letters, digits and `_`, a letter first
      = help: the path is the case's name: rename the file or its folder

    3 errors in 3 files
    ");
}

#[test]
fn a_path_is_a_case_or_a_folder_of_cases() {
    let folder = Folder::new();
    folder
        .file("key/create.yaml", CASE)
        .file("key/create/plain.yaml", CASE)
        .file("key/create2.yaml", CASE);
    assert_snapshot!(folder.errors(), @r"
    error: `key/create` is a case and a folder of cases
     --> cases/key/create.yaml
      = a prefix selects cases, so it must be one or the other
      = help: move the case into the folder and name it for its situation

    1 error in 1 file
    ");
}

#[test]
fn what_would_not_run_is_an_error() {
    let folder = Folder::new();
    folder
        .file("key/create.yml", CASE)
        .file("key/x.yaml/inner.txt", "");
    assert_snapshot!(folder.errors(), @r"
    error: a case that would not run
     --> cases/key/create.yml
      = the name of a case file ends in `.yaml`, and other files are ignored
      = help: rename it to `.yaml`

    error: a folder that is named like a case
     --> cases/key/x.yaml
      = a case is a file
      = help: rename the folder

    2 errors in 2 files
    ");
}

#[test]
fn paths_that_were_given_must_be_there() {
    let folder = Folder::new();
    folder.file("notes.txt", "");
    let paths = [
        folder.root().join("missing.yaml"),
        folder.root().join("notes.txt"),
    ];
    let errors = load(&paths, &folder.root()).expect_err("nothing to load");
    assert_snapshot!(folder.shown(&errors), @r"
    error: no such file or folder
     --> cases/missing.yaml
      = No such file or directory (os error 2)

    error: not a case file
     --> cases/notes.txt
      = the name of a case file ends in `.yaml`
      = help: name a `.yaml` file, or a folder of them

    2 errors in 2 files
    ");
}

#[test]
fn what_is_no_text_is_refused() {
    let folder = Folder::new();
    folder
        .file("a.yaml", b"requirement: caf\xe9.\n")
        .file("b.yaml", b"")
        .file("c.yaml", b"# nothing\n\n");
    folder
        .file("d.yaml", format!("\u{feff}{CASE}"))
        .file("e.yaml", "requirement: a\0b.\n");
    folder.file("f.yaml", [0xff, 0xfe, b'a', 0]);
    assert_snapshot!(folder.errors(), @r#"
    error: the byte 0xe9 is not UTF-8
     --> cases/a.yaml:1:17
      |
    1 | requirement: caf�.
      |                 ^
      = a case is UTF-8 text
      = help: for bytes that are not text, use `wire: {body: {hex: "ff"}}`

    error: the file is empty
     --> cases/b.yaml
      = a case has at least `requirement`, `evidence` and `steps`

    error: the file is empty
     --> cases/c.yaml
      = a case has at least `requirement`, `evidence` and `steps`

    error: a byte order mark (U+FEFF)
     --> cases/d.yaml:1:1
      |
    1 | �requirement: A rule.
      | ^
      = a case is plain UTF-8 text whose every character an editor shows
      = help: save the file as UTF-8 without a byte order mark; inside a text write "\uFEFF"

    error: the control character U+0000
     --> cases/e.yaml:1:15
      |
    1 | requirement: a�b.
      |               ^
      = a case is plain UTF-8 text whose every character an editor shows
      = help: inside double quotes write "\x00"

    error: the byte 0xff is not UTF-8
     --> cases/f.yaml:1:1
      |
    1 | ��a�
      | ^
      = a case is UTF-8 text
      = help: for bytes that are not text, use `wire: {body: {hex: "ff"}}`

    6 errors in 6 files
    "#);
}

#[test]
fn a_huge_file_is_not_read() {
    let folder = Folder::new();
    folder.file("a.yaml", CASE);
    let file = fs::OpenOptions::new()
        .write(true)
        .open(folder.root().join("a.yaml"))
        .expect("the file opens");
    file.set_len(100 * 1024 * 1024 * 1024)
        .expect("a sparse file");
    let start = std::time::Instant::now();
    assert_snapshot!(folder.errors(), @r"
    error: larger than 1048576 bytes
     --> cases/a.yaml
      = a case is for people to read
      = help: `{$repeat: {text: a, times: 5000}}` writes a long text in few characters

    1 error in 1 file
    ");
    assert!(start.elapsed().as_secs() < 30);
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_loops_are_not() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new();
    folder.file("key/a.yaml", CASE);
    symlink(folder.root(), folder.root().join("key/loop")).expect("a link");
    symlink("itself.yaml", folder.root().join("key/itself.yaml")).expect("a link");
    symlink("gone", folder.root().join("key/dangling.yaml")).expect("a link");
    symlink("a.yaml", folder.root().join("key/b.yaml")).expect("a link");
    assert_snapshot!(folder.errors(), @r"
    error: no such file or folder
     --> cases/key/dangling.yaml
      = No such file or directory (os error 2)

    error: cannot be read
     --> cases/key/itself.yaml
      = Too many levels of symbolic links (os error 40)

    error: a loop of folders
     --> cases/key/loop
      = a symbolic link leads back to a folder above it, or folders nest more than 16 deep
      = help: remove the link

    3 errors in 3 files
    ");
}

#[cfg(unix)]
#[test]
fn a_device_is_not_opened() {
    let folder = Folder::new();
    std::os::unix::fs::symlink("/dev/zero", folder.root().join("zero.yaml")).expect("a link");
    assert_snapshot!(folder.errors(), @r"
    error: not a regular file
     --> cases/zero.yaml
      = a case is a regular file, no socket, pipe or device

    1 error in 1 file
    ");
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    folder.file("a.yaml", CASE);
    let path = folder.root().join("a.yaml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("permissions");
    if fs::read(&path).is_ok() {
        return; // the superuser reads everything
    }
    assert_snapshot!(folder.errors(), @"
    error: not allowed to read this
     --> cases/a.yaml
      = Permission denied (os error 13)

    1 error in 1 file
    ");
}
