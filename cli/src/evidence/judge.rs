//! What each piece of evidence proves, and what chains would do with it.

use super::Context;
use super::gather::{Item, Kind, Material, hash};
use super::guilt::Guilty;
use parhelion_core::ccv::{
    self, Memory, ProviderVerdict, Punishment, SubmitConsumerDoubleVoting,
    SubmitConsumerMisbehaviour, Warning,
};
use parhelion_core::evidence::light_client_attack::{self, AttackKind};
use parhelion_core::evidence::{
    DuplicateVoteEvidence, Evidence, EvidenceList, EvidenceParams, LightClientAttackEvidence,
    Misbehaviour, MisbehaviourKind, Signer, check_age, contradicting_signers, duplicate_vote,
};
use parhelion_core::{
    Address, Class, Error, Header, LightBlock, Limits, SignedHeader, ValidatorSet, commit, light,
};
use parhelion_rpc::{encode, pb};

const LIMITS: &Limits = &Limits::DEFAULT;

/// What was found about one piece of evidence.
#[derive(Default)]
pub(super) struct Finding {
    pub(super) source: String,
    pub(super) title: String,
    pub(super) guilty: Guilty,
    /// Whom a chain would punish without such a proof, and why it is none.
    pub(super) unproven: Vec<(Address, &'static str)>,
    /// The answer of the chain that the evidence is of.
    pub(super) chain: Answer,
    /// The answer of its provider chain.
    pub(super) provider: Answer,
    pub(super) warnings: Vec<Warning>,
    pub(super) punished: Vec<Punishment>,
    /// Where it stands in a block.
    pub(super) inclusion: Option<Result<(u64, u32), Error>>,
    /// What would have to be known to tell more.
    pub(super) missing: Vec<String>,
    /// Why it proves nothing.
    pub(super) error: Option<Error>,
}

/// What a chain would do.
#[derive(Default)]
pub(super) enum Answer {
    /// It was not asked, or what it needs to know is not there.
    #[default]
    Open,
    Accepts,
    /// With its code, if it has one.
    Refuses(Error, Option<String>),
}

impl Finding {
    pub(super) fn proven(&self) -> bool {
        !self.guilty.is_empty()
    }

    pub(super) fn refused(&self) -> bool {
        let refuses = |answer: &Answer| matches!(answer, Answer::Refuses(..));
        self.error.is_some() || refuses(&self.chain) || refuses(&self.provider)
    }

