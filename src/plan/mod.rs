//! What a run will do before it does it: [`rehearse`] plays the selected cases against a reference in the place of the
//! target and sees every request; [`Plan::of`] counts them, and tells what they make, need and cost.

mod call;
mod cost;
mod document;
mod policed;
mod policy;
mod rates;
mod rehearse;
mod things;

pub use call::{Call, polls, without_polls};
pub use cost::{Cost, RequestCost};
pub use document::{CallCount, KeyGroup, KeyMaker, Plan, StoreGroup, Wrong};
pub use policy::Policy;
pub use rates::{Load, Times};
pub use rehearse::{
    OwnKey, Rehearsed, Shape, Somebody, is_needed, least_policies, rehearse, rehearse_under,
    whole_policies,
};
pub use things::{Key, Store};
