//! Scripts from raw bytes: each draw takes a few bytes, and no bytes at all make an empty script.

use arbitrary::{Result, Unstructured};

use super::state::{Key, KeyState, State, Store, StoreKind};
use super::{
    Arg, Malformation, Mode, Options, Script, ScriptCall, Step, codec, fault, malformed_requests,
    recipes, sequences, world,
};
use crate::case::{FreshKind, Principal, Region, StoreState};
use crate::model::{Model, Operation};

/// The script that these bytes mean.
///
/// The same bytes and options give the same script on every platform; [`encode`](super::encode) gives bytes for a given
/// script.
#[must_use]
pub fn script(bytes: &[u8], options: &Options) -> Script {
    let mut maker = Maker::new(bytes, options);
    // The only error is a lack of bytes, which ends the script where it stands.
    let _ = maker.all();
    Script { steps: maker.steps }
}

/// The script of a seed: [`script`] over [`noise`](super::noise).
#[must_use]
pub fn seeded(seed: u64, options: &Options) -> Script {
    let length = 24 + usize::from(super::noise(seed, 1)[0]);
    script(&super::noise(seed, length), options)
}

pub(super) struct Maker<'a> {
    pub(super) u: Unstructured<'a>,
    pub(super) model: &'static Model,
    pub(super) options: &'a Options,
    pub(super) state: State,
    pub(super) steps: Vec<Step>,
    /// The next number of fresh values.
    next: u8,
    /// The next recipe breaks one rule of its operation.
    pub(super) twist: bool,
}

impl<'a> Maker<'a> {
    fn new(bytes: &'a [u8], options: &'a Options) -> Self {
        Self {
            u: Unstructured::new(bytes),
            model: Model::bundled(),
            options,
            state: State::default(),
            steps: Vec::new(),
            next: 0,
            twist: false,
        }
    }

    fn all(&mut self) -> Result<()> {
        let mut made_up = false;
        let mut fault_at = match self.options.mode {
            Mode::OneFault => Some(self.u.int_in_range(0..=5)?),
            _ => None,
        };
        while !self.u.is_empty() && self.calls() < self.options.most_calls {
            let tag: u8 = self.u.arbitrary()?;
            if tag >= codec::WRITTEN_OUT && self.options.mode == Mode::Mixed {
                self.steps.push(codec::step(&mut self.u)?);
                continue;
            }
            made_up = true;
            let faulty = fault_at == Some(0);
            fault_at = fault_at.and_then(|at: u8| at.checked_sub(1));
            self.one(tag, faulty)?;
        }
        if made_up {
            self.observe();
        }
        Ok(())
    }

    fn calls(&self) -> usize {
        let steps = self.steps.iter();
        steps.filter(|step| step.call().is_some()).count()
    }

    /// One call, with all that it needs before it.
    fn one(&mut self, tag: u8, faulty: bool) -> Result<()> {
        let kind = match self.options.mode {
            Mode::OneFault if faulty => [10, 11, 11][usize::from(tag % 3)],
            Mode::Wild => [10, 11, 12, 12, 13, 13, 13, 14][usize::from(tag % 8)],
            Mode::Mixed => tag % 20,
            Mode::Valid | Mode::OneFault => {
                [0, 0, 0, 0, 0, 0, 14, 15, 16, 16, 16, 16][usize::from(tag % 12)]
            }
        };
        match kind {
            10 => self.broken(),
            11 => self.twisted(),
            12 => self.wild(),
            13 if self.options.wire => self.odd(),
            14 => self.elsewhere(),
            15 if self.options.world => world::change(self),
            16.. => sequences::any(self),
            _ => recipes::any(self),
        }
    }

    /// A call one of whose members breaks the model.
    fn broken(&mut self) -> Result<()> {
        recipes::any(self)?;
        self.change_last(|u, model, call| {
            fault::break_one(u, model, call.operation, &mut call.input).map(|_| ())
        })
    }

    /// A call that breaks a rule which only the operation knows.
    fn twisted(&mut self) -> Result<()> {
        self.twist = true;
        let made = recipes::any(self);
        self.twist = false;
        made
    }

    /// A call with a value that no client sends.
    fn wild(&mut self) -> Result<()> {
        recipes::any(self)?;
        self.change_last(|u, model, call| fault::wild(u, model, call.operation, &mut call.input))
    }

    /// Calls that are odd on the wire, most of them of operations that need nothing before them.
    fn odd(&mut self) -> Result<()> {
        let bytes = Arg::object([("NumberOfBytes", Arg::Int(16))]);
        let plain = [
            (Operation::GenerateRandom, bytes),
            (Operation::ListKeys, Arg::object([])),
            (Operation::DescribeCustomKeyStores, Arg::object([])),
        ];
        let plain = plain.into_iter().filter(|(it, _)| self.allowed(*it));
        let plain: Vec<(Operation, Arg)> = plain.collect();
        for _ in 0..3 {
            if plain.is_empty() || self.chance(1, 4)? {
                recipes::any(self)?;
            } else {
                let (operation, input) = self.u.choose(&plain)?.clone();
                self.call(operation, input);
            }
            self.change_last(|u, _, call| {
                let oddity = malformed_requests::any(u, call.operation)?;
                if oddity == Malformation::Preflight {
                    // Its answer has no body: it is named for an operation whose answer has none.
                    (call.operation, call.input) = (Operation::EnableKey, Arg::object([]));
                }
                call.oddity = Some(oddity);
                Ok(())
            })?;
        }
        Ok(())
    }

