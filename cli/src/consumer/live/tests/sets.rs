//! Which set verifies which block.

use super::*;
use std::cell::Cell;

#[test]
fn a_block_by_the_set_that_its_provider_records() {
    let (provider, mut follower) = (Scripted::at(78), following(ALPHA));
    let set = provider.advance(&mut follower).unwrap();
    assert_eq!((set.provider_chain_id.as_str(), set.chain_id.as_str()), ("aurora-1", "borealis-1"));
    assert_eq!((set.locked_height, set.members, set.total_power), (78, 4, 1035));
    assert_eq!(set.locked_time, time("provider", 78));
    assert!(set.hash.to_string().starts_with("F581D77D"), "{}", set.hash);
    // gamma has the same chain id.
    assert_eq!(set.twins, Some(vec![GAMMA]));
    // Phase, chain id, five gaps; the number of consumers, and the chain ids of two others; the next
    // update. No list.
    assert_eq!(provider.asked.borrow().len(), 11);
    let signed = follower.verify(block("alpha", 89), time("alpha", 89)).unwrap();
    assert_eq!((signed.state.chain_id().as_str(), signed.state.height()), ("borealis-1", 89));
    assert_eq!(signed.lock.height(), 78);
    let beta = attested(BETA, 78);
    assert_eq!(beta.latest().unwrap().twins, Some(Vec::new()));
}

#[test]
fn on_and_on_as_the_provider_goes_on() {
    let verified = |follower: &mut Follower, now| -> Vec<u64> {
        let blocks = &recorded().blocks["alpha"];
        let verified = blocks.iter().filter(|(_, bytes)| follower.verify(bytes, now).is_ok());
        verified.map(|(height, _)| *height).collect()
    };
    let recorded_in = |ranges: &[std::ops::RangeInclusive<u64>]| -> Vec<u64> {
        let heights = recorded().blocks["alpha"].keys().copied();
        heights.filter(|height| ranges.iter().any(|range| range.contains(height))).collect()
    };
    let now = time("alpha", 345);
    let mut follower = attested(ALPHA, 60);
    assert_eq!(verified(&mut follower, now), [73]);
    Scripted::at(78).advance(&mut follower).unwrap();
    assert_eq!(verified(&mut follower, now), recorded_in(&[73..=73, 89..=135]));
    Scripted::at(193).advance(&mut follower).unwrap();
    assert_eq!(verified(&mut follower, now), recorded_in(&[73..=73, 89..=135, 178..=202]));
    let set = Scripted::at(363).advance(&mut follower).unwrap();
    assert_eq!(set.total_power, 310);
    let all = recorded_in(&[73..=73, 89..=135, 178..=202, 240..=345]);
    assert_eq!(verified(&mut follower, now), all);
    // An earlier header says nothing that is newer.
    assert_eq!(Scripted::at(78).advance(&mut follower).unwrap(), set);
}

#[test]
fn how_often_the_set_is_attested_anew() {
    let mut follower = Follower::new(Following::new(Layout::L8, ALPHA));
    Scripted::at(60).advance(&mut follower).unwrap();
    // Not an hour later: the phase alone.
    let provider = Scripted::at(78);
    assert_eq!(provider.advance(&mut follower).unwrap().locked_height, 60);
    assert_eq!(*provider.asked.borrow(), [key(ProviderItem::Phase(ALPHA))]);
    // The same header again: nothing.
    provider.advance(&mut follower).unwrap();
    assert_eq!(provider.asked.borrow().len(), 1);
    // As if the provider were at the same update: there is no other set.
    let (bytes, now) = (block("alpha", 89), time("alpha", 89));
    let update = std::mem::replace(&mut follower.latest.as_mut().unwrap().valset_update_id, 16);
    assert_eq!(update, 12);
    let mut provider = Scripted::at(78);
    follower.verify_block(bytes, now, &mut provider, &node("alpha")).unwrap_err();
    let entry = key(ProviderItem::ValsetUpdateHeight(15));
    let asked = [key(ProviderItem::ValsetUpdateId), entry, key(ProviderItem::Phase(ALPHA))];
    assert_eq!(provider.asked.borrow()[..3], asked);
    assert_eq!(follower.latest().unwrap().locked_height, 60);
    follower.latest.as_mut().unwrap().valset_update_id = update;
    // A block that names another set is reason enough where there may be one.
    let mut provider = Scripted::at(78);
    follower.verify_block(bytes, now, &mut provider, &silent).unwrap();
    assert_eq!(follower.latest().unwrap().locked_height, 78);
    let asked = provider.asked.borrow().len();
    follower.verify_block(bytes, now, &mut provider, &silent).unwrap();
    assert_eq!(provider.asked.borrow().len(), asked);
}

