//! The reference CLI in a folder and an environment of its own, for cases: it never sleeps and never reads this process's.

use std::collections::BTreeMap;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::connection::Sockets;
use super::system::{Disk, Machine, file_fault};
use crate::cli::{CliOutcome, FileFault, Files, Flavour, Host, Invocation, run, text_from_bytes};
use crate::model::Model;
use crate::wire::Timestamp;

/// Where a call of the CLI stands.
#[derive(Debug, Clone, Default)]
pub(in crate::target) struct Surroundings {
    /// The working directory.
    pub(in crate::target) folder: PathBuf,
    /// The whole environment.
    pub(in crate::target) env: BTreeMap<String, String>,
    /// Standard input.
    pub(in crate::target) stdin: Vec<u8>,
}

/// Runs the CLI there.
pub(in crate::target) fn execute_in(
    args: Vec<String>,
    place: &Surroundings,
    flavour: Flavour,
) -> CliOutcome {
    let mut machine = Confined { place };
    let invocation = Invocation {
        args,
        env: place.env.clone(),
        terminal: None,
        flavour,
    };
    run(
        Model::bundled(),
        &invocation,
        place,
        &mut Sockets { interrupted: None },
        &mut machine,
    )
}

impl Files for Surroundings {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileFault> {
        if path == "/dev/stdin" {
            return Ok(self.stdin.clone());
        }
        // An absolute path stands for itself.
        let path = self.folder.join(path);
        Disk.read(&text_from_bytes(path.as_os_str().as_bytes()))
    }
}

struct Confined<'a> {
    place: &'a Surroundings,
}

impl Confined<'_> {
    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(name);
        command
            .current_dir(&self.place.folder)
            .env_clear()
            .envs(&self.place.env)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn finish(&self, mut command: Command) -> Result<(i32, Vec<u8>, Vec<u8>), FileFault> {
        let mut child = command.spawn().map_err(|error| file_fault(&error))?;
        if let Some(mut stdin) = child.stdin.take() {
            // One that does not read its input is no fault.
            drop(stdin.write_all(&self.place.stdin));
        }
        let output = child
            .wait_with_output()
            .map_err(|error| file_fault(&error))?;
        Ok((
            output.status.code().unwrap_or(-1),
            output.stdout,
            output.stderr,
        ))
    }
}

impl Host for Confined<'_> {
    fn now(&mut self) -> Timestamp {
        Machine.now()
    }

    fn sleep(&mut self, _: Duration) {}

    fn random(&mut self, bytes: &mut [u8]) {
        Machine.random(bytes);
    }

    fn run(&mut self, program: &[String]) -> Result<(i32, Vec<u8>, Vec<u8>), FileFault> {
        let Some((name, args)) = program.split_first() else {
            return Machine.run(program);
        };
        let mut command = self.command(name);
        command.args(args);
        self.finish(command)
    }

    fn shell(&mut self, command: &str) -> i32 {
        let mut shell = self.command("/bin/sh");
        shell.arg("-c").arg(command);
        self.finish(shell).map_or(127, |(exit, _, _)| exit)
    }

    fn system(&self) -> (String, String) {
        Machine.system()
    }
}
