//! Choices: what is none of them, and "did you mean", by the similarity that Python's `difflib` computes.

use super::super::fault::CliError;
use super::super::ports::Flavour;
use super::super::value::quote;

/// Refuses a value that is none of the choices, if there are any.
///
/// # Errors
///
/// v1 lists the choices, two in a row; both point at those that resemble the value.
pub(super) fn check_choice(
    name: &str,
    choices: &[&str],
    value: &str,
    flavour: Flavour,
) -> Result<(), CliError> {
    if choices.is_empty() || choices.contains(&value) {
        return Ok(());
    }
    let near = close_matches(value, choices, 0.8);
    let lines: Vec<String> = near.iter().map(|word| format!("  * {word}")).collect();
    let near = lines.join("\n");
    let message = match flavour {
        Flavour::V1 => {
            let mut lines = vec!["Invalid choice, valid choices are:\n".to_owned()];
            for pair in choices.chunks(2) {
                let cells: Vec<String> = pair.iter().map(|c| format!("{c:<40}")).collect();
                lines.push(cells.join(" | "));
            }
            if !near.is_empty() {
                lines.push(format!(
                    "\n\nInvalid choice: {}, maybe you meant:\n",
                    quote(value)
                ));
                lines.push(near);
            }
            lines.join("\n")
        }
        Flavour::V2 if near.is_empty() => format!("Found invalid choice {}\n", quote(value)),
        Flavour::V2 => format!(
            "Found invalid choice {}\n\nMaybe you meant:\n\n{near}",
            quote(value)
        ),
    };
    Err(CliError::usage(format!("argument {name}: {message}")))
}

/// The up to three choices that resemble the word most, best first; none below `least`, of 1.
pub(super) fn close_matches<'a>(word: &str, choices: &[&'a str], least: f64) -> Vec<&'a str> {
    let word: Vec<char> = word.chars().collect();
    let mut scored: Vec<(f64, &str)> = choices
        .iter()
        .map(|choice| {
            let chars: Vec<char> = choice.chars().collect();
            (ratio(&chars, &word), *choice)
        })
        .filter(|(score, _)| *score >= least)
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
        assert_eq!(close_matches("kmss", &["kms", "ecs"], 0.8), ["kms"]);
        assert_eq!(
            close_matches(
                "list-key",
                &["list-keys", "list-aliases", "list-key-policies"],
                0.8
            ),
            ["list-keys"]
        );
        assert!(close_matches("zzzz", &["kms"], 0.8).is_empty());
    }
}
