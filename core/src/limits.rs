//! Every bound of the crate, with its unit and its source. A bound is checked before the work that
//! it bounds; callers may lower those in [`Limits`], never raise them.

/// Bytes in a hash. `cometbft crypto/tmhash Size`.
pub const HASH_LEN: usize = 32;
/// Bytes in a validator's address. `cometbft crypto/crypto.go AddressSize`.
pub const ADDRESS_LEN: usize = 20;
/// Bytes in a chain id, at most. `cometbft types/genesis.go MaxChainIDLen`.
pub const MAX_CHAIN_ID_LEN: usize = 50;
/// Bytes in a signature, at most: those of ML-DSA-65. `cometbft types/vote.go MaxSignatureSize`.
pub const MAX_SIGNATURE_LEN: usize = 3309;
/// Votes in a commit and validators in a set, at most. `cometbft types/vote_set.go MaxVotesCount`.
pub const MAX_VOTES: u32 = 10_000;
/// Power of a whole set, at most: floor((2^63 - 1) / 8).
/// `cometbft types/validator_set.go MaxTotalVotingPower`.
pub const MAX_TOTAL_POWER: u64 = 1_152_921_504_606_846_975;
/// Bytes of an app hash that a [`crate::TrustedState`] keeps; a longer one is left out of the
/// state. Chains of the Cosmos SDK use 32; CometBFT itself has no bound.
pub const MAX_APP_HASH_LEN: usize = 64;
/// Block protocol that CometBFT 0.34 to 1.x speaks. `cometbft version/version.go BlockProtocol`.
pub const BLOCK_PROTOCOL: u64 = 11;
/// Bytes in one message, at most: a set and a commit of [`MAX_VOTES`] ML-DSA-65 validators fit.
pub const MAX_MESSAGE_LEN: u32 = 64 << 20;
/// Steps that looking validators up by address may take in one set: one for each validator passed or
/// found, and one for each 64 bytes of it, because a set may hold many that mean nothing. Where
/// memory was lent none is passed, and one validator would have to be found again and again. Ours;
/// CometBFT has a map.
pub const LOOKUP_BUDGET: u32 = 1 << 23;
/// Bonded validators from which a consumer's set is chosen, and records of a set, at most. Ours: the
/// set of a CometBFT chain has at most [`MAX_VOTES`]; interchain-security has no bound of its own.
pub const MAX_CANDIDATES: u32 = MAX_VOTES;
/// Steps that the search for the coalition with the least stake may take: one for each member that
/// it takes, passes or leaves out again. Ours.
pub const COALITION_BUDGET: u32 = 1 << 22;
/// Stake behind a set, at most, in the smallest unit: 2^120, so that ten times as much still fits.
/// A thousand million tokens of 18 decimals need 90 bits. Ours.
pub const MAX_STAKE: u128 = 1 << 120;
/// Bytes that a validator signs for a vote, at most: 2 length, 11 type (2 for the types there
/// are), 9 height, 9 round, 78 block id, 19 time, 52 chain id.
/// `cometbft types/canonical.go CanonicalizeVote`.
pub const MAX_VOTE_SIGN_BYTES: usize = 180;
/// Bytes in a key of a store, at most: the longest of IBC has 251, of which 128 are a port, 64 a
/// channel and 20 a sequence number.
/// `ibc-go modules/core/24-host/packet_keys.go PacketCommitmentKey`.
pub const MAX_KEY_LEN: usize = 260;
/// Steps from a leaf to the root of its tree, at most. `ics23 go/proof.go CheckAgainstSpec`.
pub const MAX_PROOF_DEPTH: u32 = 128;
/// Entries in the lists of one stored value, at most: as many as a set has validators. Ours; a
/// provider bounds none of them.
pub const MAX_STORE_ENTRIES: u32 = MAX_VOTES;

/// Peers of a client, at most. Ours; CometBFT has no bound.
pub const MAX_PEERS: usize = 32;
/// Heights that a bisection has open at once: the target, and pivots that each lie 9/16 of the way
/// up to the one before, down from 2^63-1 to 1. Ours, by the sum.
pub const MAX_BISECTION_DEPTH: usize = 76;
/// Replies that a client takes on its way to one target, at most: a header of each height for half a
/// day of blocks, or a bisection in the worst case for as many changes of the set. Ours; CometBFT has
/// no bound.
pub const MAX_CLIENT_REQUESTS: u32 = 1 << 16;
/// Bytes in all replies to a client on its way to one target, at most. Ours; CometBFT has no bound.
pub const MAX_CLIENT_BYTES: u64 = 1 << 32;

/// What a parser accepts of one input. The default is the largest; a device with little memory or
/// time lowers it.
///
/// ```
/// use parhelion_core::Limits;
/// let limits = Limits::DEFAULT.with_votes(200).with_message_len(64 * 1024);
/// assert_eq!(limits.votes(), 200);
/// assert_eq!(limits.with_votes(1_000_000).votes(), 200); // lower only
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    message_len: u32,
    votes: u32,
}

impl Limits {
    /// The bounds [`MAX_MESSAGE_LEN`] and [`MAX_VOTES`].
    pub const DEFAULT: Limits = Limits { message_len: MAX_MESSAGE_LEN, votes: MAX_VOTES };

    /// Lowers the number of bytes in one message.
    #[must_use]
    pub const fn with_message_len(self, bytes: u32) -> Limits {
        Limits { message_len: min(self.message_len, bytes), ..self }
    }

    /// Lowers the number of validators in a set, of entries in a commit and of items in a list of
    /// evidence.
    #[must_use]
    pub const fn with_votes(self, votes: u32) -> Limits {
        Limits { votes: min(self.votes, votes), ..self }
    }

    /// Bytes in one message, at most.
    #[must_use]
    pub const fn message_len(&self) -> u32 {
        self.message_len
    }

    /// Validators in a set, entries in a commit and items in a list of evidence, at most.
    #[must_use]
    pub const fn votes(&self) -> u32 {
        self.votes
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits::DEFAULT
    }
}

const fn min(a: u32, b: u32) -> u32 {
    if a < b { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_only_go_down() {
        let low = Limits::DEFAULT.with_votes(3).with_message_len(9);
        assert_eq!((low.votes(), low.message_len()), (3, 9));
        let again = low.with_votes(4).with_message_len(10);
        assert_eq!(again, low);
        assert_eq!(Limits::default().with_votes(u32::MAX), Limits::DEFAULT);
    }
}
