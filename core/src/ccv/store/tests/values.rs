//! Parameters, lists and packets, and what is refused in them.

use super::std::vec::Vec;
use super::{LIMITS, address, field, hex, minus_one};
use crate::ccv::SlashJail;
use crate::ccv::store::{
    AddressList, ConsumerGenesis, ConsumerId, ConsumerIds, ConsumerParams, InfractionParameters,
    InitializationParameters, Params, PowerShapingParameters, SlashAcks, SlashRecord, StoreKind,
};
use crate::ccv::valset_change::{ValidatorSetChangePacket, ValidatorSetChangePackets};
use crate::error::Error;
use crate::limits::MAX_STORE_ENTRIES;
use crate::time::{Duration, Time};
use crate::types::Message;

const fn wrong(message: Message, field: u32) -> Error {
    Error::StoreFieldValue { message, field }
}

fn seconds(span: Duration) -> i64 {
    span.nanos() / 1_000_000_000
}

/// Of consumer 1 at height 192.
const SHAPING: &str = "083c 1037 2a34
    636f736d6f7376616c636f6e733175347a6636347a3872393735656636777067717564323074373674716d79716a6e
    3833363439 3080e1eb17";

#[test]
fn shapes_of_power() {
    let bytes = hex(SHAPING);
    let shaping = PowerShapingParameters::parse(&bytes, LIMITS).unwrap();
    assert_eq!((shaping.top_n(), shaping.validators_power_cap()), (60, 55));
    assert_eq!((shaping.validator_set_cap(), shaping.min_stake()), (0, 50_000_000));
    assert!(!shaping.allow_inactive_vals());
    let val3 = address("e5449d5447197d4ca74e0a01c6a9ebf6960d9012");
    assert!(shaping.denylist().eq([val3]));
    assert_eq!((shaping.allowlist().count(), shaping.prioritylist().count()), (0, 0));

    // Of consumer 0, which shapes nothing, at height 12.
    let nothing = PowerShapingParameters::parse(&[], LIMITS).unwrap();
    assert_eq!((nothing.top_n(), nothing.denylist().count()), (0, 0));

    let text = &bytes[6..58];
    let all = [field(4, text), field(8, text), field(4, text), hex("18053801")].concat();
    let shaping = PowerShapingParameters::parse(&all, LIMITS).unwrap();
    assert!(shaping.allowlist().eq([val3, val3]) && shaping.prioritylist().eq([val3]));
    assert!(shaping.allow_inactive_vals() && shaping.validator_set_cap() == 5);
}

#[test]
fn what_no_provider_shapes() {
    let parse = |bytes: &[u8]| PowerShapingParameters::parse(bytes, LIMITS).map(drop);
    let message = Message::PowerShapingParameters;
    assert_eq!((parse(&[8, 100]), parse(&[8, 101])), (Ok(()), Err(wrong(message, 1))));
    assert_eq!((parse(&[16, 100]), parse(&[16, 101])), (Ok(()), Err(wrong(message, 2))));
    for list in [4, 5, 8] {
        let operator = b"cosmosvaloper1f5gagqea7cvaaxe25wnp2lv4nqnj5ln4p4pgth";
        assert_eq!(parse(&field(list, operator)), Err(wrong(message, u32::from(list))));
    }
    let entry = field(5, &hex(SHAPING)[6..58]);
    let limit = MAX_STORE_ENTRIES;
    let mut list = entry.repeat(usize::try_from(limit).unwrap());
    assert_eq!(parse(&list), Ok(()));
    list.extend(field(8, &hex(SHAPING)[6..58]));
    assert_eq!(parse(&list), Err(Error::TooManyEntries { message, limit }));
}

/// Of consumer 0 at height 192.
const INFRACTIONS: &str = "0a23 0a11 3730303030303030303030303030303030
    120c 0884fa85ae2210ffafcb9703 1801 1215 0a0f 353030303030303030303030303030 1202 0806";

