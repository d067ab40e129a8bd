//! Which instances run: operands, filters, tags, shards.

use std::collections::BTreeSet;

use super::answers::shape_of;
use super::names::{UnknownName, is_under};
use super::{Instance, Shard};
use crate::case::Case;
use crate::model::Operation;

/// What to run of a corpus. The default is everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// An instance runs if one of these is its id, a prefix of it that ends at a `/`, or the name of the operation that it
    /// is about; with none, every instance.
    pub operands: Vec<String>,
    /// An instance runs if its id also contains one of these; with none, every instance.
    pub filters: Vec<String>,
    /// The operands are whole ids, of instances or of cases; where there are none, the filters are.
    pub exact: bool,
    /// An instance runs if its case has one of these tags; with none, every instance.
    pub tags: Vec<String>,
    /// An instance whose id contains one of these is `disabled`.
    pub skip: Vec<String>,
    /// The part of the selected instances that runs.
    pub shard: Option<Shard>,
}

impl Selection {
    /// The selected instances, sorted by id; those that [`skip`](Self::skip) names are among them.
    #[must_use]
    pub fn select<'case>(&self, cases: &'case [Case]) -> Vec<Instance<'case>> {
        let all: Vec<Instance<'_>> = cases.iter().flat_map(Instance::of).collect();
        let judged = self.judged(&all);
        let mut selected = all;
        selected.retain(|instance| self.selects(instance, &judged));
        selected.sort_by(|a, b| a.id.cmp(&b.id));
        selected
    }

    /// True when the user switched the instance off.
    #[must_use]
    pub fn skips(&self, instance: &Instance<'_>) -> bool {
        let id = instance.id.as_str();
        self.skip.iter().any(|text| is_skipped(text, id))
    }

    /// Nothing is named that is not there: operands, whole ids and tags among `cases`, and skips among `known`, which has
    /// the cases and those that were not loaded for this run.
    ///
    /// # Errors
    /// The first name of nothing.
    pub fn check_names(&self, cases: &[Case], known: &[Case]) -> Result<(), UnknownName> {
        let instances: Vec<Instance<'_>> = cases.iter().flat_map(Instance::of).collect();
        let names = || prefixes(&instances);
        let judged = self.judged(&instances);
        for operand in &self.operands {
            if !instances
                .iter()
                .any(|it| self.is_operand(operand, it, &judged))
            {
                return Err(self.unknown_operand(operand, &instances));
            }
        }
        for id in self.filters.iter().filter(|_| self.exact_filters()) {
            if !instances.iter().any(|it| is_exactly(id, it)) {
                let ids = names();
                return Err(UnknownName::of(
                    "--filter ",
                    id,
                    "case",
                    ids.iter().copied(),
                ));
            }
        }
        for tag in &self.tags {
            let tags = || instances.iter().flat_map(|it| &it.case.tags);
            if !tags().any(|known| known == tag) {
                let mut unknown =
                    UnknownName::of("--tag ", tag, "case", tags().map(String::as_str));
                let list = "`kmspec list --tags` shows every tag".to_owned();
                unknown.help.get_or_insert(list);
                return Err(unknown);
            }
        }
        let known: Vec<Instance<'_>> = known.iter().flat_map(Instance::of).collect();
        for skip in &self.skip {
            let mut all = known.iter().chain(&instances);
            if !all.any(|it| is_skipped(skip, it.id.as_str())) {
                let ids = prefixes(&known);
                return Err(UnknownName::of(
                    "--skip ",
                    skip,
                    "case",
                    ids.iter().copied(),
                ));
            }
        }
        Ok(())
    }

    fn unknown_operand(&self, operand: &str, instances: &[Instance<'_>]) -> UnknownName {
        let mut candidates = prefixes(instances);
        if self.exact {
            candidates.retain(|name| instances.iter().any(|it| is_exactly(name, it)));
        } else {
            candidates.extend(instances.iter().map(|it| it.operation().name()));
        }
        let mut unknown = UnknownName::of("", operand, "case", candidates);
        let within = || instances.iter().any(|it| it.id.as_str().contains(operand));
        if unknown.help.is_none() && within() {
            unknown.help = Some(format!(
                "an operand is where an id begins; `--filter {operand}` looks within it"
            ));
        } else if unknown.help.is_none() && Operation::from_name(operand).is_some() {
            unknown.help = Some("no case is about that operation yet".to_owned());
        }
        let list = "`kmspec list` shows every case".to_owned();
        unknown.help.get_or_insert(list);
        unknown
    }

    /// The operations whose shape an operand names that no case has: what judges it are the answers of any case of theirs.
    fn judged(&self, instances: &[Instance<'_>]) -> Vec<Operation> {
        let lacks_case = |id: &str| !instances.iter().any(|it| is_under(it.id.as_str(), id));
        let all = Operation::ALL.iter().copied();
        all.filter(|it| {
            let id = shape_of(*it);
            self.operands.contains(&id) && lacks_case(&id)
        })
        .collect()
    }

    fn selects(&self, instance: &Instance<'_>, judged: &[Operation]) -> bool {
        let any = |names: &[String], holds: &dyn Fn(&String) -> bool| {
            names.is_empty() || names.iter().any(holds)
        };
        any(&self.operands, &|name| {
            self.is_operand(name, instance, judged)
        }) && any(&self.filters, &|name| self.finds(name, instance))
            && any(&self.tags, &|tag| instance.case.tags.contains(tag))
            && self.shard.is_none_or(|shard| shard.holds(&instance.id))
    }

    fn is_operand(&self, name: &str, instance: &Instance<'_>, judged: &[Operation]) -> bool {
        if is_judged(name, instance, judged) {
            return true;
        }
        if self.exact {
            return is_exactly(name, instance);
        }
        is_under(instance.id.as_str(), name) || instance.operation().name() == name
    }

    fn exact_filters(&self) -> bool {
        self.exact && self.operands.is_empty()
    }

    fn finds(&self, text: &str, instance: &Instance<'_>) -> bool {
        if self.exact_filters() {
            return is_exactly(text, instance);
        }
        instance.id.as_str().contains(text)
    }
}

/// Whether the name is the shape of an operation that only the answers of all its cases judge, and this is one of them.
fn is_judged(name: &str, instance: &Instance<'_>, judged: &[Operation]) -> bool {
    judged.contains(&instance.operation()) && shape_of(instance.operation()) == name
}

fn is_exactly(name: &str, instance: &Instance<'_>) -> bool {
    name == instance.id.as_str() || name == instance.case.id.as_str()
}

/// Every id and every prefix of one.
fn prefixes<'i>(instances: &'i [Instance<'_>]) -> BTreeSet<&'i str> {
    let mut all = BTreeSet::new();
    for instance in instances {
        let id = instance.id.as_str();
        all.insert(id);
        all.extend(id.match_indices('/').map(|(at, _)| &id[..at]));
    }
    all
}

/// Whether the text is part of the id, as libtest's `--skip` has it; the beginning of an id ends where a segment does, so that
/// a whole id skips no case but its own.
fn is_skipped(text: &str, id: &str) -> bool {
    let begins = text.contains('/') && id.starts_with(text);
    id.contains(text) && (!begins || is_under(id, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{CaseId, load_text};

    fn cases() -> Vec<Case> {
        let case = |id: &str, rest: &str| {
            let text = format!(
                "requirement: A rule.\nevidence:\n  - kmspec-trial\n{rest}steps:\n  - call: ListKeys\n    expect: {{ok: {{$open: true}}}}\n"
            );
            let id = CaseId::new(id).expect("a good id");
            load_text(id, "cases/a.yaml", &text).expect("a good case")
        };
        vec![
            case("key/list/b", "tags: [page]\n"),
            case("key/list/a", "rows:\n  - {name: one}\n  - {name: two}\n"),
            case("custom_key_store/delete/b", ""),
            case("custom_key_store/delete/b_more", ""),
        ]
    }

    fn of(operands: &[&str], filters: &[&str], exact: bool) -> Selection {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Selection {
            operands: owned(operands),
            filters: owned(filters),
            exact,
            ..Selection::default()
        }
    }

    fn check(selection: &Selection, expected: &[&str]) {
        let cases = cases();
        let selected = selection.select(&cases);
        let ids: Vec<&str> = selected.iter().map(|i| i.id.as_str()).collect();
        assert_eq!(ids, expected, "{selection:?}");
    }

    #[test]
    fn a_shape_without_a_case_is_judged_by_its_operations() {
        let lists = ["key/list/a/one", "key/list/a/two", "key/list/b"];
        for exact in [false, true] {
            let shape = of(&["protocol/success_shape/list_keys"], &[], exact);
            check(&shape, &lists);
            assert_eq!(shape.check_names(&cases(), &[]), Ok(()));
            let none = of(&["protocol/success_shape/encrypt"], &[], exact);
            assert!(none.check_names(&cases(), &[]).is_err());
        }
    }

    #[test]
    fn selections_narrow() {
        let keys = ["key/list/a/one", "key/list/a/two", "key/list/b"];
        check(&of(&["key"], &[], false), &keys);
        check(&of(&["key/list/"], &[], false), &keys);
        check(&of(&["ListKeys"], &[], false), &keys);
        check(&of(&["key/list/a"], &[], false), &keys[..2]);
        check(&of(&["list"], &[], false), &[]);
        let store = "custom_key_store/delete/b";
        check(&of(&[store], &[], false), &[store]);
        check(&of(&[], &["two", "t/b"], false), &keys[1..]);
        // Operands and filters narrow each other.
        check(&of(&["key"], &["b"], false), &keys[2..]);
        check(&of(&["key/list/a"], &[], true), &keys[..2]);
        check(&of(&["key/list/a/two"], &[], true), &keys[1..2]);
        check(&of(&[], &["key/list/b"], true), &keys[2..]);
        check(&of(&["key/list"], &[], true), &[]);
        let tagged = Selection {
            tags: vec!["page".to_owned()],
            ..Selection::default()
        };
        check(&tagged, &["key/list/b"]);
    }

    fn unknown(selection: &Selection) -> String {
        let cases = cases();
        match selection.check_names(&cases, &cases) {
            Ok(()) => "all there".to_owned(),
            Err(unknown) => format!("{unknown}; {}", unknown.help().unwrap_or("-")),
        }
    }

    #[test]
    fn what_names_nothing_is_told() {
        let operand = |name: &str| unknown(&of(&[name], &[], false));
        assert_eq!(operand("key"), "all there");
        assert_eq!(operand("DeleteCustomKeyStore"), "all there");
        assert_eq!(
            operand("key/lits"),
            "`key/lits` names no case; did you mean `key/list`?"
        );
        assert_eq!(
            operand("ListKey"),
            "`ListKey` names no case; did you mean `ListKeys`?"
        );
        assert_eq!(
            operand("delete/b"),
            "`delete/b` names no case; an operand is where an id begins; `--filter delete/b` looks within it"
        );
        assert_eq!(
            operand("ReplicateKey"),
            "`ReplicateKey` names no case; no case is about that operation yet"
        );
        assert_eq!(
            operand("elephant"),
            "`elephant` names no case; `kmspec list` shows every case"
        );
        assert_eq!(
            unknown(&of(&["key/list"], &[], true)),
            "`key/list` names no case; did you mean `key/list/a`?"
        );
        assert_eq!(
            unknown(&of(&[], &["key/list/c"], true)),
            "--filter `key/list/c` names no case; did you mean `key/list/a`?"
        );
        let skip = |name: &str| Selection {
            skip: vec![name.to_owned()],
            ..Selection::default()
        };
        assert_eq!(unknown(&skip("list/a")), "all there");
        assert!(is_skipped("list/a", "key/list/ab"), "a part");
        assert!(is_skipped("key/list/a", "key/list/a/row"), "rows");
        assert!(!is_skipped("key/list/a", "key/list/ab"), "another case");
        assert_eq!(
            unknown(&skip("key/list/bb")),
            "--skip `key/list/bb` names no case; did you mean `key/list/b`?"
        );
        let tag = Selection {
            tags: vec!["pages".to_owned()],
            ..Selection::default()
        };
        assert_eq!(
            unknown(&tag),
            "--tag `pages` names no case; did you mean `page`?"
        );
    }
}
