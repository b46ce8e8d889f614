//! What two blocks prove, whoever would punish it.

use super::full_node::named;
use crate::agree::LIMITS;
use crate::judge::evidence::{Block, is_invalid, time};
use crate::judge::{self, ABSENT, COMMIT, Judged};
use crate::oracle::{self, Canonical};
use crate::pb;
use parhelion_core::evidence::{Fault, FaultProof, contradicting_signers, double_votes};
use parhelion_core::{Header, LightBlock, TrustedState, light};
use prost::Message;

/// Who is proven to be at fault, with what.
type Proven = Vec<(Vec<u8>, Fault)>;

/// Both blocks, in both orders, as the core reads them and as prost does.
pub(super) fn ask_blocks(parsed: &[LightBlock<'_>; 2], read: &[Block<'_>; 2]) {
    for (a, b) in [(0, 1), (1, 0)] {
        let chain_id = parsed[a].header().chain_id();
        let mut found = Proven::new();
        let asked = double_votes(chain_id, &parsed[a], &parsed[b], |proof| {
            found.push(proven(&proof, &read[b]));
        });
        let found = named(asked).map(|()| found);
        assert_eq!(found, voted_twice(&read[a], &read[b]), "{a} and {b}");
        ask_signers(&read[a], &parsed[b], &read[b]);
    }
}

fn proven(proof: &FaultProof, block: &Block<'_>) -> (Vec<u8>, Fault) {
    let pb::Commit { height, round, .. } = *block.commit;
    assert_eq!((proof.height(), proof.round()), (height as u64, round as u32));
    (proof.validator().0.to_vec(), proof.fault())
}

/// An entry of `b`, and the one of `a` by the same key: at the same place, else the first.
fn voted_twice(a: &Block<'_>, b: &Block<'_>) -> Judged<Proven> {
    let chain_id = &a.header.chain_id;
    judge::refuse_if(b.header.chain_id != *chain_id, "ChainIdMismatch")?;
    for block in [a, b] {
        let sizes = block.set.validators.len() != block.commit.signatures.len();
        judge::refuse_if(sizes, "CommitSize")?;
    }
    let round = |block: &Block<'_>| (block.commit.height, block.commit.round);
    judge::refuse_if(round(a) != round(b), "NoContradiction")?;
    let mut found = Proven::new();
    for (place, validator) in b.set.validators.iter().enumerate() {
        let same = |other: &pb::Validator| other.pub_key == validator.pub_key;
        let members = &a.set.validators;
        let other = match members.get(place).is_some_and(same) {
            true => place,
            false => match members.iter().position(same) {
                Some(other) => other,
                None => continue,
            },
        };
        let contradict = voted_for(a, other) != voted_for(b, place);
        if contradict && has_signed(a, other, chain_id) && has_signed(b, place, chain_id) {
            found.push((validator.address.clone(), Fault::DoubleVote));
        }
    }
    Ok(found)
}

fn voted_for(block: &Block<'_>, place: usize) -> pb::BlockId {
    let for_block = block.commit.signatures[place].block_id_flag == COMMIT;
    block.commit.block_id.clone().filter(|_| for_block).unwrap_or_default().canonical()
}

fn has_signed(block: &Block<'_>, place: usize, chain_id: &[u8]) -> bool {
    let (entry, validator) = (&block.commit.signatures[place], &block.set.validators[place]);
    entry.block_id_flag != ABSENT
        && entry.validator_address == validator.address
        && judge::signed(
            validator,
            &judge::sign_bytes(chain_id, block.commit, place),
            &entry.signature,
        )
        .is_ok()
}

/// Who signed against a header that is verified, because the one above it names it.
fn ask_signers(known: &Block<'_>, parsed: &LightBlock<'_>, block: &Block<'_>) {
    let mut above = known.header.clone();
    above.height = above.height.saturating_add(1);
    above.time = known.header.time.map(|it| pb::Timestamp { seconds: it.seconds + 1, ..it });
    let id = above.last_block_id.get_or_insert_default();
    id.hash = oracle::header_hash(&known.header.clone().canonical()).to_vec();
    let bytes = [above.encode_to_vec(), known.header.encode_to_vec()];
    let [Ok(above), Ok(header)] = [&bytes[0], &bytes[1]].map(|it| Header::parse(it, LIMITS)) else {
        return;
    };
    let state = above.hash().and_then(|hash| TrustedState::trust_on_faith(&above, &hash));
    let Ok(state) = state else { return };
    let Ok(verified) = light::verify_backwards(&state, &header) else { return };
    let mut found = Proven::new();
    let asked = contradicting_signers(&verified, parsed, |proof| found.push(proven(&proof, block)));
    let found = named(asked).map(|()| found);
    assert_eq!(found, signed_against(known, block));
}

fn signed_against(known: &Block<'_>, block: &Block<'_>) -> Judged<Proven> {
    let chain_id = &known.header.chain_id;
    judge::refuse_if(block.header.chain_id != *chain_id, "ChainIdMismatch")?;
    block.commit_fits()?;
    block.set_fits()?;
    let (height, known_height) = (block.header.height, known.header.height);
    let fault = if height == known_height && is_invalid(known.header, block.header) {
        Fault::Lunatic
    } else if height > known_height && time(block.header) <= time(known.header) {
        Fault::ForwardLunatic
    } else {
        return Err("NoContradiction");
    };
    let sizes = block.set.validators.len() != block.commit.signatures.len();
    judge::refuse_if(sizes, "CommitSize")?;
    let signed = |place: &usize| {
        let for_block = block.commit.signatures[*place].block_id_flag == COMMIT;
        for_block && has_signed(block, *place, chain_id)
    };
    let places = (0..block.set.validators.len()).filter(signed);
    Ok(places.map(|place| (block.set.validators[place].address.clone(), fault)).collect())
}
