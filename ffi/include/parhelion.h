/*
 * Parhelion verifies what CometBFT chains say, from the bytes that their nodes serve: light blocks,
 * commits, evidence, proofs of state, updates of IBC clients, and the sets of consumer chains.
 *
 * Nothing here reads a clock or prints, and nothing is kept between calls but in a verifier, an
 * update or a guard. Memory is allocated by what takes a verifier, where one is passed, and by
 * parhelion_light_block_from_json(). Every function may be called from any number of threads at
 * once, but one verifier, one update and one guard by one thread at a time.
 *
 * A library that was built without the feature `std` needs no operating system and no allocator.
 * It has the functions of "What is trusted", "In a signer" and "Proofs of state", and those that
 * return a text or a version.
 *
 * Arguments come in one order: what is trusted, what is claimed, parameters, environment, memory
 * lent, outputs, and why. The length of an array stands directly after it, in elements.
 *
 * Messages are the protobuf messages of CometBFT and IBC that are named. What is read of one is at
 * most 64 MiB and 10,000 validators; what is larger is refused before it is looked at.
 *
 * Pointers. Unless its comment says that it may be NULL, a pointer is not NULL; it is aligned for
 * its type, and points to as many elements as the call says, which do not change during the call.
 * NULL, bad alignment, impossible lengths, a text that is not UTF-8, and memory lent that overlaps
 * what is read are PARHELION_ARGUMENT. Outputs overlap nothing else, but for `next`, which may be
 * the state that is trusted.
 *
 * Outputs are written to where PARHELION_OK is returned, and left alone otherwise; what a function
 * writes besides, its comment says. Memory lent is the function's to write to, whatever it returns.
 *
 * Structs that begin with `struct_size` are made by their _INIT macro, also those that are written
 * to. A library refuses a size that it does not know with PARHELION_ARGUMENT; later versions will
 * know the sizes of this one.
 *
 * Made from include/parhelion.h.in and the table of errors; see tests/header.rs.
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */
#ifndef PARHELION_H
#define PARHELION_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__) || defined(__clang__)
#define PARHELION_MUST_USE __attribute__((warn_unused_result))
#else
#define PARHELION_MUST_USE
#endif

/* The version of this header; parhelion_version() is that of the library. */
#define PARHELION_VERSION "0.1.0"

/* The version of the interface: it changes where a program would have to be compiled anew.
 * parhelion_abi_version() is that of the library, and has to be the same. */
#define PARHELION_ABI_VERSION 1

/* In `index` and `offset` of parhelion_detail: the code has none. In `index` also: the proposer of
 * a validator set, where the code has one. */
#define PARHELION_NONE UINT32_MAX

/* A trusted header, as much of it as verification needs: exactly the bytes to store. They have a
 * version and a checksum, which finds accidents, not attackers: whoever can write to the store
 * decides what is trusted. May be copied, compared and moved like any bytes. */
typedef struct parhelion_trusted_state {
    uint8_t bytes[256];
} parhelion_trusted_state;

/* What the caller decides. */
typedef struct parhelion_options {
    size_t struct_size;
    /* The share of the trusted set that must have signed a block which does not follow directly:
     * a fraction in [1/3, 1]. */
    uint64_t trust_numerator;
    uint64_t trust_denominator;
    /* Nanoseconds after its time for which a trusted header may be built on. Keep it well below
     * the chain's unbonding period: after that its validators can sign a fork at no cost. */
    int64_t trusting_period;
    /* Nanoseconds by which a header may be ahead of the caller's clock. */
    int64_t max_clock_drift;
} parhelion_options;

/* A third; two weeks, which is two thirds of the usual unbonding period; ten seconds. */
#define PARHELION_OPTIONS_INIT \
    { sizeof(parhelion_options), 1, 3, INT64_C(1209600000000000), INT64_C(10000000000) }

/* PARHELION_OK, or why not. A code never changes its meaning. 1xx: bytes that do not decode. 2xx:
 * values that break a rule of their own. 3xx: light verification. 4xx: commits and signatures.
 * 5xx: evidence. 6xx: proofs of state and clients on chains. 7xx: consumer chains. 8xx: what drives
 * a client, which C does not have yet. 9xx: the guard of a signer, and blocks in frames. Below 100:
 * this interface. The comment of a code names its class, says what was found, and where in
 * parhelion_detail its numbers stand. */
typedef int32_t parhelion_code;
enum {
    /* Verified. */
    PARHELION_OK = 0,
    /* The call is wrong: a pointer, a size, a number out of its range, nanoseconds of a second or
     * more; or the memory for a list does not suffice, and then its length says what would. */
    PARHELION_ARGUMENT = 1,
    /* A fault of the library: nothing was verified. Please report it. */
    PARHELION_INTERNAL = 2,
    /* malformed: the JSON is not the answer of a node that was asked for */
    PARHELION_UNREADABLE = 3,

