//! Keys, byte by byte.

use super::{address, hex};
use crate::ccv::Release;
use crate::ccv::store::{ConsumerId, ConsumerItem, Item, Layout, ProviderItem, SdkItem};
use crate::error::Error;
use crate::time::Time;

const L8: Layout = Layout::L8;
/// Of the provider's keys of the seeds 4732894 and 4732895 of interchain-security's tests.
const PROVIDER: &str = "02c66b96f238174918067c0828c0c837b54c7690";
const CONSUMER: &str = "a53b27c8b1b6f080277be34af651f58e18f6f925";

fn is<'a>(item: impl Into<Item<'a>>, store: &str, key: &str) {
    let item = item.into();
    assert_eq!(item.store(), store.as_bytes(), "{item:?}");
    assert_eq!(item.key(L8).unwrap().as_bytes(), hex(key), "{item:?}");
}

fn provider(item: ProviderItem<'_>, key: &str) {
    is(item, "provider", key);
}

#[test]
fn releases_have_layouts() {
    assert_eq!(Layout::of(Release::V7_0_1), L8);
    for older in ["v5.2.0", "v4.3.0", "v2.4.0-lsm"] {
        assert_eq!(Release::new(older), Err(Error::UnsupportedRelease));
    }
}

#[test]
fn some_keys_have_the_length_of_the_id_and_some_have_not() {
    let (one, ten) = (ConsumerId::new(1), ConsumerId::new(10));
    provider(ProviderItem::ChannelOf(one), "05 31");
    provider(ProviderItem::ClientOf(one), "07 31");
    provider(ProviderItem::ClientOf(ten), "07 3130");
    provider(ProviderItem::ConsumerGenesis(one), "0e 31");
    provider(ProviderItem::SlashAcks(one), "0f 31");
    provider(ProviderItem::InitChainHeight(one), "10 31");
    provider(ProviderItem::PendingPackets(one), "11 31");
    provider(ProviderItem::MinEvidenceHeight(one), "1d 31");
    provider(ProviderItem::MinPowerInTopN(one), "28 0000000000000001 31");
    provider(ProviderItem::ChainId(one), "2c 0000000000000001 31");
    provider(ProviderItem::ChainId(ten), "2c 0000000000000002 3130");
    provider(ProviderItem::Owner(one), "2d 0000000000000001 31");
    provider(ProviderItem::Metadata(one), "2e 0000000000000001 31");
    provider(ProviderItem::InitializationParameters(one), "2f 0000000000000001 31");
    provider(ProviderItem::PowerShaping(one), "30 0000000000000001 31");
    provider(ProviderItem::Phase(one), "31 0000000000000001 31");
    provider(ProviderItem::RemovalTime(one), "32 0000000000000001 31");
    provider(ProviderItem::InfractionParameters(one), "39 0000000000000001 31");
    provider(ProviderItem::QueuedInfractionParameters(one), "3a 0000000000000001 31");
}

#[test]
fn addresses_stand_bare_at_the_end() {
    let (one, key) = (ConsumerId::new(1), address(PROVIDER));
    for (item, prefix) in [
        (ProviderItem::AssignedKey(one, key), "16"),
        (ProviderItem::ConsumerValidator(one, key), "1f"),
        (ProviderItem::OptedIn(one, key), "20"),
        (ProviderItem::Allowlisted(one, key), "24"),
        (ProviderItem::Denylisted(one, key), "25"),
        (ProviderItem::CommissionRate(one, key), "27"),
        (ProviderItem::Prioritylisted(one, key), "38"),
    ] {
        let rest = "0000000000000001 31 02c66b96f238174918067c0828c0c837b54c7690";
        provider(item, &[prefix, rest].concat());
    }
    let of_consumer = ProviderItem::ProviderAddress(one, address(CONSUMER));
    provider(of_consumer, "17 0000000000000001 31 a53b27c8b1b6f080277be34af651f58e18f6f925");
    provider(ProviderItem::SlashLog(key), "1a 02c66b96f238174918067c0828c0c837b54c7690");
    let last = ProviderItem::LastProviderValidator(key);
    provider(last, "2a 02c66b96f238174918067c0828c0c837b54c7690");
}

#[test]
fn the_rest_of_the_provider() {
    for (item, key) in [
        (ProviderItem::Params, "ff"),
        (ProviderItem::Port, "00"),
        (ProviderItem::ValsetUpdateId, "02"),
        (ProviderItem::SlashMeter, "03"),
        (ProviderItem::SlashMeterReplenishTime, "04"),
        (ProviderItem::NextConsumerId, "2b"),
        (ProviderItem::ValsetUpdateHeight(73), "0d 0000000000000049"),
        (ProviderItem::ConsumerOfChannel("channel-0"), "06 6368616e6e656c2d30"),
        (
            ProviderItem::ConsumerOfClient("07-tendermint-0"),
            "35 000000000000000f 30372d74656e6465726d696e742d30",
        ),
    ] {
        provider(item, key);
    }
}

