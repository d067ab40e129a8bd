//! Writes a journal: on the disk before anything is made.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use serde_json::Value;

use super::entry::{Entry, SCHEMA};
use super::request::{Asks, Caller, asks, mark};
use crate::target::resource::Resource;
use crate::wire::admin::Principal;
use crate::wire::aws_json::Answer;
use crate::wire::{Request, Response, RunId, Timestamp};

/// The most bytes that the first line of a journal may have; it tells a run and its endpoint.
const LONGEST_FIRST: u64 = 64 * 1024;

/// The journal of one run, shared by all of its sessions.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    run: RunId,
    state: Mutex<State>,
    /// Why it can be written no more; from then on nothing is made.
    failed: OnceLock<String>,
}

#[derive(Debug)]
struct State {
    file: File,
    /// Requests noted so far.
    number: u64,
}

/// A request of which the journal knows, until it is answered.
#[derive(Debug)]
pub struct Noted {
    number: u64,
    what: Asks,
    operation: &'static str,
    caller: Caller,
}

impl Journal {
    /// Opens the file, behind what other runs have written into it, and writes that this run begins. Folders on the way are
    /// made.
    ///
    /// # Errors
    /// When it is no plain file, begins with something else than a journal, or what is written does not get to the disk.
    pub fn open(path: &Path, run: &RunId, endpoint: &str, at: Timestamp) -> io::Result<Self> {
        if fs::metadata(path).is_ok_and(|it| !it.is_file()) {
            return Err(io::Error::other("it is no plain file"));
        }
        let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
        if let Some(folder) = folder {
            fs::create_dir_all(folder)?;
        }
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        begins_as_journal(&mut file)?;
        end_line(&mut file)?;
        #[cfg(unix)]
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        let journal = Self::of(path, run, file);
        let begins = Entry::Run {
            schema: SCHEMA.to_owned(),
            kmspec: env!("CARGO_PKG_VERSION").to_owned(),
            run: run.to_string(),
            at: at.iso_date(),
            endpoint: endpoint.to_owned(),
        };
        journal.state().write(&begins, true)?;
        Ok(journal)
    }

    fn of(path: &Path, run: &RunId, file: File) -> Self {
        Self {
            path: path.to_owned(),
            run: run.clone(),
            state: Mutex::new(State { file, number: 0 }),
            failed: OnceLock::new(),
        }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Why it can be written no more, in a sentence; nothing is made from then on.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.failed.get().map(String::as_str)
    }

    /// Notes a request before it is sent. What it makes is on the disk when this returns.
    ///
    /// # Errors
    /// When the request makes something and that could not be written, now or before: it must not be sent.
    pub(in crate::target) fn before(
        &self,
        request: &Request,
        principals: &[Principal],
        at: Timestamp,
    ) -> Result<Option<Noted>, String> {
        let Some((operation, what)) = asks(request) else {
            return Ok(None);
        };
        let caller = Caller::of(request, principals);
        let mut state = self.state();
        let number = state.number;
        if let Asks::Makes(resource, input) = &what {
            if let Some(why) = self.failure() {
                return Err(why.to_owned());
            }
            state.number += 1;
            let making = Entry::Making {
                run: self.run.to_string(),
                number,
                at: at.iso_date(),
                operation: operation.name().to_owned(),
                kind: resource.word.to_owned(),
                principal: caller.principal.clone(),
                account: caller.account.clone(),
                region: caller.region.clone(),
                mark: mark(resource, input),
            };
            if let Err(error) = state.write(&making, true) {
                return Err(self.fail(&error));
            }
        }
        let operation = operation.name();
        Ok(Some(Noted {
            number,
            what,
            operation,
            caller,
        }))
    }

    /// Notes what became of a request; `Err` tells why it has no answer.
    pub(in crate::target) fn after(
        &self,
        noted: Noted,
        answer: Result<&Response, &str>,
        at: Timestamp,
    ) {
        let Some(entry) = self.became(noted, answer, at.iso_date()) else {
            return;
        };
        // It waits for the next thing to be made: without this line it would be looked for, and found.
        if let Err(error) = self.state().write(&entry, false) {
            self.fail(&error);
        }
    }

