//! awsJson1.1 messages, AWS Signature Version 4 and the partitions of AWS as values: nothing here opens a socket or reads a clock.

pub mod admin;
pub mod aws_host;
pub mod aws_json;
pub mod form;
mod headers;
pub mod json;
mod mark;
mod message;
pub mod partition;
mod principals;
pub mod region;
pub mod sigv4;
mod timestamp;
pub mod world;

pub use headers::{Headers, is_token};
pub use mark::{RUN_TAG, RunId};
pub use message::{Request, Response};
pub use principals::Principals;
pub use timestamp::Timestamp;
