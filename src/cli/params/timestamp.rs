//! Timestamps in the forms that people and services write.

use std::fmt::Write as _;

use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

use super::super::value::{Value, text};

/// A moment to the microsecond, with the offset in which it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    at: OffsetDateTime,
    /// False: no offset was written, and UTC is meant.
    zoned: bool,
}

impl Moment {
    /// Whole seconds since the epoch, rounded down.
    pub(crate) fn seconds(self) -> i64 {
        self.at.unix_timestamp()
    }

    /// Microseconds past [`seconds`](Self::seconds).
    pub(crate) fn micros(self) -> u32 {
        self.at.microsecond()
    }

    /// Python's `datetime.isoformat()`.
    pub(crate) fn iso(self) -> String {
        let at = self.at;
        let mut out = format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            at.year(),
            u8::from(at.month()),
            at.day(),
            at.hour(),
            at.minute(),
            at.second()
        );
        if at.microsecond() != 0 {
            let _ = write!(out, ".{:06}", at.microsecond());
        }
        if self.zoned {
            let (hours, minutes, _) = at.offset().as_hms();
            let sign = if hours < 0 || minutes < 0 { '-' } else { '+' };
            let _ = write!(out, "{sign}{:02}:{:02}", hours.abs(), minutes.abs());
        }
        out
    }
}

/// How the fault begins of a number of seconds that no calendar has.
pub(crate) const OUT_OF_RANGE: &str = "Unable to calculate correct timezone offset for";

/// Reads a number of seconds, ISO 8601 or the form of HTTP's dates.
///
/// # Errors
///
/// Python's words for what is none.
pub(crate) fn parse_timestamp(value: &Value) -> Result<Moment, String> {
    #[expect(clippy::cast_precision_loss, reason = "as Python does")]
    let number = match value {
        Value::Bool(b) => Some(f64::from(u8::from(*b))),
        Value::Int(i) => Some(*i as f64),
        Value::Float(f) => Some(*f),
        Value::Text(t) => t.trim().replace('_', "x").parse().ok(),
        _ => return Err(format!("Invalid timestamp \"{}\"", text(value))),
    };
    if let Some(moment) = number.and_then(from_epoch) {
        return Ok(moment);
    }
    if number.is_some_and(|n| !n.is_nan()) {
        return Err(format!("{OUT_OF_RANGE} \"{}\"", text(value)));
    }
    let Value::Text(written) = value else {
        return Err(format!("year is out of range: {}", text(value)));
    };
    from_text(written.trim())
        .ok_or_else(|| format!("Invalid timestamp \"{written}\": Unknown string format: {written}"))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "checked: a calendar's microseconds fit"
)]
fn from_epoch(seconds: f64) -> Option<Moment> {
    if !seconds.is_finite() || seconds.abs() > 3e11 {
        return None;
    }
    let micros = (seconds * 1e6).round_ties_even() as i128;
    let at = OffsetDateTime::from_unix_timestamp_nanos(micros * 1000).ok()?;
    Some(Moment { at, zoned: true })
}

fn from_text(written: &str) -> Option<Moment> {
    from_iso(written).or_else(|| from_words(written))
}

/// Takes the digits at the start, between `least` and `most` of them.
fn digits<'a>(text: &mut &'a str, least: usize, most: usize) -> Option<&'a str> {
    let end = text
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    if end < least {
        return None;
    }
    let (taken, rest) = text.split_at(end);
    *text = rest;
    Some(taken)
}

fn skip(text: &mut &str, marks: &[char]) -> bool {
    match text.strip_prefix(marks) {
        Some(rest) => {
            *text = rest;
            true
        }
        None => false,
    }
}

fn from_iso(written: &str) -> Option<Moment> {
    let mut rest = written;
    let year: i32 = digits(&mut rest, 4, 4)?.parse().ok()?;
    let dashed = skip(&mut rest, &['-', '/']);
    let least = if dashed { 1 } else { 2 };
    let month: u8 = digits(&mut rest, least, 2)?.parse().ok()?;
    if dashed && !skip(&mut rest, &['-', '/']) {
        return None;
    }
    let day: u8 = digits(&mut rest, least, 2)?.parse().ok()?;
    let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
    if rest.is_empty() {
        return Some(moment(date, Time::MIDNIGHT, None));
    }
    if !skip(&mut rest, &['T', 't', ' ']) {
        return None;
    }
    let time = clock(&mut rest)?;
    let offset = zone(rest.trim())?;
    Some(moment(date, time, offset))
}

