//! The set computed again.

use super::common::{message, uint};
use super::consumer::{Scene, Total, ZERO, address, operator, staking};
use super::powers;
use parhelion_core::Error;
use parhelion_core::ccv::store::{ProviderItem, SdkItem};

#[test]
fn recomputation_follows_the_parameters() {
    let powers_with = |shaping: Vec<u8>, total| {
        let mut scene = Scene::new();
        scene.stores.put(ProviderItem::PowerShaping(ZERO), &shaping);
        scene.by_recomputation(|_| {}, total, |attested| Ok(powers(attested)))
    };
    // A set cap of five; a power cap of which nobody has more anyway; inactive ones may.
    assert_eq!(powers_with(uint(3, 5), Total::NotGiven), Ok(vec![10; 5]));
    assert_eq!(powers_with(uint(2, 50), Total::NotGiven), Ok(vec![10; 7]));
    assert_eq!(powers_with(uint(7, 1), Total::Given), Ok(vec![10; 7]));
    // Who did not opt in is there only by a top N.
    let mut scene = Scene::new();
    let member = scene.members()[0].clone();
    scene.stores.remove(ProviderItem::OptedIn(ZERO, address(&member)));
    let found =
        scene.by_recomputation(|_| {}, Total::NotGiven, |attested| Ok(powers(attested).len()));
    assert_eq!(found, Ok(6));
    scene.stores.put(ProviderItem::PowerShaping(ZERO), &uint(1, 100));
    let found =
        scene.by_recomputation(|_| {}, Total::NotGiven, |attested| Ok(powers(attested).len()));
    assert_eq!(found, Ok(7));
    // An assigned key is the one that signs.
    let mut scene = Scene::new();
    let at = address(&scene.members()[0]);
    scene.stores.put(ProviderItem::AssignedKey(ZERO, at), &message(1, &[3; 32]));
    let key = scene.by_recomputation(
        |_| {},
        Total::NotGiven,
        |attested| Ok(attested.validators().iter().any(|it| it.public_key().as_bytes() == [3; 32])),
    );
    assert_eq!(key, Ok(true));
}

#[test]
fn candidates_stand_in_the_order_of_staking() {
    let mut scene = Scene::new();
    // Tokens that are no more than the power says.
    scene.stores.put(SdkItem::LastPower(operator(3)), &uint(1, 11));
    let error = scene.by_recomputation(|_| {}, Total::NotGiven, |_| Ok(())).unwrap_err();
    assert_eq!(error, Error::CandidateFact { index: 2 });
}

#[test]
fn who_is_not_bonded_is_no_candidate() {
    for status in [1, 2] {
        let mut scene = Scene::new();
        let member = scene.members()[4].clone();
        let validator = staking(&member, 5, status);
        scene.stores.put(SdkItem::Validator(operator(5)), &validator);
        let error = scene.by_recomputation(|_| {}, Total::NotGiven, |_| Ok(())).unwrap_err();
        assert_eq!(error, Error::CandidateFact { index: 4 });
    }
}

/// With another power than the provider's own set has, a validator is not the member of that set.
#[test]
fn candidates_have_the_powers_of_the_providers_set() {
    let mut scene = Scene::new();
    scene.stores.put(SdkItem::LastPower(operator(7)), &uint(1, 9));
    let error = scene.by_recomputation(|_| {}, Total::NotGiven, |_| Ok(())).unwrap_err();
    assert_eq!(error, Error::CandidateMissing { index: 6 });
}
