//! The two forms in which a provider stores times.

use super::StoreKind;
use crate::error::Error;
use crate::time::Time;
use crate::types::length;
use core::fmt::Write;

/// Bytes of a sortable time.
const SORTABLE_LEN: usize = 29;
/// Bytes of a binary time: the version, 8 of seconds, 4 of nanoseconds, 2 of the zone.
const BINARY_LEN: usize = 15;
const SECONDS_PER_DAY: i64 = 86_400;
/// Days from the first of March of the year 0 to the first of January 1970.
const DAYS_TO_1970: i64 = 719_468;
/// Days in 400 years, after which the calendar repeats itself.
const DAYS_PER_ERA: i64 = 146_097;
/// Two bytes that stand for UTC, an offset of minus one minute.
const UTC: [u8; 2] = [0xff, 0xff];

/// Writes a time as the SDK does where times are to be sorted: `2026-11-23T06:56:40.397430805`, in
/// UTC.
///
/// # Errors
/// [`Error::StoreValueForm`] outside the years 1 to 9999.
///
/// Source: `cosmos-sdk types/utils.go SortableTimeFormat, FormatTimeBytes`.
pub fn sortable_time(time: Time) -> Result<[u8; SORTABLE_LEN], Error> {
    let wrong = Error::StoreValueForm { kind: StoreKind::SortableTime };
    if !is_in_calendar(time.seconds()) {
        return Err(wrong);
    }
    let (days, second) =
        (time.seconds().div_euclid(SECONDS_PER_DAY), time.seconds().rem_euclid(SECONDS_PER_DAY));
    let (year, month, day) = date(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let mut text = heapless::String::<SORTABLE_LEN>::new();
    write!(
        text,
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:09}",
        time.nanos()
    )
    .map_err(|_| wrong)?;
    text.as_bytes().try_into().map_err(|_| wrong)
}

/// Reads a sortable time.
///
/// # Errors
/// [`Error::StoreValueLength`]; [`Error::StoreValueForm`] of what no time is written as.
///
/// Source: `cosmos-sdk types/utils.go ParseTimeBytes`.
pub fn parse_sortable_time(bytes: &[u8]) -> Result<Time, Error> {
    let kind = StoreKind::SortableTime;
    let wrong = Error::StoreValueForm { kind };
    if bytes.len() != SORTABLE_LEN {
        return Err(Error::StoreValueLength { kind, length: length(bytes) });
    }
    let part = |range: core::ops::Range<usize>| {
        let digits = bytes.get(range).filter(|part| part.iter().all(u8::is_ascii_digit));
        digits.and_then(|part| core::str::from_utf8(part).ok()?.parse::<i64>().ok()).ok_or(wrong)
    };
    let (year, month, day) = (part(0..4)?, part(5..7)?, part(8..10)?);
    let (hour, minute, second) = (part(11..13)?, part(14..16)?, part(17..19)?);
    let nanos = u32::try_from(part(20..29)?).map_err(|_| wrong)?;
    let of_day = hour.wrapping_mul(3600).wrapping_add(minute.wrapping_mul(60)).wrapping_add(second);
    let seconds = days(year, month, day).wrapping_mul(SECONDS_PER_DAY).wrapping_add(of_day);
    let time = Time::from_unix(seconds, nanos).ok_or(wrong)?;
    // What is written in another way, or names a day that is none, is not what the time gives.
    if sortable_time(time)? == bytes { Ok(time) } else { Err(wrong) }
}

/// Reads a time that Go wrote in binary, in UTC.
///
/// # Errors
/// [`Error::StoreValueLength`]; [`Error::StoreValueForm`] of another version or zone, of a year
/// outside 1 to 9999, and of nanoseconds that make a second.
///
/// Source: `go time/time.go Time.MarshalBinary`.
pub fn parse_binary_time(bytes: &[u8]) -> Result<Time, Error> {
    let kind = StoreKind::BinaryTime;
    let wrong = Error::StoreValueForm { kind };
    if bytes.len() != BINARY_LEN {
        return Err(Error::StoreValueLength { kind, length: length(bytes) });
    }
    let (version, rest) = bytes.split_first().ok_or(wrong)?;
    let (seconds, rest) = rest.split_first_chunk::<8>().ok_or(wrong)?;
    let (nanos, zone) = rest.split_first_chunk::<4>().ok_or(wrong)?;
    if *version != 1 || *zone != UTC {
        return Err(wrong);
    }
    let seconds = i64::from_be_bytes(*seconds).checked_add(Time::GO_ZERO.seconds()).ok_or(wrong)?;
    let time = Time::from_unix(seconds, u32::from_be_bytes(*nanos));
    time.filter(|time| is_in_calendar(time.seconds())).ok_or(wrong)
}

fn is_in_calendar(seconds: i64) -> bool {
    (Time::GO_ZERO.seconds()..Time::END_SECONDS).contains(&seconds)
}

/// The year, the month and the day that lie so many days after 1970. A year begins in March here,
/// so that a leap day is its last one; 153 days are five months.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days.wrapping_add(DAYS_TO_1970); // days of the years 1 to 9999: below 2^22
    let (era, day) = (days.div_euclid(DAYS_PER_ERA), days.rem_euclid(DAYS_PER_ERA));
    let leap_days = (day / 1_460).wrapping_sub(day / 36_524).wrapping_add(day / 146_096);
    let year = day.wrapping_sub(leap_days) / 365;
    let before = days_of_years(year);
    let day = day.wrapping_sub(before);
    let month = day.wrapping_mul(5).wrapping_add(2) / 153;
    let day = day.wrapping_sub(days_of_months(month)).wrapping_add(1);
    let year = era.wrapping_mul(400).wrapping_add(year);
    if month < 10 {
        (year, month.wrapping_add(3), day)
    } else {
        (year.wrapping_add(1), month.wrapping_sub(9), day)
    }
}

