//! Writing: a plain file is replaced as a whole or not touched, anything else is opened and written to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, Instant};

/// How long a pipe may be without a reader.
const READER: Duration = Duration::from_secs(10);

/// How many symbolic links are followed, as the system does.
const LINKS: usize = 40;

/// Who may read a file that is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner only: it may hold secrets.
    Owner,
    /// Whom the system lets by default, or who may read the file that it replaces.
    Usual,
}

/// Where a path leads.
enum Destination {
    /// A plain file, or nothing yet, with no link on the way.
    Plain(PathBuf),
    /// A device, a pipe, or a stream that a process has open.
    Stream(PathBuf),
    /// This process's own standard output.
    Output,
    /// This process's own standard error.
    Error,
}

/// Writes a file: a plain one whole or not at all, and where a symbolic link points; into a device or pipe as it stands.
/// Folders on the way are made.
///
/// # Errors
/// When it cannot be written; a plain file is as it was then.
pub fn write(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    match place(path)? {
        Destination::Plain(path) => replace(&path, bytes, readers),
        Destination::Stream(path) => stream(&path)?.write_all(bytes),
        Destination::Output => whole(&mut io::stdout(), bytes),
        Destination::Error => whole(&mut io::stderr(), bytes),
    }
}

/// Opens what is no plain file, such as a pipe or a stream of this process, to be written to bit by bit; `None` for a plain file,
/// which is replaced as a whole.
///
/// # Errors
/// When it cannot be opened, or a pipe has no reader.
pub fn open_stream(path: &Path) -> io::Result<Option<Box<dyn Write + Send>>> {
    Ok(match place(path)? {
        Destination::Plain(_) => None,
        Destination::Stream(path) => Some(Box::new(stream(&path)?)),
        Destination::Output => Some(Box::new(io::stdout())),
        Destination::Error => Some(Box::new(io::stderr())),
    })
}

/// As [`write`], for a file of a folder of ours: no link and nothing but plain files below `folder`, so that nothing outside
/// is reached.
///
/// # Errors
/// As [`write`], and when a part of `below` is a symbolic link, or is neither a folder nor a plain file.
pub fn write_below(folder: &Path, below: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut path = folder.to_owned();
    for part in below.components() {
        let Component::Normal(part) = part else {
            return Err(refused("it leads out of the folder".to_owned()));
        };
        path.push(part);
        let kind = match fs::symlink_metadata(&path) {
            Ok(found) => found.file_type(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => break,
            Err(error) => return Err(error),
        };
        let shown = path.display();
        if kind.is_symlink() {
            let text = format!("{shown} is a symbolic link, which may lead out of the folder");
            return Err(refused(text));
        }
        if !kind.is_dir() && !kind.is_file() {
            return Err(refused(format!("{shown} is no plain file")));
        }
    }
    replace(&folder.join(below), bytes, Readers::Usual)
}

/// Finds out whether a file can be written, and leaves everything as it is but for folders on the way, which are made.
///
/// # Errors
/// When it cannot.
pub fn writable(path: &Path) -> io::Result<()> {
    match place(path)? {
        Destination::Plain(path) => {
            if path.is_dir() {
                return Err(refused("it is a folder".to_owned()));
            }
            fs::create_dir_all(folder(&path))?;
            tempfile::NamedTempFile::new_in(folder(&path)).map(drop)
        }
        // Opened and closed, it would be at its end for who reads it already.
        Destination::Stream(path) if is_pipe(&path) => Ok(()),
        Destination::Stream(path) => open(&path).map(drop),
        Destination::Output | Destination::Error => Ok(()),
    }
}

/// Follows symbolic links to where the bytes would end up.
fn place(path: &Path) -> io::Result<Destination> {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        // A link of /proc is a stream that a process has open: the name that it shows may be that of a plain file, which
        // others write to through the same stream.
        let own = |number: u32| {
            [
                format!("/proc/self/fd/{number}"),
                format!("/dev/fd/{number}"),
            ]
        };
        let is = |names: &[String]| names.iter().any(|name| path == Path::new(name));
        if is(&own(1)) {
            return Ok(Destination::Output);
        }
        if is(&own(2)) {
            return Ok(Destination::Error);
        }
        if path.starts_with("/proc") || path.starts_with("/dev/fd") {
            return Ok(Destination::Stream(path));
        }
        let found = match fs::symlink_metadata(&path) {
            Ok(found) => found.file_type(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Destination::Plain(path));
            }
            Err(error) => return Err(error),
        };
        if !found.is_symlink() {
            let plain = found.is_file() || found.is_dir();
            return Ok(if plain {
                Destination::Plain(path)
            } else {
                Destination::Stream(path)
            });
        }
        let to = fs::read_link(&path)?;
        path = folder(&path).join(to);
    }
    Err(refused("symbolic links lead round in a circle".to_owned()))
}

