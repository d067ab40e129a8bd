//! Snapshots: a target's accepted transcripts, in insta's own file format, so that `cargo insta review` reads them.
//!
//! `snapshots/<target>/<instance id>.snap`. [`compare`] is for `kmspec run --snapshots`, which has no cargo;
//! [`assert_accepted`] is for `cargo test`.

use std::path::{Path, PathBuf};

use similar::{ChangeTag, TextDiff};

use super::transcript::{shared_transcript, transcript};
use super::{Instance, SnapshotOptions};
use crate::check::{CaseResult, CommandRun, Exchange, Redaction, RunSummary};
use crate::file;
use crate::target::Target;

/// What insta would write as the source: where its macro stands.
const SOURCE: &str = file!();

/// Lines around a change in a diff.
const AROUND: usize = 3;

/// A snapshot above this size is none.
const LARGEST: u64 = 64 << 20;

/// The exit code of a run that could not write down what it was asked to.
pub const UNWRITTEN: u8 = 5;

/// What the snapshots of a run came to beside the diffs, and what they must not hold.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Why files could not be written.
    unwritten: Vec<String>,
    /// Judged instances that were compared with nothing.
    lacking: usize,
    redaction: Redaction,
}

impl Kept {
    /// Nothing yet; of the target's principals nothing is written down.
    pub(super) fn of(target: &Target) -> Self {
        Self {
            redaction: Redaction::of(target.principals()),
            ..Self::default()
        }
    }

    /// Compares a result with its snapshot, or writes it.
    ///
    /// # Errors
    /// When there is a snapshot that cannot be read, and so no regression judgement.
    pub(super) fn keep(
        &mut self,
        options: &SnapshotOptions,
        instance: &Instance<'_>,
        result: &mut CaseResult,
        shared: bool,
    ) -> Result<(), String> {
        match compare(options, instance, result, shared, &self.redaction) {
            Ok(regression) => {
                self.lacking += usize::from(regression.is_none() && result.verdict.is_judged());
                result.regression = regression;
            }
            // What the endpoint did stays judged.
            Err(why) if options.update => self.unwritten.push(why),
            Err(why) => return Err(why),
        }
        Ok(())
    }

    /// Says in the summary what the results do not say.
    pub(super) fn tell(&self, options: &SnapshotOptions, summary: &mut RunSummary) {
        let dir = options.dir.display();
        if let Some(why) = self.unwritten.first() {
            let number = self.unwritten.len();
            let were = if number == 1 {
                "snapshot was"
            } else {
                "snapshots were"
            };
            let warning = format!("{number} {were} not written to {dir}: {why}");
            summary.warnings.push(warning);
            if !summary.interrupted {
                summary.exit = UNWRITTEN;
            }
        }
        if self.lacking > 0 {
            let number = self.lacking;
            let have = if number == 1 {
                "case has"
            } else {
                "cases have"
            };
            let none = if options.dir.is_dir() {
                String::new()
            } else {
                " (there is no such folder)".to_owned()
            };
            summary.warnings.push(format!(
                "{number} judged {have} no snapshot in {dir}{none}, and so nothing to be compared with; --update writes it"
            ));
        }
    }
}

/// The regression judgement of a result: the diff against the accepted snapshot, empty when nothing changed; `None`
/// when there is no snapshot, or the case came to no judgement. With `update` the snapshot is written instead. Of a target
/// that is `shared` only what the case made counts; nothing of the `redaction` is written.
///
/// # Errors
/// A text for people when the file cannot be read or written.
pub fn compare(
    options: &SnapshotOptions,
    instance: &Instance<'_>,
    result: &CaseResult,
    shared: bool,
    redaction: &Redaction,
) -> Result<Option<String>, String> {
    if !result.verdict.is_judged() {
        return Ok(None);
    }
    let path = path(&options.dir, instance);
    let told = if shared {
        shared_transcript
    } else {
        transcript
    };
    let now = redaction.scrub(&told(instance, &result.exchanges, &result.commands));
    if options.update {
        accept(&options.dir, instance, &now)?;
        return Ok(Some(String::new()));
    }
    let accepted = match file::read_plain(&path, LARGEST) {
        Ok(text) => String::from_utf8_lossy(&text).into_owned(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("cannot read {}: {error}", path.display())),
    };
    let accepted = contents(&accepted).ok_or_else(|| {
        format!(
            "{} is no snapshot: it does not begin with insta's `---` header",
            path.display()
        )
    })?;
    Ok(Some(diff(accepted, &now)))
}

