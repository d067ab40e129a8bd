//! Parameters: from the words of the command line to the body of a request.

mod base64;
mod document;
mod paramfile;
mod serialize;
mod shorthand;
mod timestamp;
mod unpack;
mod validate;

pub(crate) use base64::{base64, from_base64};
pub(crate) use document::{input_document, yaml_document};
pub(crate) use paramfile::{Paramfiles, expand};
pub(crate) use serialize::{decode_blobs, serialize};
pub(crate) use timestamp::parse_timestamp;
pub(crate) use unpack::unpack;
pub(crate) use validate::validate;
