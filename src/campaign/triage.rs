//! One disagreement followed up: shrunk, confirmed and saved.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::control::Ended;
use super::fuzz::{Campaign, against};
use super::judge::Disagreement;
use super::reproducer::{EndpointAddress, reproducer};
use super::save::{keep, name};
use super::shrink::{Shrinker, Shrunk};
use super::sides::Which;
use super::situation::{Fingerprint, requirement};
use super::summary::{Agrees, Finding, Progress};
use crate::file;
use crate::generate::Script;
use crate::reference::Rules;

/// How long one disagreement may be shrunk.
const LONGEST: Duration = Duration::from_secs(10);

impl Campaign<'_, '_> {
    /// Shrinks, confirms and saves one disagreement.
    pub(super) async fn triage(
        &mut self,
        seed: u64,
        script: &Script,
        found: &Disagreement,
        rules: &[Rules; 2],
        on_progress: &mut impl FnMut(Progress),
    ) -> Result<(), Ended> {
        if self.known.contains(&found.known()) {
            return Ok(());
        }
        let found_after = self.begin.elapsed();
        let mut whole = script.clone();
        whole.steps.truncate(found.difference.step + 1);
        let end = &self.control.end;
        let late = Instant::now() + LONGEST;
        let stopped = move || end.is_there() || Instant::now() > late;
        let shrinker = Shrinker {
            sides: self.sides,
            control: self.control,
            wanted: found,
            rules,
            salt: seed ^ 0x5eed_0000_0000,
            budget: self.options.tries,
            stopped: &stopped,
        };
        let Some(shrunk) = shrinker.shrink(whole).await? else {
            self.doubt(found);
            return Ok(());
        };
        // An endpoint that hangs on what is shrunk is not dead.
        self.control.heard(true);
        let small = shrunk.found.known();
        if self.known.contains(&small) {
            // The same thing in a plainer situation.
            self.known.insert(found.known());
            return Ok(());
        }
        let Some(saved) = self.saved(&shrunk).await else {
            self.doubt(found);
            return Ok(());
        };
        self.known.extend([found.known(), small]);
        let path = self.write(&saved.0, &saved.1);
        if let Some(finding) = finding(&shrunk, path, found_after, seed) {
            on_progress(Progress::Found(Box::new(finding.clone())));
            self.findings.push(finding);
        }
        Ok(())
    }

    /// It did not show again, or its case did not tell the sides apart.
    fn doubt(&mut self, found: &Disagreement) {
        *self.unconfirmed.entry(found.known()).or_default() += 1;
    }

    /// Name and text of the file: a case that was confirmed, or notes where nobody knows who is right.
    async fn saved(&self, shrunk: &Shrunk) -> Option<(String, String)> {
        let step = shrunk.found.difference.step;
        let name = name(&shrunk.found.signature, &shrunk.script, step);
        let Some(wrong) = shrunk.found.wrong else {
            return Some((format!("{name}.txt"), self.notes(shrunk)?));
        };
        let kept = keep(shrunk, &self.place(wrong), &self.told(&shrunk.found))?;
        if let Some(confirm) = self.confirm
            && !confirm(&kept.case, wrong).await
        {
            return None;
        }
        Some((format!("{name}.yaml"), kept.text))
    }

    fn place(&self, which: Which) -> EndpointAddress {
        let side = self.sides.side(which);
        EndpointAddress {
            url: side.name().to_owned(),
            regions: side.regions(),
        }
    }

    /// Who answered what.
    fn told(&self, found: &Disagreement) -> String {
        let (operation, difference) = (&found.signature.operation, &found.difference);
        let place = match difference.place.as_str() {
            "answer" => operation.clone(),
            place => format!("{operation}, {place}"),
        };
        let Some(between) = &found.between else {
            let (actual, expected) = (&difference.actual, &difference.expected);
            return format!("{place}: {actual} where {expected} was expected");
        };
        let (first, second) = (self.sides.first.name(), against(self.sides));
        let reference = match between.reference {
            Agrees::First => format!("the reference agrees with {first}"),
            Agrees::Second => format!("the reference agrees with {second}"),
            Agrees::Neither => format!(
                "the reference agrees with neither and says {}",
                difference.expected
            ),
            Agrees::Unknown => {
                "the reference cannot say, since an earlier call goes another way there".to_owned()
            }
        };
        format!(
            "{place}: {first} says {}, {second} says {}; {reference}",
            between.first, between.second
        )
    }

    /// What is kept where the evidence speaks for neither side, and so there is no case.
    fn notes(&self, shrunk: &Shrunk) -> Option<String> {
        let sentence = sentence(shrunk)?;
        let told = self.told(&shrunk.found);
        let mut text = format!(
            "# {sentence}\n# {told}.\n# There is no case: the evidence speaks for neither.\n"
        );
        for which in [Which::First, Which::Second] {
            text.push_str(&reproducer(&shrunk.script, &self.place(which)));
        }
        Some(text)
    }

    /// Writes a file into the folder of findings; `None` where nothing is to be saved, or where it cannot be.
    pub(super) fn write(&mut self, name: &str, text: &str) -> Option<PathBuf> {
        let folder = self.options.out.as_ref()?;
        let path = folder.join(name);
        match file::write_below(folder, Path::new(name), text.as_bytes()) {
            Ok(()) => Some(path),
            Err(error) => {
                let why = format!("{}: cannot be written: {error}", path.display());
                if !self.probed.left_out.contains(&why) {
                    self.probed.left_out.push(why);
                }
                None
            }
        }
    }
}

/// The rule that is broken, in one sentence.
fn sentence(shrunk: &Shrunk) -> Option<String> {
    let difference = &shrunk.found.difference;
    let call = shrunk.script.steps.get(difference.step)?.call()?;
    if shrunk.found.wrong.is_none() {
        let Fingerprint { situation, .. } = &shrunk.found.signature;
        let when = match situation.as_str() {
            "" => String::new(),
            situation => format!(" when {situation}"),
        };
        return Some(format!(
            "Two endpoints answer {} alike{when}.",
            call.operation
        ));
    }
    let seen = shrunk.explained.expected.get(difference.step)?.as_ref()?;
    Some(requirement(&shrunk.script, seen, difference))
}

fn finding(
    shrunk: &Shrunk,
    path: Option<PathBuf>,
    found_after: Duration,
    script_seed: u64,
) -> Option<Finding> {
    let Fingerprint {
        operation,
        situation,
        place,
        expected,
        actual,
    } = shrunk.found.signature.clone();
    Some(Finding {
        operation,
        situation,
        place,
        expected,
        actual,
        requirement: sentence(shrunk)?,
        calls: shrunk.script.calls(),
        tries: shrunk.tries,
        found_after: found_after.as_secs_f64(),
        script_seed,
        path,
        between: shrunk.found.between.clone(),
    })
}
