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

    /// False: no offset was written.
    pub(crate) fn is_zoned(self) -> bool {
        self.zoned
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

/// The calendar of Python begins here.
const FIRST_YEAR: i32 = 1;

/// Seconds whose year no longer fits the system's calendar.
const BEYOND_CLOCKS: f64 = 6.7e16;

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
        _ => {
            return Err(format!(
                "Invalid timestamp \"{}\": Parser must be a string or character stream, not {}",
                text(value),
                value.type_name()
            ));
        }
    };
    if let Some(moment) = number.and_then(from_epoch) {
        return Ok(moment);
    }
    // A number that the system's clock holds, but no calendar, is read as a text once more, and is none.
    let beyond_clocks = |n: f64| !n.is_nan() && n.abs() >= BEYOND_CLOCKS;
    if number.is_some_and(beyond_clocks) {
        return Err(format!("{OUT_OF_RANGE} \"{}\"", text(value)));
    }
    let Value::Text(written) = value else {
        return Err(match number {
            Some(seconds) if !seconds.is_nan() => {
                format!("year {} is out of range", year_of(seconds))
            }
            _ => "cannot convert float NaN to integer".into(),
        });
    };
    from_text(written.trim())
        .filter(|moment| moment.at.year() >= FIRST_YEAR)
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
    (at.year() >= FIRST_YEAR).then_some(Moment { at, zoned: true })
}

/// The Gregorian year of a second that is beyond the calendars of libraries.
#[expect(
    clippy::cast_possible_truncation,
    reason = "seconds of a clock are far from 128 bits"
)]
fn year_of(seconds: f64) -> i128 {
    const DAYS_OF_400_YEARS: i128 = 146_097;
    let days = (seconds.floor() as i128).div_euclid(86_400);
    // Counted from 1 March of the year 0, so that a leap day ends its year.
    let days = days + 719_468;
    let era = days.div_euclid(DAYS_OF_400_YEARS);
    let day = days.rem_euclid(DAYS_OF_400_YEARS);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    // The months from 1 January on belong to the next year.
    400 * era + year + i128::from(day_of_year >= 306)
}

fn from_text(written: &str) -> Option<Moment> {
    from_iso(written)
        .or_else(|| from_american(written))
        .or_else(|| from_words(written))
}

/// `12/31/2030`, the month first, and a time if there is one; a first number that is no month is the day.
fn from_american(written: &str) -> Option<Moment> {
    let mut rest = written;
    let first: u8 = digits(&mut rest, 1, 2)?.parse().ok()?;
    let mark = rest.chars().next().filter(|c| "/-.".contains(*c))?;
    rest = rest.strip_prefix(mark)?;
    let second: u8 = digits(&mut rest, 1, 2)?.parse().ok()?;
    rest = rest.strip_prefix(mark)?;
    let year: i32 = digits(&mut rest, 4, 4)?.parse().ok()?;
    let (month, day) = if first > 12 {
        (second, first)
    } else {
        (first, second)
    };
    let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
    on_day(date, rest)
}

/// The moment of a day that the rest tells: midnight, or a clock and perhaps a zone after a mark.
fn on_day(date: Date, mut rest: &str) -> Option<Moment> {
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
    on_day(date, rest)
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
    let time: Vec<&str> = words.collect();
    if time.is_empty() {
        return Some(moment(date, Time::MIDNIGHT, None));
    }
    let time = time.join(" ");
    let mut rest = time.as_str();
    let clock = clock(&mut rest)?;
    let offset = zone(rest.trim())?;
    Some(moment(date, clock, offset))
}

fn clock(rest: &mut &str) -> Option<Time> {
    let hour: u8 = digits(rest, 1, 2)?.parse().ok()?;
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
    let hour = match half_of_day(rest) {
        Some(_) if hour > 12 => return None,
        Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
        None => hour,
    };
    Time::from_hms_micro(hour, minute, second, micros).ok()
}

/// Takes `am` or `pm`, after blanks or none; true for the afternoon.
fn half_of_day(rest: &mut &str) -> Option<bool> {
    let trimmed = rest.trim_start();
    let end = trimmed
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(trimmed.len());
    let afternoon = match trimmed[..end].to_ascii_lowercase().as_str() {
        "am" | "a" => false,
        "pm" | "p" => true,
        _ => return None,
    };
    *rest = &trimmed[end..];
    Some(afternoon)
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
            (Value::text("01/02/2030"), "2030-01-02T00:00:00"),
            (Value::text("31/12/2030 7:05"), "2030-12-31T07:05:00"),
            (Value::text("Jan 2 2030 3:04pm"), "2030-01-02T15:04:00"),
            (Value::text("2030-01-02 12 AM"), "2030-01-02T00:00:00"),
            (Value::text("2030-01-02 3PM"), "2030-01-02T15:00:00"),
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
        for (seconds, expect) in [
            (Value::Float(1e15), "year 31690708 is out of range"),
            (Value::Float(-1e11), "year -1199 is out of range"),
            (Value::Int(253_402_300_800), "year 10000 is out of range"),
            (
                Value::text("99999999999999"),
                "Invalid timestamp \"99999999999999\": Unknown string format: 99999999999999",
            ),
            (
                Value::text("inf"),
                "Unable to calculate correct timezone offset for \"inf\"",
            ),
        ] {
            assert_eq!(iso(&seconds), Err(expect.to_owned()));
        }
    }
}
