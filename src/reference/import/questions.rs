//! What is not known about imports.

use crate::reference::rules::UnspecifiedBehaviour;

pub(crate) const QUESTIONS: &[UnspecifiedBehaviour] = &[];
