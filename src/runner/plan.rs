//! What runs: a case, or one row of it, with its rule and the operation that it is about.

use serde_json::Value;

use crate::case::{Action, Call, Case, InstanceId, Principal, Row, Shaped, Template};
use crate::model::Operation;
use crate::wire::aws_json;

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

    /// The operation that it is about: that of its folder, else that of its row, else the one that the CLI is asked for
    /// or that the first odd call of the case is of.
    #[must_use]
    pub fn operation(&self) -> Operation {
        of_folder(self.id.as_str())
            .or_else(|| self.of_family())
            .or_else(|| self.row.and_then(of_row))
            .or_else(|| self.commanded())
            .or_else(|| self.called())
            .unwrap_or(Operation::DescribeCustomKeyStores)
    }

    /// The operation that the id of a case for many operations names.
    fn of_family(&self) -> Option<Operation> {
        let mut names = self.id.as_str().split('/');
        let named = |name: &str| {
            let mut all = Operation::ALL.iter().copied();
            all.find(|operation| operation.snake_case() == name)
        };
        self.case.of_family.then(|| names.find_map(named)).flatten()
    }

    /// Of the judged calls the first that no good client makes, as the others are there to compare with; else the first
    /// judged call, else the last.
    fn called(&self) -> Option<Operation> {
        let calls = || {
            self.case
                .steps
                .iter()
                .filter_map(|step| match &step.action {
                    Action::Call(call) => Some(call),
                    Action::Advance(_) | Action::Disturb(_) | Action::Run(_) => None,
                })
        };
        let mut judged = calls().filter(|call| call.expect.is_some());
        let first = judged.clone().next();
        let told = judged.find(|call| is_odd(call)).or(first);
        told.or_else(|| calls().next_back())
            .map(|call| of_target(call).unwrap_or(call.operation))
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

/// The operation whose cases stand in the folder: `key/enable/…`.
fn of_folder(id: &str) -> Option<Operation> {
    let mut names = id.split('/');
    let (resource, verb) = (names.next()?, names.next()?);
    // A case that stands there is below the folder.
    names.next()?;
    let mut all = Operation::ALL.iter().copied();
    all.find(|operation| (operation.resource(), operation.verb()) == (resource, verb))
}

/// The operation that a row names by a value, or by its own name: `enable_key`.
fn of_row(row: &Row) -> Option<Operation> {
    let mut texts = row
        .values
        .iter()
        .filter_map(|(_, value)| match &value.shaped {
            Shaped::Plain(Value::String(text)) => Some(text.as_str()),
            _ => None,
        });
    texts.find_map(named).or_else(|| {
        let name = row.name.value.replace('_', "");
        let mut all = Operation::ALL.iter().copied();
        all.find(|operation| operation.name().eq_ignore_ascii_case(&name))
    })
}

/// The operation that the call names on the wire, where the case spells that out.
fn of_target(call: &Call) -> Option<Operation> {
    let target = call.wire.as_ref()?.target.as_ref()?.as_ref()?;
    match &target.shaped {
        Shaped::Plain(Value::String(target)) => named(target),
        _ => None,
    }
}

/// The operation of this name, alone or as the header has it.
fn named(text: &str) -> Option<Operation> {
    Operation::from_name(text.strip_prefix(aws_json::TARGET_PREFIX).unwrap_or(text))
}

fn is_odd(call: &Call) -> bool {
    call.wire.is_some() || call.principal != Principal::Owner
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{CaseId, load_text};

    fn case(id: &str, rest: &str) -> Case {
        let text = format!("requirement: A rule.\nevidence:\n  - kmspec-trial\n{rest}");
        let id = CaseId::new(id).expect("a good id");
        match load_text(id, "cases/a.yaml", &text) {
            Ok(case) => case,
            Err(errors) => panic!("{errors:?}"),
        }
    }

    const LIST: &str = "steps:\n  - call: ListKeys\n    expect: {ok: {$open: true}}\n";

    #[test]
    fn a_row_may_have_a_rule_of_its_own() {
        let rows = "rows:\n  - {name: one}\n  - {name: two, requirement: Another rule.}\n";
        let case = case("key/list/a", &[rows, LIST].concat());
        let rules: Vec<&str> = Instance::of(&case)
            .iter()
            .map(Instance::requirement)
            .collect();
        assert_eq!(rules, ["A rule.", "Another rule."]);
    }

    fn check(id: &str, body: &str, expected: &[Operation]) {
        let case = case(id, body);
        let told: Vec<Operation> = Instance::of(&case)
            .iter()
            .map(Instance::operation)
            .collect();
        assert_eq!(told, expected, "{id}\n{body}");
    }

    #[test]
    fn a_case_is_about_the_operation_of_its_folder_or_row() {
        // The control comes first, and is of another operation.
        check("key/enable/unknown", LIST, &[Operation::EnableKey]);
        check(
            "custom_key_store/delete/twice",
            LIST,
            &[Operation::DeleteCustomKeyStore],
        );
        check("key/enable", LIST, &[Operation::ListKeys]);
        check("mine/enable/a", LIST, &[Operation::ListKeys]);
        let used = |name: &str| {
            format!(
                "steps:\n  - call: ListKeys\n    wire: {{target: {{$concat: [{{$row: {name}}}]}}}}\n    expect: {{ok: {{$open: true}}}}\n"
            )
        };
        let rows = "rows:\n  - {name: a, target: TrentService.EnableKey}\n  - {name: b, target: TrentService.Encrypt}\n";
        let both = [Operation::EnableKey, Operation::Encrypt];
        check("authentication/a", &[rows, &used("target")].concat(), &both);
        let rows =
            "rows:\n  - {name: a, operation: EnableKey}\n  - {name: b, operation: Encrypt}\n";
        check(
            "authentication/b",
            &[rows, &used("operation")].concat(),
            &both,
        );
        check(
            "authentication/c",
            &format!("rows:\n  - {{name: enable_key}}\n  - {{name: other}}\n{LIST}"),
            &[Operation::EnableKey, Operation::ListKeys],
        );
    }

    #[test]
    fn elsewhere_it_is_about_the_call_that_no_good_client_makes() {
        let odd = |call: &str| {
            format!(
                "{LIST}  - call: DescribeKey\n    {call}\n    expect: {{error: NotFoundException}}\n"
            )
        };
        check(
            "authentication/a",
            &odd("as: anonymous"),
            &[Operation::DescribeKey],
        );
        check(
            "protocol/a/b",
            &odd("wire: {path: /x}"),
            &[Operation::DescribeKey],
        );
        check(
            "protocol/a/b",
            &odd("wire: {target: TrentService.Sign}"),
            &[Operation::Sign],
        );
        check(
            "protocol/a/b",
            &odd("input: {KeyId: a}"),
            &[Operation::ListKeys],
        );
    }
}
