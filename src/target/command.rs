//! The CLI under test: an executable, or the reference CLI in process.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::sync::Notify;

use super::cli_host::{Surroundings, execute_in};
use crate::case::{CommandFlavour, Ended, StopSignal};
use crate::cli::Flavour;

/// The most that is read of either stream.
const MOST_OUTPUT: u64 = 16 * 1024 * 1024;

/// From the request that a CLI has sent to its signal: until then it waits for the answer.
const BEFORE_SIGNAL: Duration = Duration::from_millis(200);

/// How long a CLI may take to say its version.
const VERSION_LIMIT: Duration = Duration::from_secs(30);

/// The CLI under test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CliProgram {
    program: Program,
    flavour: CommandFlavour,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Program {
    /// The reference CLI in process, and the program that it is as a process of its own.
    Reference(Option<PathBuf>),
    /// An executable and words that stand before the arguments.
    Executable(PathBuf, Vec<String>),
}

/// One run.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// The arguments after the executable.
    pub args: Vec<String>,
    /// The whole environment.
    pub env: BTreeMap<String, String>,
    /// The working directory.
    pub folder: PathBuf,
    /// Standard input.
    pub stdin: Vec<u8>,
    /// The longest that it may take.
    pub limit: Duration,
    /// The signal that it gets, as soon as it is told so.
    pub signal: Option<(StopSignal, Arc<Notify>)>,
    /// Nobody reads its standard output.
    pub stdout_closed: bool,
}

impl Ask {
    fn needs_process(&self) -> bool {
        self.signal.is_some() || self.stdout_closed
    }
}

/// What a run left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// How it ended.
    pub ended: Ended,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
}

impl CliProgram {
    /// The reference CLI.
    #[must_use]
    pub fn reference(flavour: CommandFlavour) -> Self {
        Self {
            program: Program::Reference(None),
            flavour,
        }
    }

    /// The reference CLI, which is run as `PROGRAM aws` where only a process of its own can show what is asked.
    #[must_use]
    pub fn reference_of(program: PathBuf, flavour: CommandFlavour) -> Self {
        Self {
            program: Program::Reference(Some(program)),
            flavour,
        }
    }

    /// Whether it can be run as a process of its own, which can get a signal.
    #[must_use]
    pub fn has_process(&self) -> bool {
        !matches!(self.program, Program::Reference(None))
    }

    /// An executable, perhaps with words before its arguments; without a flavour it is asked for its version.
    ///
    /// # Errors
    /// A text for people when there is no such executable, or it does not say what it is.
    pub async fn executable(
        command: &str,
        flavour: Option<CommandFlavour>,
    ) -> Result<Self, String> {
        let mut words = command.split_whitespace().map(str::to_owned);
        let (path, words) = if Path::new(command).exists() {
            (PathBuf::from(command), Vec::new())
        } else {
            (
                PathBuf::from(words.next().unwrap_or_default()),
                words.collect(),
            )
        };
        let path = std::path::absolute(&path)
            .ok()
            .filter(|path| path.is_file())
            .ok_or_else(|| format!("there is no executable {}", path.display()))?;
        let mut found = Self {
            program: Program::Executable(path, words),
            flavour: CommandFlavour::V1,
        };
        found.flavour = match flavour {
            Some(flavour) => flavour,
            None => found.ask_flavour().await?,
        };
        Ok(found)
    }

    /// What it is called in reports.
    #[must_use]
    pub fn name(&self) -> String {
        let flavour = self.flavour.name();
        match &self.program {
            Program::Reference(_) => format!("reference CLI {flavour}"),
            Program::Executable(path, _) => format!("{} ({flavour})", path.display()),
        }
    }

    /// As which version it is judged.
    #[must_use]
    pub fn flavour(&self) -> CommandFlavour {
        self.flavour
    }

    /// Runs it once. However it goes, it and its children are gone afterwards.
    ///
    /// # Errors
    /// A text for people when it could not be started.
    pub async fn run(&self, ask: Ask) -> Result<Left, String> {
        match &self.program {
            Program::Reference(Some(program)) if ask.needs_process() => {
                let words = ["aws", "--flavour", self.flavour.name()].map(str::to_owned);
                executable(program, &words, ask).await
            }
            Program::Reference(_) => reference(self.flavour, ask).await,
            Program::Executable(path, words) => executable(path, words, ask).await,
        }
    }

