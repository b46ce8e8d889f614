extern crate std;
use super::*;
use crate::limits::Limits;
use crate::types::{Message, Vote};
use crate::wire::{Encode, bytes_field, message_field, uint_field, varint};
use std::vec::Vec;

// Recorded from CometBFT 0.38.26 and 0.40.0, which agree: chain "test-chain", height 5.
const PRECOMMIT: &str = "\
    77080211050000000000000019010000000000000022480a2011111111111111111111111111111111111111 \
    1111111111111111111111111112240801122012121212121212121212121212121212121212121212121212 \
    121212121212122a0b0880e2cfaa0610959aef3a320a746573742d636861696e";
const NIL: &str = "2408011105000000000000002a0b0880e2cfaa0610959aef3a320a746573742d636861696e";
const PROPOSAL: &str = "\
    79082011050000000000000020ffffffffffffffffff012a480a201111111111111111111111111111111111 \
    1111111111111111111111111111111224080112201212121212121212121212121212121212121212121212 \
    121212121212121212320b0880e2cfaa0610959aef3a3a0a746573742d636861696e";
const EXTENSION: &str = "1e110500000000000000190100000000000000220a746573742d636861696e";

struct Bytes(Vec<u8>);

impl Sink for Bytes {
    fn put(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }
}

struct Raw<'a>(&'a [u8]);

impl Encode for Raw<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        sink.put(self.0);
    }
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    let byte = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

fn bytes(write: impl FnOnce(&mut Bytes)) -> Vec<u8> {
    let mut sink = Bytes(Vec::new());
    write(&mut sink);
    sink.0
}

fn delimited(body: &[u8]) -> Vec<u8> {
    let length = bytes(|sink| varint(sink, body.len() as u64));
    [&length[..], body].concat()
}

fn fixed(number: u8, value: i64) -> Vec<u8> {
    let field = [&[number << 3 | 1][..], &value.to_le_bytes()].concat();
    if value == 0 { Vec::new() } else { field }
}

/// The fields of a vote or a proposal, written in their order, whatever they hold.
struct Fields {
    signed_type: i64,
    height: i64,
    round: i64,
    pol_round: i64,
    block_id: Vec<u8>,
    time: Vec<u8>,
    chain_id: Vec<u8>,
}

impl Fields {
    fn new(signed_type: i64) -> Fields {
        Fields {
            signed_type,
            height: 5,
            round: 2,
            pol_round: if signed_type == 32 { -1 } else { 0 },
            block_id: block(32, 1, 32),
            time: [8, 9].to_vec(),
            chain_id: b"chain".to_vec(),
        }
    }

    fn write(&self) -> Vec<u8> {
        let shift = u8::from(self.signed_type == 32);
        let first = bytes(|sink| uint_field(sink, 1, self.signed_type.cast_unsigned()));
        let rest = bytes(|sink| {
            uint_field(sink, 4, self.pol_round.cast_unsigned());
            bytes_field(sink, 4 + shift, &self.block_id);
            message_field(sink, 5 + shift, &Raw(&self.time));
            bytes_field(sink, 6 + shift, &self.chain_id);
        });
        delimited(&[first, fixed(2, self.height), fixed(3, self.round), rest].concat())
    }
}

fn block(hash: usize, total: u64, parts: usize) -> Vec<u8> {
    let header = bytes(|sink| {
        uint_field(sink, 1, total);
        bytes_field(sink, 2, &[7; 33][..parts]);
    });
    bytes(|sink| {
        bytes_field(sink, 1, &[6; 33][..hash]);
        message_field(sink, 2, &Raw(&header));
    })
}

fn parse(signed_type: i64, change: impl FnOnce(&mut Fields)) -> Result<(), Error> {
    let mut fields = Fields::new(signed_type);
    change(&mut fields);
    Request::parse(&fields.write()).map(drop)
}

