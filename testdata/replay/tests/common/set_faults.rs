//! What provokes each error of a set that is shaped, and of a report on sets.

use parhelion_core::ccv::power_shaping::{
    Candidate, Parameters, Record, ValidatorUpdate, Workspace, initial_set, next_set,
};
use parhelion_core::ccv::report::{self, StakedSet};
use parhelion_core::limits::MAX_STAKE;
use parhelion_core::{Address, Error, KeyType, PublicKey};

type Vector = (&'static str, fn() -> Result<(), Error>);

pub(crate) const VECTORS: &[Vector] = &[
    ("MemberWithoutPower", || staked(&mut [staker(1, 1, 1), staker(2, 0, 1)], |_| Ok(()))),
    ("ReportedTwice", || {
        staked(&mut [staker(1, 1, 1), staker(2, 1, 1), staker(1, 1, 1)], |_| Ok(()))
    }),
    ("StakeTooHigh", || {
        staked(&mut [staker(1, 1, MAX_STAKE)], |_| Ok(()))?;
        staked(&mut [staker(1, 1, MAX_STAKE), staker(2, 1, 1)], |_| Ok(()))
    }),
    ("StakeAboveTotal", || {
        staked(&mut [staker(1, 1, 9)], |set| set.backing(9).and_then(|_| set.backing(8)).map(drop))
    }),
    ("StakesDiffer", || {
        staked(&mut [staker(1, 1, 9)], |set| {
            staked(&mut [staker(1, 2, 9)], |other| set.overlap(&other).map(drop))?;
            staked(&mut [staker(1, 1, 8)], |other| set.overlap(&other).map(drop))
        })
    }),
    ("SlashFractionRange", || {
        report::burnt(1, report::WHOLE)?;
        report::burnt(1, report::WHOLE + 1).map(drop)
    }),
    ("ReportMemoryTooSmall", || {
        staked(&mut [staker(1, 1, 1), staker(2, 1, 1)], |set| {
            set.smallest(report::Aim::Halt, &mut [report::Member::NONE; 2])?;
            set.smallest(report::Aim::Halt, &mut [report::Member::NONE; 1]).map(drop)
        })
    }),
    ("TooManyCandidates", || shape(&[member(1)], &[record(1)].repeat(10_001), &|_| ())),
    ("DuplicateCandidate", || shape(&[member(1), member(1)], &[], &|_| ())),
    ("RecordOrder", || {
        shape(&[], &[record(1), record(2)], &|_| ())?;
        shape(&[], &[record(2), record(1)], &|_| ())
    }),
    ("PowerRange", || {
        let largest = Candidate { last_power: u64::MAX >> 1, ..member(1) };
        shape(&[largest], &[], &|_| ())?;
        shape(&[largest, member(2)], &[], &|_| ())
    }),
    ("TopNRange", || {
        shape(&[member(1)], &[], &|it| it.top_n = 100)?;
        shape(&[member(1)], &[], &|it| it.top_n = 101)
    }),
    ("NoActivePower", || shape(&[], &[], &|it| it.top_n = 50)),
    ("SharedConsumerKey", || {
        let shared = Candidate { consumer_key: Some(member(1).public_key), ..member(2) };
        shape(&[member(1), shared], &[], &|_| ())
    }),
    ("NoActiveMember", || {
        let workspace = Workspace { scratch: &mut [], validators: &mut [], updates: &mut [] };
        initial_set(&[], &Parameters::default(), 1, workspace).map(drop)
    }),
    ("ShapingMemory", || shape(&[member(1), member(2), member(3)], &[], &|_| ())),
];

fn staker(address: u8, power: u64, stake: u128) -> report::Member {
    report::Member { provider_address: Address([address; 20]), power, stake }
}

fn staked(
    members: &mut [report::Member],
    ask: impl FnOnce(StakedSet<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    ask(StakedSet::new(members)?)
}

const KEYS: [[u8; 32]; 4] = [[0; 32], [1; 32], [2; 32], [3; 32]];

fn member(id: u8) -> Candidate<'static> {
    Candidate {
        address: Address([id; 20]),
        public_key: PublicKey::new(KeyType::Ed25519, &KEYS[usize::from(id)]).unwrap(),
        tokens: 1,
        last_power: 1,
        opted_in: true,
        consumer_key: None,
    }
}

fn record(id: u8) -> Record<'static> {
    Record { address: Address([id; 20]), ..Record::NONE }
}

/// The next set, in memory for two validators.
fn shape(
    candidates: &[Candidate<'static>],
    current: &[Record<'static>],
    change: &dyn Fn(&mut Parameters<'_>),
) -> Result<(), Error> {
    let mut parameters =
        Parameters { max_provider_consensus_validators: 180, ..Parameters::default() };
    change(&mut parameters);
    let workspace = Workspace {
        scratch: &mut [0; 9],
        validators: &mut [Record::NONE; 2],
        updates: &mut [ValidatorUpdate::NONE; 4],
    };
    next_set(candidates, &parameters, current, 1, workspace).map(drop)
}
