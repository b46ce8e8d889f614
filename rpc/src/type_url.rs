//! What an `Any` may hold that is known here, by its type URL.

pub(crate) const DUPLICATE_VOTE_EVIDENCE: &str = "/tendermint.types.DuplicateVoteEvidence";
pub(crate) const EVIDENCE: &str = "/tendermint.types.Evidence";
pub(crate) const EVIDENCE_LIST: &str = "/tendermint.types.EvidenceList";
pub(crate) const IBC_HEADER: &str = "/ibc.lightclients.tendermint.v1.Header";
pub(crate) const LIGHT_CLIENT_ATTACK_EVIDENCE: &str = "/tendermint.types.LightClientAttackEvidence";
pub(crate) const MISBEHAVIOUR: &str = "/ibc.lightclients.tendermint.v1.Misbehaviour";
pub(crate) const SUBMIT_CONSUMER_DOUBLE_VOTING: &str =
    "/interchain_security.ccv.provider.v1.MsgSubmitConsumerDoubleVoting";
pub(crate) const SUBMIT_CONSUMER_MISBEHAVIOUR: &str =
    "/interchain_security.ccv.provider.v1.MsgSubmitConsumerMisbehaviour";
pub(crate) const TX: &str = "/cosmos.tx.v1beta1.Tx";