    /* malformed: the bytes end inside a value (offset) */
    PARHELION_TRUNCATED = 101,
    /* malformed: a variable-length integer has more than 64 bits (offset) */
    PARHELION_VARINT_OVERFLOW = 102,
    /* malformed: a field number is 0 or above 2^29-1 (offset) */
    PARHELION_INVALID_TAG = 103,
    /* malformed: an unknown field has a wire type that does not exist (offset) */
    PARHELION_INVALID_WIRE_TYPE = 104,
    /* malformed: a field has another wire type than its own (a field, offset) */
    PARHELION_WIRE_TYPE_MISMATCH = 105,
    /* malformed: a group, which no message has (offset) */
    PARHELION_GROUP_FIELD = 106,
    /* malformed: a length, or the place where it ends, is negative as a 64-bit integer
     * (offset) */
    PARHELION_NEGATIVE_LENGTH = 107,
    /* malformed: a field that may stand once stands twice, or a second member of a oneof (a
     * field, offset) */
    PARHELION_DUPLICATE_FIELD = 108,
    /* malformed: the value of a 32-bit field needs more bits (a field, offset) */
    PARHELION_INT_RANGE = 109,
    /* malformed: a block id flag does not fit a byte (index) */
    PARHELION_FLAG_RANGE = 110,
    /* malformed: a text is not UTF-8 (offset) */
    PARHELION_NOT_UTF8 = 111,
    /* malformed: a timestamp is outside the years 1 to 9999, or its nanoseconds are not below
     * a second (offset) */
    PARHELION_TIME_RANGE = 112,
    /* malformed: the message is longer than the limit (a length, b limit) */
    PARHELION_MESSAGE_TOO_LONG = 113,
    /* malformed: a list is longer than the limit (a limit) */
    PARHELION_TOO_MANY_ENTRIES = 114,
    /* malformed: a part is missing */
    PARHELION_MISSING_PART = 115,
    /* malformed: a stored trusted state is not 256 bytes (a length) */
    PARHELION_STATE_LENGTH = 116,
    /* malformed: the bytes are no trusted state of this version */
    PARHELION_STATE_VERSION = 117,
    /* malformed: the checksum of a stored trusted state is wrong */
    PARHELION_STATE_CHECKSUM = 118,
    /* malformed: a stored trusted state holds a value that no state has */
    PARHELION_STATE_CONTENT = 119,
    /* malformed: the block protocol is not 11 (a found) */
    PARHELION_BLOCK_PROTOCOL = 201,
    /* malformed: the chain id has more than 50 bytes (a length) */
    PARHELION_CHAIN_ID_TOO_LONG = 202,
    /* malformed: the height is negative (a height) */
    PARHELION_NEGATIVE_HEIGHT = 203,
    /* malformed: the height of a header is zero */
    PARHELION_ZERO_HEIGHT = 204,
    /* malformed: a hash is neither empty nor 32 bytes (a field, b length) */
    PARHELION_HASH_LENGTH = 205,
    /* malformed: the proposer's address is not 20 bytes (a length) */
    PARHELION_PROPOSER_ADDRESS_LENGTH = 206,
    /* malformed: the round is negative (a round) */
    PARHELION_NEGATIVE_ROUND = 207,
    /* malformed: the commit is for no block */
    PARHELION_COMMIT_FOR_NIL_BLOCK = 208,
    /* malformed: the commit has no entries */
    PARHELION_NO_SIGNATURES = 209,
    /* malformed: a block id flag is not absent, commit or nil (index, a flag) */
    PARHELION_UNKNOWN_BLOCK_ID_FLAG = 210,
    /* malformed: an absent entry has an address (index) */
    PARHELION_ABSENT_WITH_ADDRESS = 211,
    /* malformed: an absent entry has a time (index) */
    PARHELION_ABSENT_WITH_TIME = 212,
    /* malformed: an absent entry has a signature (index) */
    PARHELION_ABSENT_WITH_SIGNATURE = 213,
    /* malformed: the address of a signer is not 20 bytes (index, a length) */
    PARHELION_SIGNER_ADDRESS_LENGTH = 214,
    /* malformed: a signature is missing (index) */
    PARHELION_SIGNATURE_MISSING = 215,
    /* malformed: a signature has more than 3309 bytes (index, a length) */
    PARHELION_SIGNATURE_TOO_LONG = 216,
    /* malformed: the validator set names no proposer */
    PARHELION_MISSING_PROPOSER = 217,
    /* malformed: a validator has no key of a known type (index) */
    PARHELION_UNKNOWN_KEY_TYPE = 218,
    /* malformed: a key has the wrong length for its type (index, a length) */
    PARHELION_KEY_LENGTH = 219,
    /* malformed: the validator set is empty */
    PARHELION_EMPTY_VALIDATOR_SET = 220,
    /* malformed: the power of a validator is negative (index, a power) */
    PARHELION_NEGATIVE_POWER = 221,
    /* malformed: the address of a validator is not that of its key (index) */
    PARHELION_VALIDATOR_ADDRESS_MISMATCH = 222,
    /* malformed: the proposer is not in the validator set */
    PARHELION_PROPOSER_NOT_IN_SET = 223,
    /* malformed: the total power is above (2^63-1)/8 (a total) */
    PARHELION_TOTAL_POWER_TOO_HIGH = 224,
    /* unsupported: this build cannot derive the address of a key of this type (index) */
    PARHELION_KEY_TYPE_NOT_BUILT = 225,
    /* malformed: the type of a vote is not prevote or precommit (a found) */
    PARHELION_VOTE_TYPE = 226,
    /* malformed: the height of a vote is not positive (a height) */
    PARHELION_VOTE_HEIGHT = 227,
    /* malformed: the block id of a vote is neither empty nor complete */
    PARHELION_VOTE_BLOCK_ID = 228,
    /* malformed: the validator index of a vote is negative (a found) */
    PARHELION_NEGATIVE_VALIDATOR_INDEX = 229,
    /* malformed: a vote that is no precommit for a block has an extension */
    PARHELION_UNEXPECTED_EXTENSION = 230,
    /* malformed: a vote that is no precommit for a block has a signature of an extension */
    PARHELION_UNEXPECTED_EXTENSION_SIGNATURE = 231,
    /* malformed: a vote has an extension without a signature */
    PARHELION_EXTENSION_SIGNATURE_MISSING = 232,
    /* malformed: the signature of an extension has more than 3309 bytes (a length) */
    PARHELION_EXTENSION_SIGNATURE_TOO_LONG = 233,
    /* expired: the trusting period of the trusted state is over (a expired: seconds, b
     * nanoseconds) */
    PARHELION_HEADER_EXPIRED = 301,
    /* not_enough_trust: the trusted validators that signed do not exceed the power that is
     * needed (a tallied, b needed, c total) */
    PARHELION_NOT_ENOUGH_TRUST = 302,
    /* invalid: the header is of another chain */
    PARHELION_CHAIN_ID_MISMATCH = 303,
    /* invalid: the commit is for another height than the header (a header, b commit) */
    PARHELION_COMMIT_HEIGHT_MISMATCH = 304,
    /* invalid: the commit is for another block than the header */
    PARHELION_COMMIT_HASH_MISMATCH = 305,
    /* invalid: the header has no hash, because it names no validators */
    PARHELION_NO_HEADER_HASH = 306,
    /* invalid: the header is not above the trusted one (a trusted, b untrusted) */
    PARHELION_HEIGHT_NOT_INCREASED = 307,
    /* invalid: the header is not later than the trusted one */
    PARHELION_TIME_NOT_INCREASED = 308,
    /* invalid: the header is from the future (a time: seconds, b nanoseconds) */
    PARHELION_TIME_FROM_FUTURE = 309,
    /* invalid: the validator set is not the one that the header names */
    PARHELION_VALIDATORS_HASH_MISMATCH = 310,
    /* invalid: the header names other validators than the trusted header announced */
    PARHELION_NEXT_VALIDATORS_HASH_MISMATCH = 311,
    /* invalid: the header does not follow the trusted one directly (a trusted, b untrusted) */
    PARHELION_NOT_ADJACENT = 312,
    /* invalid: the header follows the trusted one directly, and is not to be skipped to (a
     * height) */
    PARHELION_ADJACENT = 313,
    /* malformed: the trusted validators are not those that the trusted state names */
    PARHELION_TRUSTED_VALIDATORS_HASH_MISMATCH = 314,
    /* malformed: the trust threshold is not in [1/3, 1], or a term is above 2^63-1 (a
     * numerator, b denominator) */
    PARHELION_TRUST_THRESHOLD_RANGE = 315,
    /* invalid: the header is not earlier than the trusted one */
    PARHELION_TIME_NOT_DECREASED = 316,
    /* invalid: the header is not the one before the trusted one */
    PARHELION_LAST_BLOCK_HASH_MISMATCH = 317,
    /* invalid: the trusted state names no block before it */
    PARHELION_NO_LAST_BLOCK_HASH = 318,
    /* invalid: the block does not have the hash that was to be trusted */
    PARHELION_TRUSTED_HASH_MISMATCH = 319,
    /* malformed: skipping needs the trusted validators */
    PARHELION_TRUSTED_VALIDATORS_MISSING = 320,
    /* invalid: the proof does not lead from this field to this hash */
    PARHELION_INCLUSION_MISMATCH = 321,
    /* invalid: the trusted state names no hash of its header */
    PARHELION_NO_TRUSTED_HASH = 322,
    /* invalid: the commit has not one entry for each validator (a validators, b signatures) */
    PARHELION_COMMIT_SIZE = 401,
    /* invalid: the commit is for another height (a wanted, b found) */
    PARHELION_COMMIT_HEIGHT = 402,
    /* invalid: the commit is for another block id */
    PARHELION_COMMIT_BLOCK_ID = 403,
    /* invalid: an entry of the commit names another validator than stands at its place (index) */
    PARHELION_SIGNER_MISMATCH = 404,
    /* invalid: a validator has two entries in the commit (index, a first) */
    PARHELION_DOUBLE_VOTE = 405,
    /* invalid: a signature is wrong (index) */
    PARHELION_WRONG_SIGNATURE = 406,
    /* invalid: a signature is not 64 bytes (index, a length) */
    PARHELION_SIGNATURE_LENGTH = 407,
    /* invalid: the validators that signed do not exceed two thirds of the power (a tallied, b
     * needed, c total) */
    PARHELION_NOT_ENOUGH_POWER = 408,
    /* invalid: total power times numerator has more than 63 bits (a total, b numerator) */
    PARHELION_POWER_OVERFLOW = 409,
    /* unsupported: this build cannot check a signature of this type, and it is needed (index) */
    PARHELION_UNSUPPORTED_KEY_TYPE = 410,
    /* unsupported: looking validators up by address takes too much work without more memory (a
     * needed) */
    PARHELION_SCRATCH_TOO_SMALL = 411,
    /* malformed: evidence of a double vote lacks a vote */
    PARHELION_MISSING_VOTE = 501,
    /* malformed: the votes of a double vote are not in the order of their block ids, or have
     * the same */
    PARHELION_VOTE_ORDER = 502,
    /* malformed: the total power in evidence is not positive (a total) */
    PARHELION_EVIDENCE_POWER = 503,
    /* malformed: the common height is not positive, or above that of the conflicting block (a
     * common, b conflicting) */
    PARHELION_COMMON_HEIGHT = 504,
    /* malformed: an item of a list of evidence is of no known kind (index) */
    PARHELION_MISSING_EVIDENCE = 505,
    /* invalid: two votes are not of one height, round and type */
    PARHELION_VOTES_DIFFER = 506,
    /* invalid: two votes name different voters */
    PARHELION_VOTERS_DIFFER = 507,
    /* invalid: two votes are for the same block, which is no fault */
    PARHELION_SAME_BLOCK_ID = 508,
    /* invalid: the voter is not in the validator set */
    PARHELION_NOT_A_VALIDATOR = 509,
    /* invalid: the address in a vote is not that of the key */
    PARHELION_VOTER_KEY_MISMATCH = 510,
    /* invalid: the power of the voter is not the one that the evidence claims (a claimed, b
     * found) */
    PARHELION_VALIDATOR_POWER_MISMATCH = 511,
    /* invalid: the power of the set is not the one that the evidence claims (a claimed, b
     * found) */
    PARHELION_TOTAL_POWER_MISMATCH = 512,
    /* invalid: the block is not of the height of the evidence (a evidence, b block) */
    PARHELION_EVIDENCE_HEIGHT = 513,
    /* invalid: the time of the evidence is not that of the block of its height (a found) */
    PARHELION_EVIDENCE_TIME = 514,
    /* invalid: the evidence is too old, in blocks and in time (a blocks, b nanos) */
    PARHELION_EVIDENCE_EXPIRED = 515,
    /* invalid: the validators of the common height that signed do not exceed a third of its
     * power (a tallied, b needed, c total) */
    PARHELION_NOT_ENOUGH_COMMON_POWER = 516,
    /* invalid: the conflicting block is of the common height, and names another state than the
     * chain */
    PARHELION_STATE_FIELDS_DIFFER = 517,
    /* invalid: a block above the trusted one is later than it, as it has to be (a trusted) */
    PARHELION_TIME_NOT_VIOLATED = 518,
    /* invalid: the conflicting block is the trusted one */
    PARHELION_SAME_HEADER = 519,
    /* invalid: nobody can be found guilty, and CometBFT refuses such evidence (a accused) */
    PARHELION_NOBODY_GUILTY = 520,
    /* invalid: more or fewer validators are accused than are guilty (a claimed, b found) */
    PARHELION_ACCUSED_COUNT = 521,
    /* invalid: the validator that is accused is not the one that is guilty (index) */
    PARHELION_ACCUSED_ADDRESS = 522,
    /* invalid: the power of an accused validator is not its own (index, a claimed, b found) */
    PARHELION_ACCUSED_POWER = 523,
    /* invalid: the key of an accused validator is not that of its address (index) */
    PARHELION_ACCUSED_KEY = 524,
    /* unsupported: the memory for signers is too small (a needed) */
    PARHELION_SIGNERS_TOO_FEW = 525,
    /* invalid: the list of evidence is not the one that the header names */
    PARHELION_EVIDENCE_HASH_MISMATCH = 526,
    /* invalid: the evidence is not in the list */
    PARHELION_EVIDENCE_NOT_INCLUDED = 527,
    /* invalid: the two headers do not contradict each other */
    PARHELION_NO_CONTRADICTION = 528,
    /* malformed: a provider chain knows no keys of this type */
    PARHELION_PROVIDER_KEY_TYPE = 529,
    /* malformed: the trusted height of a header is zero (a header) */
    PARHELION_ZERO_TRUSTED_HEIGHT = 541,
    /* malformed: a header comes without its trusted validators (a header) */
    PARHELION_TRUSTED_VALIDATORS_ABSENT = 542,
    /* malformed: the two headers are of different chains */
    PARHELION_CHAIN_IDS_DIFFER = 543,
    /* malformed: the client id is no identifier: 4 to 64 letters, digits and ._+-#[]<> */
    PARHELION_CLIENT_ID_SYNTAX = 544,
    /* malformed: the trusted height of a header is not below its own (a trusted, b header) */
    PARHELION_TRUSTED_HEIGHT_NOT_BELOW = 545,
    /* malformed: the first header is below the second */
    PARHELION_HEADER_ORDER = 546,
    /* malformed: the revision number of the chain id has more than 64 bits */
    PARHELION_REVISION_RANGE = 547,
    /* invalid: a Merkle proof is not two proofs, one in a store and one of the store, or its
     * path not two names (a found) */
    PARHELION_PROOF_COUNT = 601,
    /* invalid: the trusted state keeps no app hash */
    PARHELION_NO_APP_HASH = 602,
    /* invalid: the app hash is not 32 bytes (a length) */
    PARHELION_APP_HASH_LENGTH = 603,
    /* invalid: a part of the proof has to be an existence proof, and is another (a part) */
    PARHELION_EXISTENCE_EXPECTED = 604,
    /* invalid: the proof in the store has to be a non-existence proof, and is another */
    PARHELION_NON_EXISTENCE_EXPECTED = 605,
    /* invalid: a non-existence proof has no neighbour */
    PARHELION_NO_NEIGHBOUR = 606,
    /* invalid: an existence proof does not say how its leaf is hashed (a part) */
    PARHELION_NO_LEAF_OP = 607,
    /* invalid: a leaf is hashed in another way than its tree hashes (a part) */
    PARHELION_LEAF_OP_MISMATCH = 608,
    /* invalid: the prefix of a leaf is not one of its tree (a part) */
    PARHELION_LEAF_PREFIX = 609,
    /* invalid: a proof has more than 128 steps (a part, b steps) */
    PARHELION_PROOF_DEPTH = 610,
    /* invalid: a step is hashed in another way than its tree hashes (a part, b step) */
    PARHELION_INNER_OP_HASH = 611,
    /* invalid: the prefix of a step is not one of its tree (a part, b step) */
    PARHELION_INNER_OP_PREFIX = 612,
    /* invalid: the suffix of a step is not one of its tree (a part, b step) */
    PARHELION_INNER_OP_SUFFIX = 613,
    /* invalid: the key of a leaf is empty (a part) */
    PARHELION_EMPTY_KEY = 614,
    /* invalid: the proof is of another key (a part) */
    PARHELION_KEY_MISMATCH = 615,
    /* invalid: the proof is of another value (a part) */
    PARHELION_VALUE_MISMATCH = 616,
    /* invalid: a part of the proof leads to another root (a part) */
    PARHELION_ROOT_MISMATCH = 617,
    /* invalid: the key is not between the neighbours (a part) */
    PARHELION_KEY_OUTSIDE_GAP = 618,
    /* invalid: an entry can stand between the neighbours, or beyond the one at the edge */
    PARHELION_NOT_NEIGHBOURS = 619,
    /* malformed: an Any holds a message of another type */
    PARHELION_ANY_TYPE = 621,
    /* malformed: a duration has more than 63 bits of nanoseconds, or parts of different signs
     * (offset) */
    PARHELION_DURATION_RANGE = 622,
    /* malformed: the chain id of a client is blank */
    PARHELION_BLANK_CHAIN_ID = 623,
    /* malformed: a period of a client is not positive (a field, b nanos) */
    PARHELION_PERIOD_NOT_POSITIVE = 624,
    /* malformed: the latest height of a client is of another revision than its chain id (a
     * latest, b chain_id) */
    PARHELION_LATEST_HEIGHT_REVISION = 625,
    /* malformed: the latest height of a client is zero */
    PARHELION_ZERO_LATEST_HEIGHT = 626,
    /* malformed: the trusting period of a client is not below the unbonding period (a
     * trusting, b unbonding) */
    PARHELION_TRUSTING_PERIOD_TOO_LONG = 627,
    /* malformed: a client does not say of which form proofs are */
    PARHELION_PROOF_SPECS_MISSING = 628,
    /* malformed: a key in the upgrade path of a client is blank (index) */
    PARHELION_BLANK_UPGRADE_KEY = 629,
    /* unsupported: a client demands proofs of another form than the two of the Cosmos SDK */
    PARHELION_PROOF_SPECS_NOT_SDK = 630,
    /* invalid: the client is frozen */
    PARHELION_CLIENT_FROZEN = 631,
    /* expired: the trusting period of the client's latest state is over, or that state is
     * missing */
    PARHELION_CLIENT_EXPIRED = 632,
    /* invalid: the header is of another revision than the trusted height (a trusted, b header) */
    PARHELION_HEADER_REVISION = 633,
    /* malformed: the key of a store has more than 260 bytes (a length) */
    PARHELION_KEY_TOO_LONG = 641,
    /* malformed: the connection id is no identifier: 10 to 64 letters, digits and ._+-#[]<> */
    PARHELION_CONNECTION_ID_SYNTAX = 642,
    /* malformed: the channel id is no identifier: 8 to 64 letters, digits and ._+-#[]<> */
    PARHELION_CHANNEL_ID_SYNTAX = 643,
    /* malformed: the port id is no identifier: 2 to 128 letters, digits and ._+-#[]<> */
    PARHELION_PORT_ID_SYNTAX = 644,
    /* malformed: the sequence of a packet is zero */
    PARHELION_ZERO_SEQUENCE = 645,
    /* invalid: what is proven is in another store than the one that was asked for */
    PARHELION_OTHER_STORE = 646,
    /* invalid: what is proven is under another key than the one that was asked for */
    PARHELION_OTHER_KEY = 647,
    /* invalid: the chain has nothing under the key */
    PARHELION_NOTHING_STORED = 648,
    /* invalid: the chain has something under the key */
    PARHELION_SOMETHING_STORED = 649,
    /* invalid: the commitment is that of another packet */
    PARHELION_COMMITMENT_MISMATCH = 650,
    /* invalid: the acknowledgement is another one than was written */
    PARHELION_ACKNOWLEDGEMENT_MISMATCH = 651,
    /* invalid: what stands in place of a receipt is none */
    PARHELION_RECEIPT_MISMATCH = 652,
    /* invalid: a sequence in the store is not 8 bytes (a length) */
    PARHELION_SEQUENCE_LENGTH = 653,
    /* invalid: the packet has been received: the chain expects a later one (a sequence, b
     * next) */
    PARHELION_PACKET_RECEIVED = 654,
    /* invalid: the packet has not been received: the chain expects it, or an earlier one (a
     * sequence, b next) */
    PARHELION_PACKET_NOT_RECEIVED = 655,
    /* malformed: a route of packets has no hops */
    PARHELION_NO_HOPS = 656,
    /* invalid: two hops in a row are proven on the same chain */
    PARHELION_SAME_CHAIN = 657,
    /* unsupported: the rules of this release of interchain-security are not built */
    PARHELION_UNSUPPORTED_RELEASE = 701,
    /* malformed: the consumer id is no decimal number of 64 bits */
    PARHELION_CONSUMER_ID_SYNTAX = 702,
    /* invalid: the provider knows no consumer of this id */
    PARHELION_UNKNOWN_CONSUMER = 703,
    /* invalid: the evidence is of a height before the chain was a consumer (a height, b floor) */
    PARHELION_BELOW_MIN_HEIGHT = 704,
    /* invalid: the headers are of another chain than the consumer */
    PARHELION_CONSUMER_CHAIN_ID_MISMATCH = 705,
    /* invalid: the misbehaviour is for another client than the consumer's */
    PARHELION_CLIENT_ID_MISMATCH = 706,
    /* invalid: the headers are of different heights, which a provider does not punish */
    PARHELION_MISBEHAVIOUR_HEIGHTS = 707,
    /* invalid: there is no such client */
    PARHELION_UNKNOWN_CLIENT = 708,
    /* invalid: the client knows nothing of the trusted height of a header (a header) */
    PARHELION_CONSENSUS_STATE_NOT_FOUND = 709,
    /* invalid: the consumer has no infraction parameters */
    PARHELION_NO_INFRACTION_PARAMETERS = 710,
    /* invalid: the address is no validator's of the provider */
    PARHELION_UNKNOWN_VALIDATOR = 711,
    /* invalid: the validator is unbonded, and cannot be slashed */
    PARHELION_VALIDATOR_UNBONDED = 712,
    /* invalid: the validator is tombstoned, and cannot be slashed again */
    PARHELION_VALIDATOR_TOMBSTONED = 713,
    /* invalid: nobody who is held guilty can be punished */
    PARHELION_NOBODY_PUNISHED = 714,
    /* unsupported: more candidates or records than a set of validators can be chosen from here
     * (a count, b limit) */
    PARHELION_TOO_MANY_CANDIDATES = 721,
    /* invalid: two candidates have one address (index) */
    PARHELION_DUPLICATE_CANDIDATE = 722,
    /* invalid: the records of the current set are not in ascending order of addresses (index) */
    PARHELION_RECORD_ORDER = 723,
    /* invalid: a sum of powers, or the cap on it, has more than 63 bits */
    PARHELION_POWER_RANGE = 724,
    /* invalid: the top N is not between 1 and 100 percent (a top_n) */
    PARHELION_TOP_N_RANGE = 725,
    /* invalid: the active validators have no power of which there could be a top N */
    PARHELION_NO_ACTIVE_POWER = 726,
    /* invalid: two validators of the next set have one key on the consumer (index) */
    PARHELION_SHARED_CONSUMER_KEY = 727,
    /* invalid: nobody in the initial set is active on the provider */
    PARHELION_NO_ACTIVE_MEMBER = 728,
    /* unsupported: the memory for validators or for updates is too small (a validators, b
     * updates) */
    PARHELION_SHAPING_MEMORY = 729,
    /* malformed: a packet is not JSON (offset) */
    PARHELION_JSON_SYNTAX = 731,
    /* malformed: an object in a packet has a member that its message does not have, or one
     * with a value of another type (offset) */
    PARHELION_JSON_MEMBER = 732,
    /* malformed: a field of a packet has a value that the packet's own rules exclude (a field) */
    PARHELION_PACKET_RULE = 733,
    /* invalid: an update names no validator: it has no key of a type that consumers know
     * (index) */
    PARHELION_UPDATE_WITHOUT_KEY = 734,
    /* invalid: the key in an update has the wrong length for its type (index, a length) */
    PARHELION_UPDATE_KEY_LENGTH = 735,
    /* invalid: an update gives power to a key of a type that takes no part in the consensus of
     * consumers */
    PARHELION_UPDATE_KEY_TYPE = 736,
    /* invalid: the power in an update is negative, or above (2^63-1)/8 (a power) */
    PARHELION_UPDATE_POWER = 737,
    /* invalid: after the updates nobody would be left, or the total power would be above
     * (2^63-1)/8 (a total) */
    PARHELION_UPDATED_TOTAL_POWER = 738,
    /* invalid: a validator stands twice in the set that is to be updated */
    PARHELION_MEMBER_TWICE = 739,
    /* unsupported: the memory for validators is too small (a needed) */
    PARHELION_MEMBERS_TOO_FEW = 740,
    /* malformed: the consumer id has a zero before its number, and is the id of none */
    PARHELION_CONSUMER_ID_FORM = 741,
    /* unsupported: the snapshot holds no proof of this key */
    PARHELION_NOT_IN_SNAPSHOT = 742,
    /* invalid: a proof in a snapshot is of another header than the snapshot (index) */
    PARHELION_OTHER_HEADER = 743,
    /* malformed: a stored value has not the length of its kind (a kind, b length) */
    PARHELION_STORE_VALUE_LENGTH = 744,
    /* malformed: a stored value is not written as its kind is (a kind) */
    PARHELION_STORE_VALUE_FORM = 745,
    /* malformed: a field of a stored message has a value that its module never writes (a
     * field) */
    PARHELION_STORE_FIELD_VALUE = 746,
    /* invalid: a stored record is of another address than its key */
    PARHELION_RECORD_ADDRESS = 747,
    /* invalid: the provider has no channel to the consumer */
    PARHELION_UNKNOWN_CHANNEL = 750,
    /* invalid: the consumer is not launched (a phase) */
    PARHELION_CONSUMER_PHASE = 751,
    /* invalid: the consumer was not proven to be launched at that height (a from, b to, c
     * height) */
    PARHELION_PHASE_HEIGHTS = 752,
    /* invalid: something may stand between two records of the set, or beyond the last (index) */
    PARHELION_RECORDS_INCOMPLETE = 753,
    /* invalid: a record of the set stands under a key that is none of a validator (index) */
    PARHELION_RECORD_KEY = 754,
    /* invalid: the set has no members */
    PARHELION_NO_MEMBERS = 755,
    /* invalid: a member has a key of another type than consumers know (index) */
    PARHELION_MEMBER_KEY_TYPE = 756,
    /* invalid: the power of a member is not positive (index, a power) */
    PARHELION_MEMBER_POWER = 757,
    /* invalid: the consumer was told no first set, or begins with validators of its own */
    PARHELION_CONSUMER_GENESIS = 758,
    /* invalid: a packet is missing: those of a channel follow each other (a expected, b found) */
    PARHELION_PACKET_ORDER = 759,
    /* invalid: the header is later than the one after the block that locked the set (a header,
     * b locked) */
    PARHELION_LOCK_HEIGHT = 760,
    /* invalid: the header names another set than the one attested */
    PARHELION_SET_NOT_NAMED = 761,
    /* expired: the set was locked too long ago (a expired: seconds, b nanoseconds) */
    PARHELION_ATTESTATION_EXPIRED = 762,
    /* invalid: no set is computed at the end of this block (a height) */
    PARHELION_NOT_AN_EPOCH = 763,
    /* invalid: a validator of the provider is not among the candidates (index) */
    PARHELION_CANDIDATE_MISSING = 764,
    /* invalid: there may be candidates who were not given (a given, b total) */
    PARHELION_CANDIDATES_UNCERTAIN = 765,
    /* invalid: what was proven of a candidate is not of one validator, or not all that is
     * needed (index) */
    PARHELION_CANDIDATE_FACT = 766,
    /* invalid: the proofs are not of one state, or not of that of the header */
    PARHELION_STATE_MISMATCH = 767,
    /* invalid: a proof or a header is of another chain than the provider */
    PARHELION_OTHER_CHAIN = 768,
    /* invalid: the provider has locked no set for this update (a id) */
    PARHELION_UNKNOWN_VALSET_UPDATE = 769,
    /* invalid: there are more records than members of the set (a limit) */
    PARHELION_TOO_MANY_RECORDS = 770,
    /* malformed: a member of a set that is reported on has no power (index) */
    PARHELION_MEMBER_WITHOUT_POWER = 771,
    /* malformed: a validator of the provider stands twice in one set (index) */
    PARHELION_REPORTED_TWICE = 772,
    /* malformed: a sum of stake is above 2^120 */
    PARHELION_STAKE_TOO_HIGH = 773,
    /* malformed: the stake behind a set is above the stake on the provider */
    PARHELION_STAKE_ABOVE_TOTAL = 774,
    /* malformed: a validator has another stake in another set (index) */
    PARHELION_STAKES_DIFFER = 775,
    /* malformed: the fraction that is slashed is above 1 (a fraction) */
    PARHELION_SLASH_FRACTION_RANGE = 776,
    /* unsupported: the memory for a report is too small (a needed) */
    PARHELION_REPORT_MEMORY_TOO_SMALL = 777,
    /* unsupported: no witness is left to compare with */
    PARHELION_NO_WITNESSES = 801,
    /* unsupported: there are more peers than a client keeps (a limit) */
    PARHELION_TOO_MANY_PEERS = 802,
    /* unsupported: the peer does not have the block */
    PARHELION_LIGHT_BLOCK_NOT_FOUND = 803,
    /* unsupported: the peer has not come to the height yet */
    PARHELION_HEIGHT_TOO_HIGH = 804,
    /* unsupported: the peer does not answer */
    PARHELION_NO_RESPONSE = 805,
    /* malformed: the peer's answer is no light block */
    PARHELION_BAD_LIGHT_BLOCK = 806,
    /* malformed: the peer sent a block of another height (a wanted, b found) */
    PARHELION_UNEXPECTED_HEIGHT = 807,
    /* invalid: the peer sent another block of this height before (a height) */
    PARHELION_ANSWER_CHANGED = 808,
    /* invalid: a witness has another block at the height that is trusted on faith (a witness) */
    PARHELION_WITNESS_CONFLICTS = 809,
    /* invalid: a witness has the header with other priorities of the proposers (a witness) */
    PARHELION_PROPOSER_PRIORITIES_DIVERGE = 810,
    /* unsupported: no witness has confirmed the header */
    PARHELION_NOT_CONFIRMED = 811,
    /* unsupported: the replies that a client takes are spent (a limit) */
    PARHELION_REQUESTS_SPENT = 812,
    /* unsupported: the bytes that a client takes are spent (a limit) */
    PARHELION_BYTES_SPENT = 813,
    /* unsupported: the memory lent for trusted states does not suffice (a needed) */
    PARHELION_TRACE_TOO_SMALL = 814,
    /* invalid: the block that diverges is below the trace (a first, b found) */
    PARHELION_BELOW_TRACE = 815,
    /* invalid: the peer has another block where the trace begins */
    PARHELION_ROOT_DIFFERS = 816,
    /* invalid: the header above the peer's is later than it, as it should be */
    PARHELION_TIME_IN_ORDER = 817,
    /* invalid: the peer's blocks do not diverge from the trace */
    PARHELION_NO_DIVERGENCE = 818,
    /* malformed: the light block is not the one of the divergence (a height) */
    PARHELION_NOT_THIS_BLOCK = 819,
    /* malformed: the reply is none to what was asked */
    PARHELION_UNEXPECTED_REPLY = 820,
    /* malformed: the client has ended, and asks nothing */
    PARHELION_NOTHING_ASKED = 821,
    /* malformed: the window was not verified from the client's state (a trusted, b window) */
    PARHELION_WINDOW_ELSEWHERE = 822,
    /* malformed: what is to be signed is no prevote, precommit or proposal (a found) */
    PARHELION_SIGNED_TYPE = 901,
    /* malformed: the height of what is to be signed is not positive (a height) */
    PARHELION_SIGNED_HEIGHT = 902,
    /* malformed: the round of what is to be signed is negative, or has more than 31 bits (a
     * round) */
    PARHELION_SIGNED_ROUND = 903,
    /* malformed: what is to be signed names half a block, or is a proposal of none */
    PARHELION_SIGNED_BLOCK_ID = 904,
    /* malformed: the POL round of a proposal is neither -1 nor before its round (a pol_round,
     * b round) */
    PARHELION_POL_ROUND = 905,
    /* malformed: the chain id is empty */
    PARHELION_NO_SIGNED_CHAIN = 906,
    /* malformed: what is to be signed is not written as CometBFT writes it */
    PARHELION_NOT_CANONICAL = 907,
    /* malformed: the extension is of another height, round or chain than the vote */
    PARHELION_OTHER_EXTENSION = 908,
    /* invalid: what is to be signed is for another chain than was asked for */
    PARHELION_OTHER_SIGNED_CHAIN = 911,
    /* unsupported: the guard has no entry for this chain and key */
    PARHELION_NOT_PROVISIONED = 912,
    /* invalid: the guard has an entry for this chain and key (a entry) */
    PARHELION_ALREADY_PROVISIONED = 913,
    /* unsupported: all entries of the guard are taken, and none is given up (a entries) */
    PARHELION_GUARD_FULL = 914,
    /* invalid: the height is not above the floor of the guard's entry (a floor, b asked) */
    PARHELION_BELOW_FLOOR = 921,
    /* invalid: a higher height was signed before (a stored, b asked) */
    PARHELION_HEIGHT_REGRESSION = 922,
    /* invalid: the height lies too far above the last one that was signed (a stored, b asked,
     * c limit) */
    PARHELION_HEIGHT_JUMP = 923,
    /* invalid: a later round of this height was signed before (a stored, b asked) */
    PARHELION_ROUND_REGRESSION = 924,
    /* invalid: a later step of this round was signed before (a stored, b asked) */
    PARHELION_STEP_REGRESSION = 925,
    /* invalid: something else was signed in this step: to sign this would be a double sign (a
     * height, b round) */
    PARHELION_CONFLICTING_DATA = 926,
    /* unsupported: the storage of the guard has failed (a fault) */
    PARHELION_STORAGE_FAULT = 931,
    /* unsupported: both records of an entry are lost, or older than what the guard knows (a
     * entry) */
    PARHELION_RECORDS_LOST = 932,
    /* unsupported: the two records of an entry contradict each other (a entry) */
    PARHELION_RECORDS_CONTRADICT = 933,
    /* unsupported: a record reads back otherwise than it was written (a entry) */
    PARHELION_NOT_READ_BACK = 934,
    /* unsupported: two entries of the guard are of one chain and key (a entry) */
    PARHELION_ENTRY_TWICE = 935,
    /* malformed: a frame is of no known kind (a kind) */
    PARHELION_UNKNOWN_FRAME = 951,
    /* unsupported: no frame holds so many bytes (a length) */
    PARHELION_FRAME_TOO_LONG = 952,
    /* malformed: a frame comes where none of its kind may (a kind) */
    PARHELION_FRAME_ORDER = 953,
    /* malformed: a frame does not hold what those of its kind hold (a kind) */
    PARHELION_FRAME_CONTENT = 954,
    /* malformed: the second pass does not repeat the first, or has another number of entries
     * than was said */
    PARHELION_PASSES_DIFFER = 955,
    /* malformed: the stream ends before the block does */
    PARHELION_STREAM_INCOMPLETE = 956,
    /* unsupported: the memory lent for trusted validators does not suffice (a needed) */
    PARHELION_TRUSTED_MEMORY_TOO_SMALL = 957,
    /* unsupported: the memory for a sealed stream does not suffice (a needed) */
    PARHELION_SEAL_MEMORY_TOO_SMALL = 958,
    /* invalid: these bytes were not sealed by this device in this session */
    PARHELION_SEAL_MISMATCH = 959,
    /* malformed: the bytes are no sealed stream of this version */
    PARHELION_SEAL_VERSION = 960
};

