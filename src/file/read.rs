//! Reading within a limit, so that no device and no mistake fills the memory.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// The bytes of a file, or of a pipe such as a shell's `<(…)`, of at most `limit` bytes.
///
/// # Errors
/// When it cannot be read, or is longer than that: an endless device is found out at the limit.
pub fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    if length > limit {
        return Err(too_long(limit));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    // One byte more tells a file that is too long from one that just fits.
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(too_long(limit));
    }
    Ok(bytes)
}

/// As [`read`], but of a plain file only: a pipe with no writer would be waited for without end.
///
/// # Errors
/// As [`read`], and when it is a pipe, a socket or a device.
pub fn read_plain(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let kind = fs::metadata(path)?.file_type();
    if !kind.is_file() {
        let what = if kind.is_dir() {
            "it is a folder"
        } else {
            "it is no plain file"
        };
        return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
    }
    read(path, limit)
}

fn too_long(limit: u64) -> io::Error {
    let text = format!("it is longer than {limit} bytes");
    io::Error::new(io::ErrorKind::FileTooLarge, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_or_endless_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        fs::write(&path, "12345").expect("written");
        assert_eq!(read(&path, 5).expect("it fits"), b"12345");
        assert_eq!(
            read(&path, 4).expect_err("too long").to_string(),
            "it is longer than 4 bytes"
        );
        #[cfg(unix)]
        assert_eq!(
            read(Path::new("/dev/zero"), 1000)
                .expect_err("it never ends")
                .to_string(),
            "it is longer than 1000 bytes"
        );
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_plain_file_is_not_waited_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.is_ok_and(|status| status.success()));
        let told = |path: &Path| read_plain(path, 9).expect_err("refused").to_string();
        assert_eq!(told(&path), "it is no plain file");
        assert_eq!(told(Path::new("/dev/zero")), "it is no plain file");
        assert_eq!(told(folder.path()), "it is a folder");
    }
}
