//! Each bound at its value and one past it; those of the wire are tested beside the reader.

mod common;

use common::{LIMITS, Member, Set, Stage, World};
use parhelion_core::{
    Commit, Error, Header, LightBlock, Time, TrustedState, ValidatorSet, commit, limits,
};

fn signed(change: common::Change) -> Result<(), Error> {
    let world = World::new(20, &[(Stage::Signed, change)]);
    LightBlock::parse(&world.light_block(), LIMITS).map(drop)
}

#[test]
fn signatures_may_be_as_long_as_the_longest_type() {
    assert_eq!(limits::MAX_SIGNATURE_LEN, 3309);
    assert_eq!(signed(|world| world.entry(6).signature = vec![1; 3309]), Ok(()));
    assert_eq!(
        signed(|world| world.entry(6).signature = vec![1; 3310]),
        Err(Error::SignatureTooLong { index: 6, length: 3310 })
    );
}

#[test]
fn the_total_power_is_capped() {
    let power = |first: i64| -> Result<u64, Error> {
        let members = World::new(20, &[]).set().members.clone();
        let mut set = Set { proposer: members.first().cloned(), members };
        set.members[0].power = first;
        ValidatorSet::parse(&set.encode(), LIMITS).map(|set| set.total_power())
    };
    let cap = i64::try_from(limits::MAX_TOTAL_POWER).unwrap();
    assert_eq!(power(cap - 60), Ok(limits::MAX_TOTAL_POWER));
    let total = limits::MAX_TOTAL_POWER + 1;
    assert_eq!(power(cap - 59), Err(Error::TotalPowerTooHigh { total }));
    // A sum that would wrap does not.
    assert_eq!(power(i64::MAX), Err(Error::TotalPowerTooHigh { total: i64::MAX.unsigned_abs() }));
}

#[test]
fn chain_ids_and_heights() {
    let header = |change: common::Change| {
        let mut world = World::new(20, &[(Stage::Signed, change)]);
        Header::parse(&world.header().encode(), LIMITS).map(|header| header.height())
    };
    assert_eq!(header(|world| world.header().chain_id = "x".repeat(50)), Ok(20));
    assert_eq!(
        header(|world| world.header().chain_id = "x".repeat(51)),
        Err(Error::ChainIdTooLong { length: 51 })
    );
    assert_eq!(header(|world| world.header().height = i64::MAX), Ok(i64::MAX.unsigned_abs()));
    assert_eq!(header(|world| world.header().height = 1), Ok(1));
    assert_eq!(header(|world| world.header().height = 0), Err(Error::ZeroHeight));
}

/// No chain has a longer id: whatever was signed for it, it is no vote.
#[test]
fn nobody_signs_for_a_chain_id_of_more_than_50_bytes() {
    let mut world = World::new(11, &[]);
    world.header().chain_id = "x".repeat(50);
    world.reseal();
    let (set, encoded) = (world.set().encode(), world.commit().encode());
    let validators = ValidatorSet::parse(&set, LIMITS).unwrap();
    let signed = Commit::parse(&encoded, LIMITS).unwrap();
    let verify = |length| {
        let (chain_id, id) = ("x".repeat(length), signed.block_id());
        commit::verify(&chain_id, &validators, &id, 11, &signed, commit::Rule::Light).err()
    };
    assert_eq!(verify(50), None);
    assert_eq!(verify(51), Some(Error::WrongSignature { index: 0 }));
}

#[test]
fn a_state_keeps_app_hashes_of_up_to_64_bytes() {
    let kept = |length: usize| {
        let mut world = World::new(20, &[]);
        world.header().hashes[5] = vec![7; length];
        let bytes = world.header().encode();
        let header = Header::parse(&bytes, LIMITS).unwrap();
        let state = TrustedState::trust_on_faith(&header, &header.hash().unwrap()).unwrap();
        assert_eq!(TrustedState::from_trusted_bytes(&state.to_bytes()), Ok(state.clone()));
        state.app_hash().map(<[u8]>::len)
    };
    assert_eq!(kept(0), Some(0));
    assert_eq!(kept(64), Some(64));
    assert_eq!(kept(65), None);
}

#[test]
fn thresholds_are_exceeded_not_met() {
    // Seven validators of power 10: three are 30 of 70, more than a third; 2/7 of 70 is 20.
    let tallied = |threshold: (u64, u64), signers: usize| {
        let mut world = World::new(20, &[]);
        world.threshold = threshold;
        (signers..7).for_each(|index| *world.entry(index) = common::Entry::absent());
        world.verify().map_err(|error| error.name())
    };
    assert_eq!(tallied((3, 7), 5), Ok(()));
    assert_eq!(tallied((3, 7), 3), Err("NotEnoughTrust")); // exactly 30 of 70
    assert_eq!(tallied((3, 7), 4), Err("NotEnoughPower"));
    assert_eq!(tallied((5, 7), 5), Err("NotEnoughTrust"));
    // Two thirds of 90: 60 is not enough.
    let own = |signers: usize| {
        let more: common::Change = |world| {
            for n in 8..=9u8 {
                let key = ed25519_dalek::SigningKey::from_bytes(&[n; 32]);
                world.set().members.push(Member::of(&key, 10));
                world.keys.push(key);
            }
            world.next_validators_hash = world.set().hash();
            world.trusted_set = world.set.clone();
            world.scratch = 18;
        };
        let mut world = World::new(20, &[(Stage::Set, more)]);
        (signers..9).for_each(|index| *world.entry(index) = common::Entry::absent());
        world.verify().map_err(|error| error.name())
    };
    assert_eq!(own(6), Err("NotEnoughPower"));
    assert_eq!(own(7), Ok(()));
}

#[test]
fn edges_of_time() {
    let verify = |change: common::Change| {
        World::new(20, &[(Stage::Signed, change)]).verify().map_err(|error| error.name())
    };
    // The trusted header is of second 0, the clock stands at 20; the header is of 10 s and 5 ns.
    use parhelion_core::Duration;
    assert_eq!(
        verify(|w| w.options.trusting_period = Duration::from_nanos(20_000_000_001)),
        Ok(())
    );
    assert_eq!(
        verify(|w| w.options.trusting_period = Duration::from_nanos(20_000_000_000)),
        Err("HeaderExpired")
    );
    let expired = Time::from_unix(1_700_000_007, 3).unwrap();
    let short: common::Change = |w| w.options.trusting_period = Duration::from_nanos(7_000_000_003);
    assert_eq!(
        World::new(20, &[(Stage::Signed, short)]).verify(),
        Err(Error::HeaderExpired { expired })
    );
    assert_eq!(
        verify(|w| w.options.max_clock_drift = Duration::from_nanos(-9_999_999_994)),
        Ok(())
    );
    assert_eq!(
        verify(|w| w.options.max_clock_drift = Duration::from_nanos(-9_999_999_995)),
        Err("TimeFromFuture")
    );
    assert_eq!(verify(|w| w.trusted_time = (1_700_000_010, 4)), Ok(()));
    assert_eq!(verify(|w| w.trusted_time = (1_700_000_010, 5)), Err("TimeNotIncreased"));
    assert_eq!(verify(|w| w.trusted_height = 18), Ok(()));
    assert_eq!(verify(|w| w.trusted_height = 20), Err("HeightNotIncreased"));
}
