//! `CreateAlias` (facts L-001..L-006, L-500..L-509, L-705, S-R10).

use super::alias::Alias;
use super::name;
use crate::reference::call::Call;
use crate::reference::key::{Identified, identify, identify_admitted};
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, ServiceError, nothing};

/// Gives a key another name.
pub(crate) fn create(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let name = call.input.text("AliasName").unwrap_or_default();
    name::check(call, name)?;
    let found = target(kms, call)?;
    let rules = &call.rules.aliases;
    let tenant = &call.caller.tenant;
    let same = |other: &String| {
        other == name || (!rules.case_sensitive && other.eq_ignore_ascii_case(name))
    };
    let taken = kms
        .accounts
        .in_reach(rules.reach, tenant)
        .any(|(_, held)| held.aliases.keys().any(same));
    if taken && rules.unique {
        let text = format!("An alias with the name {} already exists", tenant.arn(name));
        return Err(ServiceError::of("AlreadyExistsException").saying(text));
    }
    has_room(kms, call, &found)?;
    let now = kms.now;
    let updated = now.plus(rules.updated_later);
    let alias = Alias {
        target: found.id,
        created: now,
        updated,
    };
    if rules.keeps_created {
        kms.accounts
            .of(&found.tenant)
            .aliases
            .insert(name.to_owned(), alias);
    }
    nothing()
}

/// The key that an alias is to be of: by id or ARN, in a state that lets it have one.
pub(super) fn target(kms: &mut Kms, call: &Call<'_>) -> Result<Identified, ServiceError> {
    let text = call.input.text("TargetKeyId").unwrap_or_default();
    let rules = &call.rules.aliases;
    if name::is_alias(text) {
        if rules.target_is_key {
            let text = "Aliases must refer to keys. Not aliases";
            return Err(ServiceError::of("ValidationException").saying(text));
        }
        let name = text.rsplit_once(':').map_or(text, |(_, name)| name);
        let id = super::resolve(kms, call, &call.caller.tenant, name)?;
        return identify(kms, call, &id);
    }
    identify_admitted(kms, call, text)
}

/// The key has fewer aliases than it may have (facts L-006, L-705).
pub(super) fn has_room(
    kms: &mut Kms,
    call: &Call<'_>,
    key: &Identified,
) -> Result<(), ServiceError> {
    let aliases = kms.accounts.of(&key.tenant).aliases.values();
    let usage = aliases.filter(|alias| alias.target == key.id).count();
    let quota = call.rules.aliases.quota;
    if usage < quota {
        return Ok(());
    }
    let text = format!(
        "Aliases per key quota for this account in this region is {quota}, current usage is {usage}."
    );
    Err(ServiceError::of("LimitExceededException").saying(text))
}
