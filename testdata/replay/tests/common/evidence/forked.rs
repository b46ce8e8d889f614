//! Two headers of one height, as they are submitted to an IBC client.

use super::{DATA, name_headers, name_sets};
use crate::common::steps::{Changes, Scene};
use crate::common::{LIMITS, Set, Stage, World, bytes, message, uint};
use parhelion_core::Error;
use parhelion_core::evidence::{Misbehaviour, MisbehaviourKind, Signer};

/// An IBC `Header`.
#[derive(Clone)]
pub struct IbcOf {
    pub world: World,
    pub trusted_height: (i64, i64),
    pub trusted_set: Option<Set>,
    /// The whole is not there.
    pub absent: bool,
    /// The signed header has no header.
    pub headless: bool,
}

impl IbcOf {
    pub fn new(trusted_height: i64) -> IbcOf {
        let mut world = World::new(20, &[]);
        let trusted_set = Some(world.set().clone());
        let trusted_height = (1, trusted_height);
        IbcOf { world, trusted_height, trusted_set, absent: false, headless: false }
    }

    pub fn encode(&self) -> Vec<u8> {
        let mut world = self.world.clone();
        if self.headless {
            world.header = None;
        }
        let (revision, height) = self.trusted_height;
        let set = |number, set: &Option<Set>| {
            set.as_ref().map_or(Vec::new(), |set| message(number, &set.encode()))
        };
        [
            message(1, &world.signed_header()),
            set(2, &world.set),
            message(3, &[uint(1, revision), uint(2, height)].concat()),
            set(4, &self.trusted_set),
        ]
        .concat()
    }
}

/// Misbehaviour: two headers of height 20 that differ in their transactions.
#[derive(Clone)]
pub struct Forked {
    pub client_id: String,
    pub headers: [IbcOf; 2],
    pub scratch: usize,
    pub signers: usize,
}

impl Scene for Forked {
    fn seal(&mut self, after: Stage) {
        match after {
            Stage::Set => name_sets(self.worlds()),
            Stage::Header => name_headers(self.worlds()),
            Stage::Commit => self.worlds().into_iter().for_each(World::sign),
            Stage::Signed => {}
        }
    }
}

impl Forked {
    pub fn new(changes: &Changes<Forked>) -> Forked {
        let mut forked = Forked {
            client_id: "07-tendermint-0".to_owned(),
            headers: [IbcOf::new(10), IbcOf::new(11)],
            scratch: 28,
            signers: 14,
        };
        forked.world(2).header().hashes[DATA] = vec![0x66; 32];
        forked.with(changes)
    }

    fn worlds(&mut self) -> [&mut World; 2] {
        self.headers.each_mut().map(|header| &mut header.world)
    }

    /// Of header 1 or 2.
    pub fn world(&mut self, number: usize) -> &mut World {
        &mut self.headers[number - 1].world
    }

    /// A `Misbehaviour`.
    pub fn encode(&self) -> Vec<u8> {
        let header = |number, header: &IbcOf| {
            if header.absent { Vec::new() } else { message(number, &header.encode()) }
        };
        let [first, second] = &self.headers;
        [bytes(1, self.client_id.as_bytes()), header(2, first), header(3, second)].concat()
    }

    /// Parses, verifies the commits, and finds who signed both, with lent memory and without.
    pub fn find(&self) -> Result<Vec<Signer>, Error> {
        let encoded = self.encode();
        let misbehaviour = Misbehaviour::parse(&encoded, LIMITS)?;
        misbehaviour.verify_commits()?;
        let find = |words: usize| {
            let (mut scratch, mut signers) = (vec![0; words], vec![Signer::NONE; self.signers]);
            misbehaviour.byzantine_validators(&mut scratch, &mut signers).map(<[Signer]>::to_vec)
        };
        let found = find(self.scratch);
        if !matches!(found, Err(Error::ScratchTooSmall { .. })) {
            assert_eq!(found, find(0));
        }
        found
    }

    pub fn kind(&self) -> Result<Option<MisbehaviourKind>, Error> {
        Misbehaviour::parse(&self.encode(), LIMITS).map(|misbehaviour| misbehaviour.kind())
    }
}
