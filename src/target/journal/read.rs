//! Reads what runs have written before.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use super::entry::{Entry, SCHEMA, moment};
use crate::file;
use crate::wire::{RunId, Timestamp};

/// A journal above this size is none.
const LARGEST: u64 = 256 << 20;

/// What journals tell.
#[derive(Debug, Clone, Default)]
pub struct Journals {
    /// The runs that they are of, each with its endpoint.
    pub runs: BTreeMap<RunId, String>,
    /// What was made, or may have been, in the order of the files and their lines.
    pub things: Vec<Journalled>,
}

/// Something that a journal tells of.
#[derive(Debug, Clone, PartialEq)]
pub struct Journalled {
    /// The run that has asked for it.
    pub run: RunId,
    /// `alias`, `key` or `custom_key_store`.
    pub kind: String,
    /// Who has: `owner`, `peer`, `stranger` or `user`; missing where the request was not signed by one of them.
    pub principal: Option<String>,
    /// In which account, where that was known.
    pub account: Option<String>,
    /// In which Region.
    pub region: Option<String>,
    /// The description of a key, the name of anything else.
    pub mark: Option<String>,
    /// When the request was sent.
    pub at: Timestamp,
    /// What became of it.
    pub outcome: Outcome,
    /// The run has taken it away, or scheduled its deletion.
    pub removed: bool,
}

/// What became of a request that makes something, and that was not refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was made, with this id.
    Made(String),
    /// No answer tells.
    Unknown,
}

/// Why a file is no journal.
#[derive(Debug)]
pub struct ReadError {
    path: PathBuf,
    line: Option<usize>,
    why: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.why)
    }
}

impl std::error::Error for ReadError {}

impl Journals {
    /// Reads files, each with one run or several. A line that a run was killed in, the last of a run, is left out: what it
    /// would tell of was never sent.
    ///
    /// # Errors
    /// When one cannot be read, or is no journal of this version.
    pub fn read(paths: &[PathBuf]) -> Result<Self, ReadError> {
        let mut journals = Self::default();
        for path in paths {
            journals.add(path)?;
        }
        Ok(journals)
    }

    fn add(&mut self, path: &Path) -> Result<(), ReadError> {
        let wrong = |line: Option<usize>, why: String| ReadError {
            path: path.to_owned(),
            line,
            why,
        };
        let bytes = file::read(path, LARGEST)
            .map_err(|error| wrong(None, format!("cannot be read: {error}")))?;
        let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
        let entries: Vec<Result<Entry, _>> = lines
            .iter()
            .map(|line| serde_json::from_slice::<Entry>(line))
            .collect();
        let mut reading = Reading {
            runs: &mut self.runs,
            open: BTreeMap::new(),
            order: Vec::new(),
            removed: BTreeSet::new(),
        };
        for (at, entry) in entries.iter().enumerate() {
            let taken = match entry {
                Ok(entry) => reading.take(entry),
                Err(_) if lines[at].is_empty() => Ok(()),
                Err(error) => {
                    // Behind the last whole line of a run stands nothing, or the beginning of another run.
                    let next = entries.get(at + 1..).and_then(|rest| rest.first());
                    let is_last = matches!(next, None | Some(Ok(Entry::Run { .. })));
                    if is_last && !reading.runs.is_empty() {
                        Ok(())
                    } else {
                        Err(format!("this is no line of a journal: {error}"))
                    }
                }
            };
            taken.map_err(|why| wrong(Some(at + 1), why))?;
        }
        let things = reading.things();
        self.things.extend(things);
        Ok(())
    }
}

/// A file that is being read.
struct Reading<'a> {
    runs: &'a mut BTreeMap<RunId, String>,
    /// What was asked for, and not refused, by run and number.
    open: BTreeMap<(String, u64), Journalled>,
    order: Vec<(String, u64)>,
    /// What was taken away: its kind, id and Region.
    removed: BTreeSet<(String, String, Option<String>)>,
}

impl Reading<'_> {
    fn take(&mut self, entry: &Entry) -> Result<(), String> {
        match entry {
            Entry::Run {
                schema,
                run,
                endpoint,
                ..
            } => {
                if schema != SCHEMA {
                    return Err(format!(
                        "its schema is `{schema}`; this kmspec reads {SCHEMA}"
                    ));
                }
                let id = RunId::parse(run).ok_or_else(|| format!("`{run}` is the id of no run"))?;
                self.runs.insert(id, endpoint.clone());
            }
            Entry::Making {
                run,
                number,
                at,
                kind,
                principal,
                account,
                region,
                mark,
                ..
            } => {
                let known = RunId::parse(run).filter(|run| self.runs.contains_key(run));
                let thing = Journalled {
                    run: known.ok_or_else(|| format!("no run `{run}` has begun before"))?,
                    kind: kind.clone(),
                    principal: principal.clone(),
                    account: account.clone(),
                    region: region.clone(),
                    mark: mark.clone(),
                    at: moment(at).ok_or_else(|| format!("`{at}` is no moment"))?,
                    outcome: Outcome::Unknown,
                    removed: false,
                };
                let key = (run.clone(), *number);
                self.open.insert(key.clone(), thing);
                self.order.push(key);
            }
            Entry::Made {
                run, number, id, ..
            } => {
                if let Some(thing) = self.open.get_mut(&(run.clone(), *number)) {
                    thing.outcome = Outcome::Made(id.clone());
                }
            }
            Entry::Refused { run, number, .. } => {
                self.open.remove(&(run.clone(), *number));
            }
            Entry::Unknown { .. } => {}
            Entry::Removed {
                kind, id, region, ..
            } => {
                let key = (kind.clone(), id.clone(), region.clone());
                self.removed.insert(key);
            }
        }
        Ok(())
    }

    fn things(mut self) -> Vec<Journalled> {
        let keys = std::mem::take(&mut self.order);
        let things = keys.iter().filter_map(|key| {
            let mut thing = self.open.remove(key)?;
            if let Outcome::Made(id) = &thing.outcome {
                let key = (thing.kind.clone(), id.clone(), thing.region.clone());
                thing.removed = self.removed.contains(&key);
            }
            Some(thing)
        });
        things.collect()
    }
}