#[test]
fn what_cometbft_signs_is_read() {
    let precommit = hex(PRECOMMIT);
    let request = Request::parse(&precommit).unwrap();
    let place = (request.step(), request.height(), request.round(), request.chain_id());
    assert_eq!(place, (Step::Precommit, 5, 1, "test-chain"));
    assert_eq!(request.block_id().hash(), [0x11; 32]);
    assert_eq!(request.block_id().part_set_header().hash(), [0x12; 32]);
    assert_eq!(request.timestamp(), Time::from_unix(1_700_000_000, 123_456_789).unwrap());
    assert_eq!(request.sign_bytes(), precommit);
    let nil = hex(NIL);
    let nil = Request::parse(&nil).unwrap();
    assert_eq!((nil.step(), nil.round(), nil.block_id()), (Step::Prevote, 0, BlockId::default()));
    let proposal = hex(PROPOSAL);
    let proposal = Request::parse(&proposal).unwrap();
    assert_eq!((proposal.step(), proposal.pol_round), (Step::Proposal, -1));
    let extension = hex(EXTENSION);
    let extended = request.with_extension(&extension).unwrap();
    assert_eq!(extended.extension_sign_bytes(), Some(&extension[..]));
    assert_eq!(extended.digest(), request.digest());
}

/// What the writer of votes' sign bytes writes is read to the vote of which it was written.
#[test]
fn votes_are_read_as_they_are_written() {
    let times: [&[u8]; 3] =
        [&[], &[8, 0x80, 0xe2, 0xcf, 0xaa, 6], &[8, 1, 16, 0xff, 0x93, 0xeb, 3]];
    let mut met = 0;
    for kind in 1..=2 {
        for round in [0, 1, i32::MAX] {
            for (time, id) in times.iter().zip([Vec::new(), block(32, 1, 32), block(32, 300, 32)]) {
                let message = bytes(|sink| {
                    uint_field(sink, 1, kind);
                    uint_field(sink, 2, i64::MAX.cast_unsigned());
                    uint_field(sink, 3, u64::from(round.cast_unsigned()));
                    bytes_field(sink, 4, &id);
                    message_field(sink, 5, &Raw(time));
                    bytes_field(sink, 9, b"extension");
                });
                let vote = Vote::parse(&message, &Limits::DEFAULT).unwrap();
                let written = vote.sign_bytes("chain").unwrap();
                let request = Request::parse(&written).unwrap();
                assert_eq!(request.height(), i64::MAX.cast_unsigned());
                assert_eq!(request.round(), round.cast_unsigned());
                assert_eq!(u64::from(request.step().number()), kind + 1);
                assert_eq!(request.timestamp(), vote.timestamp());
                assert_eq!(request.block_id(), vote.block_id());
                let extension = bytes(|sink| vote.write_extension_sign_bytes("chain", sink));
                let is_for_block = kind == 2 && !id.is_empty();
                assert_eq!(request.with_extension(&extension).is_ok(), is_for_block);
                met += usize::from(is_for_block);
            }
        }
    }
    assert_eq!(met, 6);
}

#[test]
fn proposals_are_read_as_they_are_written() {
    for (round, pol_round) in [(0, -1), (1, -1), (1, 0), (i32::MAX, i32::MAX - 1)] {
        let message = bytes(|sink| {
            uint_field(sink, 1, 32);
            uint_field(sink, 2, 5);
            uint_field(sink, 3, u64::from(round.cast_unsigned()));
            uint_field(sink, 4, i64::from(pol_round).cast_unsigned());
            bytes_field(sink, 5, &block(32, 1, 32));
            message_field(sink, 6, &Raw(&[8, 9]));
        });
        let proposal = Proposal::parse(&message, &Limits::DEFAULT).unwrap();
        let written = bytes(|sink| proposal.write_sign_bytes("chain", sink));
        let request = Request::parse(&written).unwrap();
        assert_eq!((request.step(), request.height()), (Step::Proposal, 5));
        assert_eq!((request.round().cast_signed(), request.pol_round), (round, pol_round));
    }
}

