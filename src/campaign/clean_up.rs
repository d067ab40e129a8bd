//! Takes away what a campaign made on an endpoint that is not its own: as the one who made it, where it was made, keys
//! before the stores that hold them; and says what had to stay.

use std::time::Duration;

use serde_json::{Value, json};

use super::asking::ask;
use super::control::Control;
use super::ledger::{Ledger, Made, PrincipalInRegion};
use super::sides::Which;
use super::summary::Left;
use super::trace::call_with;
use crate::case::{Principal, Region};
use crate::generate;
use crate::model::Operation;
use crate::target::resource::{Id, Kind, Look, RESOURCES, Resource, Shown, Undo};
use crate::target::{CUT_OFF, Session};
use crate::wire::aws_json::Answer;

/// How long clean-up may go on after the campaign's end.
const LONGEST: Duration = Duration::from_secs(30);

/// Requests in a row without an answer after which nothing more is tried.
const SILENCE: u32 = 2;

/// How long a store may take to disconnect.
const DISCONNECTING: Duration = Duration::from_secs(20);

/// Between two looks at a store.
const PAUSE: Duration = Duration::from_millis(50);

/// With what a store is refused that is in a state, or on its way to one, in which it cannot be disconnected.
const ON_ITS_WAY: &str = "CustomKeyStoreInvalidStateException";

/// Pages of a list that are looked through.
const PAGES: usize = 200;

/// Takes away what was made on one side.
pub(super) struct CleanUp<'a> {
    session: &'a Session,
    place: &'a generate::Callers,
    control: &'a Control,
    which: Which,
    /// Requests in a row without an answer.
    unanswered: u32,
}

/// What came of a request.
enum Told {
    Body(Value),
    Refused(String),
    /// Nothing came, or nothing may be asked any more.
    Nothing(&'static str),
}

impl<'a> CleanUp<'a> {
    pub(super) fn new(
        session: &'a Session,
        place: &'a generate::Callers,
        control: &'a Control,
        which: Which,
    ) -> Self {
        Self {
            session,
            place,
            control,
            which,
            unanswered: 0,
        }
    }

    /// Takes away these.
    pub(super) async fn take_away(&mut self, made: &[Made]) {
        for resource in &RESOURCES {
            let of_kind = made.iter().filter(|made| made.kind == resource.kind);
            for made in of_kind.rev() {
                self.undo(resource, made).await;
            }
        }
    }

    /// Looks for what was made by calls without an answer, and takes away all that is still there.
    pub(super) async fn finish(&mut self) {
        let mut looked: Vec<(Kind, PrincipalInRegion, Option<&'static str>)> = Vec::new();
        for place in self.ledger().places() {
            for resource in &RESOURCES {
                looked.push((resource.kind, place, self.find(resource, place).await));
            }
        }
        let there = self.ledger().there();
        self.take_away(&there).await;
        for made in self.ledger().there() {
            // Only where nothing may be asked any more.
            self.stays(&made, "it was not asked for any more");
        }
        let uncertain = self.ledger().take_uncertain();
        for (kind, place, failed) in looked {
            let mut of_place = uncertain
                .iter()
                .filter(|call| (call.kind, call.place) == (kind, place));
            let why = match failed {
                Some(why) if of_place.next().is_some() => format!(
                    "a call was left without an answer, and what it may have made was not looked for: {why}"
                ),
                None if of_place.any(|call| !call.marked) => {
                    "a call was left without an answer, and what it may have made has no mark"
                        .to_owned()
                }
                Some(_) | None => continue,
            };
            let left = self.left(kind, None, place, why);
            self.ledger().unknown(left);
        }
    }

    fn ledger(&self) -> &'a Ledger {
        self.control.ledger(self.which)
    }

    /// Takes one thing away, step by step.
    async fn undo(&mut self, resource: &Resource, made: &Made) {
        for (at, step) in resource.undo.iter().enumerate() {
            let is_last = at + 1 == resource.undo.len();
            match self.undo_step(resource, made, step).await {
                Ok(true) => return self.ledger().gone(made),
                Ok(false) if is_last => self.ledger().gone(made),
                Ok(false) => {}
                // What is refused here may be taken away all the same.
                Err(_) if !is_last => {}
                Err(why) => self.stays(made, &why),
            }
        }
    }