#[test]
fn a_set_that_was_locked_too_long_ago() {
    let mut follower = following(BETA);
    follower.following.options.trusting_period = Duration::from_seconds(20);
    Scripted::at(60).advance(&mut follower).unwrap();
    let bytes = block("beta", 41);
    let now = Time::from_unix(time("provider", 60).seconds() + 21, 0).unwrap();
    let old = follower.verify(bytes, now).unwrap_err();
    assert!(matches!(old, Refusal::TooOld { height: 41, provider: 60, .. }), "{old}");
    assert!(old.to_string().contains("attested no longer"), "{old}");
    assert!(old.to_string().contains("762 AttestationExpired"), "{old}");
    // Nothing newer is known of the provider.
    let again = follower.verify_block(bytes, now, &mut Scripted::at(60), &silent);
    assert_eq!(again.unwrap_err(), old);
    // The same set, as it still was later.
    let signed = follower.verify_block(bytes, now, &mut Scripted::at(78), &silent).unwrap();
    assert_eq!((signed.state.height(), signed.lock.height()), (41, 78));
}

#[test]
fn a_set_that_the_provider_locks_later() {
    let mut follower = attested(ALPHA, 78);
    let now = time("alpha", 178);
    let refused = follower.verify(block("alpha", 178), now).unwrap_err();
    assert!(refused.to_string().contains("not attested up to the provider's height 78"));
    let (mut provider, bytes) = (Scripted::at(78), block("alpha", 178));
    let refused = follower.verify_block(bytes, now, &mut provider, &node("alpha")).unwrap_err();
    let words = "is to be attested at the provider's height 171; the provider is followed to 78";
    assert!(refused.to_string().contains(words), "{refused}");
    assert_eq!(refused.as_json()["attest_at"], "171");
    // Then it is.
    let mut provider = Scripted::at(193);
    let signed = follower.verify_block(bytes, now, &mut provider, &silent).unwrap();
    assert_eq!(signed.state.height(), 178);
}

/// A set that was recorded before the state that was attested first.
#[test]
fn a_set_that_the_provider_locked_before() {
    // The first set, which the genesis has that the provider made for the consumer.
    let mut follower = attested(ALPHA, 78);
    let (bytes, now) = (block("alpha", 71), time("alpha", 89));
    let mut provider = Scripted::at(78);
    let signed = follower.verify_block(bytes, now, &mut provider, &node("alpha")).unwrap();
    assert_eq!((signed.state.height(), signed.lock.height()), (71, 17));
    // Phase, chain id, genesis.
    assert_eq!(provider.asked.borrow().len(), 3);
    follower.verify(block("alpha", 30), now).unwrap();
    assert_eq!(follower.latest().unwrap().locked_height, 78);
    // One that was recorded, where the nodes say.
    let pointing_at = |height: u64| {
        let mut provider = Scripted::at(193);
        let entry = key(ProviderItem::ValsetUpdateHeight(15));
        let value = move |answer: &mut Answer| answer.value = height.to_be_bytes().to_vec();
        provider.changes.insert(entry, Box::new(value));
        provider
    };
    let (bytes, now) = (block("alpha", 89), time("alpha", 202));
    let mut follower = attested(ALPHA, 193);
    let asked = Cell::new(0);
    let mut verify = |mut provider: Scripted| {
        let verified = follower.verify_block(bytes, now, &mut provider, &node("alpha"));
        asked.set(provider.asked.borrow().len());
        verified
    };
    // Where there is another, that verifies nothing.
    let other = verify(pointing_at(60)).unwrap_err();
    let words = "is not the one that the provider recorded before its height 60";
    assert!(other.to_string().contains(words), "{other}");
    assert_eq!(asked.get(), 7);
    // There is not looked again.
    assert_eq!(verify(pointing_at(60)).unwrap_err(), other);
    assert_eq!(asked.get(), 1);
    // The recorded answer is right, but of that state too little is recorded.
    let missing = verify(Scripted::at(193)).unwrap_err();
    assert!(missing.to_string().contains("height=75&data=0x31000000000000000130"), "{missing}");
    let unknown = verify(pointing_at(74)).unwrap_err();
    assert!(matches!(unknown, Refusal::NoHeader { height: 74, .. }), "{unknown}");
    assert_eq!(verify(pointing_at(78)).unwrap().state.height(), 89);
    // What was found is kept, and is not the latest.
    let again = follower.verify(block("alpha", 135), now).unwrap();
    assert_eq!((again.state.height(), again.lock.height()), (135, 78));
    assert_eq!(follower.latest().unwrap().locked_height, 193);
}
