//! What the wire mutations have to know of each message: its fields and their types.

/// A message.
#[derive(Debug)]
pub struct Schema {
    /// Its name in the notes.
    pub name: &'static str,
    /// Its fields, of which the first has the number 1.
    pub fields: &'static [Field],
    /// Whether at most one of the fields may be there.
    pub oneof: bool,
}

/// The type of a field.
#[derive(Clone, Copy, Debug)]
pub enum Field {
    /// An integer of 64 bits.
    Int64,
    /// An integer of 32 bits with a sign.
    Int32,
    /// An integer of 32 bits without a sign.
    Uint32,
    /// The flag of a commit's entry, which CometBFT narrows to eight bits.
    Flag,
    /// Bytes.
    Bytes,
    /// Text.
    Text,
    /// A message.
    One(&'static Schema),
    /// Messages.
    Many(&'static Schema),
    /// Any number of bytes.
    ManyBytes,
    /// Any number of texts.
    ManyTexts,
    /// A member of a oneof that only later releases of CometBFT know.
    Later,
    /// None that any release knows.
    Unknown,
}

impl Schema {
    /// The type of the field with this number.
    #[must_use]
    pub fn field(&self, number: u64) -> Field {
        let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        place.and_then(|place| self.fields.get(place)).copied().unwrap_or(Unknown)
    }
}

impl Field {
    /// Whether it may stand any number of times.
    #[must_use]
    pub fn is_repeated(self) -> bool {
        matches!(self, Many(_) | ManyBytes | ManyTexts)
    }

    /// Whether it is an integer.
    #[must_use]
    pub fn is_integer(self) -> bool {
        matches!(self, Int64 | Int32 | Uint32 | Flag)
    }
}

use Field::{
    Bytes, Flag, Int32, Int64, Later, Many, ManyBytes, ManyTexts, One, Text, Uint32, Unknown,
};

/// `Timestamp`
pub static TIMESTAMP: Schema = Schema { name: "timestamp", fields: &[Int64, Int32], oneof: false };

/// `Consensus`
pub static CONSENSUS: Schema = Schema { name: "consensus", fields: &[Int64, Int64], oneof: false };

/// `PartSetHeader`
pub static PART_SET_HEADER: Schema =
    Schema { name: "part_set_header", fields: &[Uint32, Bytes], oneof: false };

/// `BlockId`
pub static BLOCK_ID: Schema =
    Schema { name: "block_id", fields: &[Bytes, One(&PART_SET_HEADER)], oneof: false };

/// `Header`
pub static HEADER: Schema = Schema {
    name: "header",
    fields: &[
        One(&CONSENSUS),
        Text,
        Int64,
        One(&TIMESTAMP),
        One(&BLOCK_ID),
        Bytes,
        Bytes,
        Bytes,
        Bytes,
        Bytes,
        Bytes,
        Bytes,
        Bytes,
        Bytes,
    ],
    oneof: false,
};

/// `CommitSig`
pub static COMMIT_SIG: Schema =
    Schema { name: "commit_sig", fields: &[Flag, Bytes, One(&TIMESTAMP), Bytes], oneof: false };

/// `Commit`
pub static COMMIT: Schema = Schema {
    name: "commit",
    fields: &[Int64, Int32, One(&BLOCK_ID), Many(&COMMIT_SIG)],
    oneof: false,
};

/// `Validator`
pub static VALIDATOR: Schema =
    Schema { name: "validator", fields: &[Bytes, One(&PUBLIC_KEY), Int64, Int64], oneof: false };

/// `ValidatorSet`
pub static VALIDATOR_SET: Schema = Schema {
    name: "validator_set",
    fields: &[Many(&VALIDATOR), One(&VALIDATOR), Int64],
    oneof: false,
};

/// `SignedHeader`
pub static SIGNED_HEADER: Schema =
    Schema { name: "signed_header", fields: &[One(&HEADER), One(&COMMIT)], oneof: false };

/// `LightBlock`
pub static LIGHT_BLOCK: Schema = Schema {
    name: "light_block",
    fields: &[One(&SIGNED_HEADER), One(&VALIDATOR_SET)],
    oneof: false,
};

/// `Vote`
pub static VOTE: Schema = Schema {
    name: "vote",
    fields: &[
        Int32,
        Int64,
        Int32,
        One(&BLOCK_ID),
        One(&TIMESTAMP),
        Bytes,
        Int32,
        Bytes,
        Bytes,
        Bytes,
    ],
    oneof: false,
};

/// `Proposal`
pub static PROPOSAL: Schema = Schema {
    name: "proposal",
    fields: &[Int32, Int64, Int32, Int32, One(&BLOCK_ID), One(&TIMESTAMP), Bytes],
    oneof: false,
};

/// `DuplicateVoteEvidence`
pub static DUPLICATE_VOTE: Schema = Schema {
    name: "duplicate_vote",
    fields: &[One(&VOTE), One(&VOTE), Int64, Int64, One(&TIMESTAMP)],
    oneof: false,
};

/// `LightClientAttackEvidence`
pub static LIGHT_CLIENT_ATTACK: Schema = Schema {
    name: "light_client_attack",
    fields: &[One(&LIGHT_BLOCK), Int64, Many(&VALIDATOR), Int64, One(&TIMESTAMP)],
    oneof: false,
};

/// `Height` of IBC
pub static IBC_HEIGHT: Schema =
    Schema { name: "ibc_height", fields: &[Int64, Int64], oneof: false };

/// `Header` of IBC
pub static IBC_HEADER: Schema = Schema {
    name: "ibc_header",
    fields: &[One(&SIGNED_HEADER), One(&VALIDATOR_SET), One(&IBC_HEIGHT), One(&VALIDATOR_SET)],
    oneof: false,
};

/// `Misbehaviour`
pub static MISBEHAVIOUR: Schema = Schema {
    name: "misbehaviour",
    fields: &[Text, One(&IBC_HEADER), One(&IBC_HEADER)],
    oneof: false,
};

/// `Fraction` of IBC, whose shape is that of a height
pub static FRACTION: Schema = Schema { name: "fraction", fields: &[Int64, Int64], oneof: false };

/// `Duration`
pub static DURATION: Schema = Schema { name: "duration", fields: &[Int64, Int32], oneof: false };

/// `ClientState`. Its proof specs are bytes here.
pub static CLIENT_STATE: Schema = Schema {
    name: "client_state",
    fields: &[
        Text,
        One(&FRACTION),
        One(&DURATION),
        One(&DURATION),
        One(&DURATION),
        One(&IBC_HEIGHT),
        One(&IBC_HEIGHT),
        ManyBytes,
        ManyTexts,
        Int64,
        Int64,
    ],
    oneof: false,
};

/// `MerkleRoot`
pub static MERKLE_ROOT: Schema = Schema { name: "merkle_root", fields: &[Bytes], oneof: false };

/// `ConsensusState`
pub static CONSENSUS_STATE: Schema = Schema {
    name: "consensus_state",
    fields: &[One(&TIMESTAMP), One(&MERKLE_ROOT), Bytes],
    oneof: false,
};

/// `Any` with a `Header` of IBC
pub static ANY_HEADER: Schema =
    Schema { name: "any", fields: &[Text, One(&IBC_HEADER)], oneof: false };

/// `Any` with a `Misbehaviour`
pub static ANY_MISBEHAVIOUR: Schema =
    Schema { name: "any", fields: &[Text, One(&MISBEHAVIOUR)], oneof: false };

/// `Any` with a `ClientState`
pub static ANY_CLIENT_STATE: Schema =
    Schema { name: "any", fields: &[Text, One(&CLIENT_STATE)], oneof: false };

/// `Any` with a `ConsensusState`
pub static ANY_CONSENSUS_STATE: Schema =
    Schema { name: "any", fields: &[Text, One(&CONSENSUS_STATE)], oneof: false };
/// `LeafOp`
pub static LEAF_OP: Schema =
    Schema { name: "leaf_op", fields: &[Int32, Int32, Int32, Int32, Bytes], oneof: false };

/// `InnerOp`
pub static INNER_OP: Schema =
    Schema { name: "inner_op", fields: &[Int32, Bytes, Bytes], oneof: false };

/// `ExistenceProof`
pub static EXISTENCE_PROOF: Schema = Schema {
    name: "existence_proof",
    fields: &[Bytes, Bytes, One(&LEAF_OP), Many(&INNER_OP)],
    oneof: false,
};

/// `NonExistenceProof`
pub static NON_EXISTENCE_PROOF: Schema = Schema {
    name: "non_existence_proof",
    fields: &[Bytes, One(&EXISTENCE_PROOF), One(&EXISTENCE_PROOF)],
    oneof: false,
};

/// `CommitmentProof`, of which a batch and a compressed proof are not looked into
pub static COMMITMENT_PROOF: Schema = Schema {
    name: "commitment_proof",
    fields: &[One(&EXISTENCE_PROOF), One(&NON_EXISTENCE_PROOF), Bytes, Bytes],
    oneof: true,
};

/// `MerkleProof`
pub static MERKLE_PROOF: Schema =
    Schema { name: "merkle_proof", fields: &[Many(&COMMITMENT_PROOF)], oneof: false };

/// `EvidenceList`
pub static EVIDENCE_LIST: Schema =
    Schema { name: "evidence_list", fields: &[Many(&EVIDENCE)], oneof: false };

/// `PublicKey`
pub static PUBLIC_KEY: Schema =
    Schema { name: "public_key", fields: &[Bytes, Bytes, Later, Bytes, Later], oneof: true };

/// `Evidence`
pub static EVIDENCE: Schema = Schema {
    name: "evidence",
    fields: &[One(&DUPLICATE_VOTE), One(&LIGHT_CLIENT_ATTACK)],
    oneof: true,
};
