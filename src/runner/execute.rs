//! Plays one try of an instance: its needs, then its steps, until one does not hold.

mod unbound;

use std::iter::repeat;

use futures_util::future::join_all;
use serde_json::Value;

use super::again::{Again, Next};
use super::agreement::{AGREEING, Agreement, left, passes_with_time};
use super::backing::invented_refused;
use super::capability::{Suspicion, absent_or};
use super::change::settle;
use super::cli_driver::{Answered, drive};
use super::client::{Calling, Client, LONGEST_PAUSE, Patience};
use super::command::{self, Running, Stuck};
use super::outcome::{Outcome, fault};
use super::plan::Instance;
use super::preparation::prepares;
use super::request::Draft;
use super::scope::scope;
use super::set_up::set_up;
use super::shared_stores::LeasedStore;
use super::waiting::Pauses;
use super::{Driver, RunOptions};
use crate::case::{Action, Call, Disturb, Eventually, Principal, Region, Run, Span, Step};
use crate::check::{BoundExpect, Context, FreshValues, Mismatch, Reply, Scope, judge};
use crate::model::Model;
use crate::target::command::CliProgram;
use crate::wire::Response;
use crate::wire::admin::Disturbance;

/// Plays the instance; clean-up is the caller's.
pub(super) async fn execute(
    instance: &Instance<'_>,
    client: Client<'_>,
    draw: FreshValues,
    options: &RunOptions,
    (refuses_invented, leased): (bool, &[LeasedStore]),
) -> Outcome {
    let mut player = Player {
        instance,
        client,
        options,
        command: options.command.as_ref(),
        driver: options.driver,
        refuses_invented,
        leased,
        scope: scope(instance, client.session, draw),
    };
    match player.execute().await {
        Ok(()) => Outcome::Pass,
        Err(outcome) => outcome,
    }
}

struct Player<'a, 'case> {
    instance: &'a Instance<'case>,
    client: Client<'a>,
    options: &'a RunOptions,
    command: Option<&'a CliProgram>,
    driver: Driver,
    /// The target has a world in which nothing behind a store can be invented.
    refuses_invented: bool,
    /// Shared stores in place of the case's own.
    leased: &'a [LeasedStore],
    scope: Scope<'case>,
}

impl Player<'_, '_> {
    async fn execute(&mut self) -> Result<(), Outcome> {
        let case = self.instance.case;
        self.client.ledger.begin(0);
        set_up(&case.needs, self.client, &mut self.scope, self.leased).await?;
        for (at, step) in case.steps.iter().enumerate() {
            // What the step before has done is in force before this one asks.
            let settled = settle(self.client).await;
            settled.map_err(|why| Outcome::of_unanswered(at, &why))?;
            self.client.ledger.begin(at + 1);
            match &step.action {
                Action::Call(call) => self.call(step, call).await?,
                Action::Advance(by) => {
                    let moved = self.client.session.advance(*by).await;
                    moved.map_err(|error| Outcome::of_error(at + 1, &error))?;
                }
                Action::Run(run) => self.run(step, run).await?,
                Action::Disturb(disturb) => self.disturb(step.span, disturb).await?,
            }
        }
        Ok(())
    }

    async fn disturb(&mut self, span: Span, disturb: &Disturb) -> Result<(), Outcome> {
        let step = self.step();
        let value = self.scope.value(&disturb.template);
        let value = value.map_err(|why| self.unbound(&why))?;
        let disturbance: Disturbance = serde_json::from_value(value).map_err(|error| {
            let line = span.line;
            Outcome::broken(
                step,
                format!("line {line}: this is no disturbance: {error}"),
            )
        })?;
        let done = self.client.session.disturb(&disturbance).await;
        done.map_err(|error| Outcome::of_error(step, &error))
    }

