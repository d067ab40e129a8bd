//! `DisableKey` (facts S-029..S-040, C-191).

use super::enable::set;
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::service_error::Answer;

/// Disables a key.
pub(crate) fn disable(kms: &mut Kms, call: &Call<'_>) -> Answer {
    set(kms, call, false)
}