    async fn ask_flavour(&self) -> Result<CommandFlavour, String> {
        let ask = Ask {
            args: vec!["--version".to_owned()],
            env: std::env::vars().collect(),
            folder: std::env::temp_dir(),
            limit: VERSION_LIMIT,
            ..Ask::default()
        };
        let left = self.run(ask).await?;
        let mut said = left.stdout;
        said.extend(left.stderr);
        let said = String::from_utf8_lossy(&said);
        let version = said.split_whitespace().next().unwrap_or_default();
        match version.strip_prefix("aws-cli/") {
            Some(number) if number.starts_with("1.") => Ok(CommandFlavour::V1),
            Some(number) if number.starts_with("2.") => Ok(CommandFlavour::V2),
            _ => Err(format!(
                "{} does not say `aws-cli/1.…` or `aws-cli/2.…` when asked with --version; say which it is with --flavour",
                self.name()
            )),
        }
    }
}

async fn reference(flavour: CommandFlavour, ask: Ask) -> Result<Left, String> {
    let flavour = match flavour {
        CommandFlavour::V1 => Flavour::V1,
        CommandFlavour::V2 => Flavour::V2,
    };
    let limit = ask.limit;
    let place = Surroundings {
        folder: ask.folder,
        env: ask.env,
        stdin: ask.stdin,
    };
    let args = ask.args;
    let running = tokio::task::spawn_blocking(move || execute_in(args, &place, flavour));
    match tokio::time::timeout(limit, running).await {
        Ok(Ok(outcome)) => Ok(Left {
            ended: Ended::Exit(outcome.exit.into()),
            stdout: outcome.stdout,
            stderr: outcome.stderr,
        }),
        Ok(Err(panic)) => Err(format!("the reference CLI broke: {panic}")),
        Err(_) => Ok(Left {
            ended: Ended::TimedOut(limit),
            stdout: Vec::new(),
            stderr: Vec::new(),
        }),
    }
}

async fn executable(path: &Path, words: &[String], ask: Ask) -> Result<Left, String> {
    let stdout = if ask.stdout_closed {
        unread_pipe().map_err(|error| format!("cannot make a pipe that nobody reads: {error}"))?
    } else {
        Stdio::piped()
    };
    if let Some((signal, _)) = &ask.signal {
        not_ignored(*signal).map_err(|error| format!("cannot listen to signals: {error}"))?;
    }
    let mut child = tokio::process::Command::new(path)
        .args(words)
        .args(&ask.args)
        .current_dir(&ask.folder)
        .env_clear()
        .envs(&ask.env)
        .stdin(Stdio::piped())
        .stdout(stdout)
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("cannot run {}: {error}", path.display()))?;
    let group = Group::of(child.id());
    let stdin = child.stdin.take();
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let feed = async {
        if let Some(mut stdin) = stdin {
            // One that does not read its input is no fault.
            drop(stdin.write_all(&ask.stdin).await);
        }
    };
    let whole = async {
        let ((), within_out, within_err) = tokio::join!(
            feed,
            read_bounded(stdout, &mut out),
            read_bounded(stderr, &mut err)
        );
        if within_out && within_err {
            Some(child.wait().await)
        } else {
            None
        }
    };
    let signalled = async {
        if let Some((signal, told)) = &ask.signal {
            told.notified().await;
            tokio::time::sleep(BEFORE_SIGNAL).await;
            group.send(match signal {
                StopSignal::Interrupt => Signal::INT,
                StopSignal::Terminate => Signal::TERM,
            });
        }
        // The run ends when the CLI does.
        std::future::pending().await
    };
    let whole = async {
        tokio::select! {
            whole = whole => whole,
            never = signalled => never,
        }
    };
    let whole = tokio::time::timeout(ask.limit, whole).await;
    drop(group);
    let ended = match whole {
        Err(_) => Ended::TimedOut(ask.limit),
        Ok(None) => Ended::Flooded,
        Ok(Some(Err(error))) => return Err(format!("cannot wait for the CLI: {error}")),
        Ok(Some(Ok(status))) => ended(status),
    };
    // A child that was killed is still to be waited for.
    if !matches!(ended, Ended::Exit(_) | Ended::Signal(_)) {
        drop(child.wait().await);
    }
    Ok(Left {
        ended,
        stdout: out,
        stderr: err,
    })
}

fn ended(status: std::process::ExitStatus) -> Ended {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => Ended::Exit(code),
        (None, signal) => Ended::Signal(signal.unwrap_or_default()),
    }
}

/// Sees that what is started from now on gets the signal: a process in the background of a script ignores interrupts, and
/// so would all that it starts. What is listened to here is what it is by default there.
fn not_ignored(signal: StopSignal) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal as listen};
    let kind = match signal {
        StopSignal::Interrupt => SignalKind::interrupt(),
        StopSignal::Terminate => SignalKind::terminate(),
    };
    listen(kind).map(drop)
}