#[test]
fn punishments() {
    let parameters = InfractionParameters::parse(&hex(INFRACTIONS), LIMITS).unwrap();
    let double_sign = parameters.double_sign().unwrap();
    assert_eq!(double_sign.slash_fraction, 70_000_000_000_000_000);
    assert_eq!(double_sign.jail_duration.nanos(), i64::MAX);
    assert!(double_sign.tombstone);
    let downtime = SlashJail {
        slash_fraction: 500_000_000_000_000,
        jail_duration: Duration::from_seconds(6),
        tombstone: false,
    };
    assert_eq!(parameters.downtime(), Some(downtime));
    let none = InfractionParameters::parse(&[], LIMITS).unwrap();
    assert_eq!((none.double_sign(), none.downtime()), (None, None));

    let parse = |part: &[u8]| InfractionParameters::parse(&field(1, part), LIMITS).map(drop);
    let message = Message::SlashJailParameters;
    assert_eq!(parse(&field(1, b"1000000000000000000")), Ok(()));
    assert_eq!(parse(&field(1, b"1000000000000000001")), Err(wrong(message, 1)));
    assert_eq!(parse(&[]), Err(Error::StoreValueForm { kind: StoreKind::Decimal }));
    let negative = [field(1, b"0"), field(2, &minus_one(1))].concat();
    assert_eq!(parse(&negative), Err(wrong(message, 2)));
}

/// At height 12, without the client after which others are made.
const PARAMS: &str =
    "1204302e36361a050880d49301320208143a04302e32354a110a057374616b651208313030303030
    303050055801 60b401";

#[test]
fn parameters_of_a_provider() {
    let bytes = [hex("0a021204"), hex(PARAMS)].concat();
    let params = Params::parse(&bytes, LIMITS).unwrap();
    assert_eq!(params.template_client(), [0x12, 4]);
    assert_eq!(params.trusting_period_fraction(), "0.66");
    assert_eq!(seconds(params.ccv_timeout_period()), 2_419_200);
    assert_eq!(seconds(params.slash_meter_replenish_period()), 20);
    assert_eq!(params.slash_meter_replenish_fraction(), "0.25");
    assert_eq!(params.consumer_reward_denom_registration_fee().len(), 17);
    assert_eq!((params.blocks_per_epoch(), params.max_provider_consensus_validators()), (5, 180));
    assert_eq!(params.number_of_epochs_to_start_receiving_rewards(), 1);
    assert!(params.is_epoch_block(20) && !params.is_epoch_block(21));

    let message = Message::ProviderParams;
    let parse = |bytes: &[u8]| Params::parse(bytes, LIMITS).map(drop);
    assert_eq!(parse(&[]), Err(wrong(message, 10)), "an epoch has a block");
    assert_eq!(parse(&[80, 1]), Ok(()));
    assert_eq!(parse(&minus_one(10)), Err(wrong(message, 10)));
    for number in [11, 12] {
        let negative = parse(&[&[80, 1], &minus_one(number)[..]].concat());
        assert_eq!(negative, Err(wrong(message, u32::from(number))));
    }
}