/// Each fault alone, then with every later one: the first is reported.
#[test]
fn the_first_fault_is_reported() {
    type Change = fn(&mut Fields);
    let faults: [(&str, Change); 9] = [
        ("TimeRange", |fields| fields.time = [16, 0x80, 0x94, 0xeb, 0xdc, 3].to_vec()),
        ("SignedType", |fields| fields.signed_type = 3),
        ("SignedHeight", |fields| fields.height = 0),
        ("SignedRound", |fields| fields.round = -1),
        ("HashLength", |fields| fields.block_id = block(31, 1, 32)),
        ("SignedBlockId", |fields| fields.block_id = block(0, 1, 32)),
        ("NoSignedChain", |fields| fields.chain_id.clear()),
        ("ChainIdTooLong", |fields| fields.chain_id = [b'c'; 51].to_vec()),
        ("NotCanonical", |fields| fields.time = [8, 0].to_vec()),
    ];
    for (at, (name, fault)) in faults.iter().enumerate() {
        assert_eq!(parse(1, fault).unwrap_err().name(), *name);
        for (_, later) in &faults[at + 1..] {
            let both = |fields: &mut Fields| {
                later(fields);
                fault(fields);
            };
            assert_eq!(parse(1, both).unwrap_err().name(), *name);
        }
    }
}

#[test]
fn values_are_bounded() {
    for (height, good) in [(i64::MIN, false), (-1, false), (0, false), (1, true), (i64::MAX, true)]
    {
        let expected = if good { Ok(()) } else { Err(Error::SignedHeight { height }) };
        assert_eq!(parse(1, |fields| fields.height = height), expected);
    }
    let most = i64::from(i32::MAX);
    for (round, good) in [(-1, false), (0, true), (most, true), (most + 1, false)] {
        let expected = if good { Ok(()) } else { Err(Error::SignedRound { round }) };
        assert_eq!(parse(2, |fields| fields.round = round), expected);
    }
    let huge = i64::from(i32::MIN) * 2 - 1; // -1 in its lower 32 bits
    for (pol_round, good) in
        [(-2, false), (-1, true), (0, true), (1, true), (2, false), (huge, false)]
    {
        let expected = if good { Ok(()) } else { Err(Error::PolRound { pol_round, round: 2 }) };
        assert_eq!(parse(32, |fields| fields.pol_round = pol_round), expected);
    }
    for found in [0, 3, 4, 31, 33, -1] {
        let error = Err(Error::SignedType { found: i32::try_from(found).unwrap() });
        assert_eq!(parse(found, |_| ()), error);
    }
    let ids = [(0, 0, 0), (0, 0, 32), (0, 1, 0), (32, 0, 0), (32, 0, 32), (32, 1, 0), (32, 1, 32)];
    for (hash, total, parts) in ids {
        let id = |fields: &mut Fields| fields.block_id = block(hash, total, parts);
        let is_complete = (hash, total, parts) == (32, 1, 32);
        // A zero block id is left out, and not written as an empty message.
        let wrong = if hash + parts == 0 && total == 0 {
            Error::NotCanonical
        } else {
            Error::SignedBlockId
        };
        assert_eq!(parse(1, id), if is_complete { Ok(()) } else { Err(wrong) });
        assert_eq!(parse(32, id).is_ok(), is_complete);
    }
    assert_eq!(parse(1, |fields| fields.block_id.clear()), Ok(()));
    assert_eq!(parse(32, |fields| fields.block_id.clear()), Err(Error::SignedBlockId));
    assert_eq!(parse(1, |fields| fields.chain_id = [b'c'; 50].to_vec()), Ok(()));
}

