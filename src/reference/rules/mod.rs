//! The rule book: every decision of the endpoint as data.
//!
//! [`Rules::aws`] is the book that the evidence asks for. A [`AllowedAnswer`] turns it to another answer that the evidence
//! also allows; a [`Fault`](super::Fault) turns it to a wrong one. The behaviour reads the book and knows of neither.
//! What is about a resource stands beside its behaviour, such as `key/rules.rs`; here is what all share.

mod allowed_answer;
mod book;
mod by_state;
mod front;
mod questions;
mod reply;

pub use allowed_answer::{AllowedAnswer, UnknownAnswer};
pub(crate) use allowed_answer::{UnspecifiedBehaviour, usual};
pub use book::Rules;
pub(crate) use by_state::{ByConnection, ByKey, ConnectionState, KeyState};
pub(crate) use front::{Authentication, BodyFault, Dispatch, Front, Loosened, Stage, TargetMatch};
pub(crate) use reply::{BlobForm, DateForm, Oddity, PageRules, ReplyRules};

pub(crate) use super::custom_key_store::{
    BothFilters, Counted, CreateStep, DeleteStep, ErrorCode, Index, IndexRule, NonEmpty, Property,
    Repeat, StoreType, Transition, UpdateStep,
};
pub(crate) use super::data_key::{LengthUnit, PrivateForm};
pub(crate) use super::encapsulation::Rejection;
pub(crate) use super::encryption::{Binding, OaepForm, PlaintextForm};
pub(crate) use super::key::{Admission, Cancelled, KeyStep, NamedKey, Reach, Restored};
pub(crate) use super::mac::Comparison;
pub(crate) use super::public_key::PublicForm;
pub(crate) use super::random::Source;
pub(crate) use super::shared_secret::SecretForm;
pub(crate) use super::signature::{EcdsaForm, Leniency, Padding, Salt, Signed};
