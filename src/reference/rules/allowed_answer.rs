//! Open questions about AWS, and the answers that the evidence allows.

use std::fmt;

use super::Rules;
use super::questions::QUESTIONS;
use crate::reference::operations;

/// One allowed answer to one open question, such as `delete_precedence=non_empty_first`.
#[derive(Debug, Clone, Copy)]
pub struct AllowedAnswer {
    /// The question's name.
    pub question: &'static str,
    /// The answer's name.
    pub answer: &'static str,
    /// What is not known, with the facts that leave it open.
    pub sentence: &'static str,
    pub(super) apply: fn(&mut Rules),
}

/// An answer's name, and the edit of the book that gives it.
pub(crate) type Alternative = (&'static str, fn(&mut Rules));

/// One open question. Its first answer is the one that [`Rules::aws`] gives.
pub(crate) struct UnspecifiedBehaviour {
    pub(crate) name: &'static str,
    pub(crate) sentence: &'static str,
    pub(crate) answers: &'static [Alternative],
}

/// Every question: those of a resource stand beside its behaviour.
fn questions() -> impl Iterator<Item = &'static UnspecifiedBehaviour> {
    let of_resources = operations::QUESTIONS.iter().copied().flatten();
    QUESTIONS.iter().chain(of_resources)
}

/// The answer that the book already gives.
pub(crate) fn usual(_: &mut Rules) {}

impl AllowedAnswer {
    /// Every allowed answer to every open question; the usual one stands first in each question.
    pub fn all() -> impl Iterator<Item = AllowedAnswer> {
        questions().flat_map(|question| {
            question
                .answers
                .iter()
                .map(|(answer, apply)| AllowedAnswer {
                    question: question.name,
                    answer,
                    sentence: question.sentence,
                    apply: *apply,
                })
        })
    }

    /// Every allowed answer, those to one question together.
    #[must_use]
    pub fn by_question() -> Vec<Vec<AllowedAnswer>> {
        let all: Vec<AllowedAnswer> = Self::all().collect();
        all.chunk_by(|a, b| a.question == b.question)
            .map(<[AllowedAnswer]>::to_vec)
            .collect()
    }

    /// The choice that `question=answer` names.
    ///
    /// # Errors
    ///
    /// [`UnknownAnswer`] when there is no such question or answer.
    pub fn named(text: &str) -> Result<AllowedAnswer, UnknownAnswer> {
        let found = Self::all().find(|choice| choice.to_string() == text);
        found.ok_or_else(|| UnknownAnswer(text.to_owned()))
    }
}

impl fmt::Display for AllowedAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.question, self.answer)
    }
}

/// A text that names no choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownAnswer(pub String);

impl fmt::Display for UnknownAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "there is no choice `{}`; write one as `question=answer`",
            self.0
        )
    }
}

impl std::error::Error for UnknownAnswer {}

impl Rules {
    /// The book with one open question answered.
    #[must_use]
    pub fn with_choice(mut self, choice: AllowedAnswer) -> Self {
        (choice.apply)(&mut self);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first answer leaves the book as it is, every other one changes it, and no two agree.
    #[test]
    fn the_first_answer_is_the_usual_one() {
        for question in questions() {
            let book = |apply: fn(&mut Rules)| {
                let mut rules = Rules::aws();
                apply(&mut rules);
                rules
            };
            let books: Vec<Rules> = question
                .answers
                .iter()
                .map(|(_, apply)| book(*apply))
                .collect();
            assert!(books.len() > 1, "{} has one answer only", question.name);
            assert_eq!(books[0], Rules::aws(), "{}", question.name);
            for (at, one) in books.iter().enumerate() {
                assert!(
                    !books[..at].contains(one),
                    "{}={} changes nothing",
                    question.name,
                    question.answers[at].0
                );
            }
        }
    }

    #[test]
    fn choices_are_found_by_their_names() {
        for choice in AllowedAnswer::all() {
            let found =
                AllowedAnswer::named(&choice.to_string()).expect("every choice has its name");
            assert_eq!(
                (found.question, found.answer),
                (choice.question, choice.answer)
            );
        }
        let unknown = AllowedAnswer::named("weather=fair").expect_err("no such question");
        assert_eq!(
            unknown.to_string(),
            "there is no choice `weather=fair`; write one as `question=answer`"
        );
    }
}