#[test]
fn parameters_of_a_consumer() {
    // borealis-1 at height 71.
    let bytes =
        hex("080110e8071a096368616e6e656c2d31222d636f736d6f73316170306d6836787a666e3839343375
        7272383471366165377a666e61723438616d32657268642a040880e90f320308880e3a04302e373540324a040880
        a3055201306a020814720130");
    let params = ConsumerParams::parse(&bytes, LIMITS).unwrap();
    assert!(params.enabled());
    assert_eq!(params.blocks_per_distribution_transmission(), 1000);
    assert_eq!(params.distribution_transmission_channel(), "channel-1");
    let pool = "cosmos1ap0mh6xzfn8943urr84q6ae7zfnar48am2erhd";
    assert_eq!(params.provider_fee_pool_addr_str(), pool);
    assert_eq!(seconds(params.ccv_timeout_period()), 259_200);
    assert_eq!(seconds(params.transfer_timeout_period()), 1800);
    assert_eq!(params.consumer_redistribution_fraction(), "0.75");
    assert_eq!((params.historical_entries(), params.soft_opt_out_threshold()), (50, "0"));
    assert_eq!(seconds(params.unbonding_period()), 86_400);
    assert_eq!(seconds(params.retry_delay_period()), 20);
    assert_eq!(params.consumer_id(), "0");
    for number in [2, 8] {
        let found = ConsumerParams::parse(&minus_one(number), LIMITS).map(drop);
        assert_eq!(found, Err(wrong(Message::ConsumerParams, u32::from(number))));
    }
}

#[test]
fn how_a_consumer_is_to_begin() {
    // Consumer 1 at height 12, before it had a time.
    let bytes =
        hex("0a021001120867656e5f686173681a0862696e5f68617368220b088092b8c398feffffff012a0408
        80a30532040880e90f3a0308880e4204302e373548e8075032");
    let parameters = InitializationParameters::parse(&bytes, LIMITS).unwrap();
    assert_eq!(parameters.initial_height(), (0, 1));
    assert_eq!(parameters.genesis_hash(), b"gen_hash");
    assert_eq!(parameters.binary_hash(), b"bin_hash");
    assert_eq!(parameters.spawn_time(), Time::GO_ZERO);
    assert_eq!(seconds(parameters.unbonding_period()), 86_400);
    assert_eq!(seconds(parameters.ccv_timeout_period()), 259_200);
    assert_eq!(seconds(parameters.transfer_timeout_period()), 1800);
    assert_eq!(parameters.consumer_redistribution_fraction(), "0.75");
    assert_eq!(parameters.blocks_per_distribution_transmission(), 1000);
    assert_eq!(parameters.historical_entries(), 50);
    assert_eq!(parameters.distribution_transmission_channel(), "");
    assert_eq!(parameters.connection_id(), "");
    for number in [9, 10] {
        let found = InitializationParameters::parse(&minus_one(number), LIMITS).map(drop);
        let expected = wrong(Message::InitializationParameters, u32::from(number));
        assert_eq!(found, Err(expected));
    }
}

/// Of consumer 1 at height 59.
const GENESIS: &str =
    "0a29080110e8072a040880e90f320308880e3a04302e373540324a040880a3055201306a030890
    1c72013112c9020a770a086175726f72612d311204080110031a0308c601220308ac022a02080a32003a040801102142
    190a090801180120012a0100120c0a02000110211804200c300142190a090801180120012a0100120c0a020001102018
    01200130014a07757067726164654a107570677261646564494243537461746512540a0c08cbc48fd8061085b6a4c001
    12220a209b19b294fd9fdb5042900e96ba1042b00afb5510124c91a7725df108c4efaf801a204be8e8380fcebe47acea
    d46b6357ff9ba64a8c89a7d1413f1a572897a8583dd91a270a220a20e1340a1bb38cd2cc1497d49018918fb2826d9bbc
    5e55f8adf9897d6cfec40dbd10ea021a270a220a20297c481f23c7be96ee9a7c60bbdbef0a43b931a395c474e3fef403
    7557e27e3110c1021a260a220a20572d9be515b67f34218a1d449b3602a411a7f147b84cd48231e443496935c123107a
    1801";

#[test]
fn what_a_consumer_was_told() {
    let bytes = hex(GENESIS);
    let genesis = ConsumerGenesis::parse(&bytes, LIMITS).unwrap();
    assert_eq!(genesis.params().consumer_id(), "1");
    assert!(genesis.new_chain() && !genesis.pre_ccv());
    assert_eq!(genesis.connection_id(), "");
    let client = genesis.client_state(LIMITS).unwrap();
    assert_eq!((client.chain_id(), client.latest_height()), ("aurora-1", (1, 33)));
    let state = genesis.consensus_state(LIMITS).unwrap();
    assert_eq!(Some(state.timestamp()), Time::from_unix(1_795_416_651, 403_249_925));
    let set: Vec<u64> = genesis.initial_val_set().map(|member| member.power()).collect();
    assert_eq!(set, [362, 321, 122]);
    let last = genesis.initial_val_set().last().unwrap().public_key();
    let on_consumer = address("4aa0c9b1387d88d40cce4c4634026f5f06b2a0ac");
    assert_eq!(last.address(), Ok(on_consumer));

    let parse = |bytes: &[u8]| ConsumerGenesis::parse(bytes, LIMITS).map(drop);
    let missing = |message| Err(Error::MissingPart { message });
    assert_eq!(parse(&bytes[43..]), missing(Message::ConsumerParams));
    assert_eq!(parse(&bytes[..43]), missing(Message::ProviderInfo));
    let power = field(3, &[field(1, &field(1, &[7; 32])), minus_one(2)].concat());
    let negative = [&bytes[..43], &field(2, &power)].concat();
    assert_eq!(parse(&negative), Err(wrong(Message::ValidatorUpdate, 2)));
}

/// The queue of consumer 0 at height 36, before it had a channel.
const QUEUE: &str = "0a2b 0a27 0a22 0a20
    e1340a1bb38cd2cc1497d49018918fb2826d9bbc5e55f8adf9897d6cfec40dbd 109503 1004";

#[test]
fn changes_that_wait() {
    let bytes = hex(QUEUE);
    let queue = ValidatorSetChangePackets::parse(&bytes, LIMITS).unwrap();
    let change = queue.packets().next().unwrap();
    assert_eq!((queue.packets().count(), change.valset_update_id()), (1, 4));
    let update = change.updates().next().unwrap();
    assert_eq!((change.updates().count(), update.power()), (1, 405));
    assert_eq!(update.public_key().unwrap().as_bytes()[..2], [0xe1, 0x34]);
    assert_eq!(change.slash_acks().count(), 0);
    // What is pending on a consumer has no id; what waits on a provider has one.
    let without_id = &bytes[2..bytes.len() - 2];
    let pending = ValidatorSetChangePacket::parse_pending(without_id, LIMITS).unwrap();
    assert_eq!((pending.valset_update_id(), pending.updates().count()), (0, 1));
    let message = Message::ValidatorSetChangePacketData;
    let refused = ValidatorSetChangePackets::parse(&field(1, without_id), LIMITS).map(drop);
    assert_eq!(refused, Err(Error::PacketRule { message, field: 2 }));
}

#[test]
fn lists() {
    // Of consumer 0 for 2026-11-23T06:56:40.397430805 at height 77.
    let bytes = hex("0a14 05b4fe08b838b37227389febcb713b26ad5910ef");
    let list = AddressList::parse(&bytes, LIMITS).unwrap();
    assert!(list.iter().eq([address("05b4fe08b838b37227389febcb713b26ad5910ef")]));
    for length in [0, 19, 21] {
        let (kind, wrong) = (StoreKind::Address, field(1, &[7; 21][..length]));
        let length = u32::try_from(length).unwrap();
        let expected = Err(Error::StoreValueLength { kind, length });
        assert_eq!(AddressList::parse(&wrong, LIMITS), expected);
    }

    // Those whose infraction parameters change at 2026-11-23T06:58:01.765701863, at height 192.
    let ids = hex("0a0131");
    let ids = ConsumerIds::parse(&ids, LIMITS).unwrap();
    assert!(ids.iter().eq([ConsumerId::new(1)]));
    let parse = |entry: &[u8]| ConsumerIds::parse(&field(1, entry), LIMITS).map(drop);
    assert_eq!(parse(b"01"), Err(Error::ConsumerIdForm));
    assert_eq!(parse(b"x"), Err(Error::ConsumerIdSyntax));
    assert_eq!(parse(&[0xff]), Err(wrong(Message::ConsumerIds, 1)));

    let acks = [field(1, b"slash"), hex("1001"), field(1, b"acks")].concat();
    let acks = SlashAcks::parse(&acks, LIMITS).unwrap();
    assert!(acks.iter().eq(["slash", "acks"]));
    let not_utf8 = SlashAcks::parse(&[10, 1, 0xff], LIMITS).map(drop);
    assert_eq!(not_utf8, Err(wrong(Message::SlashAcks, 1)));

    let limit = MAX_STORE_ENTRIES;
    let mut ids = [10, 1, 49].repeat(usize::try_from(limit).unwrap());
    assert!(ConsumerIds::parse(&ids, LIMITS).is_ok());
    ids.extend([10, 1, 49]);
    let message = Message::ConsumerIds;
    let expected = Err(Error::TooManyEntries { message, limit });
    assert_eq!(ConsumerIds::parse(&ids, LIMITS), expected);
}

#[test]
fn a_report_of_an_infraction() {
    // borealis-1 at height 192.
    let bytes = hex("0801120c0886c68fd80610c7c7a8a903");
    let record = SlashRecord::parse(&bytes, LIMITS).unwrap();
    assert!(record.waiting_on_reply());
    assert_eq!(Some(record.send_time()), Time::from_unix(1_795_416_838, 891_954_119));
    assert!(!SlashRecord::parse(&bytes[2..], LIMITS).unwrap().waiting_on_reply());
}
