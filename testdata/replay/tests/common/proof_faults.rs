//! What provokes each error of a proof of state, and of what such a proof says of IBC. Each fault is
//! sealed: with another rule alone broken, the hashes fit.

use super::common::proof::{Existence, Lower, Question, STORE, Step, iavl, multistore};
use super::common::{LIMITS, message};
use parhelion_core::ibc::{self, Height, Hop, Packet, path};
use parhelion_core::proof::{self, Key, MerkleProof, Proven};
use parhelion_core::{ChainId, Error, Time, TrustedState};

type Vector = (&'static str, fn() -> Result<(), Error>);

fn lower(change: impl Fn(&mut Existence)) -> Result<(), Error> {
    Question::present(1).verify()?;
    Question::present(1).with(|asked| change(asked.lower())).sealed().verify()
}

fn upper(change: impl Fn(&mut Existence)) -> Result<(), Error> {
    Question::present(1).with(|asked| change(&mut asked.upper)).sealed().verify()
}

fn absent(change: impl Fn(&mut Question)) -> Result<(), Error> {
    Question::absent(b"c", Some(1), Some(2)).verify()?;
    Question::absent(b"c", Some(1), Some(2)).with(change).sealed().verify()
}

/// A value of the store `ibc` under a key, or its absence, proven on `chain_id`.
fn proven<T>(
    chain_id: &str,
    store: &[u8],
    key: &[u8],
    value: Option<&[u8]>,
    ask: impl FnOnce(&Proven<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let first: (&[u8], &[u8]) = (b"\0", b"first");
    let mut proofs = match value {
        Some(value) => iavl(&[first, (key, value)]),
        None => iavl(&[first]),
    };
    let root = proofs[0].root();
    let upper = multistore(&[(store, &root)]).swap_remove(0);
    let lower = proofs.pop().unwrap();
    let lower = match value {
        Some(_) => Lower::Present(lower),
        None => Lower::Absent(Some(lower), None),
    };
    let (key, value) = (key.to_vec(), value.map(<[u8]>::to_vec));
    let asked = Question { key, value, lower, app_hash: upper.root(), upper };
    let bytes = asked.encode();
    let proof = MerkleProof::parse(&bytes, LIMITS)?;
    let header = state(chain_id, &asked.app_hash)?;
    let proven = match &asked.value {
        Some(value) => proof::verify_membership(&header, store, &asked.key, value, &proof)?,
        None => proof::verify_non_membership(&header, store, &asked.key, &proof)?,
    };
    ask(&proven)
}

/// A header of a chain, by its hash.
fn state(chain_id: &str, app_hash: &[u8]) -> Result<TrustedState, Error> {
    let mut world = super::World::new(20, &[]);
    world.header().chain_id = chain_id.to_owned();
    world.header().hashes[super::common::HeaderOf::APP] = app_hash.to_vec();
    let bytes = world.header().encode();
    let header = parhelion_core::Header::parse(&bytes, LIMITS)?;
    TrustedState::trust_on_faith(&header, &header.hash()?)
}

pub(crate) const PACKET: Packet<'static> = Packet {
    sequence: 7,
    source_port: "transfer",
    source_channel: "channel-1",
    destination_port: "transfer",
    destination_channel: "channel-2",
    data: b"{}",
    timeout_height: Height { revision_number: 1, revision_height: 9 },
    timeout_timestamp: 0,
};

fn of_packet<T>(
    key: Result<Key, Error>,
    value: Option<&[u8]>,
    ask: impl FnOnce(&Proven<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    proven("a-1", STORE, key?.as_bytes(), value, ask)
}

fn in_order(
    next: &[u8],
    ask: fn(&Packet<'static>, &Proven<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    of_packet(PACKET.next_sequence_recv_key(), Some(next), |proven| ask(&PACKET, proven))
}

fn hops(chains: [&str; 2]) -> Result<(), Error> {
    let (key, commitment) = (PACKET.commitment_key()?, PACKET.commitment());
    let (key, value) = (key.as_bytes(), Some(&commitment.0[..]));
    proven(chains[0], STORE, key, value, |first| {
        proven(chains[1], STORE, key, value, |second| {
            let hops = [*first, *second].map(|commitment| Hop { packet: PACKET, commitment });
            ibc::check_hops(&hops).map_err(|broken| {
                assert_eq!(broken.hop, 1);
                broken.error
            })
        })
    })
}

pub(crate) const VECTORS: &[Vector] = &[
    ("ProofCount", || {
        let [lower, upper] = Question::present(1).ops();
        let three = [&lower, &upper, &upper].map(|op| message(1, op)).concat();
        MerkleProof::parse(&three, LIMITS).map(drop)
    }),
    ("NoAppHash", || {
        let asked = Question::present(1);
        let bytes = asked.encode();
        let proof = MerkleProof::parse(&bytes, LIMITS)?;
        let time = Time::UNIX_EPOCH;
        let header = TrustedState::from_on_chain_client(ChainId::new("a-1")?, 7, time, &[])?;
        proof::verify_membership(&header, STORE, &asked.key, b"2", &proof).map(drop)
    }),
    ("AppHashLength", || {
        let asked = Question::present(1).with(|asked| asked.app_hash.truncate(31));
        asked.verify()
    }),
    ("ExistenceExpected", || absent(|asked| asked.value = Some(b"3".to_vec()))),
    ("NonExistenceExpected", || Question::present(1).with(|asked| asked.value = None).verify()),
    ("NoNeighbour", || Question::absent(b"c", None, None).verify()),
    ("NoLeafOp", || upper(|proof| proof.leaf = None)),
    ("LeafOpMismatch", || lower(|proof| proof.leaf.as_mut().unwrap().ops[1] = 1)),
    ("LeafPrefix", || lower(|proof| proof.leaf.as_mut().unwrap().prefix.push(0))),
    ("ProofDepth", || {
        let deep = |steps: usize| {
            upper(|proof| {
                let step = Step { hash: 1, prefix: vec![1], suffix: vec![0; 32] };
                proof.path = vec![step; steps];
            })
        };
        deep(128)?;
        deep(129)
    }),
    ("InnerOpHash", || upper(|proof| proof.path[0].hash = 2)),
    ("InnerOpPrefix", || lower(|proof| proof.path[1].prefix[0] = 2)), // height 1 in the second step
    ("InnerOpSuffix", || upper(|proof| proof.path[1].suffix.push(0))),
    ("EmptyKey", || lower(|proof| proof.key.clear())),
    ("KeyMismatch", || upper(|proof| proof.key = b"bank".to_vec())),
    ("ValueMismatch", || lower(|proof| proof.value = b"3".to_vec())),
    ("RootMismatch", || Question::present(1).with(|asked| asked.app_hash[0] ^= 1).verify()),
    ("KeyOutsideGap", || absent(|asked| asked.key = b"b".to_vec())),
    ("NotNeighbours", || Question::absent(b"b", Some(0), Some(2)).verify()),
    ("KeyTooLong", || {
        Key::of(&[&[0; 260]])?;
        Key::of(&[&[0; 260], b"a"]).map(drop)
    }),
    ("ConnectionIdSyntax", || path::connection("connectio").map(drop)),
    ("ChannelIdSyntax", || {
        Packet { source_channel: "a/channel", ..PACKET }.commitment_key().map(drop)
    }),
    ("PortIdSyntax", || Packet { destination_port: "p", ..PACKET }.receipt_key().map(drop)),
    ("ZeroSequence", || Packet { sequence: 0, ..PACKET }.acknowledgement_key().map(drop)),
    ("OtherStore", || {
        let (key, value) = (PACKET.commitment_key()?, PACKET.commitment());
        proven("a-1", b"bank", key.as_bytes(), Some(&value.0), |proven| {
            PACKET.check_committed(proven)
        })
    }),
    ("OtherKey", || {
        of_packet(PACKET.receipt_key(), Some(&[1]), |proven| PACKET.check_received(proven))?;
        of_packet(PACKET.receipt_key(), Some(&[1]), |proven| PACKET.check_committed(proven))
    }),
    ("NothingStored", || {
        of_packet(PACKET.commitment_key(), None, |proven| PACKET.check_committed(proven))
    }),
    ("SomethingStored", || {
        of_packet(PACKET.receipt_key(), None, |proven| PACKET.check_not_received(proven))?;
        of_packet(PACKET.receipt_key(), Some(&[1]), |proven| PACKET.check_not_received(proven))
    }),
    ("CommitmentMismatch", || {
        let commitment = PACKET.commitment();
        of_packet(PACKET.commitment_key(), Some(&commitment.0), |proven| {
            PACKET.check_committed(proven)?;
            Packet { timeout_timestamp: 1, ..PACKET }.check_committed(proven)
        })
    }),
    ("AcknowledgementMismatch", || {
        let answer = ibc::acknowledgement_commitment(b"\x01");
        of_packet(PACKET.acknowledgement_key(), Some(&answer.0), |proven| {
            PACKET.check_acknowledged(proven, b"\x01")?;
            PACKET.check_acknowledged(proven, b"\x02")
        })
    }),
    ("ReceiptMismatch", || {
        of_packet(PACKET.receipt_key(), Some(&[1, 1]), |proven| PACKET.check_received(proven))
    }),
    ("SequenceLength", || in_order(&[0, 0, 0, 0, 0, 0, 8], Packet::check_received_in_order)),
    ("PacketReceived", || {
        in_order(&7u64.to_be_bytes(), Packet::check_not_received_in_order)?;
        in_order(&8u64.to_be_bytes(), Packet::check_not_received_in_order)
    }),
    ("PacketNotReceived", || {
        in_order(&8u64.to_be_bytes(), Packet::check_received_in_order)?;
        in_order(&7u64.to_be_bytes(), Packet::check_received_in_order)
    }),
    ("NoHops", || ibc::check_hops(&[]).map_err(|broken| broken.error)),
    ("SameChain", || {
        hops(["a-1", "b-1"])?;
        hops(["a-1", "a-1"])
    }),
];