    /// A call by somebody else, or to somewhere else.
    fn elsewhere(&mut self) -> Result<()> {
        recipes::any(self)?;
        let options = self.options;
        self.change_last(|u, _, call| {
            if !options.regions.is_empty() && (options.principals.is_empty() || u.ratio(1, 3)?) {
                call.region = *u.choose(&options.regions)?;
            } else if !options.principals.is_empty() {
                call.principal = *u.choose(&options.principals)?;
            }
            Ok(())
        })
    }

    /// Changes the last call, which then is not believed to have done anything.
    fn change_last(
        &mut self,
        change: impl FnOnce(&mut Unstructured<'a>, &Model, &mut ScriptCall) -> Result<()>,
    ) -> Result<()> {
        while matches!(self.steps.last(), Some(step) if step.call().is_none()) {
            self.steps.pop();
        }
        let at = self.steps.len().saturating_sub(1);
        if let Some(Step::Call(call)) = self.steps.last_mut() {
            change(&mut self.u, self.model, call)?;
        }
        self.state.stores.retain(|store| store.step != at);
        self.state.keys.retain(|key| key.step != at);
        self.state.blobs.retain(|blob| blob.step != at);
        self.state.aliases.retain(|alias| alias.step != at);
        Ok(())
    }

    /// Looks at what was made, so that an error that changed something is seen.
    fn observe(&mut self) {
        let stores: Vec<usize> = self.state.stores.iter().map(|store| store.step).collect();
        for step in stores.into_iter().take(3) {
            let id = Arg::answer(step, "CustomKeyStoreId");
            let input = Arg::object([("CustomKeyStoreId", id)]);
            self.call(Operation::DescribeCustomKeyStores, input);
        }
        let keys: Vec<usize> = self.state.keys.iter().map(|key| key.step).collect();
        for step in keys.into_iter().take(3) {
            let id = Arg::answer(step, "KeyMetadata.KeyId");
            self.call(Operation::DescribeKey, Arg::object([("KeyId", id)]));
        }
        let names = self.state.aliases.iter().map(|alias| alias.name.clone());
        for name in names.take(2).collect::<Vec<_>>() {
            self.call(Operation::DescribeKey, Arg::object([("KeyId", name)]));
        }
        if !self.state.aliases.is_empty() && self.allowed(Operation::ListAliases) {
            self.call(Operation::ListAliases, Arg::object([]));
        }
        if self.allowed(Operation::DescribeCustomKeyStores) {
            self.call(Operation::DescribeCustomKeyStores, Arg::object([]));
        }
    }

    /// Whether scripts may call the operation for its own sake.
    pub(super) fn allowed(&self, operation: Operation) -> bool {
        self.options.operations.contains(&operation)
    }

    /// Adds a call by the owner at home; its step.
    pub(super) fn call(&mut self, operation: Operation, input: Arg) -> usize {
        self.steps.push(Step::Call(Box::new(ScriptCall {
            operation,
            principal: Principal::Owner,
            region: Region::Home,
            input,
            oddity: None,
        })));
        self.steps.len() - 1
    }

    /// Adds a call by somebody, somewhere; its step.
    pub(super) fn call_at(
        &mut self,
        (principal, region): (Principal, Region),
        operation: Operation,
        input: Arg,
    ) -> usize {
        let step = self.call(operation, input);
        if let Some(Step::Call(call)) = self.steps.last_mut() {
            (call.principal, call.region) = (principal, region);
        }
        step
    }

    /// Another account, or another Region, if there is one.
    pub(super) fn elsewhere_place(&mut self) -> Result<Option<(Principal, Region)>> {
        let mut places = Vec::new();
        if self.options.principals.contains(&Principal::Peer) {
            places.push((Principal::Peer, Region::Home));
        }
        let regions = self.options.regions.iter();
        places.extend(regions.map(|region| (Principal::Owner, *region)));
        if places.is_empty() {
            return Ok(None);
        }
        self.u.choose(&places).copied().map(Some)
    }

    /// Whether any call may break the model, and not only the one whose turn it is.
    pub(super) fn may_break(&self) -> bool {
        matches!(self.options.mode, Mode::Mixed | Mode::Wild)
    }

    /// A number for fresh values that nothing has yet.
    pub(super) fn number(&mut self) -> u8 {
        self.next = (self.next + 1) % 128;
        self.next
    }

    /// True `of` times in `among`.
    pub(super) fn chance(&mut self, of: u8, among: u8) -> Result<bool> {
        self.u.ratio(of, among)
    }

    /// A store in this state, made if there is none.
    pub(super) fn store_in(&mut self, state: StoreState, kind: Option<StoreKind>) -> Result<usize> {
        let fits = |store: &Store| {
            !store.gone && store.state == state && kind.is_none_or(|kind| store.kind == kind)
        };
        let stores = self.state.stores.iter().enumerate();
        let there: Vec<usize> = stores.filter(|(_, s)| fits(s)).map(|(at, _)| at).collect();
        if !there.is_empty() && self.chance(15, 16)? {
            return Ok(*self.u.choose(&there)?);
        }
        let store = match kind {
            Some(kind) => recipes::make_store(self, kind),
            None => recipes::new_store(self)?,
        };
        self.bring(store, state);
        Ok(store)
    }

    /// Brings a new, disconnected store into a state.
    fn bring(&mut self, store: usize, state: StoreState) {
        match state {
            StoreState::Disconnected => {}
            StoreState::Connecting => recipes::connect_store(self, store),
            StoreState::Connected => {
                recipes::connect_store(self, store);
                self.settle(store, StoreState::Connected);
            }
            StoreState::Disconnecting => {
                self.bring(store, StoreState::Connected);
                recipes::disconnect_store(self, store);
            }
            StoreState::Failed => {
                world::doom(self, store);
                recipes::connect_store(self, store);
                self.settle(store, StoreState::Failed);
            }
        }
    }

    /// A state for a store that an operation is tried on: the one in which it works, or any.
    pub(super) fn some_state(&mut self, right: StoreState) -> Result<StoreState> {
        if self.chance(1, 2)? {
            return Ok(right);
        }
        let all = [
            StoreState::Disconnected,
            StoreState::Connected,
            StoreState::Connecting,
            StoreState::Disconnecting,
            StoreState::Failed,
        ];
        // Where the clock is not ours, nobody can say when a connection is on its way.
        let reachable = if self.options.world {
            &all[..]
        } else {
            &all[..2]
        };
        Ok(*self.u.choose(reachable)?)
    }

    /// Waits until a store is in a state.
    pub(super) fn settle(&mut self, store: usize, state: StoreState) {
        let id = Arg::answer(self.state.stores[store].step, "CustomKeyStoreId");
        self.steps.push(Step::Settle { store: id, state });
        self.state.rest();
        self.state.stores[store].state = state;
    }

    /// A key in this state, made if there is none.
    pub(super) fn key_in(&mut self, state: KeyState) -> Result<usize> {
        let keys = self.state.keys.iter().enumerate();
        let there: Vec<usize> = keys
            .filter(|(_, key)| key.state == state)
            .map(|(at, _)| at)
            .collect();
        if !there.is_empty() && self.chance(15, 16)? {
            return Ok(*self.u.choose(&there)?);
        }
        let key = match state {
            KeyState::PendingImport => recipes::key_to_import(self),
            _ => recipes::new_key(self)?,
        };
        let step = self.state.keys[key].step;
        let id = Arg::answer(step, "KeyMetadata.KeyId");
        match state {
            KeyState::Enabled | KeyState::PendingImport => {}
            KeyState::Disabled => {
                self.call(Operation::DisableKey, Arg::object([("KeyId", id)]));
            }
            KeyState::PendingDeletion => {
                self.call(Operation::ScheduleKeyDeletion, Arg::object([("KeyId", id)]));
            }
        }
        self.state.keys[key].state = state;
        Ok(key)
    }

    /// A state for a key that an operation is tried on: the one in which it works, or any.
    pub(super) fn some_key_state(&mut self, right: KeyState) -> Result<KeyState> {
        if self.chance(1, 2)? {
            return Ok(right);
        }
        let all = [
            KeyState::Enabled,
            KeyState::Disabled,
            KeyState::PendingDeletion,
            KeyState::PendingImport,
        ];
        Ok(*self.u.choose(&all)?)
    }

    /// Remembers a new store.
    pub(super) fn made_store(&mut self, step: usize, n: u8, kind: StoreKind) -> usize {
        self.state.stores.push(Store {
            step,
            n,
            kind,
            state: StoreState::Disconnected,
            gone: false,
        });
        self.state.stores.len() - 1
    }

    /// Remembers a new key.
    pub(super) fn made_key(&mut self, step: usize, store: Option<usize>) -> usize {
        let state = KeyState::Enabled;
        let plain = true;
        self.state.keys.push(Key {
            step,
            store,
            state,
            plain,
        });
        self.state.keys.len() - 1
    }

    /// The id of a store.
    pub(super) fn store_id(&self, store: usize) -> Arg {
        Arg::answer(self.state.stores[store].step, "CustomKeyStoreId")
    }

    /// A fresh value of a store, by its kind.
    pub(super) fn of_store(&self, store: usize, kind: FreshKind) -> Arg {
        Arg::Fresh(kind, self.state.stores[store].n)
    }
}
