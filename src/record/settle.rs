//! Which questions a recording settles, and the files that then say so.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, json};

use super::{Origin, Question, RecordedStep, Recording};
use crate::case::{Action, Case, CaseId, Facts, LoadErrors, settled_text, written_facts};
use crate::check::{allowed_replies, narrowed};

/// What recordings say to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// In every instance of the case the same answer came, whenever it was recorded, which is one of the allowed.
    Settled {
        /// The allowed answer.
        allowed: String,
        /// What came: the type of the error, or `ok`.
        answer: String,
    },
    /// Different answers came, or some may be more than one of the allowed: what came, by instance.
    Undecided(BTreeMap<String, String>),
    /// An answer came that is not allowed: what came, by instance.
    Contradicted(BTreeMap<String, String>),
    /// Of so many instances nothing is recorded.
    Silent(usize),
}

/// A question, and what the recordings say to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Settlement<'q> {
    /// The question.
    pub question: &'q Question,
    /// The finding.
    pub finding: Finding,
}

/// Holds each question against recordings, such as of several seeds or Regions, each of which may speak of other cases.
#[must_use]
pub fn settle<'q>(
    questions: &'q [Question],
    cases: &[Case],
    recordings: &[Recording],
) -> Vec<Settlement<'q>> {
    let by_id: BTreeMap<&str, &Case> = cases.iter().map(|it| (it.id.as_str(), it)).collect();
    let of = |question: &'q Question| Settlement {
        finding: match by_id.get(question.case.as_str()) {
            Some(case) => finding(question, case, recordings),
            None => Finding::Silent(question.instances.len()),
        },
        question,
    };
    questions.iter().map(of).collect()
}

/// What is recorded of the question's step in one instance of its case.
fn recorded<'r>(
    question: &Question,
    case: &Case,
    id: &str,
    recording: &'r Recording,
) -> Option<&'r RecordedStep> {
    recording.speaks_of(case, id)?.open.get(&question.step)
}

fn finding(question: &Question, case: &Case, recordings: &[Recording]) -> Finding {
    let mut answers: BTreeMap<String, String> = BTreeMap::new();
    let (mut seen, mut silent) = (BTreeSet::new(), 0);
    let (mut ambiguous, mut wrong) = (false, BTreeMap::new());
    for id in &question.instances {
        let mut told = BTreeSet::new();
        for recording in recordings {
            let Some(step) = recorded(question, case, id, recording) else {
                continue;
            };
            match step.fits.as_slice() {
                [] => {
                    wrong.insert(id.clone(), step.answer.clone());
                }
                [one] => {
                    seen.insert((one.clone(), step.answer.clone()));
                }
                _ => ambiguous = true,
            }
            told.insert(step.answer.as_str());
        }
        silent += usize::from(told.is_empty());
        let told: Vec<&str> = told.into_iter().collect();
        answers.insert(id.clone(), told.join(" or "));
    }
    let mut seen = seen.into_iter();
    match (seen.next(), seen.next()) {
        _ if !wrong.is_empty() => Finding::Contradicted(wrong),
        _ if silent > 0 => Finding::Silent(silent),
        (Some((allowed, answer)), None) if !ambiguous => Finding::Settled { allowed, answer },
        _ => Finding::Undecided(answers),
    }
}

/// What becomes of the files of cases, and of the file of facts, by what recordings settle.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rewrite {
    /// The new text of each file.
    pub files: BTreeMap<String, String>,
    /// The new text of the file of facts.
    pub facts: String,
    /// How many questions the files then answer.
    pub settled: usize,
    /// Cases that have to be settled by hand, and why.
    pub by_hand: BTreeMap<String, String>,
}

