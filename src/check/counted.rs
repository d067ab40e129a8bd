//! Answers to requests sent at once: every answer meets exactly one line, every line is met by its count of answers.

use std::borrow::Borrow;

use super::expectation::{one, weight};
use super::{Context, Mismatch, Origin, Reply, text};
use crate::case::{CountedExpect, Span};

/// The ways in which the answers are not those that the lines ask for.
pub(super) fn each<'a>(
    lines: &[CountedExpect],
    span: Span,
    replies: impl IntoIterator<Item: Borrow<Reply<'a>>>,
    context: &Context<'_>,
) -> Vec<Mismatch> {
    let slots: Vec<usize> = lines
        .iter()
        .enumerate()
        .flat_map(|(at, line)| (0..line.count).map(move |_| at))
        .collect();
    let mut judged: Vec<Vec<Vec<Mismatch>>> = vec![Vec::new(); lines.len()];
    let mut described = Vec::new();
    for reply in replies {
        let reply = reply.borrow();
        for (line, judged) in lines.iter().zip(&mut judged) {
            judged.push(one(&line.expect, reply, context));
        }
        described.push(reply.describe(context.model, context.operation));
    }
    let fits = |slot: usize, reply: usize| judged[slots[slot]][reply].is_empty();
    let replies = described.len();
    if slots.len() == replies && pairing(slots.len(), replies, fits).is_some() {
        return Vec::new();
    }
    let expected: Vec<String> = lines
        .iter()
        .map(|line| format!("{} × {}", line.count, text::expectation(&line.expect)))
        .collect();
    let mut found = vec![Mismatch {
        origin: Origin::Endpoint,
        path: "answers".to_owned(),
        expected: expected.join(", "),
        actual: tally(described),
        location: Some(context.location(span)),
    }];
    found.extend(closest_of_strays(&judged, replies));
    found
}

/// What came, equal answers counted.
fn tally(described: Vec<String>) -> String {
    let mut counted: Vec<(String, usize)> = Vec::new();
    for described in described {
        match counted.iter_mut().find(|(text, _)| *text == described) {
            Some((_, count)) => *count += 1,
            None => counted.push((described, 1)),
        }
    }
    let shown = counted.iter().map(|(text, n)| format!("{n} × {text}"));
    shown.collect::<Vec<_>>().join(", ")
}

/// For the first answer that meets no line at all, how it misses the line that it is nearest to.
fn closest_of_strays(judged: &[Vec<Vec<Mismatch>>], replies: usize) -> Vec<Mismatch> {
    for reply in 0..replies {
        if judged.iter().any(|line| line[reply].is_empty()) {
            continue;
        }
        let nearest = judged.iter().min_by_key(|line| weight(&line[reply]));
        return nearest.map(|line| line[reply].clone()).unwrap_or_default();
    }
    Vec::new()
}

/// A pairing of every left with a right of its own that fits, if there is one: for each left, its right.
pub(super) fn pairing(
    lefts: usize,
    rights: usize,
    fits: impl Fn(usize, usize) -> bool,
) -> Option<Vec<usize>> {
    let edges: Vec<Vec<usize>> = (0..lefts)
        .map(|left| (0..rights).filter(|right| fits(left, *right)).collect())
        .collect();
    let mut taken: Vec<Option<usize>> = vec![None; rights];
    for left in 0..lefts {
        let mut seen = vec![false; rights];
        if !place(left, &edges, &mut taken, &mut seen) {
            return None;
        }
    }
    let mut pairs = vec![0; lefts];
    for (right, left) in taken.iter().enumerate() {
        if let Some(left) = left {
            pairs[*left] = right;
        }
    }
    Some(pairs)
}

/// Finds a right for `left`, moving others along where that helps (Kuhn's augmenting path).
fn place(
    left: usize,
    edges: &[Vec<usize>],
    taken: &mut [Option<usize>],
    seen: &mut [bool],
) -> bool {
    for &right in &edges[left] {
        if seen[right] {
            continue;
        }
        seen[right] = true;
        let free = match taken[right] {
            None => true,
            Some(other) => place(other, edges, taken, seen),
        };
        if free {
            taken[right] = Some(left);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::pairing;

    fn check(edges: &[&[usize]], rights: usize, paired: bool) {
        let found = pairing(edges.len(), rights, |l, r| edges[l].contains(&r));
        assert_eq!(found.is_some(), paired, "{edges:?}");
        if let Some(pairs) = found {
            let mut used = pairs.clone();
            used.sort_unstable();
            used.dedup();
            assert_eq!(used.len(), edges.len(), "a right was used twice");
            for (left, right) in pairs.iter().enumerate() {
                assert!(edges[left].contains(right));
            }
        }
    }

    #[test]
    fn pairings_are_found_even_when_the_first_choice_is_wrong() {
        check(&[&[0, 1], &[0]], 2, true);
        check(&[&[0], &[0]], 2, false);
        check(&[&[0, 1], &[0, 2], &[0]], 3, true);
        check(&[&[1], &[1], &[0, 1, 2]], 3, false);
        check(&[], 0, true);
    }
}