    /// One step of taking a thing away; true where nothing is there any more, the error is why it stays.
    async fn undo_step(
        &mut self,
        resource: &Resource,
        made: &Made,
        step: &Undo,
    ) -> Result<bool, String> {
        let place = (made.principal, made.region);
        if step.slow && self.shows(resource, made, &step.done).await {
            return Ok(false);
        }
        let input = step.input(resource, &made.id);
        let mut told = self.ask(place, step.operation, &input).await;
        let mut waited = Duration::ZERO;
        // A store that a script has left on its way is asked again until it has arrived.
        while step.slow
            && matches!(&told, Told::Refused(error) if error == ON_ITS_WAY)
            && waited < DISCONNECTING
            && !self.shows(resource, made, &step.done).await
            && self.session.wait(PAUSE).await.is_ok()
        {
            waited += PAUSE;
            told = self.ask(place, step.operation, &input).await;
        }
        match told {
            Told::Body(_) if step.slow => self.wait_for(resource, made, &step.done).await,
            Told::Body(_) => {}
            Told::Refused(error) if error == resource.not_found => return Ok(true),
            // A script may have done it.
            Told::Refused(_) if self.shows(resource, made, &step.done).await => {}
            Told::Refused(error) if error == "CustomKeyStoreHasCMKsException" => {
                return Err(format!(
                    "it holds keys until their waiting period is over; delete it then ({error})"
                ));
            }
            Told::Refused(error) => {
                return Err(format!("{} is refused with {error}", step.operation));
            }
            Told::Nothing(why) => return Err(why.to_owned()),
        }
        Ok(false)
    }

    /// Waits until a read of the thing shows this, or for as long as a store may take to disconnect.
    async fn wait_for(&mut self, resource: &Resource, made: &Made, done: &Shown) {
        let mut waited = Duration::ZERO;
        while waited < DISCONNECTING
            && !self.is_over()
            && !self.shows(resource, made, done).await
            && self.session.wait(PAUSE).await.is_ok()
        {
            waited += PAUSE;
        }
    }

    /// Whether a read of the thing shows this.
    async fn shows(&mut self, resource: &Resource, made: &Made, shown: &Shown) -> bool {
        let place = (made.principal, made.region);
        let input = resource.read(&made.id);
        let told = self.ask(place, resource.describe, &input).await;
        let look = match &told {
            Told::Body(body) => resource.look(Ok(Some(body))),
            Told::Refused(error) => resource.look(Err(Some(error))),
            Told::Nothing(_) => None,
        };
        let look = look.unwrap_or_else(|| Look::Untold(String::new()));
        shown.by(&look, resource.kind) == Some(true)
    }

    /// Finds what is there by the marks that it was asked to have; why not, if it could not.
    async fn find(
        &mut self,
        resource: &Resource,
        place: PrincipalInRegion,
    ) -> Option<&'static str> {
        // What the request names is known without a list.
        if matches!(resource.id, Id::Request(_)) {
            return None;
        }
        let mut marker = Value::Null;
        for _ in 0..PAGES {
            let input = with_marker(json!({}), &marker);
            let page = match self.ask(place, resource.list_by, &input).await {
                Told::Body(page) => page,
                // An endpoint without stores has none of ours.
                Told::Refused(_) if resource.kind == Kind::Store => return None,
                Told::Refused(_) => return Some("its list is refused"),
                Told::Nothing(why) => return Some(why),
            };
            for entry in page[resource.list].as_array().into_iter().flatten() {
                if let Some(why) = self.look_at(resource, place, entry).await {
                    return Some(why);
                }
            }
            marker = page["NextMarker"].clone();
            if marker.is_null() {
                return None;
            }
        }
        Some("its list has too many pages")
    }

