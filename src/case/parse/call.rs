//! Calls of one operation.

use super::fields::Fields;
use super::parser::{Parsed, Parser, Reported};
use crate::case::node::Node;
use crate::case::suggest::did_you_mean;
use crate::case::{Answer, Call, Expect, Principal};
use crate::model::{Operation, UnknownOperation};

impl Call {
    pub(in crate::case) fn end(parser: &mut Parser<'_>, _: &Fields<'_>) {
        parser.operation = None;
    }

    pub(in crate::case) fn check<'n>(
        &self,
        parser: &mut Parser<'n>,
        fields: &Fields<'n>,
        _: &Node,
    ) {
        parser.check_input(self, fields);
        parser.check_combination(self, fields);
        parser.check_copies(self, fields);
    }
}

impl<'n> Parser<'n> {
    /// The input's members are the operation's, unless the step says otherwise.
    fn check_input(&mut self, call: &Call, fields: &Fields<'n>) {
        const ADVICE: &str = "to send it on purpose, write `unknown_members: true` in the step";
        let shape = self.model.input(call.operation);
        let unknown = match fields.node("input") {
            Some(input) => self.unknown_members(input, shape),
            None => Vec::new(),
        };
        match fields.node("unknown_members") {
            None => {
                for (key, shape) in unknown {
                    self.no_such_member(key, shape, Some(ADVICE));
                }
            }
            Some(node) if unknown.is_empty() => self.error_with(
                node,
                "every member of the input is known",
                "`unknown_members` says that `input` has members that the model does not know",
                "remove it".to_owned(),
            ),
            Some(_) => {}
        }
    }

    fn check_combination(&mut self, call: &Call, fields: &Fields<'n>) {
        if let (Some(input), Some(wire)) = (fields.node("input"), &call.wire)
            && wire.body.is_some()
        {
            self.error(
                input,
                "`input` and `wire.body` in one step",
                "a request has one body",
            );
        }
        if let (Some(node), Some(wire)) = (fields.node("wire"), &call.wire)
            && wire.sign.is_some()
            && call.principal == Principal::Anonymous
        {
            self.error(
                node,
                "`anonymous` with `sign`",
                "an anonymous request is not signed",
            );
        }
        if let Some(node) = fields.node("eventually")
            && fields.node("copies").is_some()
        {
            self.error(node, "`eventually` with `copies`", "copies are sent once");
        }
    }

    /// The operation of this name; `why` is told where there is none.
    pub(in crate::case) fn operation_named(&mut self, node: &Node, why: &str) -> Parsed<Operation> {
        let name = self.text(node)?;
        name.parse().map_err(|unknown: UnknownOperation| {
            let names = Operation::ALL.iter().map(|operation| operation.name());
            self.error_with(node, unknown.to_string(), why, did_you_mean(&name, names));
            Reported
        })
    }

    /// `copies` and `each` go together, and the counts add up.
    fn check_copies(&mut self, call: &Call, fields: &Fields<'n>) {
        let (copies, expect) = (fields.node("copies"), fields.node("expect"));
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
}

fn nests_each(expect: &Expect) -> bool {
    match &expect.answer {
        Answer::Each(_) => true,
        Answer::AnyOf(all) => all.iter().any(nests_each),
        _ => false,
    }
}