    fn miss(&mut self, what: impl Into<String>) {
        self.missing.push(what.into());
    }
}

pub(super) fn judge(item: &Item, material: &Material, context: &Context) -> Finding {
    let mut finding = Finding { source: item.source.clone(), ..Finding::default() };
    match &item.kind {
        Kind::DoubleVote(evidence) => double_vote(&mut finding, item, evidence, material, context),
        Kind::Attack(evidence) => attack(&mut finding, evidence, material, context),
        Kind::Misbehaviour(misbehaviour) => {
            two_headers(&mut finding, item, misbehaviour, context);
        }
        Kind::Fork(blocks) => fork(&mut finding, blocks, context),
    }
    inclusion(&mut finding, item);
    finding
}

fn double_vote(
    finding: &mut Finding,
    item: &Item,
    evidence: &pb::DuplicateVoteEvidence,
    material: &Material,
    context: &Context,
) {
    let bytes = encode(evidence);
    let header = item.infraction_header.as_ref().map(encode);
    provider_double_vote(finding, item, &bytes, header.as_deref(), context);
    let vote = evidence.vote_a.clone().unwrap_or_default();
    finding.title = format!(
        "double vote at height {}, round {}, by {}",
        vote.height,
        vote.round,
        hex::encode_upper(&vote.validator_address)
    );
    let parsed = match DuplicateVoteEvidence::parse(&bytes, LIMITS) {
        Ok(parsed) => parsed,
        Err(error) => return finding.error = Some(error),
    };
    let own = item
        .infraction_header
        .as_ref()
        .and_then(|header| header.signed_header.as_ref().and_then(|signed| signed.header.as_ref()));
    let block = item.block.as_ref().map(|block| &block.header);
    let named = context.chain_id.clone().or_else(|| {
        let others = own.into_iter().chain(block).chain(material.all_headers());
        others.map(|header| header.chain_id.clone()).next()
    });
    let Some(chain_id) = named else {
        return finding.miss("the chain id: give --chain-id, or a header of the chain");
    };
    let in_header = item.infraction_header.as_ref().and_then(|it| it.validator_set.as_ref());
    let with_voter = |set: &&pb::ValidatorSet| {
        set.validators.iter().any(|it| it.address == vote.validator_address)
    };
    let at_height = material
        .all_headers()
        .filter(|header| header.height == vote.height && header.chain_id == chain_id)
        .find_map(|header| Some((header, material.set_of(&header.validators_hash)?)));
    let keys = at_height
        .map(|(_, set)| set)
        .filter(with_voter)
        .or_else(|| in_header.filter(with_voter))
        .or_else(|| material.set_with(&vote.validator_address));
    match keys {
        None => finding
            .miss("the voter's key: give /validators of that height, or an infraction header"),
        Some(keys) => {
            let set = encode(keys);
            let proof = ValidatorSet::parse(&set, LIMITS).and_then(|set| {
                let voter = set
                    .validators()
                    .find(|voter| voter.address().0.as_slice() == vote.validator_address)
                    .ok_or(Error::NotAValidator)?;
                duplicate_vote::verify_by_key(&chain_id, &voter.public_key(), &parsed)
            });
            match proof {
                Ok(proof) => finding.guilty.add(proof),
                Err(error) => finding.error = Some(error),
            }
        }
    }
    match at_height {
        None => finding.miss(format!(
            "what {chain_id} would do: give /header or /commit of height {} and /validators",
            vote.height
        )),
        Some((header, set)) => {
            let (header, set) = (encode(header), encode(set));
            let verdict = Header::parse(&header, LIMITS).and_then(|header| {
                let evidence = Evidence::DuplicateVote(parsed);
                in_time(&header, &evidence)?;
                let set = ValidatorSet::parse(&set, LIMITS)?;
                duplicate_vote::verify(&chain_id, &set, &parsed).map(drop)
            });
            finding.chain = answer(verdict);
        }
    }
}

/// Whether evidence has the time of the block of its height. How old it is depends on when it is
/// asked: it is taken to be as young as can be.
fn in_time(header: &Header<'_>, evidence: &Evidence<'_>) -> Result<(), Error> {
    let height = i64::try_from(header.height()).unwrap_or(i64::MAX);
    check_age(header, evidence, &EvidenceParams::DEFAULT, height, header.time())
}

fn answer(verdict: Result<(), Error>) -> Answer {
    match verdict {
        Ok(()) => Answer::Accepts,
        Err(error) if error.class() == Class::Unsupported => Answer::Open,
        Err(error) => Answer::Refuses(error, None),
    }
}

fn attack(
    finding: &mut Finding,
    evidence: &pb::LightClientAttackEvidence,
    material: &Material,
    context: &Context,
) {
    let bytes = encode(evidence);
    let header = evidence
        .conflicting_block
        .as_ref()
        .and_then(|block| block.signed_header.as_ref()?.header.as_ref());
    let height = header.map_or(0, |header| header.height);
    finding.title = format!(
        "attack on light clients at height {height}, in common up to height {}",
        evidence.common_height
    );
    let parsed = match LightClientAttackEvidence::parse(&bytes, LIMITS) {
        Ok(parsed) => parsed,
        Err(error) => return finding.error = Some(error),
    };
    let block = parsed.conflicting_block();
    by_state(finding, &block, material, context);
    let conflicting = header.and_then(hash);
    let head = |signed: &&pb::SignedHeader| signed.header.as_ref().map_or(0, |it| it.height);
    let others = material
        .signed()
        .iter()
        .filter(|signed| signed.header.as_ref().and_then(hash) != conflicting);
    let trusted = others
        .clone()
        .find(|signed| head(signed) == height)
        .or_else(|| others.filter(|signed| head(signed) < height).max_by_key(head));
    let Some(trusted) = trusted else {
        return finding.miss(format!("the chain's own block: give /commit of height {height}"));
    };
    let set_of = |header: &pb::Header| material.set_of(&header.validators_hash).map(encode);
    let (trusted_bytes, trusted_header) = (encode(trusted), trusted.header.clone());
    let trusted_set = trusted_header.as_ref().and_then(set_of);
    if let Some(trusted) = material.light_block_of(trusted).as_ref().map(encode)
        && let Ok(trusted) = LightBlock::parse(&trusted, LIMITS)
    {
        finding.guilty.of_commits(&trusted, &block);
    }
    let common = if evidence.common_height == height {
        trusted_header
    } else {
        material.header_at(evidence.common_height).cloned()
    };
    let common_set = common.as_ref().and_then(set_of).or(trusted_set);
    let (Some(common), Some(common_set)) = (common, common_set) else {
        return finding.miss(format!(
            "the common block: give /commit and /validators of height {}",
            evidence.common_height
        ));
    };
    let common = encode(&common);
    let mut accused = Vec::new();
    let verdict = (|| {
        let common = Header::parse(&common, LIMITS)?;
        in_time(&common, &Evidence::LightClientAttack(parsed))?;
        let set = ValidatorSet::parse(&common_set, LIMITS)?;
        let trusted = SignedHeader::parse(&trusted_bytes, LIMITS)?;
        let mut scratch =
            vec![0; commit::scratch_len(&set).max(commit::scratch_len(&block.validators()))];
        let mut signers = vec![Signer::NONE; block.commit().signatures().count()];
        let attack = light_client_attack::verify(
            &common,
            &set,
            &trusted,
            &parsed,
            &mut scratch,
            &mut signers,
        )?;
        accused.extend(attack.byzantine_validators.iter().map(Signer::address));
        Ok(attack.kind)
    })();
    if let Ok(kind) = &verdict {
        finding.title = format!("{} {}", kind_name(*kind), finding.title);
    }
    let proven = finding.guilty.addresses();
    finding.unproven = accused
        .into_iter()
        .filter(|address| !proven.contains(&address.0))
        .map(|address| (address, "signed the block: proof only beside a header that is trusted"))
        .collect();
    finding.chain = answer(verdict.map(drop));
}

fn kind_name(kind: AttackKind) -> &'static str {
    match kind {
        AttackKind::Lunatic => "lunatic",
        AttackKind::Equivocation => "equivocation:",
        AttackKind::Amnesia => "amnesia:",
    }
}