    async fn run(&mut self, step: &Step, run: &Run) -> Result<(), Outcome> {
        let number = self.step();
        let command = self.command;
        let known = command.and_then(|it| Some((it, run.expect(it.flavour())?)));
        let Some((command, expect)) = known else {
            return Err(Outcome::Unsupported {
                step: number,
                fault: fault("the case expects nothing of the CLI under test"),
            });
        };
        if run.needs_process() && !command.has_process() {
            return Err(Outcome::Unsupported {
                step: number,
                fault: fault(
                    "the reference CLI has no process of its own here; name an executable with --cli",
                ),
            });
        }
        let session = self.client.session;
        let running = Running {
            command,
            session,
            context: Context {
                model: Model::bundled(),
                source: &self.instance.case.source,
                operation: self.instance.operation(),
                now: session.now(),
            },
            scope: &mut self.scope,
            step: number,
        };
        let judged = match command::run(running, run, expect).await {
            Ok(judged) => judged,
            Err(Stuck::Unbound(why)) => return Err(self.unbound(&why)),
            Err(Stuck::Broken(why)) => return Err(Outcome::broken(number, why)),
        };
        self.client.ledger.ran(judged.run);
        if !judged.mismatches.is_empty() {
            return Err(self.fail(judged.mismatches));
        }
        if let Some(name) = &step.id {
            self.scope.name(name, judged.value);
        }
        Ok(())
    }

    async fn call(&mut self, step: &Step, call: &Call) -> Result<(), Outcome> {
        let mut drafts = Vec::new();
        for _ in 0..call.copies.max(1) {
            let draft = Draft::of_call(call, self.client.session, &mut self.scope);
            drafts.push(draft.map_err(|why| self.unbound(&why))?);
        }
        self.client.mark(call, &mut drafts)?;
        let answers = match &call.expect {
            None => self.set_up(call, &drafts).await?,
            Some(expect) => {
                let expect = self.scope.bind(expect).map_err(|why| self.unbound(&why))?;
                match call.eventually {
                    Some(eventually) => self.until(call, &drafts, &expect, eventually).await?,
                    None => self.once(call, &drafts, &expect).await?,
                }
            }
        };
        if let Some(name) = &step.id {
            let mut bodies = answers.iter().map(body);
            let value = if call.copies > 1 {
                Value::Array(bodies.collect())
            } else {
                bodies.next().unwrap_or_default()
            };
            self.scope.name(name, value);
            if let [answer] = &answers[..] {
                self.scope.name_headers(name, answer.headers.clone());
            }
        }
        Ok(())
    }

    /// A call without an expectation: every answer is a success, as late as `eventually` grants, or the case is blocked.
    async fn set_up(&mut self, call: &Call, drafts: &[Draft]) -> Result<Vec<Response>, Outcome> {
        let mut patience = Patience::new();
        let (now, options) = (self.client.session.now(), self.options);
        let deadline = call.eventually.map(|it| now.plus(options.within(it)));
        let mut done = Vec::new();
        let answers = loop {
            let answers = self.send(call, drafts, done).await?.answers;
            let now = self.client.session.now();
            let left = deadline.filter(|it| now < *it).map(|it| left(it, now));
            let is_done = |answer: &Response| answer.status < 300;
            let failed = answers.iter().zip(drafts).filter(|(it, _)| !is_done(it));
            let mut failed = failed.peekable();
            let left = failed.peek().and(left);
            let again = failed.find_map(|(answer, draft)| {
                patience.asks_again(self.client, call.operation, &draft.input(), answer)
            });
            let Some(most) = again.or(left) else {
                break answers;
            };
            // Where one of several copies has succeeded, a second request would do it twice.
            done = answers
                .into_iter()
                .map(|it| Some(it).filter(is_done))
                .collect();
            let paused = patience.pause(self.client, most).await;
            paused.map_err(|why| Outcome::of_unanswered(self.step(), &why))?;
        };
        let mut replies = answers.iter().map(Reply::read);
        let Some(failed) = replies.find(|r| !r.is_success()) else {
            return Ok(answers);
        };
        let answer = failed.describe(Model::bundled(), call.operation);
        let step = self.step();
        let operation = call.operation;
        let told = format!("step {step}, {operation}, is set-up and was answered {answer}");
        let fault = fault(told);
        let blocked = Outcome::Blocked { step, fault };
        Err(self.absent_or(call, &answers, blocked).await)
    }