/* What a code means for the caller. */
enum {
    PARHELION_CLASS_OK = 0,
    /* The bytes do not decode, or a value breaks a rule of its own, before anything is verified. */
    PARHELION_CLASS_MALFORMED = 1,
    /* The trusted state is outside its trusting period. */
    PARHELION_CLASS_EXPIRED = 2,
    /* The trusted set signed too little: verify a block in between first (bisect). */
    PARHELION_CLASS_NOT_ENOUGH_TRUST = 3,
    /* Verified, and wrong. */
    PARHELION_CLASS_INVALID = 4,
    /* Neither verified nor refused: this build, or the memory lent, does not suffice. */
    PARHELION_CLASS_UNSUPPORTED = 5,
    /* No verdict at all: PARHELION_ARGUMENT or PARHELION_INTERNAL. */
    PARHELION_CLASS_FAULT = 6
};

/* A code with its numbers. The comment of a code above says which of `index`, `offset`, `a`, `b`
 * and `c` it sets, and to what; those it does not set are PARHELION_NONE and 0. Negative numbers
 * stand there in two's complement: cast `a` to int64_t. A time is two numbers: the floor of the
 * seconds since 1970, which may be negative, and the nanoseconds after that. */
typedef struct parhelion_detail {
    size_t struct_size;
    parhelion_code code;
    int32_t error_class;
    uint32_t index;
    uint32_t offset;
    uint64_t a;
    uint64_t b;
    uint64_t c;
} parhelion_detail;

