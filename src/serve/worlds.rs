//! The worlds of one server: the first, with the real clock, and those that clients made.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::{Limits, Options};
use crate::reference::{AwsForm, Config, Fleet, FleetOptions, PolicyFault, Reference, Rules};
use crate::wire::admin::{AdminCommand, Reply, SCHEMA};
use crate::wire::{Request, Response, Timestamp, world};

/// The name of the world that is there from the start.
const FIRST: &str = "first";

/// The last moment to which a clock is moved; times of a waiting period later are dates still.
const LAST: Timestamp = Timestamp::from_millis(253_370_764_800_000);

/// Every world of one server.
#[derive(Debug)]
pub(super) struct Worlds {
    first: Arc<ServedWorld>,
    made: Mutex<Made>,
    plan: Plan,
    limits: Limits,
}

/// What every world of one server is made by.
#[derive(Debug, Clone)]
struct Plan {
    auth: bool,
    aws_form: Option<AwsForm>,
    rules: Rules,
    policies: BTreeMap<String, Vec<String>>,
    fleet: FleetOptions,
}

impl Plan {
    fn of(options: &Options) -> Self {
        Self {
            auth: options.auth,
            aws_form: options.aws_form,
            rules: options.rules.clone(),
            policies: options.policies.clone(),
            fleet: options.fleet,
        }
    }

    fn fleet(&self, seed: u64, now: Timestamp) -> Result<Fleet, PolicyFault> {
        let config = Config {
            seed,
            now,
            regions: world::served(),
            principals: world::principals(),
            verify_signatures: self.auth,
            aws_form: self.aws_form,
        };
        let mut reference = Reference::with_rules(config, self.rules.clone());
        for (name, documents) in &self.policies {
            reference.set_identity_policies(name, documents)?;
        }
        Ok(Fleet::new(reference, self.fleet))
    }
}

#[derive(Debug, Default)]
struct Made {
    worlds: BTreeMap<String, Arc<ServedWorld>>,
    count: u64,
}

/// Why an administrative request is refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum AdminRefusal {
    /// No such world.
    Unknown(String),
    /// As many worlds as the server bears.
    Full(usize),
    /// The first world stays.
    First,
    /// The clock cannot go on for that long.
    End,
    /// Somebody cannot have a policy.
    Policy(PolicyFault),
}

impl std::fmt::Display for AdminRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown(id) => write!(
                f,
                "there is no world '{id}': it was dropped, or nobody asked it for long"
            ),
            Self::Full(limit) => write!(
                f,
                "there are {limit} worlds already; drop one, or wait until one is idle"
            ),
            Self::First => f.write_str("the server's first world cannot be dropped"),
            Self::Policy(fault) => fault.fmt(f),
            Self::End => write!(f, "a clock ends at {}", LAST.http_date()),
        }
    }
}

impl Worlds {
    pub(super) fn new(options: &Options) -> Result<Self, PolicyFault> {
        let plan = Plan::of(options);
        let now = real_now().plus(options.clock_skew);
        let first = plan.fleet(options.seed, now)?;
        Ok(Self {
            first: Arc::new(ServedWorld::new(FIRST, first, Some(options.clock_skew))),
            made: Mutex::default(),
            plan,
            limits: options.limits,
        })
    }

    /// The world of this name; the first without one.
    pub(super) fn find(&self, id: Option<&str>) -> Result<Arc<ServedWorld>, AdminRefusal> {
        let Some(id) = id.filter(|id| *id != FIRST) else {
            return Ok(Arc::clone(&self.first));
        };
        let made = lock(&self.made);
        let world = made
            .worlds
            .get(id)
            .filter(|world| !world.is_idle(self.limits.world_idle));
        world
            .cloned()
            .ok_or_else(|| AdminRefusal::Unknown(id.to_owned()))
    }