/// The writing end of a pipe whose reader has gone before anybody writes.
fn unread_pipe() -> std::io::Result<Stdio> {
    loop {
        let (reader, mut writer) = std::io::pipe()?;
        drop(reader);
        // A process that is being started elsewhere at this moment holds a copy of the reader until it runs its program.
        if writer.write(b"\n").is_err() {
            return Ok(writer.into());
        }
    }
}

/// Reads to the end; false when there is more than anybody needs.
async fn read_bounded(stream: Option<impl AsyncRead + Unpin>, into: &mut Vec<u8>) -> bool {
    let Some(stream) = stream else { return true };
    // What could not be read is as good as not there: the exit code tells.
    drop(stream.take(MOST_OUTPUT + 1).read_to_end(into).await);
    u64::try_from(into.len()).is_ok_and(|length| length <= MOST_OUTPUT)
}

/// A process group that is killed when it goes out of scope.
struct Group(Option<Pid>);

impl Group {
    fn of(leader: Option<u32>) -> Self {
        let leader = leader.and_then(|id| i32::try_from(id).ok());
        Self(leader.and_then(Pid::from_raw))
    }

    /// Sends a signal to each of its processes, as a terminal does.
    fn send(&self, signal: Signal) {
        if let Some(leader) = self.0 {
            // One that is gone already needs no signal.
            kill_process_group(leader, signal).ok();
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.send(Signal::KILL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn shell(script: &str, limit: Duration) -> Left {
        let words = ["-c".to_owned(), script.to_owned()];
        let ask = Ask {
            env: BTreeMap::from([("PATH".to_owned(), "/usr/bin:/bin".to_owned())]),
            folder: std::env::temp_dir(),
            limit,
            ..Ask::default()
        };
        let left = executable(Path::new("/bin/sh"), &words, ask).await;
        left.expect("there is a shell")
    }

    #[tokio::test]
    async fn a_run_that_hangs_ends_with_its_children() {
        let limit = Duration::from_secs(2);
        let begin = std::time::Instant::now();
        let left = shell("echo begun; sleep 60 & echo $! ; wait", limit).await;
        assert_eq!(left.ended, Ended::TimedOut(limit));
        assert!(
            begin.elapsed() < Duration::from_secs(20),
            "it was waited for"
        );
        let said = String::from_utf8_lossy(&left.stdout).into_owned();
        let child = said.lines().nth(1).expect("the child told its number");
        tokio::time::sleep(Duration::from_millis(300)).await;
        let state = std::fs::read_to_string(format!("/proc/{child}/stat")).unwrap_or_default();
        assert!(state.is_empty() || state.contains(") Z "), "{state}");
    }

    #[tokio::test]
    async fn output_without_end_is_cut_and_a_signal_is_told() {
        let limit = Duration::from_secs(50);
        let flood = shell("exec yes", limit).await;
        assert_eq!(flood.ended, Ended::Flooded);
        let killed = shell("kill -TERM $$", limit).await;
        assert_eq!(killed.ended, Ended::Signal(15));
        assert_eq!(shell("exit 7", limit).await.ended, Ended::Exit(7));
    }

    #[tokio::test]
    async fn a_signal_comes_when_it_is_told_and_a_closed_stdout_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder for the shell");
        let told = Arc::new(Notify::new());
        let ask = |script: &str| Ask {
            args: vec!["-c".to_owned(), script.to_owned()],
            env: BTreeMap::from([("PATH".to_owned(), "/usr/bin:/bin".to_owned())]),
            folder: folder.path().to_owned(),
            limit: Duration::from_secs(50),
            ..Ask::default()
        };
        let interrupted = Ask {
            signal: Some((StopSignal::Interrupt, Arc::clone(&told))),
            ..ask("trap 'echo caught; exit 130' INT; : >set; while :; do sleep 0.05; done")
        };
        // A shell that is slow to begin has set no trap yet.
        let trap = folder.path().join("set");
        tokio::spawn(async move {
            while !trap.exists() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            told.notify_one();
        });
        let shell = Path::new("/bin/sh");
        let left = executable(shell, &[], interrupted).await.expect("a shell");
        assert_eq!(
            (left.ended, left.stdout.as_slice()),
            (Ended::Exit(130), b"caught\n".as_slice())
        );
        let closed = Ask {
            stdout_closed: true,
            ..ask("trap '' PIPE; echo x 2>/dev/null || exit 9")
        };
        let left = executable(shell, &[], closed).await.expect("a shell");
        assert_eq!((left.ended, left.stdout.len()), (Ended::Exit(9), 0));
    }
}