#define PARHELION_DETAIL_INIT \
    { sizeof(parhelion_detail), PARHELION_OK, PARHELION_CLASS_OK, \
      PARHELION_NONE, PARHELION_NONE, 0, 0, 0 }

/* Makes verification several times faster, and changes no verdict: checks signatures in batches,
 * and remembers keys between calls. For one thread at a time. See parhelion_verifier_new(). */
typedef struct parhelion_verifier parhelion_verifier;

/* One of several messages. */
typedef struct parhelion_bytes {
    /* May be NULL where `len` is 0. */
    const uint8_t *data;
    size_t len;
} parhelion_bytes;

/* ---- What is trusted ---- */

/* What a trusted state says of its header. */
typedef struct parhelion_header_info {
    size_t struct_size;
    /* 1 to 2^63-1. */
    uint64_t height;
    /* The header's time: the floor of the seconds since 1970, and the nanoseconds after that. */
    int64_t seconds;
    uint32_t nanos;
    /* Which of the hashes below are known: a sum of PARHELION_HAS_... The others are zeros. */
    uint32_t has;
    /* Ended by a zero, at most 50 bytes before it. */
    char chain_id[56];
    uint8_t header_hash[32];
    uint8_t next_validators_hash[32];
    uint8_t last_block_hash[32];
    /* The root of the chain's state after the block before this one. One of more than 64 bytes is
     * not kept. */
    uint8_t app_hash[64];
    uint32_t app_hash_len;
    /* 0. */
    uint32_t reserved;
} parhelion_header_info;

enum {
    PARHELION_HAS_HEADER_HASH = 1,
    PARHELION_HAS_NEXT_VALIDATORS_HASH = 2,
    PARHELION_HAS_LAST_BLOCK_HASH = 4,
    PARHELION_HAS_APP_HASH = 8
};

#define PARHELION_HEADER_INFO_INIT \
    { sizeof(parhelion_header_info), 0, 0, 0, 0, { 0 }, { 0 }, { 0 }, { 0 }, { 0 }, 0, 0 }

/* Trusts the header of a block because somebody vouches for its hash. Nothing is verified but that
 * this is the header with that hash: take the hash from where you would take a public key from.
 *
 * Returns: PARHELION_OK, or an error of the message, PARHELION_NO_HEADER_HASH,
 *          PARHELION_TRUSTED_HASH_MISMATCH.
 * In:      block: a tendermint.types.LightBlock.
 *          hash: the hash of its header, 32 bytes.
 * Out:     next: the state to store and to go on from.
 *          why: the code with its numbers. May be NULL. Made by PARHELION_DETAIL_INIT.
 */
PARHELION_MUST_USE parhelion_code parhelion_trust_on_faith(
    const uint8_t *block, size_t block_len,
    const uint8_t hash[32],
    parhelion_trusted_state *next,
    parhelion_detail *why);

/* Tells what a state says of its header. As it has to read the state, it is also how to ask whether
 * bytes from a store are one.
 *
 * Returns: PARHELION_OK, PARHELION_STATE_VERSION, PARHELION_STATE_CHECKSUM, or
 *          PARHELION_STATE_CONTENT.
 * In:      state: the 256 bytes that were stored.
 * Out:     info: what it says. Made by PARHELION_HEADER_INFO_INIT.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_trusted_state_info(
    const parhelion_trusted_state *state,
    parhelion_header_info *info,
    parhelion_detail *why);

/* Trusts what a client of a chain on another chain knows of a height. Whoever calls this trusts
 * that other chain, and where the bytes came from: prove them there first, with
 * parhelion_membership(). The state has no header hash, so that there is no way backwards from it.
 *
 * Returns: PARHELION_OK, or an error of a message, PARHELION_HEADER_REVISION where the height is
 *          not of the revision of the client's chain id, PARHELION_ZERO_HEIGHT,
 *          PARHELION_NEGATIVE_HEIGHT, PARHELION_HASH_LENGTH.
 * In:      client_state: the google.protobuf.Any with an ibc.lightclients.tendermint.v1.ClientState
 *          that is stored for the client.
 *          revision, height: the height of which the client knows this.
 *          consensus_state: the Any with the ConsensusState that is stored for that height.
 * Out:     next: the state to store and to go on from.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_trusted_state_from_client(
    const uint8_t *client_state, size_t client_state_len,
    uint64_t revision, uint64_t height,
    const uint8_t *consensus_state, size_t consensus_state_len,
    parhelion_trusted_state *next,
    parhelion_detail *why);

/* ---- Light verification ---- */

/* Verifies a block of any height above the trusted one, and gives the state to go on from.
 *
 * Returns: PARHELION_OK, or the first fault in the order of the checks. PARHELION_NOT_ENOUGH_TRUST
 *          means: verify a block in between first.
 * In:      state: what is trusted.
 *          trusted_validators: the validator set that follows the trusted header, as a
 *          tendermint.types.ValidatorSet. May be NULL (with length 0) for the height that follows
 *          directly.
 *          block: the block, as a tendermint.types.LightBlock.
 *          options: made by PARHELION_OPTIONS_INIT, then changed.
 *          now_seconds, now_nanos: the time: the floor of the seconds since 1970, and the
 *          nanoseconds after that, below 1,000,000,000.
 * In/Out:  verifier: makes it faster. May be NULL: then nothing is allocated.
 *          scratch: memory that makes skipping faster where there is no verifier, which has its
 *          own: parhelion_scratch_size() words. What is in it before or after means nothing. May
 *          be NULL (with 0 words): then the trusted set is walked for each signature, up to a
 *          bound, PARHELION_SCRATCH_TOO_SMALL.
 * Out:     next: the state to store, and to pass as `state` next time. May be `state` itself.
 *          why: the code with its numbers. May be NULL. Made by PARHELION_DETAIL_INIT.
 */