    /// Notes a thing of a list, if it has a mark of ours; why not, if it could not be read.
    async fn look_at(
        &mut self,
        resource: &Resource,
        place: PrincipalInRegion,
        entry: &Value,
    ) -> Option<&'static str> {
        let id = entry[resource.named_by].as_str()?;
        if self.ledger().knows(id) {
            return None;
        }
        let mut entry = entry.clone();
        // Lists of keys tell ids and nothing else.
        if resource.list_by != resource.describe {
            let read = resource.read(id);
            match self.ask(place, resource.describe, &read).await {
                Told::Body(body) => entry = body.pointer(resource.entry)?.clone(),
                Told::Refused(_) => return None,
                Told::Nothing(why) => return Some(why),
            }
        }
        let mark = entry[resource.mark].as_str()?;
        if self.ledger().is_mark(resource.kind, mark) {
            self.found(resource.kind, id.to_owned(), place);
        }
        None
    }

    fn found(&self, kind: Kind, id: String, (principal, region): PrincipalInRegion) {
        self.ledger().add(&Made {
            kind,
            id,
            principal,
            region,
        });
    }

    fn stays(&self, made: &Made, why: &str) {
        let place = (made.principal, made.region);
        let left = self.left(made.kind, Some(made.id.clone()), place, why.to_owned());
        self.ledger().stays(made, left);
    }

    fn left(
        &self,
        kind: Kind,
        id: Option<String>,
        (principal, region): PrincipalInRegion,
        why: String,
    ) -> Left {
        let at = usize::from(region == Region::Other);
        let region = self.place.regions.get(at).cloned().unwrap_or_default();
        Left {
            kind: Resource::of(kind).noun(),
            id,
            principal: format!("{principal:?}").to_lowercase(),
            region,
            why,
        }
    }

    /// Whether nothing more may be asked.
    fn is_over(&self) -> bool {
        let end = &self.control.end;
        end.is_aborted() || end.since() > LONGEST || self.unanswered >= SILENCE
    }

    async fn ask(
        &mut self,
        (principal, region): PrincipalInRegion,
        operation: Operation,
        input: &Value,
    ) -> Told {
        if self.unanswered >= SILENCE {
            return Told::Nothing("the endpoint does not answer any more");
        }
        if self.is_over() {
            return Told::Nothing("there was no time to take it away");
        }
        let call = call_with(operation, principal, region);
        let mut cut_off = 0;
        let sent = loop {
            let sent = ask(self.session, self.place, self.control, &call, input).await;
            let Some(sent) = sent else {
                return Told::Nothing("nobody here can ask for it");
            };
            match sent {
                // Done twice, each step is as done once.
                Some(Err(error)) if error.is_cut_off() && cut_off < CUT_OFF && !self.is_over() => {
                    cut_off += 1;
                }
                sent => break sent,
            }
        };
        match sent {
            None => Told::Nothing("there was no time to take it away"),
            Some(Err(_)) => {
                self.unanswered += 1;
                Told::Nothing("the endpoint did not answer")
            }
            Some(Ok(response)) => {
                self.unanswered = 0;
                let answer = Answer::of(&response);
                if answer.is_success() {
                    return Told::Body(answer.json().cloned().unwrap_or_default());
                }
                let status = answer.status.to_string();
                Told::Refused(answer.error_type.unwrap_or(status))
            }
        }
    }
}

fn with_marker(mut input: Value, marker: &Value) -> Value {
    if !marker.is_null() {
        input["Marker"] = marker.clone();
    }
    input
}

/// Takes away what is left on one side at a campaign's end.
pub(super) async fn finish(session: &Session, control: &Control, which: Which) {
    let place = place_of(session);
    CleanUp::new(session, &place, control, which).finish().await;
}

/// Who may call in a session, and where.
pub(super) fn place_of(session: &Session) -> generate::Callers {
    let names = Principal::SIGNERS
        .into_iter()
        .filter_map(|who| Some(session.principal(who)?.name));
    let headers = names.map(|name| {
        let fields = session.headers(&name);
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let fields = fields.collect();
        (name, fields)
    });
    // A Region with a host of its own, as on AWS, is another endpoint, and not the one that is fuzzed.
    let authority = session.authority(Region::Home);
    let regions = [Region::Home, Region::Other]
        .into_iter()
        .filter(|region| session.authority(*region) == authority)
        .filter_map(|region| session.region(region));
    generate::Callers {
        authority: authority.to_owned(),
        headers: headers.collect(),
        principals: session.principals(),
        regions: regions.map(str::to_owned).collect(),
        forged: false,
    }
}