/// The new texts; the file of facts is `facts_path`, which holds `facts_text` so far. Nothing is written here.
///
/// A case that many operations share has to be settled by hand, and so has one whose expectation holds comments, or that would not
/// load as it would then stand: the service model does not have every error that comes.
///
/// # Errors
/// When the file of facts does not load, as it is or as it would then be.
pub fn rewrites(
    settlements: &[Settlement<'_>],
    cases: &[Case],
    recordings: &[Recording],
    facts: &Facts,
    (facts_path, facts_text): (&str, &str),
) -> Result<Rewrite, LoadErrors> {
    let by_id: BTreeMap<&str, &Case> = cases.iter().map(|it| (it.id.as_str(), it)).collect();
    let mut rewrite = Rewrite::default();
    let mut new_facts = Map::new();
    let mut edits: Vec<(&Case, usize, crate::case::Expect, String)> = Vec::new();
    for settlement in settlements {
        let question = settlement.question;
        let Finding::Settled { allowed, answer } = &settlement.finding else {
            continue;
        };
        let Some(case) = by_id.get(question.case.as_str()) else {
            continue;
        };
        if case.of_family {
            let why = format!("{} makes a case for each of many operations", question.file);
            rewrite.by_hand.insert(question.case.clone(), why);
            continue;
        }
        let step = case.steps.get(question.step - 1).map(|step| &step.action);
        let Some(Action::Call(call)) = step else {
            continue;
        };
        let open = call
            .expect
            .as_ref()
            .map(allowed_replies)
            .unwrap_or_default();
        let Some(reply) = open.iter().find(|it| it.label == *allowed) else {
            continue;
        };
        let id = format!("live-{}.{}", question.case.replace('/', "."), question.step);
        let speaks = |recording: &&Recording| {
            let mut instances = question.instances.iter();
            instances.any(|id| recorded(question, case, id, recording).is_some())
        };
        let from = recordings.iter().filter(speaks).map(|it| &it.evidence);
        let from: Vec<&Origin> = from.collect();
        new_facts.insert(id.clone(), fact(question, answer, &from));
        edits.push((case, question.step, narrowed(reply, answer), id));
    }
    if new_facts.is_empty() {
        return Ok(rewrite);
    }
    let written = written_facts(facts_path, facts_text, &new_facts)?;
    let facts = facts.with(facts_path, &written)?;
    for (case, step, expect, fact) in &edits {
        let path = &case.source.path;
        let text = rewrite.files.get(path).unwrap_or(&case.source.text);
        let id: &CaseId = &case.id;
        let why = match settled_text(id, (path, text), (*step, expect), fact, &facts) {
            Ok(Some(text)) => {
                rewrite.files.insert(path.clone(), text);
                rewrite.settled += 1;
                continue;
            }
            Ok(None) => format!("the expectation of step {step} holds comments"),
            Err(errors) => {
                let first = errors.errors.first().map(|error| error.what.as_str());
                let what = first.unwrap_or("it would not load");
                format!("step {step} would not load with the answer that came: {what}")
            }
        };
        let told = rewrite.by_hand.entry(id.as_str().to_owned()).or_default();
        if !told.is_empty() {
            told.push_str("; ");
        }
        told.push_str(&why);
        new_facts.remove(fact);
    }
    rewrite.facts = written_facts(facts_path, facts_text, &new_facts)?;
    Ok(rewrite)
}

/// The fact that these recordings show.
fn fact(question: &Question, answer: &str, from: &[&Origin]) -> serde_json::Value {
    let Question {
        case,
        step,
        operation,
        allowed,
        ..
    } = question;
    let sources = from.iter().map(|it| {
        format!(
            "kmspec {} record, {} in {} ({}), seed {}",
            it.kmspec, it.target, it.region, it.partition, it.seed
        )
    });
    let sources: Vec<String> = sources.collect();
    json!({
        "operations": [operation],
        "statement": format!(
            "{operation}, in the situation of step {step} of {case}: {answer}, where the case allowed {}.",
            allowed.join(", ")
        ),
        "kind": from.first().map(|it| &it.kind),
        "source": format!("{}, case {case}", sources.join("; ")),
        "date": from.iter().map(|it| &it.date).max(),
        "confidence": "high",
    })
}
