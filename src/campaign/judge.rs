//! Where the two sides disagree, and with whom the reference agrees.

use super::compare::{Manner, compare};
use super::difference::{Ask, Difference};
use super::explain::{Explained, explain, signature};
use super::sides::{Sides, Traces, Which};
use super::situation::Fingerprint;
use super::summary::{Agrees, Between};
use super::trace::Trace;
use crate::generate::Script;
use crate::reference::Rules;

/// One point in which the sides disagree.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Disagreement {
    pub(super) difference: Difference,
    pub(super) signature: Fingerprint,
    /// The side that is wrong; `None` where the reference agrees with neither, or cannot say.
    pub(super) wrong: Option<Which>,
    /// What both endpoints answered; `None` where the second side is the reference.
    pub(super) between: Option<Between>,
}

/// By which a disagreement is known.
pub(super) type Known = (Option<Which>, Fingerprint);

impl Disagreement {
    pub(super) fn known(&self) -> Known {
        (self.wrong, self.signature.clone())
    }

    /// The same disagreement, whatever the state in which it is seen.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let answers = |it: &Self| {
            let between = it.between.as_ref()?;
            Some((between.first.clone(), between.second.clone()))
        };
        let (one, two) = (&self.signature, &other.signature);
        if self.wrong == other.wrong && one.is_like(two) {
            return true;
        }
        let both = answers(self).is_some() && answers(self) == answers(other);
        both && (&one.operation, &one.place) == (&two.operation, &two.place)
    }
}

/// What a script shows.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) found: Vec<Disagreement>,
    /// Differences that an allowed answer to an open question explains.
    pub(super) allowed: Vec<(Which, Fingerprint)>,
    /// What the reference says to the first side, and to the second.
    pub(super) first: Explained,
    pub(super) second: Option<Explained>,
}

impl Judged {
    /// The rules that explain most of each side.
    pub(super) fn rules(&self) -> [Rules; 2] {
        let second = self.second.as_ref().unwrap_or(&self.first);
        [self.first.rules.clone(), second.rules.clone()]
    }

    /// What the reference says to one side.
    pub(super) fn explained(self, which: Which) -> Explained {
        match (which, self.second) {
            (Which::Second, Some(second)) => second,
            _ => self.first,
        }
    }
}

/// Judges what both sides answered to a script, beginning with these rules for each.
///
/// Only what is `wanted` is looked into; the rest counts as a difference.
pub(super) fn judge(
    (script, traces): (&Script, &Traces),
    sides: Sides<'_>,
    salt: u64,
    rules: [Rules; 2],
    wanted: impl Fn(Which, &Fingerprint) -> bool,
) -> Judged {
    let manner = |which| Manner {
        world: sides.side(which).has_world(),
        salt,
    };
    let [of_first, of_second] = rules;
    let first = explain(
        script,
        &traces.first,
        manner(Which::First),
        of_first,
        |signature| wanted(Which::First, signature),
    );
    let allowed = first.allowed.iter().cloned();
    let mut allowed: Vec<(Which, Fingerprint)> = allowed.map(|s| (Which::First, s)).collect();
    let Some(trace) = &traces.second else {
        let found = first.left.iter().cloned();
        let found = found.map(|(difference, signature)| Disagreement {
            difference,
            signature,
            wrong: Some(Which::First),
            between: None,
        });
        return Judged {
            found: found.collect(),
            allowed,
            first,
            second: None,
        };
    };
    let second = explain(script, trace, manner(Which::Second), of_second, |s| {
        wanted(Which::Second, s)
    });
    allowed.extend(second.allowed.iter().map(|s| (Which::Second, s.clone())));
    let mut found = one_is_right(&first, &second, Which::First);
    found.extend(one_is_right(&second, &first, Which::Second));
    found.extend(none_is_right(&first, &second));
    let both = Manner {
        world: sides.have_worlds(),
        salt,
    };
    let up_to = horizon(&first).min(horizon(&second));
    found.extend(beyond(script, &traces.first, trace, both, up_to));
    found.sort_by_key(|found| found.difference.step);
    Judged {
        found,
        allowed,
        first,
        second: Some(second),
    }
}

