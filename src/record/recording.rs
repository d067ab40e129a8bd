//! `recording.json`: where and when answers were recorded, and what came.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use aws_lc_rs::digest;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::{Action, Case, Row, save};
use crate::check::{CaseResult, Redaction, Verdict, allowed_replies, came};

/// The value of [`Recording::recording`].
pub const RECORDING: &str = "kmspec/recording/v1";

/// How many bytes of a digest are kept: enough to tell two texts of one case apart.
const DIGEST: usize = 12;

/// What a live target answered: the evidence entry, and every case of which it speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// Always `kmspec/recording/v1`.
    pub recording: String,
    /// Where and when.
    pub evidence: Origin,
    /// What came, by the id of the case instance.
    pub cases: BTreeMap<String, RecordedCase>,
}

/// Where and when answers were recorded; nothing of it tells whose account it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Always `recorded-live`.
    pub kind: String,
    /// The day of the last recording into this folder, `YYYY-MM-DD`, UTC.
    pub date: String,
    /// The target, by its profile, else its URL.
    pub target: String,
    /// Whether the host is one of AWS: what another one answered is no evidence about AWS.
    pub aws: bool,
    /// The Region.
    pub region: String,
    /// The partition of the Region, as in ARNs.
    pub partition: String,
    /// The version of kmspec that recorded and judged it.
    pub kmspec: String,
    /// The seed of the run.
    pub seed: u64,
}

/// What came in one case instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordedCase {
    /// How it was judged.
    pub verdict: Verdict,
    /// The digest of what the case asks and expects, without its evidence: a later text is another case.
    pub digest: String,
    /// What came where the case leaves the answer open, by step, from 1.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub open: BTreeMap<usize, RecordedStep>,
    /// In what the answers are not as expected; redacted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mismatches: Vec<String>,
}

/// What came where a case accepts more than one answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordedStep {
    /// The type of the error, or `ok`.
    pub answer: String,
    /// Which of the allowed answers it can be.
    pub fits: Vec<String>,
}

impl Recording {
    /// A recording of nothing yet.
    #[must_use]
    pub fn new(evidence: Origin) -> Self {
        Self {
            recording: RECORDING.to_owned(),
            evidence,
            cases: BTreeMap::new(),
        }
    }

    /// Reads `recording.json`.
    ///
    /// # Errors
    /// A text for people where it is no recording.
    pub fn parse(text: &str) -> Result<Self, String> {
        let read: Self = serde_json::from_str(text)
            .map_err(|error| format!("it is no recording of kmspec: {error}"))?;
        if read.recording == RECORDING {
            return Ok(read);
        }
        let other = &read.recording;
        Err(format!(
            "it is a recording of the format `{other}`, and this version of kmspec reads {RECORDING}"
        ))
    }

    /// The text of `recording.json`.
    ///
    /// # Errors
    /// When it cannot be told as JSON.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }

    /// Takes in what came in a run of these cases; a case that was not judged leaves what is known of it.
    pub fn take(&mut self, cases: &[Case], results: &[CaseResult], redaction: &Redaction) {
        let by_id: BTreeMap<&str, &CaseResult> =
            results.iter().map(|it| (it.id.as_str(), it)).collect();
        for case in cases {
            for (id, row) in case.instances() {
                let result = by_id.get(id.as_str()).filter(|it| it.verdict.is_judged());
                if let Some(result) = result {
                    let recorded = recorded(case, row, result, redaction);
                    self.cases.insert(id.as_str().to_owned(), recorded);
                }
            }
        }
    }

    /// What is recorded of a case instance, if the case still asks and expects what it did then.
    #[must_use]
    pub fn speaks_of(&self, case: &Case, id: &str) -> Option<&RecordedCase> {
        let recorded = self.cases.get(id)?;
        (recorded.digest == digest_of(case)).then_some(recorded)
    }
}

fn recorded(
    case: &Case,
    row: Option<&Row>,
    result: &CaseResult,
    redaction: &Redaction,
) -> RecordedCase {
    let mut open = BTreeMap::new();
    for (at, step) in case.steps.iter().enumerate() {
        let Action::Call(call) = &step.action else {
            continue;
        };
        let Some(expect) = &call.expect else { continue };
        let allowed = allowed_replies(expect);
        let number = at + 1;
        // The last answer is the one that counts where a step asks again.
        let of_step = |it: &&crate::check::Exchange| it.step == number && it.is_of_the_case();
        let last = result.exchanges.iter().rfind(of_step);
        let Some(seen) = last.and_then(|last| came(case, row, call, &allowed, last)) else {
            continue;
        };
        if allowed.is_empty() {
            continue;
        }
        // The run judged it with all that it knew: where it held, it is one of those, and where it did not, none.
        let fits = match (result.failed_step == Some(number), seen.fits) {
            (true, _) => Vec::new(),
            (false, fits) if fits.is_empty() => allowed.into_iter().map(|it| it.label).collect(),
            (false, fits) => fits,
        };
        let step = RecordedStep {
            answer: redaction.scrub(&seen.answer),
            fits,
        };
        open.insert(number, step);
    }
    let told = result.mismatches.iter().map(|it| {
        let (path, expected, actual) = (&it.path, &it.expected, &it.actual);
        redaction.scrub(&format!("{path}: expected {expected}, came {actual}"))
    });
    RecordedCase {
        verdict: result.verdict,
        digest: digest_of(case),
        open,
        mismatches: told.collect(),
    }
}

/// Of what a case asks and expects; by what it is known, and how it is described, may change.
fn digest_of(case: &Case) -> String {
    let mut plain = case.clone();
    plain.evidence.clear();
    plain.tags.clear();
    plain.note = None;
    let hash = digest::digest(&digest::SHA256, save(&plain).as_bytes());
    let mut hex = String::new();
    for byte in hash.as_ref().iter().take(DIGEST) {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