/// The days between 1970 and a date of at most four and two digits.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month < 3 {
        (year.wrapping_sub(1), month.wrapping_add(9))
    } else {
        (year, month.wrapping_sub(3))
    };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    era.wrapping_mul(DAYS_PER_ERA)
        .wrapping_add(days_of_years(year))
        .wrapping_add(days_of_months(month))
        .wrapping_add(day)
        .wrapping_sub(DAYS_TO_1970.wrapping_add(1))
}

/// The days in this many years of an era.
fn days_of_years(years: i64) -> i64 {
    years.wrapping_mul(365).wrapping_add(years / 4).wrapping_sub(years / 100)
}

/// The days in this many months after February.
fn days_of_months(months: i64) -> i64 {
    months.wrapping_mul(153).wrapping_add(2) / 5
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::String;
    use std::vec::Vec;

    fn written(seconds: i64, nanos: u32) -> String {
        let time = Time::from_unix(seconds, nanos).unwrap();
        String::from_utf8(sortable_time(time).unwrap().to_vec()).unwrap()
    }

    #[test]
    fn times_are_written_as_text_that_sorts() {
        assert_eq!(written(0, 0), "1970-01-01T00:00:00.000000000");
        assert_eq!(written(951_782_399, 1), "2000-02-28T23:59:59.000000001");
        assert_eq!(written(951_782_400, 0), "2000-02-29T00:00:00.000000000");
        assert_eq!(written(951_868_800, 0), "2000-03-01T00:00:00.000000000");
        assert_eq!(written(-62_135_596_800, 0), "0001-01-01T00:00:00.000000000");
        assert_eq!(written(253_402_300_799, 999_999_999), "9999-12-31T23:59:59.999999999");
        for outside in [-62_135_596_801, 253_402_300_800, i64::MIN, i64::MAX] {
            let form = Err(Error::StoreValueForm { kind: StoreKind::SortableTime });
            assert_eq!(sortable_time(Time::from_unix(outside, 0).unwrap()), form);
        }
    }

    #[test]
    fn every_day_is_read_as_it_is_written() {
        // A leap second is none here, so that each day has the same length. 97 days apart: all
        // months, leap years and ends of centuries are met.
        let first = Time::GO_ZERO.seconds();
        for seconds in (first..Time::END_SECONDS).step_by(97 * 86_399) {
            let time = Time::from_unix(seconds, 7).unwrap();
            assert_eq!(parse_sortable_time(&sortable_time(time).unwrap()), Ok(time));
        }
    }

    #[test]
    fn what_is_no_time_is_not_read() {
        let kind = StoreKind::SortableTime;
        for text in [
            "2026-11-23 06:56:40.397430805",
            "2026-02-29T06:56:40.397430805",
            "2026-13-01T06:56:40.397430805",
            "2026-00-01T06:56:40.397430805",
            "2026-11-00T06:56:40.397430805",
            "2026-11-23T24:00:00.000000000",
            "2026-11-23T06:60:40.397430805",
            "2026-11-23T06:56:60.397430805",
            "0000-11-23T06:56:40.397430805",
            "2026-11-23T06:56:40,397430805",
            "2026-11-23T06:56:40.39743080+",
            "+026-11-23T06:56:40.397430805",
        ] {
            let form = Err(Error::StoreValueForm { kind });
            assert_eq!(parse_sortable_time(text.as_bytes()), form, "{text}");
        }
        let short = parse_sortable_time(b"2026-11-23T06:56:40.39743080");
        assert_eq!(short, Err(Error::StoreValueLength { kind, length: 28 }));
        let long = parse_sortable_time(b"2026-11-23T06:56:40.397430805Z");
        assert_eq!(long, Err(Error::StoreValueLength { kind, length: 30 }));
    }

    /// The removal time of consumer 1 at height 362 of a recorded provider.
    const BINARY: [u8; 15] =
        [1, 0, 0, 0, 0x0e, 0xe2, 0x95, 0xdb, 0xde, 0x25, 0xc4, 0x49, 0xf7, 0xff, 0xff];

    #[test]
    fn binary_times_are_those_of_go() {
        let time = parse_binary_time(&BINARY).unwrap();
        assert_eq!(written(time.seconds(), time.nanos()), "2026-11-23T07:01:50.633620983");
        let form = Err(Error::StoreValueForm { kind: StoreKind::BinaryTime });
        for (at, byte) in [(0, 2), (1, 0x7f), (1, 0x80), (9, 0x7f), (13, 0), (14, 0xfe)] {
            let mut bytes = BINARY;
            bytes[at] = byte;
            assert_eq!(parse_binary_time(&bytes), form, "{at}");
        }
        for wrong in [0u32, 14, 16] {
            let bytes: Vec<u8> = BINARY.iter().copied().chain([0]).take(wrong as usize).collect();
            let (kind, length) = (StoreKind::BinaryTime, wrong);
            assert_eq!(parse_binary_time(&bytes), Err(Error::StoreValueLength { kind, length }));
        }
    }
}