/// Every other way in which protobuf can write the same vote, and bytes around it.
#[test]
fn one_form_alone_is_read() {
    let good = Fields::new(1).write();
    let body = &good[1..];
    let (head, block, rest) = (&body[..20], &body[20..94], &body[94..]);
    let (time, chain) = (&rest[..4], &rest[4..]);
    assert_eq!(Request::parse(&delimited(&[head, block, time, chain].concat())).map(drop), Ok(()));
    let others = [
        delimited(&[head, block, chain, time].concat()),
        delimited(&[head, block, time, chain, &[0x38, 1]].concat()), // an unknown field
        delimited(&[head, block, &[0x2a, 4, 8, 9, 16, 0], chain].concat()), // nanoseconds of zero
        delimited(&[head, block, &[0x2a, 3, 8, 0x89, 0], chain].concat()), // a superfluous byte
        delimited(&[head, block, chain].concat()),                   // no time at all: year 1
        [&[good[0] | 0x80, 0][..], body].concat(),                   // a length of two bytes
        [&good[..], &[0]].concat(),
        [&good[..], &good[..]].concat(),
    ];
    for other in others {
        assert_eq!(Request::parse(&other), Err(Error::NotCanonical), "{other:?}");
    }
    let late = delimited(&[&head[2..], block, time, chain, &head[..2]].concat());
    assert_eq!(Request::parse(&late), Err(Error::NotCanonical));
    let (message, offset) = (Message::CanonicalVote, 0);
    assert_eq!(Request::parse(&[]), Err(Error::Truncated { message, offset }));
    for end in 1..good.len() {
        assert!(matches!(Request::parse(&good[..end]), Err(Error::Truncated { .. })), "{end}");
    }
}

#[test]
fn an_extension_is_of_its_vote() {
    let vote = hex(PRECOMMIT);
    let request = Request::parse(&vote).unwrap();
    let extension = |extension: &[u8], height, round, chain_id: &str| {
        bytes(|sink| write_extension(extension, height, round, chain_id, sink))
    };
    let answer = |bytes: &[u8]| request.with_extension(bytes).map(drop);
    assert_eq!(answer(&extension(b"", 5, 1, "test-chain")), Ok(()));
    assert_eq!(answer(&extension(&[7; 300], 5, 1, "test-chain")), Ok(()));
    for (height, round, chain_id) in [(6, 1, "test-chain"), (5, 0, "test-chain"), (5, 1, "test")] {
        let other = extension(b"", height, round, chain_id);
        assert_eq!(answer(&other), Err(Error::OtherExtension));
    }
    let good = extension(b"", 5, 1, "test-chain");
    assert_eq!(answer(&[&good[..], &[0]].concat()), Err(Error::NotCanonical));
    // With its default written, which is left out.
    assert_eq!(answer(&delimited(&[&[0x0a, 0], &good[1..]].concat())), Err(Error::NotCanonical));
    // The bytes of a vote are none of an extension, nor the other way round.
    assert!(answer(&vote).is_err());
    assert!(Request::parse(&good).is_err());
    let (nil, empty) = (hex(NIL), extension(b"", 5, 0, "test-chain"));
    let nil = Request::parse(&nil).unwrap().with_extension(&empty);
    assert_eq!(nil, Err(Error::UnexpectedExtension));
}

#[test]
fn the_digest_is_of_all_but_the_time() {
    let digest = |signed_type, change: fn(&mut Fields)| {
        let mut fields = Fields::new(signed_type);
        change(&mut fields);
        Request::parse(&fields.write()).unwrap().digest()
    };
    let one = digest(32, |_| ());
    for time in [&[][..], &[8, 1], &[8, 0x80, 0xe2, 0xcf, 0xaa, 6, 16, 1]] {
        let fields = Fields { time: time.to_vec(), ..Fields::new(32) };
        assert_eq!(Request::parse(&fields.write()).unwrap().digest(), one);
    }
    let others: [fn(&mut Fields); 6] = [
        |fields| fields.height = 6,
        |fields| fields.round = 3,
        |fields| fields.pol_round = 0,
        |fields| fields.block_id = block(32, 2, 32),
        |fields| fields.block_id[2] ^= 1,
        |fields| fields.chain_id = b"chaim".to_vec(),
    ];
    for change in others {
        assert_ne!(digest(32, change), one);
    }
    assert_ne!(digest(1, |_| ()), digest(2, |_| ()));
}
