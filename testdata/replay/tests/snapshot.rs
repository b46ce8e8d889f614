//! What a set of proofs of one state says, and what it does not say.

mod common;

use common::stores::{Stores, place};
use common::{bytes, message, uint};
use parhelion_core::ccv::store::{
    ConsumerId, ConsumerItem, Layout, Phase, ProviderItem, SdkItem, StoreKind, sortable_time,
};
use parhelion_core::ccv::{Resolution, Snapshot, resolve};
use parhelion_core::{Address, Error, KeyType, PublicKey, Time};

const L8: Layout = Layout::L8;
const ALPHA: ConsumerId = ConsumerId::new(0);
const BETA: ConsumerId = ConsumerId::new(1);
const GAMMA: ConsumerId = ConsumerId::new(2);

fn key(seed: u8) -> Vec<u8> {
    bytes(1, &[seed; 32])
}

fn address(seed: u8) -> Address {
    PublicKey::new(KeyType::Ed25519, &[seed; 32]).unwrap().address().unwrap()
}

/// Three consumers; the first and the third have one chain id.
fn three() -> Stores {
    let mut stores = Stores::new();
    stores.put(ProviderItem::NextConsumerId, &3u64.to_be_bytes());
    stores.put(ProviderItem::ChainId(ALPHA), b"borealis-1");
    stores.put(ProviderItem::ChainId(BETA), b"corona");
    stores.put(ProviderItem::ChainId(GAMMA), b"borealis-1");
    stores.put(ProviderItem::Phase(ALPHA), &[0, 0, 0, 3, 0, 0, 0, 0]);
    stores.put(ProviderItem::MinEvidenceHeight(ALPHA), &30u64.to_be_bytes());
    stores.put(ProviderItem::ClientOf(ALPHA), b"07-tendermint-0");
    stores.put(ProviderItem::PowerShaping(ALPHA), &[]);
    stores
}

#[test]
fn a_snapshot_is_of_one_header() {
    let first = three().prove(&[]);
    let snapshot = Snapshot::new(L8, &first.header, &first.proofs).unwrap();
    assert_eq!((snapshot.height(), snapshot.proofs().len()), (19, 8));
    assert_eq!(snapshot.header(), &first.header);

    let mut other = three();
    other.put(ProviderItem::ChainId(BETA), b"corona-2");
    let mut later = three();
    later.time.1 += 1;
    let mut elsewhere = three();
    elsewhere.chain_id = "provider-2".to_owned();
    for other in [other, later, elsewhere] {
        let other = other.prove(&[]);
        let mixed = [first.proofs[0], other.proofs[0], other.proofs[1]];
        let found = Snapshot::new(L8, &first.header, &mixed).map(drop);
        assert_eq!(found, Err(Error::OtherHeader { index: 1 }));
    }
    assert!(Snapshot::new(L8, &first.header, &[]).is_ok());
}

#[test]
fn absence_is_not_the_same_as_no_proof() {
    let client = ProviderItem::ClientOf(BETA);
    let with = three().prove(&[place(client), place(ProviderItem::OptedIn(ALPHA, address(7)))]);
    let snapshot = Snapshot::new(L8, &with.header, &with.proofs).unwrap();
    assert_eq!(snapshot.client_of(ALPHA), Ok(Some("07-tendermint-0")));
    assert_eq!(snapshot.client_of(BETA), Ok(None));
    assert_eq!(snapshot.client_of(GAMMA), Err(Error::NotInSnapshot));
    assert_eq!(snapshot.opted_in(ALPHA, address(7)), Ok(false));
    assert_eq!(snapshot.opted_in(ALPHA, address(8)), Err(Error::NotInSnapshot));
    // A key is looked for in its own store: 0x2c is a chain id there, and nothing in another.
    let store = ConsumerItem::Params.store();
    let key = ProviderItem::ChainId(ALPHA).key(L8).unwrap();
    assert_eq!(snapshot.under(store, key.as_bytes()), Err(Error::NotInSnapshot));
    assert!(snapshot.under(b"provider", key.as_bytes()).is_ok());
}

#[test]
fn a_value_is_that_of_the_item_that_was_asked_for() {
    let state = three().prove(&[place(ProviderItem::MinEvidenceHeight(BETA))]);
    let snapshot = Snapshot::new(L8, &state.header, &state.proofs).unwrap();
    let proven = snapshot.proven(ProviderItem::MinEvidenceHeight(ALPHA).into()).unwrap();
    assert_eq!(L8.min_evidence_height(proven, ALPHA), Ok(Some(30)));
    assert_eq!(L8.min_evidence_height(proven, BETA), Err(Error::OtherKey));
    assert_eq!(L8.next_consumer_id(proven), Err(Error::OtherKey), "also eight bytes");
    assert_eq!(L8.slash_log(proven, address(7)), Err(Error::OtherKey));
    assert_eq!(L8.init_genesis_height(proven), Err(Error::OtherStore));
    let absent = snapshot.proven(ProviderItem::MinEvidenceHeight(BETA).into()).unwrap();
    assert_eq!(L8.min_evidence_height(absent, BETA), Ok(None));
    assert_eq!(L8.min_evidence_height(absent, ALPHA), Err(Error::OtherKey), "absent, of another");
}

