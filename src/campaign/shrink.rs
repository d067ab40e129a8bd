//! A script that shows a difference → a smaller one that shows it too.

use super::control::Control;
use super::explain::Explained;
use super::judge::{Disagreement, judge};
use super::sides::{Sides, Which};
use super::situation::Fingerprint;
use crate::case::{Principal, Region};
use crate::generate::{Arg, Script, Step};
use crate::reference::Rules;
use crate::target::Error;

/// What still shows the difference.
#[derive(Debug)]
pub(super) struct Shrunk {
    pub(super) script: Script,
    /// The difference, in the last call.
    pub(super) found: Disagreement,
    /// What the reference says to the side that is wrong; to the first where neither is known to be.
    pub(super) explained: Explained,
    pub(super) salt: u64,
    /// Scripts run on the way.
    pub(super) tries: u64,
}

/// Tries smaller scripts on fresh state, with new names each time.
pub(super) struct Shrinker<'a> {
    pub(super) sides: Sides<'a>,
    pub(super) control: &'a Control,
    pub(super) wanted: &'a Disagreement,
    /// The rules that explain what else the script shows, for each side.
    pub(super) rules: &'a [Rules; 2],
    /// The next salt.
    pub(super) salt: u64,
    /// Tries left.
    pub(super) budget: u64,
    /// Whether the campaign was told to stop.
    pub(super) stopped: &'a dyn Fn() -> bool,
}

impl Shrinker<'_> {
    /// The smallest script found; `None` when not even the whole one shows the difference again.
    ///
    /// # Errors
    /// When the endpoint can no longer be asked.
    pub(super) async fn shrink(mut self, script: Script) -> Result<Option<Shrunk>, Error> {
        let whole = self.budget;
        let Some(mut best) = self.shows(script).await? else {
            return Ok(None);
        };
        self.steps(&mut best).await?;
        self.values(&mut best).await?;
        self.steps(&mut best).await?;
        best.tries = whole - self.budget;
        Ok(Some(best))
    }

    /// Runs the script and looks whether it shows the difference, in its last call.
    async fn shows(&mut self, script: Script) -> Result<Option<Shrunk>, Error> {
        self.budget = self.budget.saturating_sub(1);
        self.salt = self.salt.wrapping_add(1);
        let salt = self.salt;
        let traces = self.sides.play(&script, salt, self.control).await?;
        let wanted = |_: Which, signature: &Fingerprint| {
            // Two endpoints: who is wrong may look another way in a smaller script.
            self.sides.second.is_some() || signature.is_like(&self.wanted.signature)
        };
        let played = (&script, &traces);
        let judged = judge(played, self.sides, salt, self.rules.clone(), wanted);
        let mut like = judged
            .found
            .iter()
            .filter(|found| found.is_like(self.wanted));
        let Some(found) = like.next().cloned() else {
            return Ok(None);
        };
        let mut shrunk = Shrunk {
            script,
            explained: judged.explained(found.wrong.unwrap_or(Which::First)),
            found,
            salt,
            tries: 0,
        };
        // What comes after the difference shows nothing.
        shrunk
            .script
            .steps
            .truncate(shrunk.found.difference.step + 1);
        Ok(Some(shrunk))
    }

    async fn attempt(&mut self, script: Script, best: &mut Shrunk) -> Result<bool, Error> {
        if self.budget == 0 || (self.stopped)() || script == best.script {
            return Ok(false);
        }
        let Some(shrunk) = self.shows(script).await? else {
            return Ok(false);
        };
        *best = shrunk;
        Ok(true)
    }

    /// Drops steps: halves first, then one by one from the end, until none can go.
    async fn steps(&mut self, best: &mut Shrunk) -> Result<(), Error> {
        let mut size = best.script.steps.len() / 2;
        while size > 0 {
            let mut dropped = false;
            let mut at = best.script.steps.len().saturating_sub(1);
            while at > 0 {
                let from = at.saturating_sub(size);
                let smaller = best.script.without(|step| (from..at).contains(&step));
                if self.attempt(smaller, best).await? {
                    dropped = true;
                    at = from.min(best.script.steps.len().saturating_sub(1));
                } else {
                    at = from;
                }
            }
            if !dropped {
                size /= 2;
            }
        }
        Ok(())
    }

    /// Makes each call plainer: a good request, by the owner, at home, with fewer members and shorter values.
    async fn values(&mut self, best: &mut Shrunk) -> Result<(), Error> {
        for at in 0..best.script.steps.len() {
            let mut form = 0;
            while let Some(plainer) = best
                .script
                .steps
                .get(at)
                .and_then(|step| plainer(step).into_iter().nth(form))
            {
                let mut script = best.script.clone();
                script.steps[at] = plainer;
                // A form that was taken is gone from the list.
                if !self.attempt(script, best).await? {
                    form += 1;
                }
            }
        }
        Ok(())
    }
}

/// Plainer forms of a step, each one change away.
fn plainer(step: &Step) -> Vec<Step> {
    let Step::Call(call) = step else {
        return Vec::new();
    };
    let mut forms = Vec::new();
    let mut with = |change: &dyn Fn(&mut crate::generate::ScriptCall)| {
        let mut plainer = call.clone();
        change(&mut plainer);
        forms.push(Step::Call(plainer));
    };
    if call.oddity.is_some() {
        with(&|call| call.oddity = None);
    }
    if call.principal != Principal::Owner {
        with(&|call| call.principal = Principal::Owner);
    }
    if call.region != Region::Home {
        with(&|call| call.region = Region::Home);
    }
    if let Arg::Map(members) = &call.input {
        for (name, value) in members {
            with(&|call| call.input.remove(name));
            if let Arg::Repeat(_, times) = value
                && *times > 10_000
            {
                with(&|call| call.input.set(name, Arg::Repeat("a".to_owned(), 10_000)));
            }
        }
    }
    forms
}