/// Where an instance's snapshot stands in a target's folder.
#[must_use]
pub fn path(dir: &Path, instance: &Instance<'_>) -> PathBuf {
    // Ids are made of checked names, so that they cannot lead out of the folder.
    dir.join(name(instance))
}

fn name(instance: &Instance<'_>) -> String {
    format!("{}.snap", instance.id)
}

/// Asserts through insta that the transcript is the accepted one: `cargo insta review` shows what is not.
///
/// # Panics
/// When it is not, as insta's assertions do; under `INSTA_UPDATE=always` or `new` insta writes instead.
pub fn assert_accepted(
    dir: &Path,
    instance: &Instance<'_>,
    exchanges: &[Exchange],
    commands: &[CommandRun],
) {
    let path = path(dir, instance);
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    // insta would make one name of the folders.
    settings.set_snapshot_path(path.parent().unwrap_or(dir));
    let name = path
        .file_stem()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let now = transcript(instance, exchanges, commands);
    settings.bind(|| insta::assert_snapshot!(name, now, instance.requirement()));
}

/// Writes the snapshot whole, or not at all.
fn accept(dir: &Path, instance: &Instance<'_>, now: &str) -> Result<(), String> {
    // A JSON string is a YAML string.
    let expression = serde_json::Value::String(instance.requirement().to_owned());
    let text = format!("---\nsource: {SOURCE}\nexpression: {expression}\n---\n{now}\n");
    file::write_below(dir, Path::new(&name(instance)), text.as_bytes())
        .map_err(|error| format!("cannot write {}: {error}", path(dir, instance).display()))
}

/// What stands below the header.
fn contents(snapshot: &str) -> Option<&str> {
    let (_, contents) = snapshot.strip_prefix("---\n")?.split_once("\n---\n")?;
    Some(contents.trim_end())
}

/// A unified diff from what was accepted to what came; empty when they are the same.
fn diff(accepted: &str, now: &str) -> String {
    let diff = TextDiff::from_lines(accepted, now);
    let mut text = String::new();
    for group in diff.grouped_ops(AROUND) {
        if !text.is_empty() {
            text.push_str("  …\n");
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            text.push_str(match change.tag() {
                ChangeTag::Equal => "  ",
                ChangeTag::Delete => "- ",
                ChangeTag::Insert => "+ ",
            });
            text.push_str(change.value().trim_end_matches('\n'));
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;
    use crate::case::{Case, CaseId, load_text};

    fn case() -> Case {
        let text = "requirement: \"A rule: with 'quotes' # and more.\"\nevidence:\n  - kmspec-trial\n\
                    steps:\n  - call: ListKeys\n    expect: {ok: {$open: true}}\n";
        let id = CaseId::new("key/list/a").expect("a good id");
        load_text(id, "cases/a.yaml", text).expect("a good case")
    }

    fn exchange(answer: &str) -> Exchange {
        let operation = crate::model::Operation::ListKeys;
        Exchange {
            step: 1,
            label: "ListKeys".to_owned(),
            operation,
            request: crate::wire::aws_json::request("host", operation.name(), "{}"),
            response: Some(crate::wire::Response {
                status: 200,
                headers: crate::wire::Headers::new(),
                body: answer.into(),
            }),
            cut: None,
            cleanup: false,
            waiting: false,
        }
    }

    #[test]
    fn insta_reads_what_is_accepted_here() {
        let dir = tempfile::tempdir().expect("a folder");
        let case = case();
        let instance = &Instance::of(&case)[0];
        let exchanges = [exchange(r#"{"Keys":[]}"#)];
        accept(dir.path(), instance, &transcript(instance, &exchanges, &[]))
            .expect("it is writable");
        assert_accepted(dir.path(), instance, &exchanges, &[]);
        let read = insta::Snapshot::from_file(&path(dir.path(), instance)).expect("a snapshot");
        assert_eq!(
            read.metadata().expression(),
            Some("A rule: with 'quotes' # and more.")
        );
        let changed = [exchange(r#"{"Keys":[],"Truncated":false}"#)];
        let told = catch_unwind(AssertUnwindSafe(|| {
            assert_accepted(dir.path(), instance, &changed, &[]);
        }));
        assert!(told.is_err(), "a change passed");
    }

    #[test]
    fn a_diff_shows_what_changed_and_a_little_around() {
        let accepted = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12";
        let now = "1\n2\n3\n4\nfive\n6\n7\n8\n9\n10\n11\n12";
        assert_eq!(
            diff(accepted, now),
            "  2\n  3\n  4\n- 5\n+ five\n  6\n  7\n  8\n"
        );
        assert_eq!(diff(now, now), "");
    }
}
