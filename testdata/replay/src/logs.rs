//! What a provider writes to its log when it refuses evidence.

/// Whether the error of this name is what a text in a provider's log says.
#[must_use]
pub fn refusal_in_log(log: &str, name: &str) -> bool {
    let reason = REASONS.iter().find(|(text, _)| log.contains(text));
    reason.is_some_and(|(_, names)| names.split(' ').any(|found| found == name))
}

/// The error that each text of the module's stands for: the first that occurs in the log.
const REASONS: &[(&str, &str)] = &[
    ("is too old - evidence height", "BelowMinHeight"),
    ("duplicate votes in invalid order", "VoteOrder"),
    ("height/round/type are not the same", "VotesDiffer"),
    ("verifying VoteA: invalid signature", "WrongSignature"),
    ("verifying VoteB: invalid signature", "WrongSignature"),
    ("cannot find consumer chain", "UnknownConsumer"),
    ("cannot be parsed: strconv.ParseUint", "ConsumerIdSyntax"),
    ("cannot be found in the infraction block header validator set", "NotAValidator"),
    ("validator address is incorrectly derived from pubkey", "ValidatorAddressMismatch"),
    ("validatorSet proposer error: nil validator", "MissingProposer"),
    ("proposer not in validator set", "ProposerNotInSet"),
    ("address is not associated with any known validator", "UnknownValidator"),
    ("validator addresses do not match", "VotersDiffer"),
    ("negative or zero Height", "VoteHeight"),
    ("invalid Type", "VoteType"),
    ("vote extension signature absent", "ExtensionSignatureMissing"),
    ("signed header in infraction block header cannot be nil", "MissingPart"),
    ("validator is tombstoned", "ValidatorTombstoned"),
    ("invalid misbehaviour for client-id", "SameHeader"),
    ("expected client ID for consumer chain", "ClientIdMismatch"),
    ("incorrect misbehaviour for a different chain id", "ConsumerChainIdMismatch"),
    ("failed to retrieve chain id for consumer id", "UnknownConsumer"),
    ("headers are not at same height", "MisbehaviourHeights"),
    ("Header1 height is less than Header2 height", "HeaderOrder"),
    ("could not get trusted consensus state", "ConsensusStateNotFound"),
    (
        "verifying Header1 in Misbehaviour failed: trusted validators",
        "TrustedValidatorsHashMismatch",
    ),
    ("validator set did not commit to header", "NotEnoughPower WrongSignature SignerMismatch"),
    ("commit signs block", "CommitHashMismatch"),
    ("failed to slash, jail, or tombstone all validators", "NobodyPunished"),
    ("wrong signature (#", "WrongSignature"),
];