/// Who signed a block that contradicts the header of the trusted state.
fn by_state(finding: &mut Finding, block: &LightBlock<'_>, material: &Material, context: &Context) {
    let Some(state) = &context.state else { return };
    let trusted = state.header_hash().map(|hash| hash.0.to_vec());
    let header = material.all_headers().find(|header| trusted.is_some() && hash(header) == trusted);
    let Some(header) = header else {
        return finding.miss("the header of the trusted state: give /header of its height");
    };
    let header = encode(header);
    let mut proofs = Vec::new();
    let result = Header::parse(&header, LIMITS)
        .and_then(|header| light::verify_known(state, &header))
        .and_then(|verified| contradicting_signers(&verified, block, |proof| proofs.push(proof)));
    match result {
        Ok(()) => proofs.into_iter().for_each(|proof| finding.guilty.add(proof)),
        // The two say nothing about each other.
        Err(Error::NoContradiction) => {}
        Err(error) => finding.error = Some(error),
    }
}

fn two_headers(
    finding: &mut Finding,
    item: &Item,
    misbehaviour: &pb::Misbehaviour,
    context: &Context,
) {
    let bytes = encode(misbehaviour);
    provider_misbehaviour(finding, item, &bytes, context);
    "misbehaviour".clone_into(&mut finding.title);
    let parsed = match Misbehaviour::parse(&bytes, LIMITS) {
        Ok(parsed) => parsed,
        Err(error) => return finding.error = Some(error),
    };
    let (first, second) = (parsed.header_1().light_block(), parsed.header_2().light_block());
    let heights = (first.header().height(), second.header().height());
    finding.title = match parsed.kind() {
        Some(MisbehaviourKind::Fork) => format!("two blocks of height {}", heights.0),
        Some(MisbehaviourKind::TimeViolation) => {
            format!("a block of height {} that is not later than that of {}", heights.0, heights.1)
        }
        None => format!("two headers of heights {} and {}, which agree", heights.0, heights.1),
    };
    if let Err(error) = parsed.verify_commits() {
        return finding.error = Some(error);
    }
    finding.guilty.of_commits(&first, &second);
    let blocks = [&first, &second];
    let mut scratch =
        vec![0; blocks.iter().map(|block| commit::scratch_len(&block.validators())).sum()];
    let entries = blocks.iter().map(|block| block.commit().signatures().count()).sum();
    let mut signers = vec![Signer::NONE; entries];
    if let Ok(held) = parsed.byzantine_validators(&mut scratch, &mut signers) {
        let proven = finding.guilty.addresses();
        let unproven = held.iter().map(Signer::address).filter(|it| !proven.contains(&it.0));
        finding.unproven.extend(unproven.map(|address| {
            (address, "signed both headers, in different rounds or the same vote twice")
        }));
    }
}

