//! Calls of one operation.

use super::fields::Fields;
use super::parser::{Parsed, Parser, Reported};
use crate::case::node::Node;
use crate::case::suggest::did_you_mean;
use crate::case::{Answer, Call, Eventually, Expect, Principal};
use crate::model::{Operation, UnknownOperation};

/// The most requests at once.
const MOST_COPIES: u64 = 256;

/// The parts of a call as they stand in the file.
struct CallNodes<'n> {
    input: Option<&'n Node>,
    unknown_members: Option<&'n Node>,
    wire: Option<&'n Node>,
    copies: Option<&'n Node>,
    expect: Option<&'n Node>,
    eventually: Option<&'n Node>,
}

/// Why what is called has to be known.
pub(super) const CALLED: &str = "`call` names an operation of the service model; for a name that does not exist, use `wire: {target: …}`";

impl<'n> Parser<'n> {
    /// `call`, and the keys beside it.
    pub(super) fn call(&mut self, name: &'n Node, mut fields: Fields<'n>) -> Parsed<Call> {
        let (principal, region) = (fields.take("as"), fields.take("region"));
        let nodes = CallNodes {
            input: fields.take("input"),
            unknown_members: fields.take("unknown_members"),
            wire: fields.take("wire"),
            copies: fields.take("copies"),
            expect: fields.take("expect"),
            eventually: fields.take("eventually"),
        };
        // Its reads stand around the step by now.
        fields.take("unchanged");
        fields.finish(self);

        let operation = self.operation_named(name, CALLED);
        self.operation = operation.ok();
        let principal = self.principal(principal);
        let region = self.region(region);
        let input = nodes.input.map(|node| self.template(node));
        let unknown_members = nodes
            .unknown_members
            .map(|node| self.truth(node, "unknown_members"));
        let wire = nodes.wire.map(|node| self.wire(node));
        let copies = nodes
            .copies
            .map_or(Ok(1), |node| self.integer(node, 2, MOST_COPIES));
        let expect = nodes.expect.map(|node| self.expect(node));
        let eventually = nodes.eventually.map(|node| self.eventually(node));
        self.operation = None;

        let call = Call {
            operation: operation?,
            principal: principal?,
            region: region?,
            input: input.transpose()?,
            unknown_members: unknown_members.transpose()?.is_some(),
            wire: wire.transpose()?,
            copies: u32::try_from(copies?).map_err(|_| Reported)?,
            expect: expect.transpose()?,
            eventually: eventually.transpose()?,
        };
        self.check_input(&call, &nodes);
        self.check_combination(&call, &nodes);
        self.check_copies(&call, &nodes);
        Ok(call)
    }

    /// The input's members are the operation's, unless the step says otherwise.
    fn check_input(&mut self, call: &Call, nodes: &CallNodes<'n>) {
        const ADVICE: &str = "to send it on purpose, write `unknown_members: true` in the step";
        let shape = self.model.input(call.operation);
        let unknown = match nodes.input {
            Some(input) => self.unknown_members(input, shape),
            None => Vec::new(),
        };
        match nodes.unknown_members {
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

    fn check_combination(&mut self, call: &Call, nodes: &CallNodes<'n>) {
        if let (Some(input), Some(wire)) = (nodes.input, &call.wire)
            && wire.body.is_some()
        {
            self.error(
                input,
                "`input` and `wire.body` in one step",
                "a request has one body",
            );
        }
        if let (Some(node), Some(wire)) = (nodes.wire, &call.wire)
            && wire.sign.is_some()
            && call.principal == Principal::Anonymous
        {
            self.error(
                node,
                "`anonymous` with `sign`",
                "an anonymous request is not signed",
            );
        }
        if let Some(node) = nodes.eventually
            && nodes.copies.is_some()
        {
            self.error(node, "`eventually` with `copies`", "copies are sent once");
        }
    }

    /// The operation of this name; `why` is told where there is none.
    pub(super) fn operation_named(&mut self, node: &Node, why: &str) -> Parsed<Operation> {
        let name = self.text(node)?;
        name.parse().map_err(|unknown: UnknownOperation| {
            let names = Operation::ALL.iter().map(|operation| operation.name());
            self.error_with(node, unknown.to_string(), why, did_you_mean(&name, names));
            Reported
        })
    }

    /// `copies` and `each` go together, and the counts add up.
    fn check_copies(&mut self, call: &Call, nodes: &CallNodes<'n>) {
        let (copies, expect) = (nodes.copies, nodes.expect);
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
