//! Which instances are likely to notice a fault: those that speak of the same things, by how rare the words are.

use std::collections::{BTreeMap, BTreeSet};

use crate::reference::Fault;
use crate::runner::Instance;

/// The words of each instance of a corpus, and how much each word says.
#[derive(Debug)]
pub(super) struct Affinity {
    instances: Vec<(String, BTreeSet<String>)>,
    weights: BTreeMap<String, f64>,
}

impl Affinity {
    /// Reads ids and requirements.
    pub(super) fn of(instances: &[Instance<'_>]) -> Self {
        let read = |instance: &Instance<'_>| {
            let text = format!("{} {}", instance.id, instance.requirement());
            (instance.id.as_str().to_owned(), words(&text))
        };
        let instances: Vec<(String, BTreeSet<String>)> = instances.iter().map(read).collect();
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for word in instances.iter().flat_map(|(_, words)| words) {
            *counts.entry(word.clone()).or_default() += 1;
        }
        let all = u32::try_from(instances.len()).unwrap_or(u32::MAX);
        let weight = |count: u32| (f64::from(all.max(1)) / f64::from(count)).ln();
        let weights = counts.into_iter().map(|(w, n)| (w, weight(n))).collect();
        Self { instances, weights }
    }

    /// Every id, the likeliest to notice the fault first.
    pub(super) fn order(&self, fault: &Fault) -> Vec<&str> {
        let wanted = words(&format!("{} {}", fault.name, fault.sentence));
        let score = |words: &BTreeSet<String>| -> f64 {
            let common = words.intersection(&wanted);
            let sum: f64 = common.filter_map(|word| self.weights.get(word)).sum();
            // A long requirement has something in common with everything.
            sum / f64::from(u32::try_from(words.len()).unwrap_or(1).max(1)).sqrt()
        };
        let mut scored: Vec<(f64, &str)> = self
            .instances
            .iter()
            .map(|(id, words)| (score(words), id.as_str()))
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        scored.into_iter().map(|(_, id)| id).collect()
    }
}

/// The words of a text in lower case, names such as `DeleteCustomKeyStore` taken apart, without the `s` of a plural.
fn words(text: &str) -> BTreeSet<String> {
    let mut apart = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    for letter in text.chars() {
        if letter.is_uppercase() && before.is_lowercase() {
            apart.push(' ');
        }
        apart.push(letter);
        before = letter;
    }
    apart
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 1)
        .map(str::to_lowercase)
        .map(|word| word.strip_suffix('s').unwrap_or(&word).to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_taken_apart() {
        let found: Vec<String> = words("DeleteCustomKeyStore: keys/in_use a")
            .into_iter()
            .collect();
        assert_eq!(found, ["custom", "delete", "in", "key", "store", "use"]);
    }
}
