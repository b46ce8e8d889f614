//! The figures of each set, as the core counts them.

use super::known::Known;
use parhelion_core::ccv::report::{
    self, Aim, LeastStake, Loss, Member, Overlap, Pledged, Share, StakedSet, WHOLE,
};
use parhelion_core::{Address, Error};

/// The provider first, then its consumers.
pub(super) struct Report {
    pub(super) sets: Vec<SetReport>,
    /// Of the consumers, where there are several that could be counted.
    pub(super) pledged: Option<Result<Pledged, Error>>,
}

pub(super) struct SetReport {
    /// None for the provider.
    pub(super) consumer_id: Option<String>,
    pub(super) chain_id: Option<String>,
    pub(super) figures: Result<Figures, Trouble>,
}

/// Why a set has no figures.
pub(super) enum Trouble {
    Refused(Error),
    /// Members that are no validators of the provider, by their address on the consumer.
    Strangers(Vec<Address>),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Trouble {
        Trouble::Refused(error)
    }
}

pub(super) struct Figures {
    pub(super) validators: usize,
    pub(super) power: u64,
    pub(super) backing: Share,
    pub(super) harms: Vec<Harm>,
    /// Who goes, and what goes with them.
    pub(super) without: (Vec<Address>, Loss),
    /// With the consumers that come before.
    pub(super) overlaps: Vec<(String, Overlap)>,
}

pub(super) struct Harm {
    pub(super) aim: Aim,
    pub(super) needed: u64,
    pub(super) fewest: Vec<Address>,
    pub(super) fewest_power: u64,
    pub(super) fewest_stake: u128,
    pub(super) least: LeastStake,
    /// What is burnt of the least stake; none where nobody can be slashed, or by how much is
    /// unknown.
    pub(super) burnt: Option<LeastStake>,
}

pub(super) fn report(known: &Known, slash_fraction: Option<u64>, without: &[Address]) -> Report {
    let stake = known.validators.values().map(|it| it.tokens);
    // A sum that does not fit is above the bound, and the core says so.
    let stake = stake.fold(0, u128::saturating_add);
    let of = |fraction: Option<u64>| Context { stake, fraction, without };
    let mut provider: Vec<_> = known
        .validators
        .iter()
        .filter(|it| it.1.power > 0)
        .map(|(address, it)| Member {
            provider_address: *address,
            power: it.power,
            stake: it.tokens,
        })
        .collect();
    let context = of(slash_fraction);
    let figures = StakedSet::new(&mut provider).and_then(|set| context.figures(&set, &[]));
    let mut sets = vec![SetReport {
        consumer_id: None,
        chain_id: known.chain_id.clone(),
        figures: figures.map_err(Trouble::Refused),
    }];
    let mut members: Vec<_> = known.consumers.keys().map(|id| members(known, id)).collect();
    let mut counted: Vec<(&str, StakedSet<'_>)> = Vec::new();
    for ((id, consumer), members) in known.consumers.iter().zip(&mut members) {
        let context = of(consumer.slash_fraction.or(slash_fraction));
        let figures = match members {
            Err(strangers) => Err(Trouble::Strangers(std::mem::take(strangers))),
            Ok(members) => StakedSet::new(members).map_err(Trouble::Refused).and_then(|set| {
                let figures = context.figures(&set, &counted)?;
                counted.push((id, set));
                Ok(figures)
            }),
        };
        let (consumer_id, chain_id) = (Some(id.clone()), consumer.chain_id.clone());
        sets.push(SetReport { consumer_id, chain_id, figures });
    }
    let counted: Vec<_> = counted.into_iter().map(|it| it.1).collect();
    let pledged = (counted.len() > 1).then(|| report::pledged(&counted));
    Report { sets, pledged }
}

/// The members of a consumer, or those that nobody on the provider is.
fn members(known: &Known, id: &str) -> Result<Vec<Member>, Vec<Address>> {
    let (mut members, mut strangers) = (Vec::new(), Vec::new());
    let Some(consumer) = known.consumers.get(id) else { return Ok(members) };
    for (address, power) in &consumer.validators {
        let provider_address = consumer.provider_address(address);
        match known.validators.get(&provider_address) {
            Some(it) => {
                members.push(Member { provider_address, power: *power, stake: it.tokens });
            }
            None => strangers.push(*address),
        }
    }
    if strangers.is_empty() { Ok(members) } else { Err(strangers) }
}

struct Context<'a> {
    stake: u128,
    fraction: Option<u64>,
    without: &'a [Address],
}

impl Context<'_> {
    fn figures(
        &self,
        set: &StakedSet<'_>,
        earlier: &[(&str, StakedSet<'_>)],
    ) -> Result<Figures, Error> {
        let backing = set.backing(self.stake)?;
        let harms = Aim::ALL.map(|aim| self.harm(set, aim));
        let harms = harms.into_iter().collect::<Result<Vec<_>, _>>()?;
        let without = match (self.without, harms.first()) {
            ([], Some(halt)) => halt.fewest.iter().take(1).copied().collect(),
            (named, _) => named.to_vec(),
        };
        let loss = set.loss(&without, WHOLE)?;
        let overlaps =
            earlier.iter().map(|(id, other)| Ok(((*id).to_owned(), set.overlap(other)?)));
        Ok(Figures {
            validators: set.members().len(),
            power: set.total_power(),
            backing,
            harms,
            without: (without, loss),
            overlaps: overlaps.collect::<Result<_, Error>>()?,
        })
    }

    fn harm(&self, set: &StakedSet<'_>, aim: Aim) -> Result<Harm, Error> {
        let count = set.members().len();
        let (mut memory, mut taken) = (vec![Member::NONE; count], vec![false; count]);
        let least = set.least_stake(aim, &mut memory, &mut taken)?;
        let fewest = set.smallest(aim, &mut memory)?;
        let burnt = self.fraction.filter(|_| aim != Aim::Halt).map(|fraction| {
            let burnt = |stake| report::burnt(stake, fraction);
            Ok::<_, Error>(LeastStake {
                at_least: burnt(least.at_least)?,
                found: burnt(least.found)?,
            })
        });
        Ok(Harm {
            aim,
            needed: aim.needed(set)?,
            fewest: fewest.members.iter().map(|it| it.provider_address).collect(),
            fewest_power: fewest.power,
            fewest_stake: fewest.stake,
            least,
            burnt: burnt.transpose()?,
        })
    }
}
