//! Each piece of evidence that was submitted: what the provider would answer, from what is proven of
//! it, and what it did answer.

use super::facts::{Facts, LAYOUT};
use super::headers::Headers;
use super::report::Report;
use crate::consumer::recording::{Evidence, Recording};
use crate::failure::Failure;
use parhelion_core::ccv::store::{ConsumerId, Item, ProviderItem, SdkItem, parse_sortable_time};
use parhelion_core::ccv::{
    Client, ConsensusState, Known, Memory, ProviderState, ProviderValidator, ProviderVerdict,
    Punishment, Release, SlashJail, SubmitConsumerDoubleVoting, SubmitConsumerMisbehaviour,
    Unknown, submit_double_voting, submit_misbehaviour,
};
use parhelion_core::evidence::Signer;
use parhelion_core::ibc::{self, Height, path};
use parhelion_core::proof::{Proven, tendermint};
use parhelion_core::{Address, Error, Limits, Time};
use parhelion_replay::refusal_in_log;

const LIMITS: &Limits = &Limits::DEFAULT;
const PROVIDER: &[u8] = b"provider";
/// What a simulated message is answered with, whatever the module said.
const SIMULATED: (&str, u64) = ("sdk", 6);

/// What a client learnt of a revision and height.
pub(crate) type Learnt = ((u64, u64), ConsensusState);

pub(crate) fn compare(
    recording: &Recording,
    facts: &Facts<'_>,
    headers: &Headers,
    updates: &[Learnt],
    report: &mut Report,
) -> Result<(), Failure> {
    for told in &recording.manifest.evidence {
        // A message in a block is executed on the state of the block before.
        let before = u64::from(!told.is_simulated());
        let height = told.provider_height.saturating_sub(before);
        let time = time_of(told.provider_height, headers);
        let provider = At { height, facts, time, updates };
        let folder = format!("evidence/{}", told.folder);
        let misbehaviour = recording.hex(&format!("{folder}/misbehaviour.hex"))?;
        let evidence = recording.hex(&format!("{folder}/evidence.hex"))?;
        let header = recording.hex(&format!("{folder}/infraction_header.hex"))?;
        let (mut signers, mut punished) = (vec![Signer::NONE; 1024], vec![Punishment::NONE; 1024]);
        let memory = Memory { scratch: &mut [], signers: &mut signers, punished: &mut punished };
        let (release, id) = (Release::V7_0_1, &told.consumer_id);
        let verdict = match (&misbehaviour, &evidence) {
            (Some(bytes), _) => SubmitConsumerMisbehaviour::of_parts(bytes, id, LIMITS)
                .and_then(|message| submit_misbehaviour(release, &provider, &message, memory)),
            (None, Some(bytes)) => {
                SubmitConsumerDoubleVoting::of_parts(bytes, header.as_deref(), id, LIMITS)
                    .and_then(|message| submit_double_voting(release, &provider, &message, memory))
            }
            (None, None) => {
                report.differ(format_args!("{folder}: no evidence"));
                continue;
            }
        };
        if let Some(verdict) = report.expect(&folder, verdict) {
            match difference(told, &verdict) {
                None => report.agree("verdicts on evidence"),
                Some(why) => report.differ(format_args!("{folder}: {why}")),
            }
        }
    }
    Ok(())
}

/// The time of a block: that of its header; where that is not recorded, as if the blocks between the
/// two next to it had taken equally long.
fn time_of(height: u64, headers: &Headers) -> Option<Time> {
    let (low, before) = headers.range(..=height).next_back()?;
    let Some((high, after)) = headers.range(height..).next().filter(|(high, _)| *high > low) else {
        return Some(before.time());
    };
    let (start, end) = (before.time().unix_nanos(), after.time().unix_nanos());
    let (part, whole) = (i128::from(height - low), i128::from(high - low));
    let nanos = start + (end - start) * part / whole;
    let seconds = i64::try_from(nanos.div_euclid(1_000_000_000)).ok()?;
    Time::from_unix(seconds, u32::try_from(nanos.rem_euclid(1_000_000_000)).ok()?)
}

