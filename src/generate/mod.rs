//! From raw bytes to call scripts: driven by the service model and by what earlier calls should have made.
//!
//! [`script`] reads bytes from libFuzzer and [`seeded`] noise from a seed; both go through the same draws, so that the
//! same bytes mean the same script everywhere, and [`encode`] finds the bytes for a given script. A [`Script`] is bound to
//! an endpoint's answers by [`Bindings`], run on a reference by [`Drive`], held to what must always be true by [`Invariants`],
//! and kept as a case of the corpus by [`into_case`].

mod alias_recipes;
mod alias_sequences;
mod bind;
mod case;
mod codec;
mod crypto_recipes;
mod detail_recipes;
mod drive;
mod fault;
mod fresh;
mod from_case;
mod grant_recipes;
mod invariants;
mod key_recipes;
mod key_sequences;
mod maker;
mod malformed_requests;
mod members;
mod options;
mod recipes;
mod script;
mod sequences;
mod state;
mod store_recipes;
mod update_sequences;
mod world;

#[cfg(test)]
mod tests;

pub use bind::{Bindings, Callers};
pub use case::{Claim, Names, expect, into_case, state_name, template};
pub use codec::{TooLarge, encode};
pub use drive::{Done, Drive};
pub use fault::{break_one, wild};
pub use fresh::{fresh, noise};
pub use from_case::from_case;
pub use invariants::{InvariantViolation, Invariants};
pub use maker::{script, seeded};
pub use options::{Mode, Options};
pub use recipes::operations;
pub use script::{Arg, Malformation, Ref, Script, ScriptCall, Step};
