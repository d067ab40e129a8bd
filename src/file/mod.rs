//! Files that others own: read within a limit, written whole or not at all.

mod read;
#[cfg(feature = "net")]
mod write;

pub use read::{read, read_plain};
#[cfg(feature = "net")]
pub use write::{Readers, open_stream, writable, write, write_below};
