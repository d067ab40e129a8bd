//! A race followed up: the fewest calls that show it, and its history in a file, since a case cannot say "at once".

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::concurrent::{Manner, is_explained, play};
use super::control::Ended;
use super::fuzz::Campaign;
use super::race_scenario::RaceScenario;
use super::summary::{Finding, Progress};
use super::trace::Side;
use crate::generate::{Bindings, ScriptCall};
use crate::target::Target;

/// How often a smaller race is run before it is thought harmless.
const TRIES: u64 = 8;

/// Answers that no order of the calls explains.
struct Impossible {
    scenario: RaceScenario,
    told: Vec<String>,
    tries: u64,
}

impl Campaign<'_, '_> {
    /// Lets several clients call at once.
    pub(super) async fn race(
        &mut self,
        seed: u64,
        on_progress: &mut impl FnMut(Progress),
    ) -> Result<(), Ended> {
        let Side::Target(target) = self.sides.first else {
            self.stop.stop(); // A reference in this process answers one call after another.
            return Ok(());
        };
        let scenario = RaceScenario::drawn(seed, self.options.concurrent);
        let shown = self.shows(target, &scenario, 1, seed).await?;
        self.count(on_progress);
        let Some(shown) = shown else {
            return Ok(());
        };
        let Some(least) = self.least(target, shown, seed).await? else {
            let why = "races: some calls are answered wrongly one after another too; that is found without --concurrent";
            if !self.probed.left_out.iter().any(|known| known == why) {
                self.probed.left_out.push(why.to_owned());
            }
            return Ok(());
        };
        let finding = self.finding(&least, seed);
        let alike = |known: &Finding| {
            known.operation == finding.operation && known.actual == finding.actual
        };
        if !self.findings.iter().any(alike) {
            let text = format!("{:#}\n", self.history(&least, &finding, target, seed));
            let path = self.write(&format!("{}.json", name(&finding)), &text);
            let finding = Finding { path, ..finding };
            on_progress(Progress::Found(Box::new(finding.clone())));
            self.findings.push(finding);
        }
        Ok(())
    }

    /// Runs a scenario up to so many times, until no order explains the answers.
    async fn shows(
        &self,
        target: &Target,
        scenario: &RaceScenario,
        times: u64,
        salt: u64,
    ) -> Result<Option<Impossible>, Ended> {
        for tries in 1..=times {
            if self.control.end.is_there() {
                break;
            }
            let salt = salt ^ (tries - 1) << 40;
            let told = play(target, scenario, Manner::AtOnce, salt, self.control).await?;
            if let Some(told) = told
                .filter(|told| !is_explained(scenario, told, salt, || self.control.end.is_there()))
            {
                let scenario = scenario.clone();
                return Ok(Some(Impossible {
                    scenario,
                    told,
                    tries,
                }));
            }
        }
        Ok(None)
    }

    /// The fewest calls that show it; `None` when they are answered like that in turn too, and there is no race.
    async fn least(
        &self,
        target: &Target,
        mut best: Impossible,
        seed: u64,
    ) -> Result<Option<Impossible>, Ended> {
        let mut tries = best.tries;
        let mut at = 0;
        while at < best.scenario.at_once.len() && best.scenario.at_once.len() > 1 {
            let smaller = best.scenario.without(at);
            let salt = seed ^ (at as u64 + 1) << 48;
            if let Some(found) = self.shows(target, &smaller, TRIES, salt).await? {
                tries += found.tries;
                best = found;
            } else {
                tries += TRIES;
                at += 1;
            }
        }
        best.tries = tries;
        let mut turns = vec![best.scenario.clone()];
        turns.push(best.scenario.clone());
        turns[1].at_once.reverse();
        for (scenario, salt) in turns.iter().zip(1u64..) {
            let salt = seed ^ salt << 56;
            let told = play(target, scenario, Manner::InTurn, salt, self.control).await?;
            if told.is_none_or(|told| {
                !is_explained(scenario, &told, salt, || self.control.end.is_there())
            }) {
                return Ok(None);
            }
        }
        Ok(Some(best))
    }

    fn finding(&self, least: &Impossible, script_seed: u64) -> Finding {
        let calls = &least.scenario.at_once;
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for call in calls {
            *counts.entry(call.operation.name()).or_default() += 1;
        }
        let counted = counts.into_iter().map(|(name, count)| match count {
            1 => name.to_owned(),
            count => format!("{count} × {name}"),
        });
        let operation = counted.collect::<Vec<_>>().join(" and ");
        let mut told: Vec<String> = calls
            .iter()
            .zip(&least.told)
            .map(|(call, told)| format!("{} → {told}", call.operation))
            .collect();
        told.sort();
        Finding {
            requirement: format!(
                "{operation} at the same time answer as one after another would, in some order."
            ),
            operation,
            situation: "at the same time".to_owned(),
            place: "order".to_owned(),
            expected: "the answers of some order of the calls".to_owned(),
            actual: told.join(", "),
            calls: least.scenario.before.calls() + calls.len() + least.scenario.after.len(),
            tries: least.tries,
            found_after: self.begin.elapsed().as_secs_f64(),
            script_seed,
            path: None,
            between: None,
        }
    }

    /// What was called and answered, for people and programs.
    fn history(&self, least: &Impossible, finding: &Finding, target: &Target, seed: u64) -> Value {
        let scenario = &least.scenario;
        let mut bindings = Bindings::new(u64::from(u32::MAX));
        bindings.push(json!({"CustomKeyStoreId": "the id of the store made before"}));
        let call = |call: &ScriptCall| json!({"call": call.operation.name(), "input": bindings.value(&call.input)});
        let answered = |(one, told): (&ScriptCall, &String)| {
            let mut call = call(one);
            call["answer"] = Value::from(told.as_str());
            call
        };
        let before = scenario.before.steps.iter().filter_map(|step| step.call());
        let (at_once, after) = least.told.split_at(scenario.at_once.len());
        json!({
            "schema": "kmspec/race/v1",
            "requirement": finding.requirement,
            "endpoint": target.name(),
            "before": before.map(call).collect::<Vec<_>>(),
            "at_once": scenario.at_once.iter().zip(at_once).map(answered).collect::<Vec<_>>(),
            "afterwards": scenario.after.iter().zip(after).map(answered).collect::<Vec<_>>(),
            "why": "No order of the calls made at once explains these answers, under no allowed answer to an open question; \
                one after another they are answered well.",
            "again": format!(
                "kmspec fuzz --concurrent {} --seed {seed} --cases 1 --endpoint-url {}",
                self.options.concurrent,
                target.name(),
            ),
        })
    }
}

/// A file's name, the same for the same race.
fn name(finding: &Finding) -> String {
    let words = finding.operation.replace(" × ", "_").replace(" and ", "_");
    let mut name = String::from("race");
    for c in words.chars() {
        if c.is_ascii_uppercase() && !name.ends_with('_') {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, finding.actual.as_bytes());
    let mark: Vec<String> = digest.as_ref()[..3]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{name}_{}", mark.concat())
}
