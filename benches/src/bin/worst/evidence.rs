//! The worst that evidence can ask for.

use crate::entries::{Entry, LIMITS, Run};
use crate::inputs::{
    APP_HASH, Block, CHAIN_ID, HEIGHT, LAST_COMMIT_HASH, Last, header_below, misbehaviour, unknown,
};
use parhelion_core::evidence::light_client_attack::{self, AttackKind};
use parhelion_core::evidence::{LightClientAttackEvidence, Misbehaviour, Signer, double_votes};
use parhelion_core::{Error, Header, LightBlock, SignedHeader, ValidatorSet, Verifier};

pub(crate) const ENTRIES: &[Entry] = &[
    Entry {
        name: "light_client_attack::verify, memory lent",
        input: "an equivocation that everybody signed and is accused of, signatures that only the \
                cofactored equation admits, the rest of 64 MiB in fields that mean nothing",
        make: |n, bytes| attack(n, bytes, Block::new(n, Last::Right).set, 2 * n as usize, None),
    },
    Entry {
        name: "light_client_attack::verify",
        input: "the same, no memory lent: look-ups that just end, then others until they are refused",
        make: |n, bytes| {
            // Each entry is looked up three times: 2^23 / 30,000 steps of 64 bytes.
            let common = [unknown(17_000), Block::signed_by(n..=n, LAST_COMMIT_HASH).set].concat();
            attack(n, bytes, common, 0, None)
        },
    },
    Entry {
        name: "light_client_attack::verify_with",
        input: "as the first of these",
        make: |n, bytes| attack(n, bytes, Block::new(n, Last::Right).set, 0, Some(Verifier::new())),
    },
    Entry {
        name: "Misbehaviour::byzantine_validators, memory lent",
        input: "everybody signed both headers, of which the second names them in reverse; signatures \
                and fields as above",
        make: |n, bytes| {
            let each = bytes.saturating_sub(1 << 23) / 2;
            let first = Block::signed_by(1..=n, APP_HASH).ibc_header(each);
            let second = Block::signed_by((1..=n).rev(), LAST_COMMIT_HASH).ibc_header(each);
            guilty(&first, &second, n, 4 * n as usize)
        },
    },
    Entry {
        name: "Misbehaviour::byzantine_validators",
        input: "16 signed the first header, and over and over the second; no memory lent, as many \
                fields that mean nothing as the look-ups admit",
        make: |n, bytes| {
            let few = n.min(16);
            // 2^23 steps of 64 bytes: once for each of the 16, and for each of 10,000.
            let first = Block::signed_by(1..=few, APP_HASH);
            let first = first.ibc_header(bytes.saturating_sub(1 << 22));
            let second = repeated(n, few).ibc_header(2 * 50_000);
            guilty(&first, &second, n, 0)
        },
    },
    Entry {
        name: "evidence::double_votes",
        input: "16 signed one block, and over and over in another order the other; fields as above",
        make: |n, _| {
            let few = n.min(16);
            let a = Block::signed_by(1..=few, APP_HASH).with_unknown(49_000);
            let b = repeated(n, few).bytes();
            Box::new(move || {
                let [a, b] = [&a, &b].map(|bytes| LightBlock::parse(bytes, LIMITS).unwrap());
                let mut found = 0;
                double_votes(CHAIN_ID, &a, &b, |_| found += 1).unwrap();
                assert_eq!(found, n);
            })
        },
    },
];

/// A block of so many entries by few, who begin with the last.
fn repeated(n: u64, few: u64) -> Block {
    Block::signed_by((0..n).map(|i| few - i % few), LAST_COMMIT_HASH)
}

fn attack(
    n: u64,
    bytes: usize,
    common_set: Vec<u8>,
    words: usize,
    verifier: Option<Verifier>,
) -> Run {
    let block = Block::new(n, Last::Right);
    let evidence = block.evidence(HEIGHT - 1, bytes.saturating_sub(1 << 22));
    let (common, trusted) = (header_below(), block.beside(LAST_COMMIT_HASH));
    let (mut scratch, mut signers) = (vec![0; words], vec![Signer::NONE; n as usize]);
    let lent = words > 0 || verifier.is_some();
    Box::new(move || {
        let evidence = LightClientAttackEvidence::parse(&evidence, LIMITS).unwrap();
        let common = Header::parse(&common, LIMITS).unwrap();
        let set = ValidatorSet::parse(&common_set, LIMITS).unwrap();
        let trusted = SignedHeader::parse(&trusted, LIMITS).unwrap();
        let (set, trusted, signers) = (&set, &trusted, &mut signers[..]);
        let found = match verifier {
            None => {
                light_client_attack::verify(&common, set, trusted, &evidence, &mut scratch, signers)
            }
            Some(mut verifier) => light_client_attack::verify_with(
                &common,
                set,
                trusted,
                &evidence,
                signers,
                &mut verifier,
            ),
        };
        match found {
            Ok(attack) => {
                assert_eq!(attack.kind, AttackKind::Equivocation);
                assert_eq!(attack.byzantine_validators.len() as u64, n);
            }
            Err(error) => {
                assert!(!lent, "{error}");
                assert_eq!(error, Error::ScratchTooSmall { needed: 2 * n as u32 });
            }
        }
    })
}

fn guilty(first: &[u8], second: &[u8], n: u64, words: usize) -> Run {
    let bytes = misbehaviour(first, second);
    let (mut scratch, mut signers) = (vec![0; words], vec![Signer::NONE; 2 * n as usize]);
    Box::new(move || {
        let misbehaviour = Misbehaviour::parse(&bytes, LIMITS).unwrap();
        let found = misbehaviour.byzantine_validators(&mut scratch, &mut signers).unwrap();
        assert_eq!(found.len() as u64, n);
    })
}