PARHELION_MUST_USE parhelion_code parhelion_verify(
    const parhelion_trusted_state *state,
    const uint8_t *trusted_validators, size_t trusted_validators_len,
    const uint8_t *block, size_t block_len,
    const parhelion_options *options,
    int64_t now_seconds, uint32_t now_nanos,
    parhelion_verifier *verifier,
    uint32_t *scratch, size_t scratch_words,
    parhelion_trusted_state *next,
    parhelion_detail *why);

/* Verifies the header of the block before the trusted one, by its hash alone. Neither signatures
 * nor the trusting period are looked at: the hash decides.
 *
 * Returns: PARHELION_OK, or an error of the message, PARHELION_CHAIN_ID_MISMATCH,
 *          PARHELION_TIME_NOT_DECREASED, PARHELION_NO_HEADER_HASH, PARHELION_NO_LAST_BLOCK_HASH,
 *          PARHELION_LAST_BLOCK_HASH_MISMATCH.
 * In:      state: what is trusted.
 *          signed_header: the header before it, as a tendermint.types.SignedHeader.
 * Out:     next: the state of that header. May be `state` itself.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_verify_backwards(
    const parhelion_trusted_state *state,
    const uint8_t *signed_header, size_t signed_header_len,
    parhelion_trusted_state *next,
    parhelion_detail *why);

/* Verifies blocks that follow one another directly, the first of them the trusted header, with one
 * batch for the signatures of all. The answer is that of parhelion_verify() for one after the
 * other, each from the state that the one before leaves. Some tens of blocks at once are best.
 *
 * Returns: PARHELION_OK where all are verified, also where there are none; else the error of the
 *          first that is not. PARHELION_NOT_ADJACENT where one does not follow directly.
 * In:      state: what is trusted.
 *          blocks: the blocks, each a tendermint.types.LightBlock, lowest first. May be NULL (with
 *          length 0).
 *          options: made by PARHELION_OPTIONS_INIT, then changed. The trust threshold has to be a
 *          threshold, and is not used.
 *          now_seconds, now_nanos: the time, as for parhelion_verify().
 * In/Out:  verifier: not NULL.
 * Out:     next: the state of the last block that was verified. Written to where there is one,
 *          whatever is returned. May be `state` itself.
 *          verified: how many blocks, from the first on, were verified. Written to unless the call
 *          is wrong.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_verify_window(
    const parhelion_trusted_state *state,
    const parhelion_bytes *blocks, size_t blocks_len,
    const parhelion_options *options,
    int64_t now_seconds, uint32_t now_nanos,
    parhelion_verifier *verifier,
    parhelion_trusted_state *next,
    size_t *verified,
    parhelion_detail *why);

/* ---- In a signer ---- */

/* A device that holds a key has little memory, and its host is not to be trusted. So it takes a
 * block in frames, which the host makes of it: the header, the commit without its entries, the
 * validators, and then entries and validators in turn, for a second time. What is in memory does
 * not grow with the set. The host can leave out, repeat and invent; what it gets for it is an
 * error. */

/* Memory for a validator of a trusted set, which is needed where a block does not follow
 * directly. */
typedef struct parhelion_trusted_validator {
    uint8_t bytes[60];
} parhelion_trusted_validator;

#if UINTPTR_MAX > 0xffffffff
#define PARHELION_UPDATE_WORDS 560
#define PARHELION_GUARD_WORDS 8
#else
#define PARHELION_UPDATE_WORDS 528
#define PARHELION_GUARD_WORDS 6
#endif

/* A block of which a part has come: the caller's memory, made by its macro, and changed by nothing
 * but the functions below from parhelion_update_begin() on. It may be moved between two calls. It
 * needs no end: to give up on a block, forget it or begin another one. */
typedef struct parhelion_update {
    size_t struct_size;
    /* Not 0 from the beginning to the end of an update. */
    size_t full;
    uint64_t words[PARHELION_UPDATE_WORDS];
} parhelion_update;

#define PARHELION_UPDATE_INIT \
    { sizeof(parhelion_update), 0, { 0 } }

/* Begins a block of any height above the trusted one. What the update held before is forgotten.
 *
 * Returns: PARHELION_OK, or an error of the state, PARHELION_TRUST_THRESHOLD_RANGE; after both the
 *          update holds nothing.
 * In:      state: what is trusted.
 *          options: made by PARHELION_OPTIONS_INIT, then changed.
 *          now_seconds, now_nanos: the time, as for parhelion_verify().
 * In/Out:  memory: room for the trusted set, one for each validator, until the update is over;
 *          what is in it before means nothing. May be NULL (with length 0) for the height that
 *          follows directly.
 * Out:     update: made by PARHELION_UPDATE_INIT.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_update_begin(
    const parhelion_trusted_state *state,
    const parhelion_options *options,
    int64_t now_seconds, uint32_t now_nanos,
    parhelion_trusted_validator *memory, size_t memory_len,
    parhelion_update *update,
    parhelion_detail *why);

/* Begins as parhelion_update_begin() does, on a device that has no clock. Neither the trusting
 * period nor how far the block is ahead is looked at: whoever held keys of the trusted set long
 * ago can then have made the block, and no device that verifies it sees that. The caller must
 * bound the age of what is trusted in another way.
 *
 * Returns: as parhelion_update_begin().
 * In:      state, memory: as for parhelion_update_begin().
 *          trust_numerator, trust_denominator: the share of the trusted set, as in
 *          parhelion_options.
 * Out:     update: made by PARHELION_UPDATE_INIT.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_update_begin_without_clock(
    const parhelion_trusted_state *state,
    uint64_t trust_numerator, uint64_t trust_denominator,
    parhelion_trusted_validator *memory, size_t memory_len,
    parhelion_update *update,
    parhelion_detail *why);

/* Takes the next bytes of the frames, as many or few as there are. Where they complete an entry
 * and its validator, a signature is checked, or two.
 *
 * Returns: PARHELION_OK; PARHELION_UNKNOWN_FRAME, PARHELION_FRAME_TOO_LONG, PARHELION_FRAME_ORDER,
 *          PARHELION_FRAME_CONTENT, PARHELION_TOO_MANY_ENTRIES, PARHELION_PASSES_DIFFER, and from
 *          then on the same one. Whatever else is wrong with the block parhelion_update_finish()
 *          says. PARHELION_ARGUMENT also where the update holds nothing.
 * In/Out:  update: a block that was begun.
 * In:      chunk: the bytes. May be NULL (with length 0).
 * Out:     why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_update_push(
    parhelion_update *update,
    const uint8_t *chunk, size_t chunk_len,
    parhelion_detail *why);

/* Says what parhelion_verify() would have said of the whole block. Nothing is trusted before; and
 * after it, whatever it returns but PARHELION_ARGUMENT, the update holds nothing.
 *
 * Returns: PARHELION_OK, or the first fault in the order of parhelion_verify(), after those of
 *          parhelion_update_push(); PARHELION_STREAM_INCOMPLETE where frames are missing;
 *          PARHELION_TRUSTED_MEMORY_TOO_SMALL. Offsets count from the beginning of a frame, and
 *          PARHELION_DOUBLE_VOTE does not know its first entry.
 * In/Out:  update: a block that was begun.
 * Out:     next: the state to store, and to go on from.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_update_finish(
    parhelion_update *update,
    parhelion_trusted_state *next,
    parhelion_detail *why);

/* Turns a block into frames: the part of the host. Nothing is verified, and what the frames are of
 * need not be trusted.
 *
 * Returns: PARHELION_OK, or what a frame cannot hold: an error of the message,
 *          PARHELION_FRAME_TOO_LONG. PARHELION_ARGUMENT also where `out` is too small: then
 *          `out_len` says how many bytes there are.
 * In:      trusted_validators: the set that follows the trusted header, as for parhelion_verify().
 *          May be NULL (with length 0) for the height that follows directly.
 *          block: a tendermint.types.LightBlock.
 * Out:     out: room for the frames. May be NULL (with capacity 0) to ask how many bytes there are.
 *          out_len: how many were written.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_update_frames(
    const uint8_t *trusted_validators, size_t trusted_validators_len,
    const uint8_t *block, size_t block_len,
    uint8_t *out, size_t out_capacity,
    size_t *out_len,
    parhelion_detail *why);

/* Where a guard keeps what was signed: the caller's flash, two slots of 64 bytes for each entry.
 * Side 0 of an entry and side 1 stand in different erase pages.
 *
 * Each function returns 0, or any other number for a fault, which ends the call of the guard with
 * PARHELION_STORAGE_FAULT and that number. What was written when `sync` has returned is read back,
 * also after a power cut. A cut before that may leave anything in the slot that was written to,
 * and nothing else anywhere. A slot that was never written to, or that has a fault of the medium,
 * reads as 64 bytes of 0xff. The functions must not call the guard. */
typedef struct parhelion_storage {
    size_t struct_size;
    /* Passed on to the functions. May be NULL. */
    void *context;
    int32_t (*read)(void *context, uint32_t entry, uint32_t side, uint8_t *record);
    int32_t (*write)(void *context, uint32_t entry, uint32_t side, const uint8_t *record);
    int32_t (*sync)(void *context);
} parhelion_storage;

#define PARHELION_STORAGE_INIT \
    { sizeof(parhelion_storage), NULL, NULL, NULL, NULL }

/* Memory for an entry of a guard: one for each chain and key. */
typedef struct parhelion_guard_entry {
    uint64_t words[8];
} parhelion_guard_entry;

/* Permits to sign what is no double sign, and stores it before: the caller's memory, made by its
 * macro, and changed by nothing but the functions below from parhelion_guard_open() on. There is
 * one to a storage: two would not know of each other. It needs no end. */
typedef struct parhelion_guard {
    size_t struct_size;
    /* Not 0 once it is open. */
    size_t full;
    uint64_t words[PARHELION_GUARD_WORDS];
} parhelion_guard;

#define PARHELION_GUARD_INIT \
    { sizeof(parhelion_guard), 0, { 0 } }

/* Permission to sign: these bytes, and nothing else. */
typedef struct parhelion_permit {
    size_t struct_size;
    /* The bytes that were passed. */
    const uint8_t *sign_bytes;
    size_t sign_bytes_len;
    /* NULL (with length 0) where the request had none. */
    const uint8_t *extension_sign_bytes;
    size_t extension_sign_bytes_len;
    /* What they say. The time goes into the answer: it may be another than was signed before. */
    uint64_t height;
    int64_t seconds;
    uint32_t nanos;
    uint32_t round;
    /* A PARHELION_STEP_... */
    uint32_t step;
    /* 0. */
    uint32_t reserved;
} parhelion_permit;

#define PARHELION_PERMIT_INIT \
    { sizeof(parhelion_permit), NULL, 0, NULL, 0, 0, 0, 0, 0, 0, 0 }

/* How far a key has signed on a chain. */
typedef struct parhelion_position {
    size_t struct_size;
    uint64_t height;
    uint32_t round;
    /* A PARHELION_STEP_... */
    uint32_t step;
} parhelion_position;

#define PARHELION_POSITION_INIT \
    { sizeof(parhelion_position), 0, 0, 0 }

enum {
    /* Nothing at or below the height is signed any more. */
    PARHELION_STEP_FLOOR = 0,
    PARHELION_STEP_PROPOSAL = 1,
    PARHELION_STEP_PREVOTE = 2,
    PARHELION_STEP_PRECOMMIT = 3
};