#[test]
fn times_stand_in_keys_as_text() {
    let time = Time::from_unix(1_795_417_000, 397_430_805).unwrap();
    let text = "323032362d31312d32335430363a35363a34302e333937343330383035";
    let list = ProviderItem::PruneList(ConsumerId::new(0), time);
    provider(list, &["29 0000000000000001 30", text].concat());
    provider(ProviderItem::SpawnQueue(time), &["33", text].concat());
    provider(ProviderItem::RemovalQueue(time), &["34", text].concat());
    provider(ProviderItem::InfractionQueue(time), &["3b", text].concat());
    let never = Time::from_unix(i64::MAX, 0).unwrap();
    assert!(ProviderItem::SpawnQueue(never).key(L8).is_err());
}

#[test]
fn all_members_of_a_set_begin_alike() {
    let one = ConsumerId::new(1);
    let prefix = ProviderItem::consumer_validators(L8, one).unwrap();
    assert_eq!(prefix.as_bytes(), hex("1f 0000000000000001 31"));
    let member = ProviderItem::ConsumerValidator(one, address(PROVIDER)).key(L8).unwrap();
    assert!(member.as_bytes().starts_with(prefix.as_bytes()));
    let other = ProviderItem::ConsumerValidator(ConsumerId::new(10), address(PROVIDER));
    assert!(!other.key(L8).unwrap().as_bytes().starts_with(prefix.as_bytes()));
    let lists = ProviderItem::prune_lists(L8, one).unwrap();
    assert_eq!(lists.as_bytes(), hex("29 0000000000000001 31"));
}

#[test]
fn names_are_bounded() {
    let long = "c".repeat(259);
    assert!(ProviderItem::ConsumerOfChannel(&long).key(L8).is_ok());
    let longer = "c".repeat(260);
    let key = ProviderItem::ConsumerOfChannel(&longer).key(L8);
    assert_eq!(key, Err(Error::KeyTooLong { length: 261 }));
}

#[test]
fn a_consumer_has_keys_of_its_own() {
    let key = address(CONSUMER);
    for (item, expected) in [
        (ConsumerItem::Port, "00"),
        (ConsumerItem::LastTransmissionHeight, "01"),
        (ConsumerItem::ProviderClientId, "03"),
        (ConsumerItem::ProviderChannelId, "04"),
        (ConsumerItem::PendingChanges, "05"),
        (ConsumerItem::PreCcv, "07"),
        (ConsumerItem::HistoricalInfo(31), "0b 000000000000001f"),
        (ConsumerItem::HeightToValsetUpdateId(30), "0d 000000000000001e"),
        (ConsumerItem::OutstandingDowntime(key), "0e a53b27c8b1b6f080277be34af651f58e18f6f925"),
        (ConsumerItem::PendingPacket(0), "0f 0000000000000000"),
        (ConsumerItem::Validator(key), "10 a53b27c8b1b6f080277be34af651f58e18f6f925"),
        (ConsumerItem::InitGenesisHeight, "11"),
        (ConsumerItem::StandaloneTransferChannel, "12"),
        (ConsumerItem::PreviouslyStandalone, "13"),
        (ConsumerItem::NextPendingPacket, "14"),
        (ConsumerItem::SlashRecord, "15"),
        (ConsumerItem::Params, "16"),
    ] {
        is(item, "ccvconsumer", expected);
    }
}

#[test]
fn the_sdk_writes_the_length_of_addresses() {
    let key = address(PROVIDER);
    is(SdkItem::LastPower(key), "staking", "11 14 02c66b96f238174918067c0828c0c837b54c7690");
    is(SdkItem::LastTotalPower, "staking", "12");
    is(SdkItem::Validator(key), "staking", "21 14 02c66b96f238174918067c0828c0c837b54c7690");
    let by_address = SdkItem::OperatorByConsAddr(key);
    is(by_address, "staking", "22 14 02c66b96f238174918067c0828c0c837b54c7690");
    let by_power = SdkItem::OperatorByPower(400, key);
    let expected = "23 0000000000000190 14 fd3994690dc7e8b6e7f983f7d73f37c84ab3896f";
    is(by_power, "staking", expected);
    is(SdkItem::SigningInfo(key), "slashing", "01 14 02c66b96f238174918067c0828c0c837b54c7690");
}
