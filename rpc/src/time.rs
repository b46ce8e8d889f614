//! RFC 3339 as CometBFT writes it: UTC, up to nine decimals, years 1 to 9999.

/// Seconds since 1970 of 0001-01-01T00:00:00Z.
pub(crate) const YEAR_1: i64 = -62_135_596_800;
const YEAR_10000: i64 = 253_402_300_800;
const DAY: i64 = 86_400;

/// Why a text is no such time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATime;

/// Reads `2021-12-08T01:51:39.428531525Z`: the floor of the seconds since 1970, and nanoseconds.
///
/// # Errors
/// [`NotATime`]: another shape, a day or an hour that does not exist, a leap second, more than nine
/// decimals, another zone than `Z`, a year before 1.
pub fn parse(text: &str) -> Result<(i64, u32), NotATime> {
    let text = text.strip_suffix('Z').ok_or(NotATime)?;
    let (date, time) = text.split_once('T').ok_or(NotATime)?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let (time, decimals) = match time.split_once('.') {
        Some((time, decimals)) => (time, Some(decimals)),
        None => (time, None),
    };
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    let in_range =
        year >= 1 && (1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day);
    if !in_range || hour > 23 || minute > 59 || second > 59 {
        return Err(NotATime);
    }
    let seconds = days_before(year, month, day) * DAY + hour * 3600 + minute * 60 + second;
    Ok((seconds, decimals.map_or(Ok(0), nanos)?))
}

/// Writes what [`parse`] reads, without trailing zeros. What is no such time is written as numbers.
#[must_use]
pub fn format(seconds: i64, nanos: u32) -> String {
    rfc3339(seconds, nanos).unwrap_or_else(|| format!("{seconds} s and {nanos} ns since 1970"))
}

/// Writes what [`parse`] reads, without trailing zeros; `None` for what is no such time.
pub(crate) fn rfc3339(seconds: i64, nanos: u32) -> Option<String> {
    if !(YEAR_1..YEAR_10000).contains(&seconds) || nanos > 999_999_999 {
        return None;
    }
    let (year, month, day) = civil(seconds.div_euclid(DAY));
    let rest = seconds.rem_euclid(DAY);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    let decimals = format!(".{nanos:09}");
    let decimals = decimals.trim_end_matches('0').trim_end_matches('.');
    let date = format!("{year:04}-{month:02}-{day:02}");
    Some(format!("{date}T{hour:02}:{minute:02}:{second:02}{decimals}Z"))
}

fn numbers(text: &str, separator: char, digits: [usize; 3]) -> Result<[i64; 3], NotATime> {
    let mut parts = text.split(separator);
    let mut next = |digits: usize| {
        let part = parts.next().filter(|part| part.len() == digits && all_digits(part));
        part.and_then(|part| part.parse().ok()).ok_or(NotATime)
    };
    let [a, b, c] = digits;
    let found = [next(a)?, next(b)?, next(c)?];
    if parts.next().is_some() { Err(NotATime) } else { Ok(found) }
}

fn nanos(decimals: &str) -> Result<u32, NotATime> {
    if decimals.is_empty() || decimals.len() > 9 || !all_digits(decimals) {
        return Err(NotATime);
    }
    let digits: u32 = decimals.parse().map_err(|_| NotATime)?;
    Ok(digits * 10u32.pow(9 - decimals.len() as u32)) // both below 2^30
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn days_of(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970. Years that begin in March end with the leap day.
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    365 * year + leap_days + (153 * month + 2) / 5 + day - 1 - 719_468
}

/// The date of a day since 1970: the inverse, found by a guess that is never late.
fn civil(days: i64) -> (i64, i64, i64) {
    let mut year = (days + 719_528) / 366;
    while days_before(year + 1, 1, 1) <= days {
        year += 1;
    }
    let mut month = 1;
    while month < 12 && days_before(year, month + 1, 1) <= days {
        month += 1;
    }
    (year, month, days - days_before(year, month, 1) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        for (text, seconds, nanos) in [
            ("0001-01-01T00:00:00Z", YEAR_1, 0),
            ("1969-12-31T23:59:59.5Z", -1, 500_000_000),
            ("1970-01-01T00:00:00Z", 0, 0),
            ("2000-02-29T23:59:59Z", 951_868_799, 0),
            ("2021-12-08T01:51:39.428531525Z", 1_638_928_299, 428_531_525),
            ("2024-12-31T00:00:00.000000001Z", 1_735_603_200, 1),
            ("9999-12-31T23:59:59.999999999Z", YEAR_10000 - 1, 999_999_999),
        ] {
            assert_eq!(parse(text), Ok((seconds, nanos)), "{text}");
            assert_eq!(format(seconds, nanos), text);
        }
        assert_eq!(parse("1970-01-01T00:00:00.100Z"), Ok((0, 100_000_000)));
        assert_eq!(format(YEAR_10000, 0), "253402300800 s and 0 ns since 1970");
        assert_eq!(format(YEAR_1 - 1, 0), "-62135596801 s and 0 ns since 1970");
        assert_eq!(format(0, 1_000_000_000), "0 s and 1000000000 ns since 1970");
    }

    #[test]
    fn every_day_of_four_centuries() {
        for day in -200_000..100_000 {
            let text = format(day * DAY, 0);
            assert_eq!(parse(&text), Ok((day * DAY, 0)), "{text}");
        }
    }

    #[test]
    fn refused() {
        for text in [
            "",
            "Z",
            "2021-12-08T01:51:39",
            "2021-12-08T01:51:39+00:00",
            "2021-12-08 01:51:39Z",
            "2021-12-08T01:51:39.Z",
            "2021-12-08T01:51:39.0000000001Z",
            "2021-12-08T01:51:39.1a Z",
            "2021-02-29T00:00:00Z",
            "2100-02-29T00:00:00Z",
            "2021-13-01T00:00:00Z",
            "2021-00-01T00:00:00Z",
            "2021-04-31T00:00:00Z",
            "2021-01-00T00:00:00Z",
            "2021-01-01T24:00:00Z",
            "2021-01-01T00:60:00Z",
            "2021-01-01T00:00:60Z",
            "0000-12-31T00:00:00Z",
            "10000-01-01T00:00:00Z",
            "21-01-01T00:00:00Z",
            "2021-01-01-01T00:00:00Z",
            "-021-01-01T00:00:00Z",
        ] {
            assert_eq!(parse(text), Err(NotATime), "{text}");
        }
    }
}