/* Recovers what was stored: of the two records of each entry, the highest valid one. Nothing is
 * written. What the guard held before is forgotten.
 *
 * Returns: PARHELION_OK, or of an entry PARHELION_STORAGE_FAULT, PARHELION_RECORDS_CONTRADICT; then
 *          PARHELION_ENTRY_TWICE. After any of them the guard is not open.
 * In:      storage: made by PARHELION_STORAGE_INIT, then filled in. Copied; its functions and what
 *          `context` points to stay as long as the guard is used.
 *          max_jump: a request for a height so many above the last one is permitted, and none
 *          further: the greatest height is the last that a key signs. UINT64_MAX for no limit.
 * In/Out:  entries: room for as many entries as the storage has, as long as the guard is used;
 *          what is in it before means nothing.
 * Out:     guard: made by PARHELION_GUARD_INIT.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_guard_open(
    const parhelion_storage *storage,
    uint64_t max_jump,
    parhelion_guard_entry *entries, size_t entries_len,
    parhelion_guard *guard,
    parhelion_detail *why);

/* Makes an entry, by which nothing at or below `height` is ever signed. A deliberate act, not the
 * host's: the height is one above which this key has signed nothing on this chain.
 *
 * Returns: PARHELION_OK, or an error of the key; PARHELION_NO_SIGNED_CHAIN,
 *          PARHELION_CHAIN_ID_TOO_LONG, PARHELION_ALREADY_PROVISIONED, PARHELION_STORAGE_FAULT,
 *          PARHELION_RECORDS_CONTRADICT, PARHELION_GUARD_FULL, PARHELION_NOT_READ_BACK.
 * In/Out:  guard: one that is open.
 * In:      chain_id: the chain, as a text in UTF-8 without a zero.
 *          public_key: the key, as a tendermint.crypto.PublicKey.
 *          height: any number.
 * Out:     why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_guard_provision(
    parhelion_guard *guard,
    const uint8_t *chain_id, size_t chain_id_len,
    const uint8_t *public_key, size_t public_key_len,
    uint64_t height,
    parhelion_detail *why);

/* Sees to it that nothing at or below `height` is signed any more, for good: it never permits more
 * than before. For a device with a counter that cannot be put back.
 *
 * Returns: PARHELION_OK, or an error of the key; PARHELION_NOT_PROVISIONED,
 *          PARHELION_STORAGE_FAULT, PARHELION_RECORDS_CONTRADICT, PARHELION_RECORDS_LOST,
 *          PARHELION_NOT_READ_BACK.
 * In/Out:  guard: one that is open.
 * In:      chain_id, public_key, height: as for parhelion_guard_provision().
 * Out:     why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_guard_raise_floor(
    parhelion_guard *guard,
    const uint8_t *chain_id, size_t chain_id_len,
    const uint8_t *public_key, size_t public_key_len,
    uint64_t height,
    parhelion_detail *why);

/* Tells how far a key has signed, as far as the guard knows without reading its storage.
 *
 * Returns: PARHELION_OK, or an error of the key; PARHELION_NOT_PROVISIONED.
 * In:      guard: one that is open.
 *          chain_id, public_key: as for parhelion_guard_provision().
 * Out:     position: made by PARHELION_POSITION_INIT.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_guard_position(
    parhelion_guard *guard,
    const uint8_t *chain_id, size_t chain_id_len,
    const uint8_t *public_key, size_t public_key_len,
    parhelion_position *position,
    parhelion_detail *why);

/* Permits to sign a vote or a proposal, once that it is signed is stored twice. Sign where it
 * returns PARHELION_OK, and nowhere else. What was signed last is permitted again, at any time of
 * its own. After a fault nothing is permitted, and the guard can be asked again.
 *
 * Returns: PARHELION_OK, or an error of the key or of the sign bytes: PARHELION_SIGNED_TYPE to
 *          PARHELION_NOT_CANONICAL; of the extension PARHELION_UNEXPECTED_EXTENSION,
 *          PARHELION_OTHER_EXTENSION; then PARHELION_OTHER_SIGNED_CHAIN, PARHELION_NOT_PROVISIONED,
 *          PARHELION_STORAGE_FAULT, PARHELION_RECORDS_CONTRADICT, PARHELION_RECORDS_LOST,
 *          PARHELION_BELOW_FLOOR, PARHELION_HEIGHT_REGRESSION, PARHELION_HEIGHT_JUMP,
 *          PARHELION_ROUND_REGRESSION, PARHELION_STEP_REGRESSION, PARHELION_CONFLICTING_DATA,
 *          PARHELION_NOT_READ_BACK.
 * In/Out:  guard: one that is open.
 * In:      chain_id, public_key: the chain and the key that are to sign.
 *          sign_bytes: what is to be signed, which stays until it is: a CanonicalVote or a
 *          CanonicalProposal with its length before it, and in no other form than CometBFT's.
 *          extension_sign_bytes: in the same way the CanonicalVoteExtension of a precommit of a
 *          block. May be NULL (with length 0).
 * Out:     permit: what to sign. Made by PARHELION_PERMIT_INIT.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_guard_permit(
    parhelion_guard *guard,
    const uint8_t *chain_id, size_t chain_id_len,
    const uint8_t *public_key, size_t public_key_len,
    const uint8_t *sign_bytes, size_t sign_bytes_len,
    const uint8_t *extension_sign_bytes, size_t extension_sign_bytes_len,
    parhelion_permit *permit,
    parhelion_detail *why);

/* ---- Commits ---- */

/* How a commit is verified. Enough is more than two thirds of the power of the set, or, of a
 * trusted set, more than the threshold. */
enum {
    /* Every signature is checked, those of nil votes too; the votes for the block count. */
    PARHELION_RULE_FULL = 1,
    /* Votes for the block are checked and counted until they are enough; what stands after that is
     * not looked at. */
    PARHELION_RULE_LIGHT = 2,
    /* All votes for the block are checked and counted. */
    PARHELION_RULE_LIGHT_ALL = 3,
    /* Of a trusted set: votes for the block by its members, until they are enough. */
    PARHELION_RULE_TRUSTING = 4,
    /* Of a trusted set: all votes for the block by its members. Evidence asks for that. */
    PARHELION_RULE_TRUSTING_ALL = 5
};

/* How much power signed. */
typedef struct parhelion_tally {
    size_t struct_size;
    /* The power that was counted; less than that of all signers where counting stopped when it was
     * enough. */
    uint64_t tallied;
    /* What had to be exceeded. */
    uint64_t needed;
    /* The power of the whole set. */
    uint64_t total;
    /* The entries of the commit that were looked at. */
    uint32_t entries;
    /* 0. */
    uint32_t reserved;
} parhelion_tally;

#define PARHELION_TALLY_INIT \
    { sizeof(parhelion_tally), 0, 0, 0, 0, 0 }

/* Verifies a commit by the validator set of its height. The set is the caller's to vouch for.
 *
 * Returns: PARHELION_OK, or an error of a message; PARHELION_COMMIT_SIZE, PARHELION_COMMIT_HEIGHT,
 *          PARHELION_COMMIT_BLOCK_ID; of an entry PARHELION_SIGNER_MISMATCH,
 *          PARHELION_SIGNATURE_LENGTH, PARHELION_WRONG_SIGNATURE, PARHELION_UNSUPPORTED_KEY_TYPE;
 *          PARHELION_NOT_ENOUGH_POWER.
 * In:      chain_id: the chain, as a text in UTF-8 without a zero.
 *          validators: a tendermint.types.ValidatorSet.
 *          block_id: the block that has to be the commit's, as a tendermint.types.BlockID.
 *          height: the height that has to be the commit's.
 *          commit: a tendermint.types.Commit.
 *          rule: PARHELION_RULE_FULL, _LIGHT or _LIGHT_ALL.
 * In/Out:  verifier: makes it faster. May be NULL: then nothing is allocated.
 * Out:     tally: what was counted. Made by PARHELION_TALLY_INIT.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_commit_verify(
    const uint8_t *chain_id, size_t chain_id_len,
    const uint8_t *validators, size_t validators_len,
    const uint8_t *block_id, size_t block_id_len,
    int64_t height,
    const uint8_t *commit, size_t commit_len,
    int32_t rule,
    parhelion_verifier *verifier,
    parhelion_tally *tally,
    parhelion_detail *why);

/* Verifies that enough of a trusted set signed a commit, at whatever height that is. Members are
 * found by their addresses; strangers do not count, and are no error.
 *
 * Returns: PARHELION_OK, or an error of a message; PARHELION_TRUST_THRESHOLD_RANGE,
 *          PARHELION_SCRATCH_TOO_SMALL, PARHELION_POWER_OVERFLOW; of an entry
 *          PARHELION_DOUBLE_VOTE, PARHELION_SIGNATURE_LENGTH, PARHELION_WRONG_SIGNATURE,
 *          PARHELION_UNSUPPORTED_KEY_TYPE; PARHELION_NOT_ENOUGH_TRUST.
 * In:      chain_id: the chain, as a text in UTF-8 without a zero.
 *          validators: the trusted set, as a tendermint.types.ValidatorSet.
 *          commit: a tendermint.types.Commit.
 *          trust_numerator, trust_denominator: what has to be exceeded: a fraction in [1/3, 1].
 *          rule: PARHELION_RULE_TRUSTING or _TRUSTING_ALL.
 * In/Out:  verifier: makes it faster, and has memory of its own. May be NULL.
 *          scratch: memory that makes it faster where there is no verifier:
 *          parhelion_scratch_size() words. May be NULL (with 0 words), as for parhelion_verify().
 * Out:     tally: what was counted. Made by PARHELION_TALLY_INIT.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_commit_verify_trusting(
    const uint8_t *chain_id, size_t chain_id_len,
    const uint8_t *validators, size_t validators_len,
    const uint8_t *commit, size_t commit_len,
    uint64_t trust_numerator, uint64_t trust_denominator,
    int32_t rule,
    parhelion_verifier *verifier,
    uint32_t *scratch, size_t scratch_words,
    parhelion_tally *tally,
    parhelion_detail *why);

/* What an entry of a commit is. */
typedef struct parhelion_entry {
    /* The validator at this place of the set, and its power. */
    uint8_t address[20];
    /* PARHELION_ENTRY_... */
    uint32_t status;
    uint64_t power;
} parhelion_entry;

enum {
    /* Nothing was received from the validator. */
    PARHELION_ENTRY_ABSENT = 0,
    /* It signed for the block, and the signature is right. */
    PARHELION_ENTRY_SIGNED = 1,
    /* It signed for no block, and the signature is right. */
    PARHELION_ENTRY_SIGNED_NIL = 2,
    /* The entry names another validator than stands at its place. */
    PARHELION_ENTRY_WRONG_ADDRESS = 3,
    /* The signature is wrong. */
    PARHELION_ENTRY_WRONG_SIGNATURE = 4,
    /* This build cannot check signatures by such a key. */
    PARHELION_ENTRY_UNSUPPORTED = 5
};

/* Tells of every entry of a commit what it is, whatever is found: who signed, who did not, and
 * whose signature is bad. PARHELION_OK says that all was looked at, not that all is well.
 *
 * Returns: PARHELION_OK, or an error of a message, PARHELION_COMMIT_SIZE. PARHELION_ARGUMENT also
 *          where `entries` is too small: then `entries_len` says how many there are.
 * In:      chain_id: the chain, as a text in UTF-8 without a zero.
 *          validators: the set of the commit's height, as a tendermint.types.ValidatorSet.
 *          commit: a tendermint.types.Commit.
 * Out:     entries: room for one entry for each of the commit, in their order. May be NULL (with
 *          capacity 0) to ask how many there are.
 *          entries_len: how many were written.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_commit_examine(
    const uint8_t *chain_id, size_t chain_id_len,
    const uint8_t *validators, size_t validators_len,
    const uint8_t *commit, size_t commit_len,
    parhelion_entry *entries, size_t entries_capacity,
    size_t *entries_len,
    parhelion_detail *why);

/* ---- Evidence ---- */

/* That a key signed what no honest validator signs. This is cryptography alone: whether the key was
 * a validator's, and who would punish it, are other questions. */
typedef struct parhelion_fault_proof {
    size_t struct_size;
    /* Of what was signed. */
    uint64_t height;
    uint32_t round;
    /* 1: prevote; 2: precommit. */
    uint32_t vote_type;
    /* PARHELION_FAULT_... */
    uint32_t fault;
    /* The address of the key. */
    uint8_t validator[20];
} parhelion_fault_proof;

enum {
    /* Two votes of one type in one round for different blocks. */
    PARHELION_FAULT_DOUBLE_VOTE = 0,
    /* A block that names another state than the chain's of that height. */
    PARHELION_FAULT_LUNATIC = 1,
    /* A block above the chain's, and not later than that. */
    PARHELION_FAULT_FORWARD_LUNATIC = 2
};

#define PARHELION_FAULT_PROOF_INIT \
    { sizeof(parhelion_fault_proof), 0, 0, 0, 0, { 0 } }