/// `Wed, 02 Jan 2030 03:04:05 GMT`, with or without its parts.
fn from_words(written: &str) -> Option<Moment> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let mut words = written
        .split([' ', ','])
        .filter(|w| !w.is_empty())
        .peekable();
    let weekday = |w: &&str| {
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
            .iter()
            .any(|d| w.to_lowercase().starts_with(d))
    };
    if words.peek().is_some_and(weekday) {
        words.next();
    }
    let (first, second) = (words.next()?, words.next()?);
    let month_of = |w: &str| {
        let w = w.to_lowercase();
        MONTHS.iter().position(|m| w.starts_with(m))
    };
    let (day, month) = match (month_of(first), month_of(second)) {
        (None, Some(month)) => (first, month),
        (Some(month), None) => (second, month),
        _ => return None,
    };
    let year: i32 = words.next()?.parse().ok()?;
    let month = Month::try_from(u8::try_from(month + 1).ok()?).ok()?;
    let date = Date::from_calendar_date(year, month, day.parse().ok()?).ok()?;
    let Some(mut time) = words.next() else {
        return Some(moment(date, Time::MIDNIGHT, None));
    };
    let clock = clock(&mut time)?;
    let offset = zone(words.next().unwrap_or(time))?;
    Some(moment(date, clock, offset))
}

fn clock(rest: &mut &str) -> Option<Time> {
    let hour = digits(rest, 2, 2)?.parse().ok()?;
    let colon = skip(rest, &[':']);
    let minute = if colon || rest.starts_with(|c: char| c.is_ascii_digit()) {
        digits(rest, 2, 2)?.parse().ok()?
    } else {
        0
    };
    let second = if (colon && skip(rest, &[':'])) || rest.starts_with(|c: char| c.is_ascii_digit())
    {
        digits(rest, 2, 2)?.parse().ok()?
    } else {
        0
    };
    let mut micros = 0;
    if skip(rest, &['.', ',']) {
        let fraction = digits(rest, 1, 20)?;
        let padded: String = fraction.chars().chain("000000".chars()).take(6).collect();
        micros = padded.parse().ok()?;
    }
    Time::from_hms_micro(hour, minute, second, micros).ok()
}

/// An offset, or none; `None` for anything else.
#[expect(
    clippy::option_option,
    reason = "no offset is one answer, a wrong one another"
)]
fn zone(text: &str) -> Option<Option<UtcOffset>> {
    if text.is_empty() {
        return Some(None);
    }
    if ["Z", "z", "UTC", "GMT"].contains(&text) {
        return Some(Some(UtcOffset::UTC));
    }
    let mut rest = text;
    let negative = rest.starts_with('-');
    if !skip(&mut rest, &['+', '-']) {
        return None;
    }
    let hours: i8 = digits(&mut rest, 2, 2)?.parse().ok()?;
    skip(&mut rest, &[':']);
    let minutes: i8 = if rest.is_empty() {
        0
    } else {
        digits(&mut rest, 2, 2)?.parse().ok()?
    };
    if !rest.is_empty() {
        return None;
    }
    let sign = if negative { -1 } else { 1 };
    let offset = UtcOffset::from_hms(sign * hours, sign * minutes, 0).ok()?;
    Some(Some(offset))
}

fn moment(date: Date, time: Time, offset: Option<UtcOffset>) -> Moment {
    let at = PrimitiveDateTime::new(date, time).assume_offset(offset.unwrap_or(UtcOffset::UTC));
    Moment {
        at,
        zoned: offset.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(value: &Value) -> Result<String, String> {
        parse_timestamp(value).map(Moment::iso)
    }

    #[test]
    fn numbers_and_texts_become_moments() {
        for (value, expect) in [
            (
                Value::Float(1_499_288_695.918),
                "2017-07-05T21:04:55.918000+00:00",
            ),
            (Value::Int(0), "1970-01-01T00:00:00+00:00"),
            (Value::Float(-1.5), "1969-12-31T23:59:58.500000+00:00"),
            (
                Value::text("2020-01-02T03:04:05Z"),
                "2020-01-02T03:04:05+00:00",
            ),
            (
                Value::text("2030-01-02T03:04:05+02:00"),
                "2030-01-02T03:04:05+02:00",
            ),
            (Value::text("2030-01-02"), "2030-01-02T00:00:00"),
            (Value::text("20300102T030405Z"), "2030-01-02T03:04:05+00:00"),
            (
                Value::text("Wed, 02 Jan 2030 03:04:05 GMT"),
                "2030-01-02T03:04:05+00:00",
            ),
            (
                Value::text("1893553445.5"),
                "2030-01-02T03:04:05.500000+00:00",
            ),
        ] {
            assert_eq!(iso(&value).as_deref(), Ok(expect));
        }
    }

    #[test]
    fn what_is_no_timestamp_is_named() {
        assert_eq!(
            iso(&Value::text("abc")),
            Err("Invalid timestamp \"abc\": Unknown string format: abc".into())
        );
        assert!(iso(&Value::Null).is_err());
    }
}