/// In what a verdict is not the provider's.
fn difference(told: &Evidence, verdict: &ProviderVerdict<'_>) -> Option<String> {
    match verdict {
        ProviderVerdict::Undecided { missing } => Some(format!("not known: {}", missing.name())),
        ProviderVerdict::Punishes { punished, .. } => {
            let burnt: Vec<u128> = punished.iter().map(|it| it.slashed).collect();
            if !told.accepted {
                Some(format!("the provider refused it: {}", told.log))
            } else if burnt != told.burned_stake {
                Some(format!("burnt would be {burnt:?}, and were {:?}", told.burned_stake))
            } else {
                None
            }
        }
        ProviderVerdict::Refuses { error, code } => {
            let answered = if told.is_simulated() {
                (told.codespace.as_str(), told.code) == SIMULATED
            } else {
                code.to_string() == format!("{}/{}", told.codespace, told.code)
            };
            if told.accepted {
                Some(format!("refused ({error}), and the provider accepted it"))
            } else if !answered {
                Some(format!("refused with {code}, not {}/{}", told.codespace, told.code))
            } else if !refusal_in_log(&told.log, error.name()) {
                Some(format!("refused because {error}; the provider's reason: {}", told.log))
            } else {
                None
            }
        }
    }
}

/// The provider at a height: of each fact what was proven last, or first after that.
struct At<'f, 'p> {
    height: u64,
    facts: &'f Facts<'p>,
    time: Option<Time>,
    /// What clients learnt in between.
    updates: &'f [Learnt],
}

impl<'f, 'p> At<'f, 'p> {
    fn proven(&self, item: Item<'_>) -> Result<&'f Proven<'p>, Unknown> {
        let key = item.key(LAYOUT).map_err(|_| Unknown)?;
        self.facts.nearest(self.height, item.store(), key.as_bytes()).ok_or(Unknown)
    }

    fn of<T>(
        &self,
        consumer_id: &str,
        item: impl FnOnce(ConsumerId) -> ProviderItem<'static>,
        read: impl FnOnce(&Proven<'p>, ConsumerId) -> Result<Option<T>, Error>,
    ) -> Known<T> {
        // Of an id that no consumer can have there is nothing; of one that none has, nothing is proven.
        let Ok(id) = ConsumerId::parse(consumer_id) else { return Ok(None) };
        if self.is_beyond(id) {
            return Ok(None);
        }
        read(self.proven(Item::Provider(item(id)))?, id).map_err(|_| Unknown)
    }

    /// Whether the provider has not given this id to any consumer yet.
    fn is_beyond(&self, id: ConsumerId) -> bool {
        let next = self.proven(Item::Provider(ProviderItem::NextConsumerId));
        let next = next.ok().and_then(|proven| LAYOUT.next_consumer_id(proven).ok()?);
        next.is_some_and(|next| id.number() >= next)
    }

    /// Whether the time of a list of addresses to forget, which has this one, has come since it was
    /// proven.
    fn is_forgotten(&self, id: ConsumerId, address: Address) -> bool {
        let Ok(prefix) = ProviderItem::prune_lists(LAYOUT, id) else { return false };
        let lists = self.facts.before(self.height, PROVIDER, prefix.as_bytes());
        lists.into_iter().any(|proven| {
            let time = proven.key().strip_prefix(prefix.as_bytes()).map(parse_sortable_time);
            let Some(Ok(time)) = time else { return false };
            let list = LAYOUT.prune_list(proven, id, time).ok().flatten();
            list.is_some_and(|list| list.iter().any(|listed| listed == address))
                && self.time.is_some_and(|now| time <= now)
        })
    }

    fn in_ibc(&self, key: &parhelion_core::proof::Key) -> Known<&'p [u8]> {
        let proven = self.facts.nearest(self.height, ibc::STORE, key.as_bytes());
        proven.map(Proven::value).ok_or(Unknown)
    }