/* Verifies two votes that contradict each other, as a full node of the chain does. How old they are
 * is not asked.
 *
 * Returns: PARHELION_OK, or an error of a message; PARHELION_NOT_A_VALIDATOR,
 *          PARHELION_VOTES_DIFFER, PARHELION_VOTERS_DIFFER, PARHELION_VALIDATOR_POWER_MISMATCH,
 *          PARHELION_TOTAL_POWER_MISMATCH, PARHELION_WRONG_SIGNATURE,
 *          PARHELION_UNSUPPORTED_KEY_TYPE.
 * In:      chain_id: the chain, as a text in UTF-8 without a zero.
 *          validators: the set of the votes' height, as a tendermint.types.ValidatorSet: the
 *          caller's to vouch for.
 *          evidence: a tendermint.types.DuplicateVoteEvidence.
 * Out:     fault_proof: what is proven. Made by PARHELION_FAULT_PROOF_INIT.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_duplicate_vote_verify(
    const uint8_t *chain_id, size_t chain_id_len,
    const uint8_t *validators, size_t validators_len,
    const uint8_t *evidence, size_t evidence_len,
    parhelion_fault_proof *fault_proof,
    parhelion_detail *why);

/* Verifies two votes of one key that contradict each other, as a provider chain does of a
 * consumer's.
 *
 * Returns: PARHELION_OK, or an error of a message; PARHELION_PROVIDER_KEY_TYPE,
 *          PARHELION_VOTER_KEY_MISMATCH, PARHELION_VOTES_DIFFER, PARHELION_VOTERS_DIFFER,
 *          PARHELION_WRONG_SIGNATURE, PARHELION_UNSUPPORTED_KEY_TYPE.
 * In:      chain_id: the consumer chain, as a text in UTF-8 without a zero.
 *          public_key: the key, as a tendermint.crypto.PublicKey.
 *          evidence: a tendermint.types.DuplicateVoteEvidence.
 * Out:     fault_proof: what is proven. Made by PARHELION_FAULT_PROOF_INIT.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_duplicate_vote_verify_by_key(
    const uint8_t *chain_id, size_t chain_id_len,
    const uint8_t *public_key, size_t public_key_len,
    const uint8_t *evidence, size_t evidence_len,
    parhelion_fault_proof *fault_proof,
    parhelion_detail *why);

/* A validator who is guilty. */
typedef struct parhelion_signer {
    uint8_t address[20];
    /* The entry of the commit that it signed. */
    uint32_t index;
    /* Its power in the set by which it was found. */
    uint64_t power;
} parhelion_signer;

enum {
    /* The header names another state than the chain's. Guilty is who is in the common set and
     * signed. */
    PARHELION_ATTACK_LUNATIC = 1,
    /* The same state, committed in the same round. Guilty is who signed both. */
    PARHELION_ATTACK_EQUIVOCATION = 2,
    /* The same state, committed in another round: nobody can be told to be guilty. */
    PARHELION_ATTACK_AMNESIA = 3
};

/* Verifies evidence of an attack on light clients, as a full node does: with headers and a set that
 * are the caller's to vouch for. Every signature is checked. How old it is is not asked.
 *
 * Returns: PARHELION_OK, or the first fault in the order of the checks. PARHELION_SIGNERS_TOO_FEW
 *          where `signers` is too small: its number says how many suffice.
 * In:      common: the chain's header of the common height, as a tendermint.types.SignedHeader.
 *          common_validators: the set of that height, as a tendermint.types.ValidatorSet.
 *          trusted: the chain's header of the height of the conflicting block, or its last one
 *          where it has none of that height, as a SignedHeader.
 *          evidence: a tendermint.types.LightClientAttackEvidence.
 * In/Out:  verifier: makes it faster, and has memory of its own. May be NULL.
 *          scratch: memory that makes it faster where there is no verifier:
 *          parhelion_scratch_size() words of the larger of the two sets, the common one and that of
 *          the conflicting block. May be NULL (with 0 words).
 * Out:     signers: memory for as many as the conflicting commit has entries; the guilty stand in
 *          it afterwards, the most powerful first. What is in it after an error means nothing. May
 *          be NULL (with capacity 0).
 *          signers_len: how many are guilty.
 *          kind: PARHELION_ATTACK_...
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_light_client_attack_verify(
    const uint8_t *common, size_t common_len,
    const uint8_t *common_validators, size_t common_validators_len,
    const uint8_t *trusted, size_t trusted_len,
    const uint8_t *evidence, size_t evidence_len,
    parhelion_verifier *verifier,
    uint32_t *scratch, size_t scratch_words,
    parhelion_signer *signers, size_t signers_capacity,
    size_t *signers_len,
    int32_t *kind,
    parhelion_detail *why);

enum {
    /* Nothing: the headers are of one block, or in the order of time. */
    PARHELION_MISBEHAVIOUR_NONE = 0,
    /* Two blocks of one height. */
    PARHELION_MISBEHAVIOUR_FORK = 1,
    /* A block that is not later than one below it. */
    PARHELION_MISBEHAVIOUR_TIME_VIOLATION = 2
};

/* Verifies the commits of two headers that are submitted to an IBC client, by the sets that the
 * headers name, and finds whom a provider chain holds guilty: who signed both. Whether a client
 * would have believed either header is not asked: see parhelion_client_message().
 *
 * Returns: PARHELION_OK, or the first fault in the order of the checks. PARHELION_SIGNERS_TOO_FEW
 *          where `signers` is too small: its number says how many suffice.
 * In:      misbehaviour: an ibc.lightclients.tendermint.v1.Misbehaviour.
 * In/Out:  scratch: memory that makes it faster: parhelion_scratch_size() words of both sets
 *          together. May be NULL (with 0 words).
 * Out:     signers: memory for as many as both commits have entries together; the guilty stand in
 *          it afterwards, in the order of the second header: `power` is that in the set of the
 *          first header, `index` the entry of the second commit. What is in it after an error means
 *          nothing. May be NULL (with capacity 0).
 *          signers_len: how many are guilty.
 *          kind: PARHELION_MISBEHAVIOUR_...
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_misbehaviour_verify(
    const uint8_t *misbehaviour, size_t misbehaviour_len,
    uint32_t *scratch, size_t scratch_words,
    parhelion_signer *signers, size_t signers_capacity,
    size_t *signers_len,
    int32_t *kind,
    parhelion_detail *why);

/* ---- Proofs of state ---- */

/* Proves that a store of a chain of the Cosmos SDK holds a value under a key.
 *
 * Returns: PARHELION_OK, or an error of the message; PARHELION_NO_APP_HASH,
 *          PARHELION_APP_HASH_LENGTH; then the first fault of the proof.
 * In:      state: a trusted header of the chain.
 *          store: the name of the store: "bank".
 *          key: the key in it.
 *          value: the value, which may be empty: then of length 0, and not NULL.
 *          proof: an ibc.core.commitment.v1.MerkleProof, of the key and of the store.
 * Out:     state_height: the height of the state, one below that of the header.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_membership(
    const parhelion_trusted_state *state,
    const uint8_t *store, size_t store_len,
    const uint8_t *key, size_t key_len,
    const uint8_t *value, size_t value_len,
    const uint8_t *proof, size_t proof_len,
    uint64_t *state_height,
    parhelion_detail *why);

/* Proves that a store of a chain of the Cosmos SDK holds nothing under a key. Nothing in a proof
 * says that a tree is sorted: an absence is worth as much as the header is.
 *
 * Returns: PARHELION_OK, or an error as parhelion_membership().
 * In:      state: a trusted header of the chain.
 *          store: the name of the store: "bank".
 *          key: the key in it.
 *          proof: an ibc.core.commitment.v1.MerkleProof, of the absence and of the store.
 * Out:     state_height: the height of the state, one below that of the header.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_absence(
    const parhelion_trusted_state *state,
    const uint8_t *store, size_t store_len,
    const uint8_t *key, size_t key_len,
    const uint8_t *proof, size_t proof_len,
    uint64_t *state_height,
    parhelion_detail *why);

/* Checks a proof that a store holds a value under a key, under a root that nobody vouches for: it
 * proves nothing about a chain. Who has a trusted state calls parhelion_membership().
 *
 * Returns: PARHELION_OK, or an error of the message, or the first fault of the proof.
 * In:      root: the app hash.
 *          store, key, value, proof: as for parhelion_membership().
 * Out:     why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_membership_under_root(
    const uint8_t *root, size_t root_len,
    const uint8_t *store, size_t store_len,
    const uint8_t *key, size_t key_len,
    const uint8_t *value, size_t value_len,
    const uint8_t *proof, size_t proof_len,
    parhelion_detail *why);

/* Checks a proof that a store holds nothing under a key, under a root that nobody vouches for. Who
 * has a trusted state calls parhelion_absence().
 *
 * Returns: PARHELION_OK, or an error of the message, or the first fault of the proof.
 * In:      root: the app hash.
 *          store, key, proof: as for parhelion_absence().
 * Out:     why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_absence_under_root(
    const uint8_t *root, size_t root_len,
    const uint8_t *store, size_t store_len,
    const uint8_t *key, size_t key_len,
    const uint8_t *proof, size_t proof_len,
    parhelion_detail *why);

/* ---- Clients on chains ---- */

/* What a client knows of a height of its chain. */
typedef struct parhelion_consensus_state {
    uint64_t revision;
    uint64_t height;
    /* The google.protobuf.Any with an ibc.lightclients.tendermint.v1.ConsensusState. */
    const uint8_t *state;
    size_t state_len;
} parhelion_consensus_state;

/* What a client does with a message that it accepts. */
enum {
    /* It learns a height. */
    PARHELION_OUTCOME_UPDATE = 1,
    /* It knows the header already. */
    PARHELION_OUTCOME_DUPLICATE = 2,
    /* Nothing: the two headers are right, and do not contradict each other. */
    PARHELION_OUTCOME_NOTHING = 3,
    /* It freezes, for good. */
    PARHELION_OUTCOME_FREEZE = 4,
    /* It depends on something that is not known. */
    PARHELION_OUTCOME_UNDECIDED = 5
};

/* Answers as the client of a chain on another chain, 07-tendermint, does to a message, in the order
 * of ibc-go v10.1.1. Nothing that is found here is trusted by the caller.
 *
 * Returns: PARHELION_OK, or the first fault in the order of the checks, among them
 *          PARHELION_CLIENT_FROZEN, PARHELION_CLIENT_EXPIRED, PARHELION_CONSENSUS_STATE_NOT_FOUND.
 * In:      client_state: the Any with the ClientState that is stored for the client.
 *          states: all that the client knows of heights, ascending, no height twice; what is not
 *          there it does not know. May be NULL (with length 0).
 *          message: the Any of a MsgUpdateClient, with a Header or a Misbehaviour.
 *          now_seconds, now_nanos: the time of the block in which the message would be executed, as
 *          for parhelion_verify().
 * In/Out:  scratch: memory that makes it faster: parhelion_scratch_size() words of the greatest
 *          trusted set in the message. May be NULL (with 0 words).
 * Out:     outcome: PARHELION_OUTCOME_...
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_client_message(
    const uint8_t *client_state, size_t client_state_len,
    const parhelion_consensus_state *states, size_t states_len,
    const uint8_t *message, size_t message_len,
    int64_t now_seconds, uint32_t now_nanos,
    uint32_t *scratch, size_t scratch_words,
    int32_t *outcome,
    parhelion_detail *why);

/* ---- Consumer chains ---- */

/* What a node of the provider answered to
 *     /abci_query?path="/store/provider/key"&prove=true&height=H&data=0xKEY
 * where H is one below the height of the trusted header. */
typedef struct parhelion_answer {
    const uint8_t *key;
    size_t key_len;
    /* NULL (with length 0) where the key is absent. */
    const uint8_t *value;
    size_t value_len;
    /* An ibc.core.commitment.v1.MerkleProof: the two proof operations, each as a field 1. */
    const uint8_t *proof;
    size_t proof_len;
} parhelion_answer;

/* A validator of a consumer. */
typedef struct parhelion_member {
    /* The Ed25519 key. */
    uint8_t public_key[32];
    uint64_t power;
} parhelion_member;

/* The set of a consumer, as its provider decided it. */
typedef struct parhelion_attested {
    size_t struct_size;
    /* The provider's header after the block at whose end the set was computed: from its time on
     * counts for how long the validators can be held to account. */
    uint64_t locked_height;
    int64_t locked_seconds;
    uint32_t locked_nanos;
    /* How many validators there are. */
    uint32_t members;
    /* The sum of their powers. */
    uint64_t total_power;
    /* The hash by which headers of the consumer name the set. */
    uint8_t validators_hash[32];
    /* The consumer. Ended by a zero, at most 50 bytes before it. */
    char chain_id[56];
} parhelion_attested;

