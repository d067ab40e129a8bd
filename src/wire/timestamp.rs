//! A moment, in milliseconds since the Unix epoch: the only clock value that kmspec knows.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

const AMZ_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[year][month][day]T[hour][minute][second]Z");
const HTTP_DATE: &[BorrowedFormatItem<'_>] = format_description!(
    "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
);

/// A moment, in milliseconds since the Unix epoch.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment this many milliseconds after the epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub fn millis(self) -> i64 {
        self.0
    }

    /// Seconds since the epoch, with a fraction: the form of every timestamp in an awsJson1.1 body (fact W-036).
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds of any real date fit in 53 bits"
    )]
    pub fn epoch_seconds(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// `YYYYMMDDTHHMMSSZ`, the form of `X-Amz-Date`; the epoch for a moment that no calendar has.
    #[must_use]
    pub fn amz_date(self) -> String {
        OffsetDateTime::from_unix_timestamp(self.0.div_euclid(1000))
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
            .format(AMZ_DATE)
            .unwrap_or_default()
    }

    /// `YYYY-MM-DDTHH:MM:SSZ`, the form of dates in the answers of STS.
    #[must_use]
    pub fn iso_date(self) -> String {
        let date = self.amz_date();
        let time = date.get(9..15).unwrap_or_default();
        let part = |at: usize| time.get(at..at + 2).unwrap_or_default();
        format!("{}T{}:{}:{}Z", self.day(), part(0), part(2), part(4))
    }

    /// `YYYY-MM-DD`, for people.
    #[must_use]
    pub fn day(self) -> String {
        let date = self.amz_date();
        format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..8])
    }

    /// Reads `YYYYMMDDTHHMMSSZ`; `None` for any other text.
    #[must_use]
    pub fn from_amz_date(text: &str) -> Option<Self> {
        let date = PrimitiveDateTime::parse(text, AMZ_DATE).ok()?;
        Some(Self(date.assume_utc().unix_timestamp() * 1000))
    }

    /// Reads a date of RFC 3339, such as `2026-01-01T00:00:00.5Z`; `None` for any other text.
    #[must_use]
    pub fn from_iso_date(text: &str) -> Option<Self> {
        let date = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        let millis = date.unix_timestamp_nanos().div_euclid(1_000_000);
        i64::try_from(millis).ok().map(Self)
    }

    /// Reads the value of a `Date` header, `Tue, 20 Aug 2024 23:08:02 GMT`; `None` for any other text.
    #[must_use]
    pub fn from_http_date(text: &str) -> Option<Self> {
        let date = PrimitiveDateTime::parse(text, HTTP_DATE).ok()?;
        Some(Self(date.assume_utc().unix_timestamp() * 1000))
    }

    /// The value of a `Date` header; the epoch's for a moment that no calendar has.
    #[must_use]
    pub fn http_date(self) -> String {
        OffsetDateTime::from_unix_timestamp(self.0.div_euclid(1000))
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
            .format(HTTP_DATE)
            .unwrap_or_default()
    }

    /// The moment `by` later; the end of time when that would not fit.
    #[must_use]
    pub fn plus(self, by: Duration) -> Self {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(by))
    }

    /// The moment `by` earlier; the beginning of time when that would not fit.
    #[must_use]
    pub fn minus(self, by: Duration) -> Self {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        Self(self.0.saturating_sub(by))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_sts_are_read_with_and_without_a_fraction() {
        let whole = Timestamp::from_iso_date("2026-01-01T00:00:01Z");
        assert_eq!(whole, Some(Timestamp::from_millis(1_767_225_601_000)));
        let part = Timestamp::from_iso_date("2026-01-01T01:00:01.359+01:00");
        assert_eq!(part, Some(Timestamp::from_millis(1_767_225_601_359)));
        assert_eq!(Timestamp::from_iso_date("2026-01-01"), None);
    }
}
