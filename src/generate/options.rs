//! What scripts may do.

use crate::case::{Principal, Region};
use crate::model::Operation;

/// What the generator may do, and how much of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How it treats rules.
    pub mode: Mode,
    /// The operations that it calls; others only to get there.
    pub operations: Vec<Operation>,
    /// Who calls beside the owner.
    pub principals: Vec<Principal>,
    /// Where calls go beside the home Region.
    pub regions: Vec<Region>,
    /// Whether clock and world are ours: without it no advance and no disturbance is made, and every change of a
    /// connection is waited for.
    pub world: bool,
    /// Whether requests may be odd on the wire: headers, bodies, signatures.
    pub wire: bool,
    /// Calls per script, at most; the reads at its end come on top.
    pub most_calls: usize,
}

/// How scripts treat rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// Every input is well-formed; the states are drawn, so that refusals by state occur.
    Valid,
    /// As valid, but one call breaks one rule.
    OneFault,
    /// Wrong types, giant and hostile values, raw bytes, odd requests.
    Wild,
    /// All of these, call by call.
    Mixed,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Mode; 4] = [Mode::Valid, Mode::OneFault, Mode::Wild, Mode::Mixed];
}

impl Default for Options {
    /// Everything that a world of our own allows.
    fn default() -> Self {
        Self {
            mode: Mode::Mixed,
            operations: super::operations().collect(),
            principals: vec![Principal::Peer, Principal::Stranger],
            regions: vec![Region::Other],
            world: true,
            wire: true,
            most_calls: 16,
        }
    }
}
