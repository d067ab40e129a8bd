//! Which instances run: rows spread out, filters, tags, shards.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest;

use serde_json::Value;

use crate::case::{Action, Case, InstanceId, Row, Shaped, Template};
use crate::model::Operation;

/// One thing that runs: a case, or one row of it.
#[derive(Debug, Clone)]
pub struct Instance<'case> {
    /// Its id.
    pub id: InstanceId,
    /// The case.
    pub case: &'case Case,
    /// The row, of a case that has rows.
    pub row: Option<&'case Row>,
}

impl<'case> Instance<'case> {
    /// Every instance of a case, in the order of its rows.
    #[must_use]
    pub fn of(case: &'case Case) -> Vec<Self> {
        let instances = case.instances().into_iter();
        instances.map(|(id, row)| Self { id, case, row }).collect()
    }

    /// The rule that it holds the target to.
    #[must_use]
    pub fn requirement(&self) -> &'case str {
        let own = self.row.and_then(|row| row.requirement.as_deref());
        own.unwrap_or(&self.case.requirement.value)
    }

    /// The operation that it is about: that of its first step with an expectation, else of its last call.
    #[must_use]
    pub fn operation(&self) -> Operation {
        let calls = || {
            self.case
                .steps
                .iter()
                .filter_map(|step| match &step.action {
                    Action::Call(call) => Some(call),
                    Action::Advance(_) | Action::Disturb(_) | Action::Run(_) => None,
                })
        };
        let judged = calls().find(|call| call.expect.is_some());
        judged
            .or_else(|| calls().next_back())
            .map(|call| call.operation)
            .or_else(|| self.commanded())
            .unwrap_or(Operation::DescribeCustomKeyStores)
    }
}

impl Instance<'_> {
    /// The operation that its first run asks for by name.
    fn commanded(&self) -> Option<Operation> {
        let mut runs = self
            .case
            .steps
            .iter()
            .filter_map(|step| match &step.action {
                Action::Run(run) => Some(run),
                _ => None,
            });
        let Shaped::List(words) = &runs.next()?.args.shaped else {
            return None;
        };
        let plain = |word: &Template| match &word.shaped {
            Shaped::Plain(Value::String(word)) => Some(word.replace('-', "")),
            _ => None,
        };
        words.iter().filter_map(plain).find_map(|word| {
            let mut all = Operation::ALL.iter().copied();
            all.find(|operation| operation.name().eq_ignore_ascii_case(&word))
        })
    }
}

/// What to run of a corpus. The default is everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// An instance runs if its id contains one of these; with none, every instance.
    pub filters: Vec<String>,
    /// The filters are whole ids: of instances, or of cases.
    pub exact: bool,
    /// An instance runs if its case has one of these tags; with none, every instance.
    pub tags: Vec<String>,
    /// An instance whose id contains one of these is `disabled`; with `exact`, whose id is one of these.
    pub skip: Vec<String>,
    /// The part of the selected instances that runs.
    pub shard: Option<Shard>,
}

impl Selection {
    /// The selected instances, sorted by id; those that [`skip`](Self::skip) names are among them.
    #[must_use]
    pub fn select<'case>(&self, cases: &'case [Case]) -> Vec<Instance<'case>> {
        let all = cases.iter().flat_map(Instance::of);
        let mut selected: Vec<_> = all.filter(|instance| self.selects(instance)).collect();
        selected.sort_by(|a, b| a.id.cmp(&b.id));
        selected
    }

    /// True when the user switched the instance off.
    #[must_use]
    pub fn skips(&self, instance: &Instance<'_>) -> bool {
        self.skip.iter().any(|name| self.names(name, instance))
    }

    fn selects(&self, instance: &Instance<'_>) -> bool {
        let named =
            self.filters.is_empty() || self.filters.iter().any(|name| self.names(name, instance));
        let tagged =
            self.tags.is_empty() || self.tags.iter().any(|tag| instance.case.tags.contains(tag));
        let dealt = self.shard.is_none_or(|shard| shard.holds(&instance.id));
        named && tagged && dealt
    }

    fn names(&self, name: &str, instance: &Instance<'_>) -> bool {
        if self.exact {
            name == instance.id.as_str() || name == instance.case.id.as_str()
        } else {
            instance.id.as_str().contains(name)
        }
    }
}

