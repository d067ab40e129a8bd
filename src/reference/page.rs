//! Pages of lists, and the markers that lead from one to the next (facts C-144..C-148).

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::call::Call;
use super::kms::Kms;
use super::service_error::{ServiceError, refuse};

/// How many bytes of a seal are kept.
const SEAL: usize = 16;

/// A key by which the endpoint knows what it issued itself.
#[derive(Debug)]
pub(crate) struct Seal(hmac::Key);

impl Seal {
    /// From random bytes.
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// The seal of these bytes.
    pub(crate) fn of(&self, bytes: &[u8]) -> [u8; SEAL] {
        let tag = hmac::sign(&self.0, bytes);
        let mut seal = [0; SEAL];
        seal.copy_from_slice(&tag.as_ref()[..SEAL]);
        seal
    }
}

/// Which page is asked for.
#[derive(Debug)]
pub(crate) struct Request {
    limit: usize,
    /// The last item of the page before.
    after: Option<String>,
}

impl Request {
    /// Reads `Limit` and `Marker` of a list whose service takes a smaller `Limit` than the model does.
    ///
    /// # Errors
    ///
    /// `ValidationException` for a greater one, else as [`Request::read`].
    pub(crate) fn read_at_most(
        kms: &Kms,
        call: &Call<'_>,
        most: i64,
        usual: usize,
    ) -> Result<Self, ServiceError> {
        let limit = call.input.integer("Limit");
        if limit.is_some_and(|limit| limit > most) {
            let text = format!("Limit must be between 1 and {most}, inclusive.");
            return Err(ServiceError::of("ValidationException").saying(text));
        }
        Self::read(kms, call, usual)
    }

    /// Reads `Limit` and `Marker`; a page without `Limit` has `usual` items at most.
    ///
    /// # Errors
    ///
    /// `InvalidMarkerException` for a marker that this endpoint did not issue, or not for this list (fact C-147).
    pub(crate) fn read(kms: &Kms, call: &Call<'_>, usual: usize) -> Result<Self, ServiceError> {
        let rules = &call.rules.pages;
        let limit = call
            .input
            .integer("Limit")
            .and_then(|limit| usize::try_from(limit).ok());
        let limit = limit
            .filter(|_| rules.bounded)
            .map_or(usual, |limit| limit + rules.surplus);
        let marker = call.input.text("Marker").filter(|_| rules.reads_markers);
        let after = match marker {
            None => None,
            Some(marker) => match open(kms, call, marker) {
                Some(after) => Some(after),
                None if rules.verifies_markers => return refuse(rules.marker_error),
                None => None,
            },
        };
        Ok(Self { limit, after })
    }

    /// The page of these items, which come with their places in the list's order.
    pub(crate) fn cut<T>(
        &self,
        kms: &Kms,
        call: &Call<'_>,
        member: &str,
        items: impl Iterator<Item = (String, T)>,
        show: impl Fn(T) -> Value,
    ) -> Value {
        let rules = &call.rules.pages;
        let mut items: Vec<(String, T)> = items.collect();
        items.sort_by(|(one, _), (other, _)| one.cmp(other));
        let start = match &self.after {
            Some(after) => {
                let next = items.partition_point(|(place, _)| place <= after);
                (next + rules.skipped).saturating_sub(rules.repeated)
            }
            None => 0,
        };
        let mut shown = Vec::new();
        let mut last = None;
        let mut rest = items.into_iter().skip(start).peekable();
        while shown.len() < self.limit.max(1) {
            let Some((place, item)) = rest.next() else {
                break;
            };
            shown.push(show(item));
            last = Some(place);
        }
        let more = rest.peek().is_some();
        let marker = last
            .filter(|_| (more && rules.leads_on) || !rules.ends)
            .map(|place| issue(kms, call, &place));
        answer(call, member, shown, more, marker)
    }
}

/// A list that is never cut.
pub(crate) fn whole(call: &Call<'_>, member: &str, items: Vec<Value>) -> Value {
    answer(call, member, items, false, None)
}

fn answer(
    call: &Call<'_>,
    member: &str,
    items: Vec<Value>,
    more: bool,
    marker: Option<String>,
) -> Value {
    let mut answer = Map::new();
    answer.insert(member.to_owned(), Value::Array(items));
    if let Some(marker) = marker {
        answer.insert("NextMarker".to_owned(), json!(marker));
    }
    let silent = &call.rules.pages.without_truncated_false;
    if more || !silent.contains(&call.operation) {
        answer.insert("Truncated".to_owned(), json!(more));
    }
    Value::Object(answer)
}

/// What a marker is bound to, so that it leads on in its own list only.
fn bound(call: &Call<'_>) -> String {
    let tenant = &call.caller.tenant;
    if call.rules.pages.binds_markers {
        format!(
            "{} {} {}",
            call.operation.name(),
            tenant.account,
            tenant.region
        )
    } else {
        call.operation.name().to_owned()
    }
}

fn issue(kms: &Kms, call: &Call<'_>, place: &str) -> String {
    let seal = kms.seal.of(format!("{} {place}", bound(call)).as_bytes());
    let mut bytes = seal.to_vec();
    bytes.extend_from_slice(place.as_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

fn open(kms: &Kms, call: &Call<'_>, marker: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(marker).ok()?;
    let (seal, place) = bytes.split_at_checked(SEAL)?;
    let place = std::str::from_utf8(place).ok()?;
    let expected = kms.seal.of(format!("{} {place}", bound(call)).as_bytes());
    (seal == expected).then(|| place.to_owned())
}
