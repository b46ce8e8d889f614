//! Where a provider attests the set that signs a consumer's block.

use super::Refusal;
use super::inquiry::{Ask, PATH};
use parhelion_core::ccv::store::{ConsumerItem, Item, Layout, ProviderItem};
use parhelion_core::proof::Key;
use parhelion_core::{Error, TrustedState};

const CONSUMER_PATH: &str = "/store/ccvconsumer/key";

/// What has the set.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The genesis that the provider made for the consumer.
    FirstSet,
    /// The records in the state that this header of the provider proves.
    Header(u64),
}

/// Asks a consumer's node for the update that is in force at a block, and a provider's for the height
/// at which that was locked. Neither is proven, nor has to be: whatever set stands there, it verifies
/// a block only where it is the one that the block names.
///
/// The block names the set of the packets that came two blocks before it or earlier; those are
/// recorded for the height before the block's.
///
/// Source: `interchain-security x/ccv/consumer/keeper/relay.go OnRecvVSCPacket`,
/// `x/ccv/provider/keeper/relay.go EndBlockCIS`.
pub(super) fn of_set(
    layout: Layout,
    height: u64,
    (consumer, provider): (&Ask<'_>, &Ask<'_>),
    header: &TrustedState,
) -> Result<Place, Refusal> {
    let unknown = |why: String| Refusal::NoPlace { height, why };
    let key = |item: Item<'_>| item.key(layout).map_err(|error: Error| unknown(error.to_string()));
    let update = key(ConsumerItem::HeightToValsetUpdateId(height.saturating_sub(1)).into())?;
    let update = number(consumer, CONSUMER_PATH, &update, None);
    let update = update.map_err(|why| unknown(format!("a node of the consumer: {why}")))?;
    if update == 0 {
        return Ok(Place::FirstSet);
    }
    let locked = key(ProviderItem::ValsetUpdateHeight(update).into())?;
    let state = header.height().saturating_sub(1);
    let locked = number(provider, PATH, &locked, Some(state));
    let locked = locked.map_err(|why| unknown(format!("a node of the provider: {why}")))?;
    Ok(Place::Header(locked))
}

/// A number as both modules write it, eight bytes, the highest first, from the first node that has one;
/// or why the last one has not.
fn number(ask: &Ask<'_>, path: &str, key: &Key, height: Option<u64>) -> Result<u64, String> {
    let mut last = "no node is left".to_owned();
    for node in 0.. {
        let Some(answer) = ask(node, path, key.as_bytes(), height) else { break };
        match answer.map(|answer| <[u8; 8]>::try_from(answer.value)) {
            Ok(Ok(bytes)) => return Ok(u64::from_be_bytes(bytes)),
            Ok(Err(_)) => last = format!("no number under the key 0x{key:?}"),
            Err(why) => last = why,
        }
    }
    Err(last)
}
