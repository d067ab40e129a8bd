//! Why calls about tags are refused, and by which facts.

use crate::model::Operation::TagResource;
use crate::reference::cause::Mark::Any;
use crate::reference::cause::{Cause, row};

/// Every cause; of those of one operation and error the narrower stand first.
#[rustfmt::skip]
pub(crate) const CAUSES: &[Cause] = &[
    row(&[TagResource], "TagException", Any, "a tag is reserved, given twice, or one too many", &["K-043", "K-044"]),
];
