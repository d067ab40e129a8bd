//! Grant tokens: by which a grant is known where nobody has heard of it yet (facts G-010, G-508, G-510, G-511).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Grant;
use crate::reference::account::Tenant;
use crate::reference::call::Call;
use crate::reference::key::Identified;
use crate::reference::kms::Kms;
use crate::reference::service_error::{ServiceError, refuse};

/// Random bytes of a token, so that no two are equal.
const SALT: usize = 16;

/// Bytes of the seal that a token begins with.
const SEAL: usize = 16;

/// A token of a grant, unlike any before.
pub(super) fn issue(kms: &mut Kms, call: &Call<'_>, key: &Identified, grant: &str) -> String {
    let salt: [u8; SALT] = if call.rules.grants.fresh_tokens {
        kms.rng.bytes()
    } else {
        [0; SALT]
    };
    let mut payload = salt.to_vec();
    let place = format!(
        "{} {} {} {grant}",
        key.tenant.account, key.tenant.region, key.id
    );
    payload.extend_from_slice(place.as_bytes());
    let mut bytes = kms.seal.of(&payload).to_vec();
    bytes.extend_from_slice(&payload);
    STANDARD.encode(bytes)
}

/// The key and the id of the grant that a token of this endpoint is of; `None` for any other text.
pub(super) fn read(kms: &Kms, token: &str) -> Option<(Identified, String)> {
    let bytes = STANDARD.decode(token).ok()?;
    let (seal, payload) = bytes.split_at_checked(SEAL)?;
    if seal != kms.seal.of(payload) {
        return None;
    }
    let (_, place) = payload.split_at_checked(SALT)?;
    let place = std::str::from_utf8(place).ok()?;
    let [account, region, key, grant] = place.split(' ').collect::<Vec<_>>()[..] else {
        return None;
    };
    let tenant = Tenant {
        account: account.to_owned(),
        region: region.to_owned(),
    };
    let key = Identified {
        tenant,
        id: key.to_owned(),
    };
    Some((key, grant.to_owned()))
}

/// The grant of a token, if it is there.
pub(super) fn grant<'k>(kms: &'k Kms, key: &Identified, id: &str) -> Option<&'k Grant> {
    let mut tenants = kms.accounts.iter();
    let (_, held) = tenants.find(|(tenant, _)| **tenant == key.tenant)?;
    let mut grants = held.keys.get(&key.id)?.grants.iter();
    grants.find(|grant| grant.id == id && !grant.withdrawn)
}

/// Every token of the request is one (documentation of `InvalidGrantTokenException`).
///
/// A grant is known here as soon as it is made, so that its token gives nothing that it does not give without.
///
/// # Errors
///
/// `InvalidGrantTokenException`.
pub(crate) fn check_tokens(
    kms: &Kms,
    call: &Call<'_>,
    key: &Identified,
) -> Result<(), ServiceError> {
    check_tokens_of(kms, call, &[key])
}

/// The same for an operation on several keys, of whichever the token is.
///
/// # Errors
///
/// `InvalidGrantTokenException`.
pub(crate) fn check_tokens_of(
    kms: &Kms,
    call: &Call<'_>,
    keys: &[&Identified],
) -> Result<(), ServiceError> {
    let rules = &call.rules.grants;
    let tokens = call.input.list("GrantTokens").iter();
    for token in tokens.filter_map(|token| token.as_str()) {
        let is_good = match read(kms, token) {
            Some((of, id)) => {
                !rules.refuses_idle_tokens
                    || (keys.contains(&&of) && grant(kms, &of, &id).is_some())
            }
            None => !rules.reads_tokens,
        };
        if !is_good {
            return refuse("InvalidGrantTokenException");
        }
    }
    Ok(())
}
