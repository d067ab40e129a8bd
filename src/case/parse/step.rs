//! Steps: calls, the clock, and what stands behind custom key stores.

use super::fields::Fields;
use super::names::Meaning;
use super::parser::{Parsed, Parser, Reported, all};
use crate::case::node::{Key, Node};
use crate::case::suggest::{did_you_mean, listed};
use crate::case::{Action, Answer, Disturb, Expect, Step};

/// The keys that say what a step does.
const ACTIONS: [&str; 4] = ["call", "run", "advance", "disturb"];

impl<'n> Parser<'n> {
    /// The list under `steps`.
    pub(super) fn steps(&mut self, node: &'n Node) -> Parsed<Vec<Step>> {
        let items = self.items(node, "a step")?;
        let before = self.error_count();
        let steps = all(items.iter().map(|item| self.step(item)))?;
        if self.error_count() == before && !steps.iter().any(|step| judges(&step.action)) {
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
        let id_node = fields.take("id");
        let id = id_node.map(|node| self.name(node, "a step"));
        let own_node = fields.take("requirement");
        let requirement = own_node.map(|node| self.requirement(node));
        let parsed = self.action(node, fields);
        if let (Some(node), Ok(action)) = (own_node, &parsed)
            && !judges(action)
        {
            self.error(
                node,
                "a `requirement` without `expect`",
                "only a step that expects something can fail its requirement",
            );
            return Err(Reported);
        }
        if let (Some(node), Some(Ok(name))) = (id_node, &id) {
            match parsed.as_ref().map(answer) {
                Ok(Some(meaning)) => self.define(node.into(), name, meaning),
                Ok(None) => self.error(
                    node,
                    "an `id` without an answer",
                    "only a call and a run have an answer to refer to",
                ),
                Err(Reported) => self.define(node.into(), name, Meaning::Broken),
            }
        }
        Ok(Step {
            id: id.transpose()?,
            requirement: requirement.transpose()?.map(|own| own.value),
            span: node.span,
            action: parsed?,
        })
    }

    fn action(&mut self, node: &'n Node, mut fields: Fields<'n>) -> Parsed<Action> {
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
            let why = format!("a step has exactly one of {}", listed(ACTIONS));
            let slip = fields.rest().into_iter().map(|(key, _)| key);
            let mut slip = slip.filter_map(|key| Some((key, did_you_mean(&key.text, ACTIONS)?)));
            match slip.next() {
                Some((key, help)) => {
                    self.error_with(
                        key,
                        format!("unknown key `{}` in a step", key.text),
                        why,
                        help,
                    );
                }
                None => self.error(node, "a step that does nothing", why),
            }
            return Err(Reported);
        };
        match key.text.as_str() {
            "call" => Ok(Action::Call(Box::new(self.call(value, fields)?))),
            "run" => Ok(Action::Run(Box::new(self.run(value, fields)?))),
            "advance" => {
                fields.finish(self);
                Ok(Action::Advance(self.duration(value)?))
            }
            _ => {
                fields.finish(self);
                self.check_disturbance(value);
                let template = self.template(value)?;
                Ok(Action::Disturb(Disturb { template }))
            }
        }
    }
}

/// Whether a step expects something.
fn judges(action: &Action) -> bool {
    match action {
        Action::Call(call) => call.expect.is_some(),
        Action::Run(_) => true,
        Action::Advance(_) | Action::Disturb(_) => false,
    }
}

/// What a step's `id` stands for.
fn answer(action: &Action) -> Option<Meaning> {
    match action {
        Action::Call(call) => Some(Meaning::Answer {
            operation: call.operation,
            single: call.copies == 1,
            has_body: call.expect.as_ref().is_none_or(has_body),
        }),
        Action::Run(_) => Some(Meaning::Printed),
        Action::Advance(_) | Action::Disturb(_) => None,
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
