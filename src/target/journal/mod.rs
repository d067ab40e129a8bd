//! The journal of what a run makes on a target that others use too: written before it is made, so that it is found again
//! whatever becomes of the run.
//!
//! Lines of JSON. What will be made is on the disk before its request is sent; what became of it follows, and what was
//! taken away again. Of a request nothing stands here but what the thing is known by: no secret can.

mod entry;
mod read;
mod request;
mod write;

pub use read::{Journalled, Journals, Outcome, ReadError};
pub use request::Caller;
pub use write::{Journal, Noted};