fn fork(finding: &mut Finding, blocks: &[pb::LightBlock; 2], context: &Context) {
    let bytes = [encode(&blocks[0]), encode(&blocks[1])];
    let parsed = bytes.each_ref().map(|bytes| LightBlock::parse(bytes, LIMITS));
    let [Ok(trusted), Ok(conflicting)] = parsed else {
        let [first, second] = parsed;
        return finding.error = first.err().or(second.err());
    };
    let height = trusted.header().height();
    let kind =
        light_client_attack::classify(&trusted.signed_header(), &conflicting.signed_header());
    finding.title = match kind {
        Ok(Some(kind)) => format!("{} two blocks of height {height}", kind_name(kind)),
        _ => format!("two blocks of height {height}"),
    };
    for block in [&trusted, &conflicting] {
        let chain_id = block.header().chain_id();
        let own = block.validate(chain_id).and_then(|_| {
            let (set, commit) = (block.validators(), block.commit());
            let rule = commit::Rule::Light;
            commit::verify(
                chain_id,
                &set,
                &commit.block_id(),
                commit.height().cast_signed(),
                commit,
                rule,
            )
        });
        if let Err(error) = own {
            return finding.error = Some(error);
        }
    }
    finding.guilty.of_commits(&trusted, &conflicting);
    let Some(state) = &context.state else {
        return finding.miss("which of them is the chain's: give --state");
    };
    let of_trusted = state.header_hash().copied();
    if of_trusted.is_some() && trusted.header().hash().ok() == of_trusted {
        let result = light::verify_known(state, trusted.header()).and_then(|verified| {
            let guilty = &mut finding.guilty;
            contradicting_signers(&verified, &conflicting, |proof| guilty.add(proof))
        });
        if let Err(error) = result
            && error != Error::NoContradiction
        {
            finding.error = Some(error);
        }
    }
}

fn inclusion(finding: &mut Finding, item: &Item) {
    let Some(block) = &item.block else { return };
    let list = encode(&pb::EvidenceList { evidence: block.evidence.clone() });
    finding.inclusion = Some(EvidenceList::parse(&list, LIMITS).and_then(|list| {
        if block.header.evidence_hash != list.hash().0 {
            return Err(Error::EvidenceHashMismatch);
        }
        let position = u32::try_from(block.position).unwrap_or(u32::MAX);
        Ok((u64::try_from(block.header.height).unwrap_or(0), position))
    }));
}

fn consumer_id<'i>(item: &'i Item, context: &'i Context) -> Option<&'i str> {
    item.consumer_id.as_deref().or(context.consumer.as_deref())
}

fn provider_double_vote(
    finding: &mut Finding,
    item: &Item,
    evidence: &[u8],
    header: Option<&[u8]>,
    context: &Context,
) {
    let Some(facts) = &context.provider else { return };
    let Some(consumer) = consumer_id(item, context) else {
        return finding.miss("the consumer id: give --consumer");
    };
    let mut punished = [Punishment::NONE];
    let verdict = SubmitConsumerDoubleVoting::of_parts(evidence, header, consumer, LIMITS)
        .and_then(|message| {
            let memory = Memory { scratch: &mut [], signers: &mut [], punished: &mut punished };
            ccv::submit_double_voting(facts.release, facts, &message, memory).map(told)
        });
    provider_answer(finding, verdict);
}

fn provider_misbehaviour(finding: &mut Finding, item: &Item, bytes: &[u8], context: &Context) {
    let Some(facts) = &context.provider else { return };
    let Some(consumer) = consumer_id(item, context) else {
        return finding.miss("the consumer id: give --consumer");
    };
    // An entry of a commit has some bytes at least: so many are enough.
    let most = bytes.len() / 2;
    let (mut signers, mut punished) = (vec![Signer::NONE; most], vec![Punishment::NONE; most]);
    let verdict =
        SubmitConsumerMisbehaviour::of_parts(bytes, consumer, LIMITS).and_then(|message| {
            let memory =
                Memory { scratch: &mut [], signers: &mut signers, punished: &mut punished };
            ccv::submit_misbehaviour(facts.release, facts, &message, memory).map(told)
        });
    provider_answer(finding, verdict);
}

/// A verdict that borrows nothing.
enum Told {
    Punishes(Vec<Punishment>, Vec<Warning>),
    Refuses(Error, String),
    Undecided(&'static str),
}

fn told(verdict: ProviderVerdict<'_>) -> Told {
    match verdict {
        ProviderVerdict::Punishes { punished, warnings } => {
            Told::Punishes(punished.to_vec(), warnings.iter().collect())
        }
        ProviderVerdict::Refuses { error, code } => Told::Refuses(error, code.to_string()),
        ProviderVerdict::Undecided { missing } => Told::Undecided(missing.name()),
    }
}

fn provider_answer(finding: &mut Finding, verdict: Result<Told, Error>) {
    match verdict {
        Ok(Told::Punishes(punished, warnings)) => {
            finding.provider = Answer::Accepts;
            (finding.punished, finding.warnings) = (punished, warnings);
        }
        Ok(Told::Refuses(error, code)) => finding.provider = Answer::Refuses(error, Some(code)),
        Ok(Told::Undecided(fact)) => {
            finding.miss(format!("what the provider would do: {fact} is not among the facts"));
        }
        Err(error) => finding.provider = Answer::Refuses(error, None),
    }
}
