//! Files, clock, randomness and processes of this machine.

use std::collections::hash_map::RandomState;
use std::ffi::OsStr;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::cli::{FileFault, Files, Host, text_to_bytes};
use crate::file;
use crate::wire::Timestamp;

/// More than any parameter, profile or bundle needs; a device that never ends is longer.
pub(super) const LARGEST: u64 = 64 << 20;

/// The file system.
pub(super) struct Disk;

impl Files for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileFault> {
        let path = text_to_bytes(path);
        let path = Path::new(OsStr::from_bytes(&path));
        file::read(path, LARGEST).map_err(|error| file_fault(&error))
    }
}

/// An error with the system's number and words.
pub(super) fn file_fault(error: &io::Error) -> FileFault {
    let message = error.to_string();
    let number = error.raw_os_error().unwrap_or_default();
    let message = message
        .strip_suffix(&format!(" (os error {number})"))
        .unwrap_or(&message);
    FileFault {
        number,
        message: message.to_owned(),
    }
}

/// Clock, randomness, processes.
pub(super) struct Machine;

impl Host for Machine {
    fn now(&mut self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let millis = since.map_or(0, |d| d.as_millis());
        Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
    }

    fn sleep(&mut self, time: Duration) {
        std::thread::sleep(time);
    }

    fn random(&mut self, bytes: &mut [u8]) {
        // Ids and pauses need no secret, only no repetition.
        let read = std::fs::File::open("/dev/urandom").and_then(|mut f| f.read_exact(bytes));
        if read.is_err() {
            for chunk in bytes.chunks_mut(8) {
                let random = RandomState::new().build_hasher().finish().to_le_bytes();
                let length = chunk.len();
                chunk.copy_from_slice(&random[..length]);
            }
        }
    }

    fn run(&mut self, program: &[String]) -> Result<(i32, Vec<u8>, Vec<u8>), FileFault> {
        let (name, args) = program.split_first().ok_or_else(|| FileFault {
            number: 2,
            message: "No such file or directory".into(),
        })?;
        let output = Command::new(name)
            .args(args)
            .output()
            .map_err(|error| file_fault(&error))?;
        let exit = output.status.code().unwrap_or(-1);
        Ok((exit, output.stdout, output.stderr))
    }

    fn shell(&mut self, command: &str) -> i32 {
        let status = Command::new("/bin/sh").arg("-c").arg(command).status();
        status.map_or(127, |status| status.code().unwrap_or(-1))
    }

    fn system(&self) -> (String, String) {
        let name = match std::env::consts::OS {
            "linux" => "Linux",
            "macos" => "Darwin",
            other => other,
        };
        let release = std::fs::read_to_string("/proc/sys/kernel/osrelease");
        let release = release.map_or("unknown".into(), |r| r.trim().to_owned());
        (name.to_owned(), release)
    }
}