/// Writes a plain file beside its place and moves it there.
fn replace(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    if path.is_dir() {
        return Err(refused("it is a folder".to_owned()));
    }
    fs::create_dir_all(folder(path))?;
    let mut builder = tempfile::Builder::new();
    let kept = fs::metadata(path).ok().map(|found| found.permissions());
    #[cfg(unix)]
    if readers == Readers::Usual {
        use std::os::unix::fs::PermissionsExt as _;
        // The system's mask makes less of it.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder(path))?;
    if let (Readers::Usual, Some(kept)) = (readers, kept) {
        file.as_file().set_permissions(kept)?;
    }
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Opens what is no plain file; a pipe once it has a reader.
fn stream(path: &Path) -> io::Result<File> {
    let deadline = Instant::now() + READER;
    loop {
        match open(path) {
            Err(error) if is_unread(&error) && Instant::now() < deadline => {
                std::thread::sleep(Duration::from_millis(20));
            }
            Err(error) if is_unread(&error) => {
                let text = format!("nobody reads it, for {READER:?}");
                return Err(io::Error::new(io::ErrorKind::TimedOut, text));
            }
            opened => return opened,
        }
    }
}

/// Opens for writing at the end, without making, cutting or waiting for anything.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;

    use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};

    let waits_not = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    let file = OpenOptions::new()
        .append(true)
        .custom_flags(waits_not)
        .open(path)?;
    // Once there is a reader, it may be slow.
    fcntl_setfl(&file, fcntl_getfl(&file)? - OFlags::NONBLOCK)?;
    Ok(file)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).open(path)
}

#[cfg(unix)]
fn is_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;

    fs::metadata(path).is_ok_and(|found| found.file_type().is_fifo())
}

#[cfg(not(unix))]
fn is_pipe(_: &Path) -> bool {
    false
}

/// A pipe that nobody has open for reading.
#[cfg(unix)]
fn is_unread(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::NXIO.raw_os_error())
}

#[cfg(not(unix))]
fn is_unread(_: &io::Error) -> bool {
    false
}

fn whole(out: &mut dyn Write, bytes: &[u8]) -> io::Result<()> {
    out.write_all(bytes)?;
    out.flush()
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn refused(text: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, text)
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _, symlink};

    use super::*;

    fn content(path: &Path) -> String {
        fs::read_to_string(path).expect("it is there")
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path)
            .expect("it is there")
            .permissions()
            .mode()
            & 0o777
    }

    fn said(result: io::Result<()>) -> String {
        result.expect_err("it is refused").to_string()
    }

    #[test]
    fn a_link_stays_and_what_it_points_at_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("deep/file"), folder.path().join("link"));
        symlink("deep/file", &link).expect("a link");
        for text in ["first", "second"] {
            write(&link, text.as_bytes(), Readers::Usual).expect("written");
            assert_eq!(content(&file), text);
        }
        assert!(link.is_symlink(), "the link was replaced");
        symlink("b", folder.path().join("a")).expect("a link");
        symlink("a", folder.path().join("b")).expect("a link");
        let round = said(write(&folder.path().join("a"), b"", Readers::Usual));
        assert_eq!(round, "symbolic links lead round in a circle");
    }

    #[test]
    fn a_secret_is_the_owners_and_other_files_keep_their_readers() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        fs::write(&path, "old").expect("written");
        fs::set_permissions(&path, Permissions::from_mode(0o640)).expect("set");
        write(&path, b"new", Readers::Usual).expect("written");
        assert_eq!((content(&path).as_str(), mode(&path)), ("new", 0o640));
        write(&path, b"secret", Readers::Owner).expect("written");
        assert_eq!((content(&path).as_str(), mode(&path)), ("secret", 0o600));
    }

    #[test]
    fn a_device_and_a_pipe_are_written_to_and_stay() {
        let folder = tempfile::tempdir().expect("a folder");
        let (null, full) = (folder.path().join("null"), folder.path().join("full"));
        symlink("/dev/null", &null).expect("a link");
        symlink("/dev/full", &full).expect("a link");
        write(&null, b"x", Readers::Owner).expect("it takes everything");
        let error = write(&full, b"x", Readers::Usual).expect_err("it is full");
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.is_ok_and(|status| status.success()));
        writable(&pipe).expect("a reader may come");
        let reader = {
            let pipe = pipe.clone();
            std::thread::spawn(move || content(&pipe))
        };
        // One that waits already does not lose it to the question.
        for _ in 0..5 {
            std::thread::sleep(Duration::from_millis(20));
            writable(&pipe).expect("it is read");
        }
        let long = "x".repeat(300_000);
        write(&pipe, long.as_bytes(), Readers::Usual).expect("it is read");
        assert_eq!(reader.join().expect("it reads").len(), long.len());
        let kind = fs::symlink_metadata(&pipe).expect("it stays").file_type();
        assert!(kind.is_fifo() && null.is_symlink() && full.is_symlink());
    }

    #[test]
    fn nothing_outside_of_a_folder_of_ours_is_reached() {
        let folder = tempfile::tempdir().expect("a folder");
        let (ours, other) = (folder.path().join("ours"), folder.path().join("other"));
        fs::create_dir_all(&other).expect("a folder");
        fs::create_dir_all(ours.join("is/a/folder")).expect("a folder");
        symlink(&other, ours.join("link")).expect("a link");
        symlink(other.join("file"), ours.join("file")).expect("a link");
        let refused = |below: &str| {
            let text = said(write_below(&ours, Path::new(below), b"x"));
            text.replace(&ours.display().to_string(), "OURS")
        };
        let link = "is a symbolic link, which may lead out of the folder";
        assert_eq!(refused("link/file"), format!("OURS/link {link}"));
        assert_eq!(refused("file"), format!("OURS/file {link}"));
        assert_eq!(refused("../other/file"), "it leads out of the folder");
        assert_eq!(refused("is/a/folder"), "it is a folder");
        assert_eq!(fs::read_dir(&other).expect("a folder").count(), 0);
        write_below(&ours, Path::new("new/file"), b"x").expect("written");
        assert_eq!(content(&ours.join("new/file")), "x");
    }
}