/// One of several equal parts of a corpus: `2/5`.
///
/// Invariant: an instance is in the part that its id says, whatever else there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which part, from 1.
    part: u32,
    /// Of how many.
    parts: u32,
}

impl Shard {
    /// The part of this number, from 1; `None` if there is none.
    #[must_use]
    pub fn new(part: u32, parts: u32) -> Option<Self> {
        (1..=parts).contains(&part).then_some(Self { part, parts })
    }

    fn holds(self, id: &InstanceId) -> bool {
        let hash = digest::digest(&digest::SHA256, id.as_str().as_bytes());
        let head = hash.as_ref().iter().take(8);
        let number = head.fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        number % u64::from(self.parts) == u64::from(self.part - 1)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.parts)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parsed = text.split_once('/').and_then(|(part, parts)| {
            Self::new(part.trim().parse().ok()?, parts.trim().parse().ok()?)
        });
        parsed.ok_or_else(|| format!("`{text}` is no shard: write K/N with 1 ≤ K ≤ N, such as 2/5"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{CaseId, load_text};

    fn cases() -> Vec<Case> {
        let case = |id: &str, rest: &str| {
            let text = format!(
                "requirement: A rule.\nevidence:\n  - {{kind: inferred, source: a test}}\n{rest}steps:\n  - call: ListKeys\n    expect: {{ok: {{$open: true}}}}\n"
            );
            let id = CaseId::new(id).expect("a good id");
            load_text(id, "cases/a.yaml", &text).expect("a good case")
        };
        vec![
            case("key/list/b", "tags: [page]\n"),
            case(
                "key/list/a",
                "rows:\n  - {name: one}\n  - {name: two, requirement: Another rule.}\n",
            ),
        ]
    }

    fn check(selection: &Selection, expected: &[&str]) {
        let cases = cases();
        let selected = selection.select(&cases);
        let ids: Vec<&str> = selected.iter().map(|i| i.id.as_str()).collect();
        assert_eq!(ids, expected, "{selection:?}");
    }

    #[test]
    fn selections_narrow() {
        let of = |filters: &[&str], exact| Selection {
            filters: filters.iter().map(|&f| f.to_owned()).collect(),
            exact,
            ..Selection::default()
        };
        check(
            &of(&[], false),
            &["key/list/a/one", "key/list/a/two", "key/list/b"],
        );
        check(
            &of(&["list/a"], false),
            &["key/list/a/one", "key/list/a/two"],
        );
        check(&of(&["two", "b"], false), &["key/list/a/two", "key/list/b"]);
        check(
            &of(&["key/list/a"], true),
            &["key/list/a/one", "key/list/a/two"],
        );
        check(&of(&["key/list/a/two"], true), &["key/list/a/two"]);
        check(&of(&["key/list"], true), &[]);
        let tagged = Selection {
            tags: vec!["page".to_owned()],
            ..Selection::default()
        };
        check(&tagged, &["key/list/b"]);
    }

    #[test]
    fn shards_part_a_corpus() {
        let cases = cases();
        let mut dealt: Vec<String> = Vec::new();
        for part in 1..=3 {
            let shard = Shard::new(part, 3);
            assert!(shard.is_some());
            let selection = Selection {
                shard,
                ..Selection::default()
            };
            dealt.extend(selection.select(&cases).iter().map(|i| i.id.to_string()));
        }
        dealt.sort();
        assert_eq!(dealt, ["key/list/a/one", "key/list/a/two", "key/list/b"]);
        assert_eq!("2/5".parse(), Ok(Shard { part: 2, parts: 5 }));
        for bad in ["0/5", "6/5", "2", "a/b", "1/0"] {
            let told = bad.parse::<Shard>().expect_err("it is bad");
            assert!(told.starts_with(&format!("`{bad}` is no shard")), "{told}");
        }
    }

    #[test]
    fn a_row_may_have_a_rule_of_its_own() {
        let cases = cases();
        let rules: Vec<&str> = cases
            .iter()
            .flat_map(Instance::of)
            .map(|i| i.requirement())
            .collect();
        assert_eq!(rules, ["A rule.", "A rule.", "Another rule."]);
    }
}
