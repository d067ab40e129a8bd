//! `Decapsulate` (facts R-551..R-556).

use super::Rejection;
use super::encapsulate::{USAGE, algorithm, told};
use crate::reference::call::Call;
use crate::reference::encryption::{dry_run, usable};
use crate::reference::kms::Kms;
use crate::reference::pair::Pair;
use crate::reference::service_error::{Answer, refuse};

/// The secret of a ciphertext. One of another key or an altered one has a secret too, and only its length can be wrong (fact
///
pub(crate) fn decapsulate(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let key = usable(kms, call, USAGE, algorithm(call))?;
    let blob = call.input.blob("SharedSecretCiphertextBlob");
    let pair = Pair::of(call.rules, &key).zip(blob);
    let rules = &call.rules.encapsulation;
    let Some((pair, blob)) = pair else {
        return refuse(rules.bad_length);
    };
    let Some(mut secret) = pair.decapsulate(&blob) else {
        return refuse(rules.bad_length);
    };
    if rules.rejection != Rejection::Implicit && pair.rejects(&blob) {
        match rules.rejection {
            Rejection::Refused => return refuse(rules.bad_length),
            Rejection::Zero => secret.fill(0),
            _ => secret = kms.rng.vector(secret.len()),
        }
    }
    dry_run(call)?;
    Ok(told(call, &key, &secret).into())
}