    fn became(&self, noted: Noted, answer: Result<&Response, &str>, at: String) -> Option<Entry> {
        let (run, number) = (self.run.to_string(), noted.number);
        let answer = answer.map(Answer::of);
        let (resource, input) = match noted.what {
            Asks::Makes(resource, input) => (resource, input),
            Asks::Removes(resource, id) => {
                let is_done = answer.is_ok_and(|it| it.is_success());
                return is_done.then(|| Entry::Removed {
                    run,
                    at,
                    operation: noted.operation.to_owned(),
                    kind: resource.word.to_owned(),
                    id,
                    principal: noted.caller.principal,
                    region: noted.caller.region,
                });
            }
        };
        let answer = match answer {
            Ok(answer) => answer,
            Err(why) => {
                let why = why.to_owned();
                return Some(Entry::Unknown {
                    run,
                    number,
                    at,
                    why,
                });
            }
        };
        let status = answer.status;
        let word = || {
            answer
                .error_type
                .clone()
                .unwrap_or_else(|| status.to_string())
        };
        if (400..500).contains(&status) {
            let why = word();
            return Some(Entry::Refused {
                run,
                number,
                at,
                why,
            });
        }
        let id = answer
            .is_success()
            .then(|| made(resource, &input, answer.json()));
        Some(match id.flatten() {
            Some(id) => Entry::Made {
                run,
                number,
                at,
                id,
            },
            None => Entry::Unknown {
                run,
                number,
                at,
                why: format!("answered {}", word()),
            },
        })
    }

    fn fail(&self, error: &io::Error) -> String {
        let why = format!(
            "the journal {} cannot be written, so nothing more is made: {error}",
            self.path.display()
        );
        self.failed.get_or_init(|| why).clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn made(resource: &Resource, input: &Value, output: Option<&Value>) -> Option<String> {
    let output = output.unwrap_or(&Value::Null);
    resource.made(input, output).map(str::to_owned)
}

impl State {
    fn write(&mut self, entry: &Entry, to_disk: bool) -> io::Result<()> {
        let mut line = serde_json::to_string(entry)?;
        line.push('\n');
        self.file.write_all(line.as_bytes())?;
        if to_disk {
            self.file.sync_data()?;
        }
        Ok(())
    }
}

/// Refuses a file of something else: it would be spoilt, and what this run writes behind it could not be read again.
fn begins_as_journal(file: &mut File) -> io::Result<()> {
    let mut first = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    BufReader::new(Read::take(&mut *file, LONGEST_FIRST)).read_until(b'\n', &mut first)?;
    let is_ours = |line: &[u8]| match serde_json::from_slice(line) {
        Ok(Entry::Run { schema, .. }) => schema == SCHEMA,
        _ => false,
    };
    if first.is_empty() || is_ours(&first) {
        return Ok(());
    }
    Err(io::Error::other(
        "it holds something else than a journal, or one that another version of kmspec wrote",
    ))
}

/// Ends the last line, which a run may have been killed in.
fn end_line(file: &mut File) -> io::Result<()> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(());
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    if last != *b"\n" {
        file.write_all(b"\n")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::journal::{Journals, Outcome};
    use crate::wire::aws_json;

    const AT: Timestamp = Timestamp::from_millis(1_796_026_525_000);

    fn run(byte: u8) -> RunId {
        RunId::of_bytes([byte; 6])
    }

    fn call(journal: &Journal, operation: &str, body: &str, answer: Result<(u16, &str), &str>) {
        let request = aws_json::request("localhost", operation, body);
        let noted = journal.before(&request, &[], AT).expect("it is writable");
        let response = answer.map(|(status, body)| Response {
            status,
            headers: crate::wire::Headers::default(),
            body: body.as_bytes().to_vec(),
        });
        if let Some(noted) = noted {
            journal.after(noted, response.as_ref().map_err(|why| *why), AT);
        }
    }

    #[test]
    fn what_was_made_is_read_again_and_no_secret_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("state/kmspec/a.ndjson");
        let journal = Journal::open(&path, &run(1), "http://127.0.0.1:1", AT).expect("it opens");
        let made = r#"{"KeyMetadata":{"KeyId":"key-1"}}"#;
        call(&journal, "ListKeys", "{}", Ok((200, "{}")));
        call(
            &journal,
            "CreateKey",
            r#"{"Description":"mine"}"#,
            Ok((200, made)),
        );
        let store = r#"{"CustomKeyStoreName":"s","KeyStorePassword":"canary-password","XksProxyAuthenticationCredential":{"RawSecretAccessKey":"canary-secret"}}"#;
        call(&journal, "CreateCustomKeyStore", store, Err("no answer"));
        let refused = r#"{"__type":"LimitExceededException"}"#;
        call(&journal, "CreateCustomKeyStore", store, Ok((400, refused)));
        call(&journal, "CreateKey", "{}", Ok((500, "{}")));
        call(
            &journal,
            "ScheduleKeyDeletion",
            r#"{"KeyId":"key-1"}"#,
            Ok((200, "{}")),
        );
        drop(journal);
        let text = fs::read_to_string(&path).expect("it is there");
        assert!(!text.contains("canary"), "{text}");
        let journals = Journals::read(&[path]).expect("it is read");
        let told: Vec<String> = journals
            .things
            .iter()
            .map(|thing| {
                let mark = thing.mark.as_deref().unwrap_or("-");
                let outcome = match &thing.outcome {
                    Outcome::Made(id) => format!("made {id}"),
                    Outcome::Unknown => "unknown".to_owned(),
                };
                format!("{} {mark} {outcome} {}", thing.kind, thing.removed)
            })
            .collect();
        assert_eq!(
            told,
            [
                "key mine made key-1 true",
                "custom_key_store s unknown false",
                "key - unknown false"
            ]
        );
    }

    #[test]
    fn a_file_of_something_else_is_left_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("notes");
        for text in [
            "a: 1\n",
            "{\"event\":\"run\"",
            "\u{0}",
            "{\"event\":\"run\",\"schema\":\"kmspec/journal/v9\",\"kmspec\":\"\",\"run\":\"\",\"at\":\"\",\"endpoint\":\"\"}\n",
        ] {
            fs::write(&path, text).expect("it is written");
            let refused = Journal::open(&path, &run(1), "http://127.0.0.1:1", AT);
            let why = refused.expect_err("it is no journal").to_string();
            assert!(why.starts_with("it holds something else"), "{why}");
            assert_eq!(fs::read_to_string(&path).expect("it is there"), text);
        }
        fs::write(&path, "").expect("it is written");
        Journal::open(&path, &run(1), "http://127.0.0.1:1", AT).expect("an empty file becomes one");
        Journal::open(&path, &run(2), "http://127.0.0.1:1", AT).expect("another run follows");
    }

