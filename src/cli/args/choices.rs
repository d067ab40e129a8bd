//! "Did you mean", by the similarity that Python's `difflib` computes.

/// The up to three choices that resemble the word most, best first; none below 0.8.
pub(super) fn close_matches<'a>(word: &str, choices: &[&'a str]) -> Vec<&'a str> {
    let word: Vec<char> = word.chars().collect();
    let mut scored: Vec<(f64, &str)> = choices
        .iter()
        .map(|choice| {
            let chars: Vec<char> = choice.chars().collect();
            (ratio(&chars, &word), *choice)
        })
        .filter(|(score, _)| *score >= 0.8)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| b.1.cmp(a.1)));
    scored
        .into_iter()
        .take(3)
        .map(|(_, choice)| choice)
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "words are short")]
fn ratio(a: &[char], b: &[char]) -> f64 {
    let length = a.len() + b.len();
    if length == 0 {
        return 1.0;
    }
    2.0 * matching(a, b) as f64 / length as f64
}

/// Characters in common: the longest common run, then the same left and right of it.
fn matching(a: &[char], b: &[char]) -> usize {
    let (mut best, mut at_a, mut at_b) = (0, 0, 0);
    for i in 0..a.len() {
        for j in 0..b.len() {
            let run = a[i..]
                .iter()
                .zip(&b[j..])
                .take_while(|(x, y)| x == y)
                .count();
            if run > best {
                (best, at_a, at_b) = (run, i, j);
            }
        }
    }
    if best == 0 {
        return 0;
    }
    best + matching(&a[..at_a], &b[..at_b]) + matching(&a[at_a + best..], &b[at_b + best..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_words_are_found_and_far_ones_are_not() {
        assert_eq!(close_matches("kmss", &["kms", "ecs"]), ["kms"]);
        assert_eq!(
            close_matches(
                "list-key",
                &["list-keys", "list-aliases", "list-key-policies"]
            ),
            ["list-keys"]
        );
        assert!(close_matches("zzzz", &["kms"]).is_empty());
    }
}
