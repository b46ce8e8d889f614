//! Figures, in words and for programs.

use super::figures::{Figures, Harm, Report, SetReport, Trouble};
use super::known::Known;
use crate::show;
use parhelion_core::Address;
use parhelion_core::ccv::report::{Aim, LeastStake, Overlap, Pledged, Share};
use serde_json::{Value, json};

pub(super) fn words(report: &Report, known: &Known) {
    for (number, set) in report.sets.iter().enumerate() {
        if number > 0 {
            say!("");
        }
        say!("{}", title(set, known));
        match &set.figures {
            Ok(figures) => set_in_words(figures, known),
            Err(Trouble::Refused(error)) => say!("  no figures: {}", show::error(error)),
            Err(Trouble::Strangers(strangers)) => {
                for address in strangers {
                    say!("  missing     the provider's validator whose key has {address}");
                }
            }
        }
    }
    match &report.pledged {
        Some(Ok(pledged)) => {
            say!("");
            let (once, counted) = (pledged.once, pledged.counted);
            say!("all consumers: {once} tokens stand for {counted}, {}", times(pledged));
        }
        Some(Err(error)) => say!("\nall consumers: {}", show::error(error)),
        None => {}
    }
}

fn title(set: &SetReport, known: &Known) -> String {
    let chain_id = set.chain_id.as_deref();
    match (&set.consumer_id, &known.height) {
        (Some(id), _) => format!("consumer {}{}", plain(id), named(chain_id)),
        (None, Some(height)) => format!("provider{}, height {}", named(chain_id), plain(height)),
        (None, None) => format!("provider{}", named(chain_id)),
    }
}

fn named(name: Option<&str>) -> String {
    name.map(|name| format!(" {}", plain(name))).unwrap_or_default()
}

/// A name that somebody chose, without what a terminal would obey.
fn plain(name: &str) -> String {
    name.chars().filter(|character| !character.is_control()).collect()
}

fn set_in_words(figures: &Figures, known: &Known) {
    let Share { part, whole } = figures.backing;
    let (count, all) = (figures.validators, known.validators.len());
    say!("  behind it   {count} of {all} validators, {} of {whole} tokens", of(part, whole));
    table(figures);
    let (who, loss) = &figures.without;
    let names: Vec<_> = who.iter().map(|address| who_is(address, known)).collect();
    let lost = percent(loss.power.into(), loss.total_power.into());
    let halts = if loss.halts { ", and halts" } else { "" };
    say!("  without     {}: loses {lost} of its power{halts}", names.join(", "));
    for (id, overlap) in &figures.overlaps {
        let Overlap { members, stake, .. } = overlap;
        let consumer = known.consumers.get(id).and_then(|it| it.chain_id.as_deref());
        say!(
            "  shares      {members} validators with consumer {}{}, {} of its stake",
            plain(id),
            named(consumer),
            of(*stake, part),
        );
    }
}

fn table(figures: &Figures) {
    let head = ["", "power", "validators", "least stake", "of all", "burnt"].map(str::to_owned);
    let mut rows = vec![head];
    rows.extend(figures.harms.iter().map(|harm| {
        let whole = figures.backing.whole;
        [
            format!("to {}", name(harm.aim)),
            format!("{} of {}", harm.needed, figures.power),
            harm.fewest.len().to_string(),
            range(&harm.least),
            percent(harm.least.found, whole),
            match (&harm.burnt, harm.aim) {
                (Some(burnt), _) => range(burnt),
                (None, Aim::Halt) => "nothing".to_owned(),
                (None, _) => "unknown".to_owned(),
            },
        ]
    }));
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths = [0, 1, 2, 3, 4, 5].map(width);
    for row in &rows {
        let cells = row.iter().zip(widths).skip(1).map(|(cell, width)| format!("{cell:>width$}"));
        say!("  {:<10}  {}", row[0], cells.collect::<Vec<_>>().join("  "));
    }
}

fn name(aim: Aim) -> &'static str {
    match aim {
        Aim::Halt => "halt",
        Aim::Mislead => "mislead",
        Aim::Forge => "forge",
    }
}

fn range(least: &LeastStake) -> String {
    if least.is_exact() {
        least.found.to_string()
    } else {
        format!("{} to {}", least.at_least, least.found)
    }
}

/// `815 (77.99 %)`.
fn of(part: u128, whole: u128) -> String {
    format!("{part} ({})", percent(part, whole))
}

fn percent(part: u128, whole: u128) -> String {
    let myriad = Share { part, whole }.per_million() / 100;
    format!("{}.{:02} %", myriad / 100, myriad % 100)
}

/// `1.78 times`, rounded down.
fn times(pledged: &Pledged) -> String {
    let hundredfold = (pledged.counted * 100).checked_div(pledged.once).unwrap_or(0);
    format!("{}.{:02} times", hundredfold / 100, hundredfold % 100)
}

fn who_is(address: &Address, known: &Known) -> String {
    let moniker = known.validators.get(address).and_then(|it| it.moniker.as_deref());
    moniker.map_or_else(|| address.to_string(), |moniker| format!("{} ({address})", plain(moniker)))
}

pub(super) fn json(report: &Report) -> Value {
    let mut sets = report.sets.iter().map(set_as_json);
    let provider = sets.next();
    let consumers: Vec<_> = sets.collect();
    let pledged = report.pledged.as_ref().map(|found| match found {
        Ok(it) => json!({ "once": it.once.to_string(), "counted": it.counted.to_string() }),
        Err(error) => show::error_as_json(error),
    });
    json!({ "provider": provider, "consumers": consumers, "pledged": pledged })
}

fn set_as_json(set: &SetReport) -> Value {
    let mut object = match &set.figures {
        Ok(figures) => figures_as_json(figures),
        Err(Trouble::Refused(error)) => json!({ "error": show::error_as_json(error) }),
        Err(Trouble::Strangers(strangers)) => json!({ "missing": addresses(strangers) }),
    };
    object["consumer_id"] = set.consumer_id.clone().into();
    object["chain_id"] = set.chain_id.clone().into();
    object
}

fn figures_as_json(figures: &Figures) -> Value {
    let (who, loss) = &figures.without;
    let overlaps = figures.overlaps.iter().map(|(id, it)| {
        json!({
            "consumer_id": id,
            "validators": it.members,
            "stake": it.stake.to_string(),
            "power": it.power.to_string(),
            "other_power": it.other_power.to_string(),
        })
    });
    json!({
        "validators": figures.validators,
        "power": figures.power.to_string(),
        "stake": figures.backing.part.to_string(),
        "provider_stake": figures.backing.whole.to_string(),
        "harms": figures.harms.iter().map(harm).collect::<Vec<_>>(),
        "without": {
            "validators": addresses(who),
            "power": loss.power.to_string(),
            "halts": loss.halts,
        },
        "overlaps": overlaps.collect::<Vec<_>>(),
    })
}

fn harm(harm: &Harm) -> Value {
    json!({
        "aim": name(harm.aim),
        "power_needed": harm.needed.to_string(),
        "fewest": {
            "validators": addresses(&harm.fewest),
            "power": harm.fewest_power.to_string(),
            "stake": harm.fewest_stake.to_string(),
        },
        "least_stake": bounds(&harm.least),
        "burnt": harm.burnt.as_ref().map(bounds),
    })
}

fn bounds(least: &LeastStake) -> Value {
    json!({ "at_least": least.at_least.to_string(), "found": least.found.to_string() })
}

fn addresses(of: &[Address]) -> Value {
    of.iter().map(ToString::to_string).collect()
}
