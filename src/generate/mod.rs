//! From raw bytes to call scripts: driven by the service model and by what earlier calls should have made.
//!
//! [`script`] reads bytes from libFuzzer and [`seeded`] noise from a seed; both go through the same draws, so that the
//! same bytes mean the same script everywhere, and [`encode`] finds the bytes for a given script. A [`Script`] is bound to
//! an endpoint's answers by [`Bindings`], run on a reference by [`Drive`], held to what must always be true by [`Watch`],
//! and kept as a case of the corpus by [`into_case`].

mod alias_recipes;
mod alias_sequences;
mod bind;
mod case;
mod codec;
mod drive;
mod fault;
mod fresh;
mod from_case;
mod key_recipes;
mod key_sequences;
mod maker;
mod members;
mod oddities;
mod options;
mod recipes;
mod script;
mod sequences;
mod state;
mod store_recipes;
mod update_sequences;
mod watch;
mod world;

#[cfg(test)]
mod tests;

pub use bind::{Bindings, Place};
pub use case::{Claim, Names, expect, into_case, state_name, template};
pub use codec::{TooLarge, encode};
pub use drive::{Done, Drive};
pub use fault::{break_one, wild};
pub use fresh::{fresh, noise};
pub use from_case::from_case;
pub use maker::{script, seeded};
pub use options::{Mode, Options};
pub use recipes::operations;
pub use script::{Arg, Call, Oddity, Ref, Script, Step};
pub use watch::{Breach, Watch};