#[test]
fn marks_have_no_value() {
    let item = ProviderItem::OptedIn(ALPHA, address(7));
    let with = |value: &[u8]| {
        let mut stores = three();
        stores.put(item, value);
        let state = stores.prove(&[]);
        let snapshot = Snapshot::new(L8, &state.header, &state.proofs).unwrap();
        snapshot.opted_in(ALPHA, address(7))
    };
    assert_eq!(with(&[]), Ok(true));
    let (kind, length) = (StoreKind::Mark, 1);
    assert_eq!(with(&[1]), Err(Error::StoreValueLength { kind, length }));
}

/// The modules take the key of a record from the record.
#[test]
fn a_record_is_that_of_its_key() {
    let record = |of: Address| [message(1, &of.0), uint(2, 5), message(3, &key(7))].concat();
    let with = |item: ProviderItem<'_>, of: Address| {
        let mut stores = three();
        stores.put(item, &record(of));
        stores.prove(&[])
    };
    let member = ProviderItem::ConsumerValidator(ALPHA, address(1));
    for (of, expected) in [(1, Ok(5)), (2, Err(Error::RecordAddress))] {
        let state = with(member, address(of));
        let snapshot = Snapshot::new(L8, &state.header, &state.proofs).unwrap();
        let found = snapshot.consumer_validator(ALPHA, address(1));
        assert_eq!(found.map(|record| record.unwrap().power()), expected);
    }
    let state = with(ProviderItem::LastProviderValidator(address(1)), address(2));
    let snapshot = Snapshot::new(L8, &state.header, &state.proofs).unwrap();
    let found = snapshot.last_provider_validator(address(1)).map(drop);
    assert_eq!(found, Err(Error::RecordAddress));
}

#[test]
fn a_consumer_and_its_twins() {
    let state = three().prove(&[
        place(ProviderItem::Phase(BETA)),
        place(ProviderItem::MinEvidenceHeight(BETA)),
        place(ProviderItem::ChainId(ConsumerId::new(9))),
    ]);
    let snapshot = Snapshot::new(L8, &state.header, &state.proofs).unwrap();
    let (alpha, beta) = (snapshot.consumer(ALPHA), snapshot.consumer(BETA));
    assert_eq!((alpha.phase(), beta.phase()), (Ok(Phase::Launched), Ok(Phase::Unspecified)));
    assert_eq!((alpha.floor(), beta.floor()), (Ok(30), Ok(0)));
    assert_eq!(alpha.chain_id(), Ok(Some("borealis-1")));
    assert_eq!(alpha.client_id(), Ok(Some("07-tendermint-0")));
    assert_eq!(alpha.power_shaping().map(|shaping| shaping.map(|it| it.top_n())), Ok(Some(0)));
    assert_eq!(alpha.infraction_parameters(), Err(Error::NotInSnapshot));
    let twins = |id| snapshot.consumer(id).twins().map(Iterator::collect::<Vec<_>>);
    assert_eq!(twins(ALPHA), Ok(vec![GAMMA]));
    assert_eq!(twins(GAMMA), Ok(vec![ALPHA]));
    assert_eq!(twins(BETA), Ok(vec![]));
    assert_eq!(twins(ConsumerId::new(9)), Ok(vec![]), "it has no chain id to share");

    // Of a consumer that was not asked for nobody knows whether it is a twin.
    let chain_id = place(ProviderItem::ChainId(GAMMA)).1;
    let without: Vec<_> = state.proofs.iter().copied().filter(|it| it.key() != chain_id).collect();
    let snapshot = Snapshot::new(L8, &state.header, &without).unwrap();
    assert_eq!(snapshot.consumer(ALPHA).twins().map(drop), Err(Error::NotInSnapshot));
    let mut stores = three();
    stores.put(ProviderItem::NextConsumerId, &u64::MAX.to_be_bytes());
    let state = stores.prove(&[]);
    let snapshot = Snapshot::new(L8, &state.header, &state.proofs).unwrap();
    assert_eq!(snapshot.consumer(ALPHA).twins().map(drop), Err(Error::NotInSnapshot));
}