    fn staking(&self, address: Address) -> Result<Option<ProviderValidator>, Unknown> {
        let unknown = |_: Error| Unknown;
        let by_key = Item::Sdk(SdkItem::OperatorByConsAddr(address));
        let Ok(proven) = self.proven(by_key) else {
            // Whose key was never asked for is none of the validators that were.
            return Ok(None);
        };
        let operator = LAYOUT.operator_by_cons_addr(proven, address).map_err(unknown)?;
        let Some(operator) = operator else { return Ok(None) };
        let validator = self.proven(Item::Sdk(SdkItem::Validator(operator)))?;
        let validator = LAYOUT.staking_validator(validator, operator).map_err(unknown)?;
        let Some(validator) = validator else { return Ok(None) };
        let power = self.proven(Item::Sdk(SdkItem::LastPower(operator)))?;
        let signing = self.proven(Item::Sdk(SdkItem::SigningInfo(address)))?;
        let signing = LAYOUT.signing_info(signing, address).map_err(unknown)?;
        let power = LAYOUT.last_power(power, operator).map_err(unknown)?.unwrap_or(0);
        Ok(Some(validator.as_provider_validator(power, signing.as_ref(), 0)))
    }
}

impl ProviderState for At<'_, '_> {
    fn chain_id(&self, consumer_id: &str) -> Known<&str> {
        self.of(consumer_id, ProviderItem::ChainId, |it, id| LAYOUT.chain_id(it, id))
    }

    fn client_id(&self, consumer_id: &str) -> Known<&str> {
        self.of(consumer_id, ProviderItem::ClientOf, |it, id| LAYOUT.client_of(it, id))
    }

    fn min_evidence_height(&self, consumer_id: &str) -> Known<u64> {
        self.of(consumer_id, ProviderItem::MinEvidenceHeight, |it, id| {
            LAYOUT.min_evidence_height(it, id)
        })
    }

    fn provider_address(&self, consumer_id: &str, consumer_address: &Address) -> Known<Address> {
        let address = *consumer_address;
        let Ok(id) = ConsumerId::parse(consumer_id) else { return Ok(None) };
        match self.proven(Item::Provider(ProviderItem::ProviderAddress(id, address))) {
            Ok(_) if self.is_forgotten(id, address) => Ok(None),
            Ok(proven) => LAYOUT.provider_address(proven, id, address).map_err(|_| Unknown),
            // Nobody was ever assigned a key of this address.
            Err(Unknown) => Ok(None),
        }
    }

    fn double_sign(&self, consumer_id: &str) -> Known<SlashJail> {
        self.of(consumer_id, ProviderItem::InfractionParameters, |it, id| {
            Ok(LAYOUT.infraction_parameters(it, id)?.and_then(|it| it.double_sign()))
        })
    }

    fn validator(&self, provider_address: &Address) -> Known<ProviderValidator> {
        self.staking(*provider_address)
    }

    fn client(&self, client_id: &str) -> Known<Client<'_>> {
        let key = path::client_state(client_id).map_err(|_| Unknown)?;
        let Some(bytes) = self.in_ibc(&key)? else { return Ok(None) };
        let client = tendermint::ClientState::parse(bytes, LIMITS).map_err(|_| Unknown)?;
        Ok(Some(client.into()))
    }

    fn consensus_state(&self, client_id: &str, height: (u64, u64)) -> Known<ConsensusState> {
        let (revision_number, revision_height) = height;
        let height = Height { revision_number, revision_height };
        let key = path::consensus_state(client_id, height).map_err(|_| Unknown)?;
        let Ok(found) = self.in_ibc(&key) else {
            let learnt =
                self.updates.iter().find(|(at, _)| *at == (revision_number, revision_height));
            return Ok(learnt.map(|(_, state)| *state));
        };
        let Some(bytes) = found else { return Ok(None) };
        let state = tendermint::ConsensusState::parse(bytes, LIMITS).map_err(|_| Unknown)?;
        state.try_into().map(Some).map_err(|_| Unknown)
    }

    fn block_time(&self) -> Known<Time> {
        self.time.map(Some).ok_or(Unknown)
    }

    fn twins(&self, _: &str) -> Known<u32> {
        Err(Unknown)
    }
}