/// The step after which the side's state is another than the reference's.
fn horizon(explained: &Explained) -> usize {
    let left = explained.left.iter();
    let diverging = left.filter(|(difference, _)| difference.diverges);
    diverging
        .map(|(difference, _)| difference.step)
        .min()
        .unwrap_or(usize::MAX)
}

fn at<'e>(explained: &'e Explained, step: usize, place: &str) -> Option<&'e Difference> {
    let left = explained.left.iter().map(|(difference, _)| difference);
    left.into_iter()
        .find(|difference| difference.step == step && difference.place == place)
}

/// Where the reference agrees with the other side, and not with this one.
fn one_is_right(wrong: &Explained, right: &Explained, which: Which) -> Vec<Disagreement> {
    let left = wrong.left.iter().filter(|(difference, _)| {
        let step = difference.step;
        // Where the other has not even the same kind of answer, there is nothing to compare.
        step <= horizon(right)
            && at(right, step, &difference.place).is_none()
            && at(right, step, "answer").is_none()
    });
    let found = left.map(|(difference, signature)| {
        let actual = difference.actual.clone();
        // Against the model there is no one value: the other's answer fits.
        let is_shape = difference.ask == Ask::Success && difference.place != "answer";
        let expected = if is_shape {
            "what fits".to_owned()
        } else {
            difference.expected.clone()
        };
        let (first, second, reference) = match which {
            Which::First => (actual, expected, Agrees::Second),
            Which::Second => (expected, actual, Agrees::First),
        };
        Disagreement {
            difference: difference.clone(),
            signature: signature.clone(),
            wrong: Some(which),
            between: Some(Between {
                first,
                second,
                reference,
            }),
        }
    });
    found.collect()
}

/// Where the reference agrees with neither.
fn none_is_right(first: &Explained, second: &Explained) -> Vec<Disagreement> {
    let both = first.left.iter().filter_map(|(one, signature)| {
        let other = at(second, one.step, &one.place)?;
        (one.actual != other.actual).then(|| {
            let mut signature = signature.clone();
            signature.actual = format!("{}, {}", one.actual, other.actual);
            Disagreement {
                difference: one.clone(),
                signature,
                wrong: None,
                between: Some(Between {
                    first: one.actual.clone(),
                    second: other.actual.clone(),
                    reference: Agrees::Neither,
                }),
            }
        })
    });
    both.collect()
}

/// Where the sides disagree after one of them has left the reference's way: nobody can say who is right.
fn beyond(
    script: &Script,
    first: &Trace,
    second: &Trace,
    manner: Manner,
    up_to: usize,
) -> Vec<Disagreement> {
    if up_to == usize::MAX {
        return Vec::new();
    }
    let one = compare(script, first, second, manner);
    let other = compare(script, second, first, manner);
    let same = |a: &Difference, b: &Difference| a.step == b.step && a.place == b.place;
    let mut found: Vec<Disagreement> = Vec::new();
    let turned = other.iter().cloned().map(|mut difference| {
        std::mem::swap(&mut difference.expected, &mut difference.actual);
        difference
    });
    for difference in one.iter().cloned().chain(turned) {
        // What both do alike is measured against the model, and not a disagreement.
        let alike = |a: &Difference, b: &Difference| {
            same(a, b) && a.expected == b.expected && a.actual == b.actual
        };
        let is_alike = one
            .iter()
            .any(|a| same(a, &difference) && other.iter().any(|b| alike(a, b)));
        let is_shape = matches!(difference.ask, Ask::Header(..));
        let twice = found.iter().any(|f| same(&f.difference, &difference));
        if difference.step <= up_to || is_alike || is_shape || twice {
            continue;
        }
        if let Some(signature) = signature(script, second, &difference) {
            found.push(Disagreement {
                between: Some(Between {
                    first: difference.actual.clone(),
                    second: difference.expected.clone(),
                    reference: Agrees::Unknown,
                }),
                difference,
                signature,
                wrong: None,
            });
        }
    }
    found
}
