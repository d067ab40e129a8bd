//! The connections of a server: when there is no room, who waits longest without asking anything makes room.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

/// A connection is left alone for so long, that its first request may come.
const GRACE: Duration = Duration::from_millis(100);

/// Every connection of one server.
#[derive(Debug, Default)]
pub(super) struct Crowd(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    count: u64,
    members: BTreeMap<u64, Member>,
}

#[derive(Debug)]
struct Member {
    close: Arc<Notify>,
    /// Requests whose answers are being made.
    busy: usize,
    /// Since when nothing was asked in full.
    since: Instant,
}

/// One connection's place, which it leaves when this is dropped.
#[derive(Debug)]
pub(super) struct Slot {
    crowd: Arc<Crowd>,
    id: u64,
    close: Arc<Notify>,
}

impl Crowd {
    /// Takes a connection in.
    pub(super) fn join(self: &Arc<Self>) -> Slot {
        let close = Arc::new(Notify::new());
        let mut state = self.lock();
        state.count += 1;
        let id = state.count;
        let member = Member {
            close: Arc::clone(&close),
            busy: 0,
            since: Instant::now(),
        };
        state.members.insert(id, member);
        Slot {
            crowd: Arc::clone(self),
            id,
            close,
        }
    }

    /// Closes the connection that has asked nothing for longest; one that has just come, or is being answered, stays.
    pub(super) fn make_room(&self) {
        let mut state = self.lock();
        let idle = state
            .members
            .iter()
            .filter(|(_, member)| member.busy == 0 && member.since.elapsed() >= GRACE);
        let longest = idle.min_by_key(|(_, member)| member.since);
        if let Some(id) = longest.map(|(id, _)| *id)
            && let Some(member) = state.members.remove(&id)
        {
            member.close.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Slot {
    /// Ends when the connection is to make room.
    pub(super) async fn closing(&self) {
        self.close.notified().await;
    }

    /// Notes that a request is there in full, until the result is dropped.
    pub(super) fn answer(&self) -> Answering<'_> {
        self.change(|member| member.busy += 1);
        Answering(self)
    }

    fn change(&self, change: impl FnOnce(&mut Member)) {
        if let Some(member) = self.crowd.lock().members.get_mut(&self.id) {
            change(member);
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.crowd.lock().members.remove(&self.id);
    }
}

/// An answer that is being made.
#[derive(Debug)]
pub(super) struct Answering<'a>(&'a Slot);

impl Drop for Answering<'_> {
    fn drop(&mut self) {
        self.0.change(|member| {
            member.busy = member.busy.saturating_sub(1);
            member.since = Instant::now();
        });
    }
}
