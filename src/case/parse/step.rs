//! Steps: calls, the clock, and what stands behind custom key stores.

use super::fields::Fields;
use super::names::Meaning;
use super::parser::{Parsed, Parser, Reported, all};
use crate::case::node::{Key, Node};
use crate::case::suggest::{did_you_mean, listed};
use crate::case::{Action, Answer, Call, Disturb, Eventually, Expect, Principal, Step};
use crate::model::Operation;

/// The keys that say what a step does.
const ACTIONS: [&str; 3] = ["call", "advance", "disturb"];

/// The most requests at once.
const MOST_COPIES: u64 = 256;

impl<'n> Parser<'n> {
    /// The list under `steps`.
    pub(super) fn steps(&mut self, node: &'n Node) -> Parsed<Vec<Step>> {
        let items = self.items(node, "a step")?;
        let before = self.error_count();
        let steps = all(items.iter().map(|item| self.step(item)))?;
        let judges =
            |step: &Step| matches!(&step.action, Action::Call(call) if call.expect.is_some());
        if self.error_count() == before && !steps.iter().any(judges) {
            self.error_with(
                node,
                "no step has `expect`",
                "a case that expects nothing would pass whatever comes back",
                "a call without `expect` is set-up; say what its answer must be".to_owned(),
            );
        }
        Ok(steps)
    }

    fn step(&mut self, node: &'n Node) -> Parsed<Step> {
        let mut fields = Fields::of(self, node, "a step")?;
        let id = fields.take("id");
        let mut actions: Vec<(&'n Key, &'n Node)> = ACTIONS
            .iter()
            .filter_map(|name| fields.entry(name))
            .collect();
        actions.sort_by_key(|(key, _)| key.span);
        if let [(first, _), (second, _), ..] = actions[..] {
            self.error(
                second,
                format!(
                    "two actions in one step, `{}` and `{}`",
                    first.text, second.text
                ),
                format!("a step has exactly one of {}", listed(ACTIONS)),
            );
            return Err(Reported);
        }
        let Some((key, value)) = actions.first().copied() else {
            let given: Vec<_> = fields.rest().into_iter().map(|(key, _)| key).collect();
            let help = given
                .iter()
                .find_map(|key| did_you_mean(&key.text, ACTIONS));
            let why = format!("a step has exactly one of {}", listed(ACTIONS));
            self.error_with(node, "a step that does nothing", why, help);
            return Err(Reported);
        };
        let (action, meaning) = match key.text.as_str() {
            "call" => {
                let call = self.call(value, fields)?;
                let meaning = Meaning::Answer {
                    has_body: call.copies == 1 && call.expect.as_ref().is_none_or(has_body),
                };
                (Action::Call(Box::new(call)), Some(meaning))
            }
            "advance" => {
                fields.finish(self);
                (Action::Advance(self.duration(value)?), None)
            }
            _ => {
                fields.finish(self);
                let template = self.template(value)?;
                (Action::Disturb(Disturb { template }), None)
            }
        };
        let id_text = id.map(|node| self.name(node, "a step"));
        let id_text = id_text.transpose()?;
        if let (Some(node), Some(text)) = (id, &id_text) {
            match meaning {
                Some(meaning) => self.define(node.into(), text, meaning),
                None => self.error(
                    node,
                    "an `id` without an answer",
                    "only a call has an answer to refer to",
                ),
            }
        }
        Ok(Step {
            id: id_text,
            span: node.span,
            action,
        })
    }

