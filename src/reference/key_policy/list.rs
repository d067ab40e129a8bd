//! `ListKeyPolicies` (facts P-001, S-097..S-100).

use super::DEFAULT;
use crate::reference::call::Call;
use crate::reference::key::identify;
use crate::reference::kms::Kms;
use crate::reference::page;
use crate::reference::service_error::Answer;

/// The names of a key's policies: one.
pub(crate) fn list(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let page = page::Request::read(kms, call, call.rules.pages.unlimited)?;
    identify(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    let names = call.rules.policies.names.iter();
    let items = names.map(|name| ((*name).to_owned(), *name));
    Ok(page.cut(kms, call, "PolicyNames", items, Into::into))
}

/// What every key has.
pub(super) const NAMES: &[&str] = &[DEFAULT];