    /// A call whose expectation holds at once, or not at all, as far as every host can know what was done before.
    async fn once(
        &mut self,
        call: &Call,
        drafts: &[Draft],
        expect: &BoundExpect,
    ) -> Result<Vec<Response>, Outcome> {
        let inputs: Vec<Value> = drafts.iter().map(Draft::input).collect();
        let mut again = Again::new(self.client, call);
        let mut counted = Vec::new();
        loop {
            let Answered {
                answers,
                breaches,
                astray,
            } = self.send(call, drafts, counted).await?;
            let context = self.context(call);
            let driven_well = breaches.is_empty();
            let mut mismatches = breaches;
            if !astray {
                mismatches.extend(judge(expect, &answers, &context));
            }
            if !driven_well {
                return Err(self.fail(mismatches));
            }
            match again.next(expect, &inputs, &answers, mismatches.is_empty()) {
                Next::Count if mismatches.is_empty() => return self.held(expect, answers),
                Next::Count => {
                    again.tell(&mut mismatches);
                    return Err(self.absent_or(call, &answers, self.fail(mismatches)).await);
                }
                Next::Nothing(outcome) => return Err(outcome),
                Next::Ask => {
                    counted = again.keeps(expect, answers);
                    let paused = again.pause().await;
                    paused.map_err(|why| Outcome::of_unanswered(self.step(), &why))?;
                }
            }
        }
    }

    /// What holds, unless it holds for want of what the target would need to be judged.
    fn held(&self, expect: &BoundExpect, answers: Vec<Response>) -> Result<Vec<Response>, Outcome> {
        let invented = invented_refused(expect, &answers).filter(|_| self.refuses_invented);
        match invented {
            Some(fault) => Err(Outcome::Unsupported {
                step: self.step(),
                fault,
            }),
            None => Ok(answers),
        }
    }

    /// A call that is repeated until its expectation holds, and then for as long as it must go on to hold.
    async fn until(
        &mut self,
        call: &Call,
        drafts: &[Draft],
        expect: &BoundExpect,
        eventually: Eventually,
    ) -> Result<Vec<Response>, Outcome> {
        let session = self.client.session;
        let within = self.options.within(eventually);
        let deadline = session.now().plus(within);
        // A call that changes something is not made again because it was done.
        let in_a_row = if call.operation.is_read() {
            self.options.agreeing_reads
        } else {
            1
        };
        let mut agreement = Agreement::new(in_a_row);
        let mut holds_until = None;
        let mut again = Again::new(self.client, call);
        let mut pauses = Pauses::new();
        loop {
            let answered = self.send(call, drafts, Vec::new()).await?;
            if !answered.breaches.is_empty() {
                return Err(self.fail(answered.breaches));
            }
            let answers = answered.answers;
            let context = self.context(call);
            let mut mismatches = judge(expect, &answers, &context);
            let troubled = match again.trouble(expect, &answers, mismatches.is_empty()) {
                Next::Nothing(outcome) => return Err(outcome),
                Next::Ask => true,
                Next::Count => false,
            };
            let most = if troubled {
                LONGEST_PAUSE
            } else if mismatches.is_empty() && !agreement.held() {
                AGREEING
            } else if mismatches.is_empty() {
                let until = *holds_until.get_or_insert(context.now.plus(eventually.stable_for));
                if context.now >= until {
                    return Ok(answers);
                }
                left(until, context.now)
            } else {
                if holds_until.is_some() {
                    let stable = humantime::format_duration(eventually.stable_for);
                    add_to_expected(
                        &mut mismatches,
                        &format!("to hold for {stable}, as it did at first"),
                    );
                    return Err(self.fail(mismatches));
                }
                agreement.broke();
                let patient = answers.iter().all(passes_with_time);
                if context.now >= deadline || !patient {
                    let within = humantime::format_duration(within);
                    add_to_expected(&mut mismatches, &agreement.within(&within.to_string()));
                    return Err(self.absent_or(call, &answers, self.fail(mismatches)).await);
                }
                left(deadline, context.now)
            };
            let asked = again.asked();
            let waited = pauses.pause_as_asked(session, most, asked).await;
            waited.map_err(|error| Outcome::of_error(self.step(), &error))?;
        }
    }

