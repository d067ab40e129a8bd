//! The rule book: every decision of the endpoint as data.
//!
//! [`Rules::aws`] is the book that the evidence asks for. A [`Choice`] turns it to another answer that the evidence
//! also allows; a [`Fault`](super::Fault) turns it to a wrong one. The behaviour reads the book and knows of neither.

mod book;
mod by_state;
mod choice;
mod front;
mod key;
mod property;
mod questions;
mod reply;
mod step;
mod store;
mod term;

pub use book::Rules;
pub(crate) use by_state::{ByConnection, ByKey, ConnectionState, KeyState};
pub use choice::{Choice, UnknownChoice};
pub(crate) use choice::{Question, usual};
pub(crate) use front::{Authentication, BodyFault, Dispatch, Front, Loosened, Stage, TargetMatch};
pub(crate) use key::{
    Admission, Cancelled, CryptoRules, KeyRules, KeyStep, NamedKey, Reach, Restored,
};
pub(crate) use property::{Property, StoreType};
pub(crate) use reply::{DateForm, Oddity, PageRules, ReplyRules};
pub(crate) use step::{CreateStep, DeleteStep, UpdateStep};
pub(crate) use store::{DescribeRules, StoreRules};
pub(crate) use term::{
    Blocking, BothFilters, Counted, ErrorCode, Index, IndexRule, Repeat, Transition,
};