    fn call(&mut self, name: &'n Node, mut fields: Fields<'n>) -> Parsed<Call> {
        let (principal, region) = (fields.take("as"), fields.take("region"));
        let input = fields.take("input");
        let wire = fields.take("wire");
        let copies = fields.take("copies");
        let expect = fields.take("expect");
        let eventually = fields.take("eventually");
        fields.finish(self);

        let operation = self.operation(name);
        let principal = self.principal(principal);
        let region = self.region(region);
        let template = input.map(|node| self.template(node));
        let wire_value = wire.map(|node| self.wire(node));
        let copies_value = copies.map_or(Ok(1), |node| self.integer(node, 2, MOST_COPIES));
        let expect_value = expect.map(|node| self.expect(node));
        let waiting = eventually.map(|node| self.eventually(node));

        let call = Call {
            operation: operation?,
            principal: principal?,
            region: region?,
            input: template.transpose()?,
            wire: wire_value.transpose()?,
            copies: u32::try_from(copies_value?).map_err(|_| Reported)?,
            expect: expect_value.transpose()?,
            eventually: waiting.transpose()?,
        };
        if let (Some(input), Some(wire)) = (input, &call.wire)
            && wire.body.is_some()
        {
            self.error(
                input,
                "`input` and `wire.body` in one step",
                "a request has one body",
            );
        }
        if let (Some(node), Some(wire)) = (wire, &call.wire)
            && wire.sign.is_some()
            && call.principal == Principal::Anonymous
        {
            self.error(
                node,
                "`anonymous` with `sign`",
                "an anonymous request is not signed",
            );
        }
        if let Some(node) = eventually
            && copies.is_some()
        {
            self.error(node, "`eventually` with `copies`", "copies are sent once");
        }
        self.check_copies(&call, copies, expect);
        Ok(call)
    }

    fn operation(&mut self, node: &Node) -> Parsed<Operation> {
        let name = self.text(node)?;
        let found = Operation::from_name(&name);
        if found.is_none() {
            let names = Operation::ALL.iter().map(|operation| operation.name());
            self.error_with(
                node,
                format!("KMS has no operation `{name}`"),
                "`call` names an operation of the service model; for a name that does not exist, use `wire: {target: …}`",
                did_you_mean(&name, names),
            );
        }
        found.ok_or(Reported)
    }

    /// `copies` and `each` go together, and the counts add up.
    fn check_copies(&mut self, call: &Call, copies: Option<&'n Node>, expect: Option<&'n Node>) {
        let each = call
            .expect
            .as_ref()
            .and_then(|expect| match &expect.answer {
                Answer::Each(lines) => Some(lines),
                _ => None,
            });
        match (copies, each) {
            (Some(node), None) => self.error(
                node,
                "`copies` without `each`",
                "what is sent many times has many answers: `expect: {each: [{count, expect}, …]}`",
            ),
            (Some(_), Some(lines)) => {
                let sum: u64 = lines.iter().map(|line| u64::from(line.count)).sum();
                if sum != u64::from(call.copies) {
                    self.error(
                        call.expect
                            .as_ref()
                            .map_or_else(Default::default, |e| e.span),
                        format!("the counts add up to {sum}, not to {} copies", call.copies),
                        "every answer meets exactly one line",
                    );
                }
            }
            (None, Some(_)) => {
                if let Some(node) = expect {
                    self.error(
                        node,
                        "`each` without `copies`",
                        "one request has one answer",
                    );
                }
            }
            (None, None) => {}
        }
        let inner = |answer: &Answer| match answer {
            Answer::Each(lines) => lines.iter().any(|line| nests_each(&line.expect)),
            Answer::AnyOf(all) => all.iter().any(nests_each),
            _ => false,
        };
        if let (Some(node), Some(expected)) = (expect, &call.expect)
            && inner(&expected.answer)
        {
            self.error(
                node,
                "`each` inside an expectation of one answer",
                "`each` stands directly under `expect`",
            );
        }
    }

    fn eventually(&mut self, node: &'n Node) -> Parsed<Eventually> {
        let mut fields = Fields::of(self, node, "`eventually`")?;
        let within = fields.need(self, "within");
        let stable_for = fields.take("stable_for");
        fields.finish(self);
        let within = within.and_then(|node| self.duration(node));
        let stable_for = stable_for.map(|node| self.duration(node));
        Ok(Eventually {
            within: within?,
            stable_for: stable_for.transpose()?.unwrap_or_default(),
        })
    }
}

fn nests_each(expect: &Expect) -> bool {
    match &expect.answer {
        Answer::Each(_) => true,
        Answer::AnyOf(all) => all.iter().any(nests_each),
        _ => false,
    }
}

/// Whether an answer that meets the expectation may be a success, with a body to refer to.
fn has_body(expect: &Expect) -> bool {
    match &expect.answer {
        Answer::Ok(_) => true,
        Answer::AnyOf(all) => all.iter().any(has_body),
        _ => false,
    }
}
