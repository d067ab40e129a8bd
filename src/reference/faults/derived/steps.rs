//! Ordered lists of steps: each step left out, and each changed for its neighbour.

use super::{Wrong, Wrongs, named};
use crate::reference::rules::{CreateStep, DeleteStep, KeyStep, Stage, UpdateStep};

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

fn left_out<T: Copy + std::fmt::Debug>(steps: &[T]) -> impl Iterator<Item = Wrong<Vec<T>>> {
    steps.iter().enumerate().map(|(at, step)| {
        let mut fewer = steps.to_vec();
        fewer.remove(at);
        Wrong::new(format!("without.{}", named(step)), fewer)
    })
}

fn swapped<T: Copy + std::fmt::Debug>(steps: &[T]) -> impl Iterator<Item = Wrong<Vec<T>>> {
    steps.windows(2).enumerate().map(|(at, pair)| {
        let mut other = steps.to_vec();
        other.swap(at, at + 1);
        let name = format!("swapped.{}.{}", named(&pair[0]), named(&pair[1]));
        Wrong::new(name, other)
    })
}
