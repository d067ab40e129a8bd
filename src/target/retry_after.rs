//! How long an endpoint asks its clients to wait.

use std::time::Duration;

use crate::wire::{Response, Timestamp};

/// Nobody waits longer than this because an answer says so.
const LONGEST: Duration = Duration::from_mins(5);

/// What `Retry-After` says, in seconds or as a date by the endpoint's own clock; `None` without it, or when it says neither.
///
/// Source: RFC 9110, section 10.2.3.
#[must_use]
pub fn retry_after(response: &Response, now: Timestamp) -> Option<Duration> {
    let text = response.headers.get("retry-after")?.trim();
    let wait = if let Ok(seconds) = text.parse() {
        Duration::from_secs(seconds)
    } else {
        let date = response.headers.get("date");
        let now = date.and_then(Timestamp::from_http_date).unwrap_or(now);
        let then = Timestamp::from_http_date(text)?.millis();
        let millis = then.saturating_sub(now.millis());
        Duration::from_millis(u64::try_from(millis).unwrap_or_default())
    };
    Some(wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Headers;

    fn read(fields: &[(&str, &str)]) -> Option<u64> {
        let response = Response {
            status: 503,
            headers: fields.iter().copied().collect::<Headers>(),
            body: Vec::new(),
        };
        let now = Timestamp::from_amz_date("20260101T000000Z").expect("a date");
        retry_after(&response, now).map(|wait| wait.as_secs())
    }

    #[test]
    fn seconds_and_dates_are_read_and_nobody_waits_for_ever() {
        assert_eq!(read(&[]), None);
        assert_eq!(read(&[("Retry-After", "7")]), Some(7));
        assert_eq!(read(&[("Retry-After", "soon")]), None);
        assert_eq!(read(&[("Retry-After", "99999999999")]), Some(300));
        let date = ("Retry-After", "Thu, 01 Jan 2026 00:00:09 GMT");
        assert_eq!(read(&[date]), Some(9));
        let own = ("Date", "Thu, 01 Jan 2026 00:00:05 GMT");
        assert_eq!(read(&[date, own]), Some(4));
        assert_eq!(
            read(&[("Retry-After", "Wed, 31 Dec 2025 00:00:00 GMT")]),
            Some(0)
        );
    }
}