#define PARHELION_ATTESTED_INIT \
    { sizeof(parhelion_attested), 0, 0, 0, 0, 0, { 0 }, { 0 } }

/* Attests the whole validator set of a consumer: its records in the provider's state, with proof
 * that nothing lies between them.
 *
 * The answers are, in this order: that of the consumer's phase; that of its chain id; then those
 * that show the records, each of a key that is absent: first the prefix of all records of the
 * consumer, then the key of each record with a zero byte after it. Each shows, as the neighbour of
 * the absent key, the record that comes next; the last shows that none does. Their values are not
 * looked at.
 *
 * A list of members takes up 64 bytes of stack for each: of 128, of 1024 or of 10,000, whichever
 * has room for `members_capacity`.
 *
 * Returns: PARHELION_OK, or the first fault in the order of the checks.
 *          PARHELION_RECORDS_INCOMPLETE where another answer is needed; PARHELION_MEMBERS_TOO_FEW
 *          where `members` is too small; PARHELION_ARGUMENT for fewer than two answers.
 * In:      provider: a trusted header of the provider.
 *          release: the release of interchain-security that the provider runs: "v7.0.1".
 *          consumer_id: the number by which the provider knows the consumer.
 *          answers: the answers, in the order above.
 * Out:     members: room for the validators, power descending, then address ascending: at most one
 *          for each answer but two.
 *          attested: what is attested. Made by PARHELION_ATTESTED_INIT.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_attest(
    const parhelion_trusted_state *provider,
    const uint8_t *release, size_t release_len,
    uint64_t consumer_id,
    const parhelion_answer *answers, size_t answers_len,
    parhelion_member *members, size_t members_capacity,
    parhelion_attested *attested,
    parhelion_detail *why);

/* Verifies a block of a consumer, trusting nothing but a header of its provider: attests the set as
 * parhelion_attest() does, and checks that the block names that set, and that more than two thirds
 * of it signed. What comes out is as good as any trusted state of the consumer.
 *
 * Returns: PARHELION_OK, or the first fault in the order of the checks, those of parhelion_attest()
 *          first; PARHELION_ATTESTATION_EXPIRED, PARHELION_SET_NOT_NAMED.
 * In:      provider, release, consumer_id, answers: as for parhelion_attest().
 *          block: a block of the consumer, as a tendermint.types.LightBlock.
 *          options: made by PARHELION_OPTIONS_INIT, then changed. `trusting_period` counts from
 *          when the provider locked the set: keep it well below the provider's unbonding period.
 *          The trust threshold has to be a threshold, and is not used.
 *          now_seconds, now_nanos: the time, as for parhelion_verify().
 * In/Out:  verifier: makes it faster. May be NULL: then nothing is allocated.
 * Out:     members: room for the validators, as for parhelion_attest().
 *          next: the state of the consumer's header. May be `provider` itself.
 *          attested: what is attested. Made by PARHELION_ATTESTED_INIT.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_verify_consumer_header(
    const parhelion_trusted_state *provider,
    const uint8_t *release, size_t release_len,
    uint64_t consumer_id,
    const parhelion_answer *answers, size_t answers_len,
    const uint8_t *block, size_t block_len,
    const parhelion_options *options,
    int64_t now_seconds, uint32_t now_nanos,
    parhelion_verifier *verifier,
    parhelion_member *members, size_t members_capacity,
    parhelion_trusted_state *next,
    parhelion_attested *attested,
    parhelion_detail *why);

/* Applies to a consumer's validators the packets that its provider sent it, as the consumer does
 * with those that it receives in one block. That the provider sent them is not asked: it is proven
 * by their commitments, with parhelion_membership().
 *
 * Takes up stack: 64 bytes for each member as parhelion_attest() does, and 56 for each update, of
 * which there is room for 128, 1024 or 10,000 as well.
 *
 * Returns: PARHELION_OK, or an error of a packet; of an update PARHELION_UPDATE_WITHOUT_KEY,
 *          PARHELION_UPDATE_KEY_LENGTH, PARHELION_UPDATE_KEY_TYPE, PARHELION_UPDATE_POWER;
 *          PARHELION_UPDATED_TOTAL_POWER, PARHELION_MEMBERS_TOO_FEW where `members` is too small,
 *          PARHELION_TOTAL_POWER_TOO_HIGH, PARHELION_MEMBER_TWICE.
 * In/Out:  members: the validators before, in any order; after, power descending, then address
 *          ascending. Room for those before and one for each update always suffices.
 *          members_len: how many there are.
 * In:      packets: the data of the packets in the order in which they came, each the JSON that
 *          goes over IBC. May be NULL (with length 0).
 * Out:     hash: the hash of the set after, 32 bytes.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_valset_change(
    parhelion_member *members, size_t *members_len, size_t members_capacity,
    const parhelion_bytes *packets, size_t packets_len,
    uint8_t hash[32],
    parhelion_detail *why);

/* ---- Single messages ---- */

enum {
    PARHELION_MESSAGE_HEADER = 1,
    PARHELION_MESSAGE_COMMIT = 2,
    PARHELION_MESSAGE_VOTE = 3,
    PARHELION_MESSAGE_VALIDATOR_SET = 4,
    PARHELION_MESSAGE_SIGNED_HEADER = 5,
    PARHELION_MESSAGE_LIGHT_BLOCK = 6,
    PARHELION_MESSAGE_DUPLICATE_VOTE = 7,
    PARHELION_MESSAGE_LIGHT_CLIENT_ATTACK = 8,
    PARHELION_MESSAGE_EVIDENCE_LIST = 9
};

/* Checks the rules that a message has of its own: CometBFT's ValidateBasic. No signature is looked
 * at.
 *
 * Returns: PARHELION_OK, or the first fault in the order of the checks.
 * In:      message: PARHELION_MESSAGE_..., of the package tendermint.types.
 *          chain_id: the chain of which a signed header or a light block has to be, as a text in
 *          UTF-8 without a zero. May be NULL (with length 0); others have none.
 *          bytes: the message.
 * Out:     why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_check(
    int32_t message,
    const uint8_t *chain_id, size_t chain_id_len,
    const uint8_t *bytes, size_t bytes_len,
    parhelion_detail *why);

/* Computes the hash of a message, after its own rules have been checked.
 *
 * Returns: PARHELION_OK, or an error of the message, PARHELION_NO_HEADER_HASH. PARHELION_ARGUMENT
 *          for a message that has no hash.
 * In:      message: PARHELION_MESSAGE_HEADER, _COMMIT, _VALIDATOR_SET or _EVIDENCE_LIST.
 *          bytes: the message.
 * Out:     hash: the hash, 32 bytes.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_hash(
    int32_t message,
    const uint8_t *bytes, size_t bytes_len,
    uint8_t hash[32],
    parhelion_detail *why);

/* ---- Answers of nodes ---- */

/* Makes a light block of what a node of CometBFT 0.34 to 1.x answers in JSON, with or without the
 * JSON-RPC envelope. Nothing is verified: the bytes are as untrusted as the text. Allocates. A
 * library that was built without the feature `json` does not have this function.
 *
 * Returns: PARHELION_OK; PARHELION_UNREADABLE where an answer is not read, is of something else, or
 *          the pages do not make up one set. PARHELION_ARGUMENT also where `out` is too small: then
 *          `out_len` says how many bytes there are.
 * In:      commit: the answer of /commit, as a text in UTF-8.
 *          validators: the answers of /validators at the same height, all pages in their order.
 * Out:     out: room for the tendermint.types.LightBlock. May be NULL (with capacity 0) to ask how
 *          many bytes there are.
 *          out_len: how many were written.
 *          why: the code with its numbers. May be NULL.
 */
PARHELION_MUST_USE parhelion_code parhelion_light_block_from_json(
    const uint8_t *commit, size_t commit_len,
    const parhelion_bytes *validators, size_t validators_len,
    uint8_t *out, size_t out_capacity,
    size_t *out_len,
    parhelion_detail *why);

/* ---- Stack ---- */

/* Bytes of stack that suffice for a function, with and without a verifier: at most twice what
 * tests/stack/stack.c measures over the recorded cases, on x86-64 and with the release build;
 * measure elsewhere. The lists of parhelion_attest(), parhelion_verify_consumer_header() and
 * parhelion_valset_change() have room for 128 here; for more, add what their comments say.
 * UPDATE is for all functions of an update but parhelion_update_frames(), GUARD for those of a
 * guard, and STATE_PROOF for the four of proofs of state. parhelion_verifier_new() and
 * parhelion_verifier_free(), and what returns a text or a version, are not measured. */
#define PARHELION_STACK_TRUST_ON_FAITH 10240
#define PARHELION_STACK_TRUSTED_STATE_INFO 5120
#define PARHELION_STACK_TRUSTED_STATE_FROM_CLIENT 4096
#define PARHELION_STACK_VERIFY 32768
#define PARHELION_STACK_VERIFY_BACKWARDS 8192
#define PARHELION_STACK_VERIFY_WINDOW 31744
#define PARHELION_STACK_UPDATE 22528
#define PARHELION_STACK_UPDATE_FRAMES 28672
#define PARHELION_STACK_GUARD 6144
#define PARHELION_STACK_COMMIT_VERIFY 28672
#define PARHELION_STACK_COMMIT_VERIFY_TRUSTING 28672
#define PARHELION_STACK_COMMIT_EXAMINE 20480
#define PARHELION_STACK_DUPLICATE_VOTE_VERIFY 20480
#define PARHELION_STACK_DUPLICATE_VOTE_VERIFY_BY_KEY 20480
#define PARHELION_STACK_LIGHT_CLIENT_ATTACK_VERIFY 30720
#define PARHELION_STACK_MISBEHAVIOUR_VERIFY 25600
#define PARHELION_STACK_STATE_PROOF 7168
#define PARHELION_STACK_CLIENT_MESSAGE 29696
#define PARHELION_STACK_ATTEST 23552
#define PARHELION_STACK_VERIFY_CONSUMER_HEADER 45056
#define PARHELION_STACK_VALSET_CHANGE 30720
#define PARHELION_STACK_CHECK 12288
#define PARHELION_STACK_HASH 20480
#define PARHELION_STACK_LIGHT_BLOCK_FROM_JSON 97280
#define PARHELION_STACK_SCRATCH_SIZE 7168

/* ---- The library ---- */

/* Makes a verifier. It and what is called with it allocate; where the system has no memory at all
 * the program is aborted.
 *
 * Returns: a verifier, to be freed once; NULL for more than a million keys.
 * Args:    keys: the number of keys to remember, of about 220 bytes each, or 400 where signatures
 *          are checked eight at a time. 0 stands for 1024, which is enough for some sets of the
 *          usual size.
 */
PARHELION_MUST_USE parhelion_verifier *parhelion_verifier_new(size_t keys);

/* Frees a verifier.
 *
 * Args:    verifier: of parhelion_verifier_new(), and not freed. May be NULL.
 */
void parhelion_verifier_free(parhelion_verifier *verifier);

/* Tells how much memory looking validators up in a set wants. It reads the whole set: remember the
 * answer.
 *
 * Returns: words of uint32_t, two for each validator; 0 where the bytes are no set.
 * In:      validators: a tendermint.types.ValidatorSet.
 */
PARHELION_MUST_USE size_t parhelion_scratch_size(const uint8_t *validators, size_t validators_len);

/* Tells the name of a code as other languages have it: "NotEnoughTrust" for
 * PARHELION_NOT_ENOUGH_TRUST.
 *
 * Returns: a text that stays where it is, ended by a zero; never NULL. "Unknown" for other numbers.
 * Args:    code: any number.
 */
const char *parhelion_code_name(parhelion_code code);

/* Explains a code in one sentence, in English, without its numbers.
 *
 * Returns: a text that stays where it is, ended by a zero; never NULL.
 * Args:    code: any number.
 */
const char *parhelion_code_text(parhelion_code code);

/* Tells the version of the library: "major.minor.patch".
 *
 * Returns: a text that stays where it is, ended by a zero; never NULL.
 */
const char *parhelion_version(void);

/* Tells the version of the interface that the library has. A program that loads the library at run
 * time compares it with PARHELION_ABI_VERSION before it calls anything else.
 *
 * Returns: the number.
 */
uint32_t parhelion_abi_version(void);

#ifdef __cplusplus
}
#endif

#endif /* PARHELION_H */