    #[test]
    fn a_line_that_a_run_was_killed_in_is_no_error() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.ndjson");
        drop(Journal::open(&path, &run(1), "http://127.0.0.1:1", AT).expect("it opens"));
        let mut file = OpenOptions::new().append(true).open(&path).expect("there");
        file.write_all(b"{\"event\":\"mak").expect("written");
        assert_eq!(
            Journals::read(std::slice::from_ref(&path))
                .expect("read")
                .runs
                .len(),
            1
        );
        let again = Journal::open(&path, &run(2), "http://127.0.0.1:1", AT).expect("it opens");
        call(&again, "CreateKey", "{}", Err("no answer"));
        drop(again);
        let journals = Journals::read(std::slice::from_ref(&path)).expect("read");
        assert_eq!((journals.runs.len(), journals.things.len()), (2, 1));
        file.write_all(b"{\"event\":\"x\"}\n{}\n").expect("written");
        let error = Journals::read(&[path]).expect_err("no journal").to_string();
        assert!(error.contains(":6: "), "{error}");
    }

    #[test]
    fn what_cannot_be_written_is_not_made() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.ndjson");
        fs::write(&path, "").expect("written");
        // Opened to be read: nothing can be written into it.
        let journal = Journal::of(&path, &run(1), File::open(&path).expect("it opens"));
        let asks = |operation: &str| {
            let request = aws_json::request("localhost", operation, "{}");
            journal.before(&request, &[], AT).map(|_| ())
        };
        assert_eq!(asks("ListKeys"), Ok(()));
        assert!(asks("CreateKey").expect_err("refused").contains("a.ndjson"));
        assert!(journal.failure().is_some());
        assert!(asks("CreateAlias").is_err());
        assert_eq!(asks("DeleteAlias"), Ok(()), "clean-up goes on");
        let open = |path: &Path| Journal::open(path, &run(1), "x", AT).map(|_| ());
        assert!(open(folder.path()).is_err(), "a folder");
    }
}
