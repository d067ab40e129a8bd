//! Ordered lists of steps: each step left out, and neighbours changed for each other where their order is a rule.

use super::{Wrong, Wrongs, named};
use crate::reference::encryption::UseStep;
use crate::reference::rules::{CreateStep, DeleteStep, KeyStep, Stage, UpdateStep};

/// A step of a list.
trait Step: Copy + std::fmt::Debug {
    /// Whether this step and the next one can be told from the two in the other order, and the evidence says which it is.
    fn comes_before(self, next: Self) -> bool;
}

impl Step for Stage {
    fn comes_before(self, _: Self) -> bool {
        true
    }
}

impl Step for DeleteStep {
    fn comes_before(self, _: Self) -> bool {
        true
    }
}

// Of a request with two faults nobody knows which error it gets: the order of two checks is no rule. Effects on end follow
// each other unseen. What is known is that no check comes after an effect: a refusal changes nothing.

impl Step for CreateStep {
    fn comes_before(self, next: Self) -> bool {
        let is_effect = |step| matches!(step, Self::Keep | Self::Claim(_));
        !is_effect(self) && is_effect(next)
    }
}

impl Step for KeyStep {
    fn comes_before(self, next: Self) -> bool {
        self != Self::Keep && next == Self::Keep
    }
}

impl Step for UpdateStep {
    fn comes_before(self, next: Self) -> bool {
        self != Self::Keep && next == Self::Keep
    }
}

// The state before the algorithm (facts ), and that before the length of a digest (fact R-504).
impl Step for UseStep {
    fn comes_before(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::State, Self::Algorithm) | (Self::Algorithm, Self::Digest)
        )
    }
}

/// Which of these steps are left out is said by rules of their own.
impl Wrongs for Vec<UseStep> {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        swapped(self).collect()
    }
}

macro_rules! steps {
    ($($type:ident),*) => {
        $(impl Wrongs for Vec<$type> {
            fn wrongs(&self) -> Vec<Wrong<Self>> {
                left_out(self).chain(swapped(self)).collect()
            }
        })*
    };
}

steps!(CreateStep, DeleteStep, KeyStep, Stage, UpdateStep);

fn left_out<T: Step>(steps: &[T]) -> impl Iterator<Item = Wrong<Vec<T>>> {
    steps.iter().enumerate().map(|(at, step)| {
        let mut fewer = steps.to_vec();
        fewer.remove(at);
        Wrong::new(format!("without.{}", named(step)), fewer)
    })
}

fn swapped<T: Step>(steps: &[T]) -> impl Iterator<Item = Wrong<Vec<T>>> {
    let pairs = steps.windows(2).enumerate();
    let known = pairs.filter(|(_, pair)| pair[0].comes_before(pair[1]));
    known.map(|(at, pair)| {
        let mut other = steps.to_vec();
        other.swap(at, at + 1);
        let name = format!("swapped.{}.{}", named(&pair[0]), named(&pair[1]));
        Wrong::new(name, other)
    })
}
