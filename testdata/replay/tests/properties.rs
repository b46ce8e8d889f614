//! Properties that hold for every block of the cases, and not for one example.

use flate2::read::MultiGzDecoder;
use parhelion_core::{
    Encode, Header, LightBlock, Limits, Options, SignedHeader, Time, TrustThreshold, TrustedState,
    ValidatorSet, light,
};
use parhelion_replay::Case;
use parhelion_rpc::{decode, encode, pb};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

mod common;

use common::chain::chain;
use common::{CHAIN, LIMITS, Member, Stage, World, message, uint};

fn cases(name: &str) -> impl Iterator<Item = Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cases").join(name);
    let lines = BufReader::new(MultiGzDecoder::new(File::open(path).unwrap())).lines();
    lines.map(|line| Case::parse(&line.unwrap()).unwrap())
}

fn encoded(message: &impl Encode) -> Vec<u8> {
    let mut sink = Vec::new();
    message.encode(&mut sink);
    sink
}

/// Encoding after parsing gives the canonical form: what prost makes of the judge's own encoding.
/// Where a case is about other bytes, it gives itself again, with the same hashes.
#[test]
fn encoding_after_parsing_is_the_canonical_form() {
    let (mut same, mut other) = (0, 0);
    for case in cases("mainnet.jsonl.gz").chain(cases("simulated.jsonl.gz")) {
        let Some(block) = &case.untrusted else { continue };
        if case.kind != "light" {
            continue;
        }
        let Ok(view) = LightBlock::parse(&block.0, LIMITS) else { continue };
        let canonical = encoded(&view);
        if case.wire.is_empty() {
            // But for the total, which CometBFT writes as 0.
            let mut expected = decode::<pb::LightBlock>(&block.0).unwrap();
            expected.validator_set.iter_mut().for_each(|set| set.total_voting_power = 0);
            assert!(canonical == encode(&expected), "{}", case.id);
            same += 1;
        } else {
            other += 1;
        }
        let again = LightBlock::parse(&canonical, LIMITS).unwrap();
        assert!(encoded(&again) == canonical, "{}", case.id);
        assert_eq!(again.header().hash(), view.header().hash());
        assert_eq!(again.commit().hash(), view.commit().hash());
        assert_eq!(again.validators().hash(), view.validators().hash());
    }
    assert!(same > 400 && other > 20, "{same} {other}");
}

/// Unknown fields, the order of fields, explicit defaults and superfluous bytes in integers change
/// no hash and no verdict.
#[test]
fn what_the_wire_allows_changes_nothing() {
    let plain = World::new(20, &[]).header().encode();
    let hash = Header::parse(&plain, LIMITS).unwrap().hash();
    let unknown = [message(99, b"?"), uint(98, 7), message(15, &[0xff; 3])].concat();
    for odd in [
        [plain.clone(), unknown.clone()].concat(),
        [unknown, plain.clone()].concat(),
        [plain.clone(), vec![0x72, 0]].concat()[..plain.len()].to_vec(),
    ] {
        assert_eq!(Header::parse(&odd, LIMITS).unwrap().hash(), hash);
    }
    // The fields of the set the other way round: the proposer first.
    let mut world = World::new(20, &[]);
    let set = world.set().clone();
    let members: Vec<u8> =
        set.members.iter().flat_map(|member| message(1, &member.encode())).collect();
    let first = [message(2, &set.proposer.unwrap().encode()), members].concat();
    let plain = world.set().encode();
    assert_ne!(first, plain);
    let parse = |bytes: &[u8]| ValidatorSet::parse(bytes, LIMITS).unwrap().hash();
    assert_eq!(parse(&first), parse(&plain));
    // A total of any value: it is not looked at.
    assert_eq!(parse(&[plain.clone(), uint(3, 12345)].concat()), parse(&plain));
    // A default that is written: priority 0, power with superfluous bytes.
    let member = set.members[0].encode();
    let odd = [&member[..member.len() - 2], &[0x18, 0x8a, 0x80, 0x00, 0x20, 0x00]].concat();
    let rest: Vec<u8> =
        set.members[1..].iter().flat_map(|member| message(1, &member.encode())).collect();
    let written = [message(1, &odd), rest, message(2, &member)].concat();
    assert_eq!(parse(&written), parse(&plain));
}

#[test]
fn skipping_then_adjacent_equals_sequential() {
    let chain = chain(24);
    let view = |n: usize| LightBlock::parse(&chain.blocks[n], LIMITS).unwrap();
    let now = Time::from_unix(1_700_000_100, 0).unwrap();
    let header = *view(0).header();
    let first = TrustedState::trust_on_faith(&header, &header.hash().unwrap()).unwrap();
    let mut sequential = vec![first.clone()];
    for n in 1..chain.blocks.len() {
        let verified =
            light::verify_adjacent(&sequential[n - 1], &view(n), &Options::DEFAULT, now).unwrap();
        sequential.push(verified.trusted_state().clone());
    }
    for from in 0..chain.blocks.len() {
        for to in from + 2..chain.blocks.len() {
            let set = ValidatorSet::parse(&chain.sets[from], LIMITS).unwrap();
            let (state, options) = (&sequential[from], Options::DEFAULT);
            let skipped =
                light::verify_skipping(state, &set, &view(to), &options, now, &mut []).unwrap();
            assert_eq!(skipped.trusted_state(), &sequential[to]);
            if to + 1 < chain.blocks.len() {
                let state = skipped.trusted_state();
                let next = light::verify_adjacent(state, &view(to + 1), &options, now).unwrap();
                assert_eq!(next.trusted_state(), &sequential[to + 1]);
            }
        }
    }
    // And a block whose set is another's does not verify from any of them.
    let replace: common::Change = |world| {
        let key = ed25519_dalek::SigningKey::from_bytes(&[77; 32]);
        world.set().members = vec![Member::of(&key, 1)];
        world.set().proposer = Some(Member::of(&key, 1));
        world.header().time = (1_700_000_099, 0);
        world.keys = vec![key];
    };
    let stranger = World::new(40, &[(Stage::Set, replace)]);
    let bytes = stranger.light_block();
    let block = LightBlock::parse(&bytes, LIMITS).unwrap();
    block.validate(CHAIN).unwrap();
    for (state, set) in sequential.iter().zip(&chain.sets) {
        let set = ValidatorSet::parse(set, LIMITS).unwrap();
        let threshold = TrustThreshold::ONE_THIRD;
        let refused = light::verify_without_clock(state, Some(&set), &block, threshold, &mut []);
        assert_eq!(refused.unwrap_err().name(), "NotEnoughTrust");
    }
}

/// Lower limits refuse; they accept nothing that the highest would not.
#[test]
fn limits_only_refuse() {
    for case in
        cases("mainnet.jsonl.gz").filter(|case| case.kind == "backwards" || case.kind == "light")
    {
        let Some(block) = &case.trusted else { continue };
        let low = Limits::DEFAULT.with_votes(20).with_message_len(20_000);
        if SignedHeader::parse(&block.0, &low).is_ok() {
            assert!(SignedHeader::parse(&block.0, LIMITS).is_ok(), "{}", case.id);
        }
    }
}
