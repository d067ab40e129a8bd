//! `Verify` (facts ..R-022, R-501, R-502, R-505, R-517, R-519, S-153, S-154, W-025).

use serde_json::{Map, json};

use super::Leniency;
use super::scheme::{self, Verdict};
use super::sign::{USAGE, named};
use super::subject::subject;
use crate::reference::call::Call;
use crate::reference::encryption::{dry_run, usable_for};
use crate::reference::kms::Kms;
use crate::reference::pair::Pair;
use crate::reference::service_error::{Answer, refuse};

/// Whether a signature is that of a message: anything else is an error, never a false answer.
pub(crate) fn verify(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.signatures;
    let algorithm = call.input.text("SigningAlgorithm").unwrap_or_default();
    let key = usable_for(kms, call, USAGE, algorithm, |key| {
        subject(call, key, algorithm).map(drop)
    })?;
    let subject = subject(call, &key, algorithm)?;
    let signature = call.input.blob("Signature").unwrap_or_default();
    let Some(pair) = Pair::of(call.rules, &key) else {
        return refuse("KMSInternalException");
    };
    let judge = |signature: &[u8]| scheme::verify(rules, &pair, algorithm, &subject, signature);
    let mut others = key
        .spec
        .algorithms(USAGE)
        .map_or(&[][..], |(_, all)| all)
        .iter();
    let hash = |algorithm: &str| algorithm.rsplit('_').next().map(str::to_owned);
    let is_taken = match rules.leniency {
        Leniency::Anything => true,
        // Up to three bytes behind a signature are cut off.
        Leniency::Longer => (1..=3)
            .filter_map(|cut| signature.get(..signature.len().checked_sub(cut)?))
            .any(|shorter| judge(shorter) == Verdict::Right),
        Leniency::AnotherPadding | Leniency::AnotherHash => others.any(|other| {
            let same_hash = hash(other) == hash(algorithm);
            let judge = |subject| scheme::verify(rules, &pair, other, &subject, &signature);
            same_hash == (rules.leniency == Leniency::AnotherPadding)
                && self::subject(call, &key, other).map(judge) == Ok(Verdict::Right)
        }),
        _ => false,
    };
    let is_valid = match judge(&signature) {
        Verdict::Right => true,
        Verdict::Wrong | Verdict::Malformed if is_taken => true,
        Verdict::Malformed => return refuse(rules.malformed),
        Verdict::Wrong if rules.refuses => return refuse(rules.invalid),
        Verdict::Wrong => false,
    };
    dry_run(call)?;
    let mut answer = Map::new();
    if rules.names_key {
        answer.insert("KeyId".to_owned(), json!(key.named(&call.rules.keys)));
    }
    if rules.tells_verdict {
        answer.insert("SignatureValid".to_owned(), json!(is_valid));
    }
    if rules.names_algorithm {
        let told = named(rules, &key, algorithm);
        answer.insert("SigningAlgorithm".to_owned(), json!(told));
    }
    Ok(answer.into())
}