/// Validator 1 has assigned the key 11, and before that 12; validator 2 uses its own; validator 3
/// has assigned 13, and has its own too; 4 is nobody's.
#[test]
fn whose_an_address_is() {
    let mut stores = three();
    let own = [1, 2, 3].map(address);
    for (provider, consumer) in [(own[0], 11), (own[0], 12), (own[2], 13)] {
        stores.put(ProviderItem::ProviderAddress(ALPHA, address(consumer)), &provider.0);
    }
    stores.put(ProviderItem::AssignedKey(ALPHA, own[0]), &key(11));
    stores.put(ProviderItem::AssignedKey(ALPHA, own[2]), &key(13));
    for validator in own {
        stores.put(SdkItem::OperatorByConsAddr(validator), &[9; 20]);
    }
    let soon = Time::from_unix(1_700_000_300, 5).unwrap();
    let later = Time::from_unix(1_700_000_301, 0).unwrap();
    stores.put(ProviderItem::PruneList(ALPHA, soon), &message(1, &address(12).0));
    stores.put(ProviderItem::PruneList(ALPHA, later), &message(1, &address(14).0));
    let other = Time::from_unix(1_700_000_200, 0).unwrap();
    stores.put(ProviderItem::PruneList(BETA, other), &message(1, &address(12).0));
    let mut absent = vec![place(ProviderItem::AssignedKey(ALPHA, own[1]))];
    for seed in [1, 2, 3, 4] {
        absent.push(place(ProviderItem::ProviderAddress(ALPHA, address(seed))));
        absent.push(place(SdkItem::OperatorByConsAddr(address(seed))));
    }
    let state = stores.prove(&absent);
    let snapshot = Snapshot::new(L8, &state.header, &state.proofs).unwrap();
    let of = |seed| resolve(&snapshot, ALPHA, address(seed));

    let [one, two, three] = own;
    assert_eq!(of(11), Ok(Resolution::Current { provider_address: one }));
    let replaced = |forgotten_at| Resolution::Replaced { provider_address: one, forgotten_at };
    assert_eq!(of(12), Ok(replaced(Some(soon))));
    assert_eq!(of(1), Ok(Resolution::OwnUnused { provider_address: one }));
    assert_eq!(of(2), Ok(Resolution::Own { provider_address: two }));
    assert_eq!(of(13), Ok(Resolution::Current { provider_address: three }));
    assert_eq!(of(3), Ok(Resolution::OwnUnused { provider_address: three }));
    assert_eq!(of(4), Ok(Resolution::Unknown));
    assert_eq!(of(5), Err(Error::NotInSnapshot));
    assert_eq!(resolve(&snapshot, BETA, address(11)), Err(Error::NotInSnapshot));

    let (current, own) = (of(11).unwrap(), of(2).unwrap());
    assert!(current.is_in_use() && own.is_in_use());
    for unused in [12, 1, 4] {
        assert!(!of(unused).unwrap().is_in_use());
    }
    assert_eq!(of(12).unwrap().provider_address(), Some(one));
    assert_eq!(of(4).unwrap().provider_address(), None);

    // Without the list nobody knows when; without the other one all the same.
    let times = [soon, later].map(|time| place(ProviderItem::PruneList(ALPHA, time)).1);
    for (time, found) in times.iter().zip([None, Some(soon)]) {
        let left: Vec<_> = state.proofs.iter().copied().filter(|it| it.key() != time).collect();
        let snapshot = Snapshot::new(L8, &state.header, &left).unwrap();
        assert_eq!(resolve(&snapshot, ALPHA, address(12)), Ok(replaced(found)));
    }
}

/// Who goes back to the own key assigns it: then it is a key like any other.
#[test]
fn an_own_key_can_be_assigned() {
    let mut stores = three();
    let own = address(1);
    stores.put(ProviderItem::ProviderAddress(ALPHA, own), &own.0);
    stores.put(ProviderItem::AssignedKey(ALPHA, own), &key(1));
    let state = stores.prove(&[]);
    let snapshot = Snapshot::new(L8, &state.header, &state.proofs).unwrap();
    let current = Resolution::Current { provider_address: own };
    assert_eq!(resolve(&snapshot, ALPHA, own), Ok(current));

    stores.put(ProviderItem::AssignedKey(ALPHA, own), &key(2));
    let state = stores.prove(&[]);
    let snapshot = Snapshot::new(L8, &state.header, &state.proofs).unwrap();
    let replaced = Resolution::Replaced { provider_address: own, forgotten_at: None };
    assert_eq!(resolve(&snapshot, ALPHA, own), Ok(replaced));
}

#[test]
fn a_key_with_no_time_is_no_list() {
    let mut stores = three();
    stores.put(ProviderItem::ProviderAddress(ALPHA, address(12)), &address(1).0);
    stores.put(ProviderItem::AssignedKey(ALPHA, address(1)), &key(11));
    let prefix = ProviderItem::prune_lists(L8, ALPHA).unwrap();
    let time = sortable_time(Time::UNIX_EPOCH).unwrap();
    let wrong = [prefix.as_bytes(), &time[..28], b"x"].concat();
    stores.put_key(b"provider", &wrong, &message(1, &address(12).0));
    let state = stores.prove(&[]);
    let snapshot = Snapshot::new(L8, &state.header, &state.proofs).unwrap();
    let form = Error::StoreValueForm { kind: StoreKind::SortableTime };
    assert_eq!(resolve(&snapshot, ALPHA, address(12)), Err(form));
}