    /// Does what an administrative request asks for.
    pub(super) fn command(
        &self,
        id: Option<&str>,
        command: AdminCommand,
    ) -> Result<Reply, AdminRefusal> {
        if let AdminCommand::CreateWorld { seed } = command {
            return self.create(seed).map(|world| world.reply());
        }
        let world = self.find(id)?;
        match command {
            AdminCommand::DropWorld if world.id == FIRST => return Err(AdminRefusal::First),
            AdminCommand::DropWorld => {
                lock(&self.made).worlds.remove(&world.id);
            }
            AdminCommand::Advance { millis } => world.advance(Duration::from_millis(millis))?,
            AdminCommand::Disturb(disturbance) => world.at_its_time().disturb(&disturbance),
            AdminCommand::CreateWorld { .. } | AdminCommand::Now => {}
        }
        Ok(world.reply())
    }

    fn create(&self, seed: u64) -> Result<Arc<ServedWorld>, AdminRefusal> {
        let mut made = lock(&self.made);
        made.worlds
            .retain(|_, world| !world.is_idle(self.limits.world_idle));
        if made.worlds.len() >= self.limits.worlds {
            return Err(AdminRefusal::Full(self.limits.worlds));
        }
        made.count += 1;
        let id = format!("w{}", made.count);
        let fleet = self.plan.fleet(seed, world::START);
        let fleet = fleet.map_err(AdminRefusal::Policy)?;
        let world = Arc::new(ServedWorld::new(&id, fleet, None));
        made.worlds.insert(id, Arc::clone(&world));
        Ok(world)
    }
}

/// One reference and its clock.
#[derive(Debug)]
pub(super) struct ServedWorld {
    id: String,
    state: Mutex<State>,
    asked: Mutex<Instant>,
}

#[derive(Debug)]
struct State {
    fleet: Fleet,
    /// By how much the clock is ahead of the real one; `None` for a clock that stands still.
    ahead: Option<Duration>,
}

impl ServedWorld {
    fn new(id: &str, fleet: Fleet, ahead: Option<Duration>) -> Self {
        Self {
            id: id.to_owned(),
            state: Mutex::new(State { fleet, ahead }),
            asked: Mutex::new(Instant::now()),
        }
    }

    /// Its answer to one request.
    pub(super) fn handle(&self, request: &Request) -> Response {
        self.at_its_time().handle(request)
    }

    fn advance(&self, by: Duration) -> Result<(), AdminRefusal> {
        let now = self.at_its_time().now();
        let mut state = lock(&self.state);
        if now.plus(by) > LAST {
            return Err(AdminRefusal::End);
        }
        if let Some(ahead) = &mut state.ahead {
            *ahead = ahead.saturating_add(by);
        } else {
            let later = state.fleet.now().plus(by);
            state.fleet.advance_to(later);
        }
        Ok(())
    }

    /// The endpoint, its clock set to what it is now.
    fn at_its_time(&self) -> impl std::ops::DerefMut<Target = Fleet> {
        *lock(&self.asked) = Instant::now();
        let mut state = lock(&self.state);
        if let Some(ahead) = state.ahead {
            // A real clock may be set back; the endpoint's is not.
            let now = real_now().plus(ahead).max(state.fleet.now());
            state.fleet.advance_to(now);
        }
        Held(state)
    }

    fn is_idle(&self, limit: Duration) -> bool {
        lock(&self.asked).elapsed() >= limit
    }

    fn reply(&self) -> Reply {
        Reply {
            schema: SCHEMA.to_owned(),
            world: self.id.clone(),
            now: self.at_its_time().now(),
            regions: world::regions(),
            principals: world::principals(),
        }
    }
}

struct Held<'a>(MutexGuard<'a, State>);

impl std::ops::Deref for Held<'_> {
    type Target = Fleet;

    fn deref(&self) -> &Fleet {
        &self.0.fleet
    }
}

impl std::ops::DerefMut for Held<'_> {
    fn deref_mut(&mut self) -> &mut Fleet {
        &mut self.0.fleet
    }
}

fn real_now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_millis(0).plus(since)
}

/// Takes a lock also after a panic under it: one request that broke must not end the server.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
