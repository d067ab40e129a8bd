//! `VerifyMac` (facts, W-026, S-157, S-158).

use aws_lc_rs::constant_time::verify_slices_are_equal;
use serde_json::{Map, json};

use super::Comparison;
use super::code::code;
use super::generate::USAGE;
use crate::reference::call::Call;
use crate::reference::encryption::{dry_run, usable};
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, refuse};

/// Whether a code is that of a message: anything else is an error, never a false answer.
pub(crate) fn verify(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.macs;
    let algorithm = call.input.text("MacAlgorithm").unwrap_or_default();
    let key = usable(kms, call, USAGE, algorithm)?;
    let message = call.input.blob("Message").unwrap_or_default();
    let mac = call.input.blob("Mac").unwrap_or_default();
    let right = code(rules, &key, algorithm, &message);
    let half = mac.len() / 2;
    let (given, needed) = match rules.compared {
        Comparison::Nothing => (&[][..], &[][..]),
        Comparison::Longer => (&mac[..mac.len().min(right.len())], &right[..]),
        Comparison::Shorter => (&mac[..], &right[..mac.len().min(right.len())]),
        Comparison::FirstHalf if mac.len() == right.len() => (&mac[..half], &right[..half]),
        Comparison::FirstHalf | Comparison::Whole => (&mac[..], &right[..]),
    };
    let is_valid = verify_slices_are_equal(given, needed).is_ok();
    if !is_valid && rules.refuses {
        return refuse(rules.invalid);
    }
    dry_run(call)?;
    let mut answer = Map::new();
    if rules.names_key {
        answer.insert("KeyId".to_owned(), json!(key.named(&call.rules.keys)));
    }
    if rules.tells_verdict {
        answer.insert("MacValid".to_owned(), json!(is_valid));
    }
    if rules.names_algorithm {
        answer.insert("MacAlgorithm".to_owned(), json!(algorithm));
    }
    Ok(answer.into())
}
