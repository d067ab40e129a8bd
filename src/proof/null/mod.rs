//! Servers that know nothing of KMS, as endpoints in process.

mod constant;
mod proxy;
mod random;
mod recording;
mod stateless;

pub use constant::{empty_object, error, likeliest_error};
pub use proxy::without_header;
pub use random::{echo, random_success};
pub use recording::{Recording, replay, replay_by_body};
pub use stateless::silent;