    async fn send(
        &self,
        call: &Call,
        drafts: &[Draft],
        answered: Vec<Option<Response>>,
    ) -> Result<Answered, Outcome> {
        let mut label = call.operation.to_string();
        if call.principal != Principal::Owner {
            label = format!("{label} as {}", call.principal.word());
        }
        if call.region == Region::Other {
            label = format!("{label} in the other Region");
        }
        let calling = Calling {
            operation: call.operation,
            principal: call.principal,
            region: call.region,
            label: &label,
            waiting: false,
        };
        if let (Driver::Cli, Some(command), Some(_)) = (self.driver, self.command, &call.expect) {
            return drive(self.client, command, calling, drafts, self.instance.case).await;
        }
        let answered = answered.into_iter().chain(repeat(None));
        let sends = drafts
            .iter()
            .zip(answered)
            .map(async |(draft, answer)| match answer {
                Some(answer) => Ok(answer),
                None => self.client.send(calling, draft).await,
            });
        let answers = join_all(sends).await;
        let answers: Result<Vec<_>, _> = answers.into_iter().collect();
        let answers = answers.map_err(|why| Outcome::of_unanswered(self.step(), &why))?;
        Ok(Answered {
            answers,
            ..Answered::default()
        })
    }

    fn context(&self, call: &Call) -> Context<'_> {
        Context {
            model: Model::bundled(),
            source: &self.instance.case.source,
            operation: call.operation,
            now: self.client.session.now(),
        }
    }

    fn step(&self) -> usize {
        self.client.ledger.step()
    }

    fn fail(&self, mismatches: Vec<Mismatch>) -> Outcome {
        let step = self.step();
        if let Some(first) = mismatches
            .first()
            .filter(|_| prepares(self.instance.case, self.instance.operation(), step))
        {
            let about = self.instance.operation();
            return Outcome::Blocked {
                step,
                fault: fault(format!(
                    "step {step} prepares {about}, and its answer is not what that needs: {}: expected {}, got {}",
                    first.path, first.expected, first.actual
                )),
            };
        }
        Outcome::Fail { step, mismatches }
    }

    /// The outcome, unless the target does not have the operation.
    async fn absent_or(&self, call: &Call, answers: &[Response], outcome: Outcome) -> Outcome {
        let proper = asks_properly(call);
        // An odd request is about the operation that it named on the wire, if KMS has one of that name.
        let asked = if proper {
            Some(call.operation)
        } else {
            self.client.ledger.last_asked()
        };
        let Some(operation) = asked else {
            return outcome;
        };
        let session = self.client.session;
        let mut answers = answers.iter();
        let says_so = |answer: &&Response| session.absence(answer, operation).is_some();
        let Some(answer) = answers.find(says_so) else {
            return outcome;
        };
        let suspicion = Suspicion {
            operation,
            answer,
            proper,
            step: self.step(),
        };
        absent_or(self.client, suspicion, outcome).await
    }
}

/// True when the request is recognisable as a call of its operation.
pub(super) fn asks_properly(call: &Call) -> bool {
    call.wire.as_ref().is_none_or(|wire| {
        wire.method.is_none()
            && wire.path.is_none()
            && wire.target.is_none()
            && wire.content_type.is_none()
            && wire.headers.is_empty()
    })
}

fn add_to_expected(mismatches: &mut [Mismatch], words: &str) {
    for mismatch in mismatches {
        mismatch.expected = format!("{} {words}", mismatch.expected);
    }
}

fn body(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap_or_default()
}
