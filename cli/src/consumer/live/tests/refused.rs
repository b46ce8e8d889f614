//! What is not attested, and what is not verified.

use super::*;

#[test]
fn consumers_that_do_not_run() {
    for (consumer, height, words) in [
        (BETA, 363, "height 362, consumer 1 is stopped: the provider answers"),
        (GAMMA, 78, "height 77, consumer 2 is only registered"),
        (ConsumerId::new(7), 78, "height 77, consumer 7 is unknown"),
        (ALPHA, 13, "consumer 0 is only registered"),
    ] {
        let refused = Scripted::at(height).advance(&mut following(consumer)).unwrap_err();
        assert!(refused.to_string().contains(words), "{refused}");
    }
    // What was verified before it was stopped is not after.
    let (bytes, now) = (block("beta", 201), time("beta", 201));
    let mut follower = attested(BETA, 193);
    follower.verify(bytes, now).unwrap();
    let stopped = Scripted::at(363).advance(&mut follower).unwrap_err();
    assert_eq!(follower.verify(bytes, now).unwrap_err(), stopped);
    let mut nothing = following(BETA);
    assert_eq!(nothing.verify(bytes, now).unwrap_err(), Refusal::NothingAttested);
}

#[test]
fn nodes_that_do_not_say_where_a_set_is() {
    let mut follower = attested(ALPHA, 193);
    let (bytes, now) = (block("alpha", 89), time("alpha", 202));
    let mute = |node: usize, _: &str, _: &[u8], _: Option<u64>| {
        (node == 0).then(|| Err("no such store".to_owned()))
    };
    let refused = follower.verify_block(bytes, now, &mut Scripted::at(193), &mute).unwrap_err();
    assert!(refused.to_string().contains("a node of the consumer: no such store"), "{refused}");
    let mut provider = Scripted::at(193);
    let entry = key(ProviderItem::ValsetUpdateHeight(15));
    provider.changes.insert(entry, Box::new(|answer| answer.value.clear()));
    let refused = follower.verify_block(bytes, now, &mut provider, &node("alpha")).unwrap_err();
    let words = "a node of the provider: no number under the key 0x0d000000000000000f";
    assert!(refused.to_string().contains(words), "{refused}");
}

#[test]
fn blocks_that_no_set_verifies() {
    let mut follower = attested(ALPHA, 78);
    let now = time("alpha", 89);
    for (bytes, words) in [
        (block("beta", 41).to_vec(), "303 ChainIdMismatch"),
        (block("provider", 78).to_vec(), "303 ChainIdMismatch"),
        (vec![0xff; 9], "not verified"),
    ] {
        let refused =
            follower.verify_block(&bytes, now, &mut Scripted::at(78), &silent).unwrap_err();
        assert!(matches!(refused, Refusal::NotVerified { .. }), "{refused}");
        assert!(refused.to_string().contains(words), "{refused}");
    }
    let early = Time::from_unix(now.seconds() - 11, 0).unwrap();
    let refused = follower.verify(block("alpha", 89), early).unwrap_err();
    assert!(refused.to_string().contains("TimeFromFuture"), "{refused}");
}

/// All keys that are asked for at header 78.
fn keys() -> Vec<Vec<u8>> {
    let provider = Scripted::at(78);
    provider.advance(&mut following(ALPHA)).unwrap();
    provider.asked.into_inner()
}

#[test]
fn no_answer_is_believed() {
    for key in keys() {
        for index in [0, 1] {
            let provider = Scripted::changed(key.clone(), move |answer| {
                let middle = answer.proofs[index].len() / 2;
                answer.proofs[index][middle] ^= 1;
            });
            let refused = provider.advance(&mut following(ALPHA)).unwrap_err();
            assert!(matches!(refused, Refusal::NotProven { .. }), "{refused}");
            assert!(refused.to_string().contains(&hex::encode(&key)), "{refused}");
        }
        let provider = Scripted::changed(key.clone(), |answer| answer.proofs.clear());
        let refused = provider.advance(&mut following(ALPHA)).unwrap_err();
        assert!(matches!(refused, Refusal::NotProven { .. }), "{refused}");
        let provider = Scripted::changed(key.clone(), |answer| answer.height += 1);
        let refused = provider.advance(&mut following(ALPHA)).unwrap_err();
        assert!(refused.to_string().contains("the answer is of height 78"), "{refused}");
        let provider = Scripted::changed(key.clone(), |answer| answer.key.push(0));
        let refused = provider.advance(&mut following(ALPHA)).unwrap_err();
        assert!(refused.to_string().contains("about another key"), "{refused}");
    }
    let phase = key(ProviderItem::Phase(ALPHA));
    let provider = Scripted::changed(phase, |answer| answer.value[3] = 4);
    let refused = provider.advance(&mut following(ALPHA)).unwrap_err();
    assert!(matches!(refused, Refusal::NotProven { .. }), "{refused}");
}

#[test]
fn the_next_node_is_asked_where_one_is_not_believed() {
    let phase = key(ProviderItem::Phase(ALPHA));
    let flip = |answer: &mut Answer| answer.proofs[0][40] ^= 1;
    for (nodes, asked) in [(2, 2), (4, 4)] {
        let mut provider = Scripted::changed(phase.clone(), flip);
        provider.nodes = nodes;
        let set = provider.advance(&mut following(ALPHA)).unwrap();
        assert_eq!(set.locked_height, 78);
        let of_phase = provider.asked.borrow().iter().filter(|key| **key == phase).count();
        assert_eq!(of_phase, asked);
    }
    let mut provider = Scripted::at(78);
    provider.nodes = 0;
    let refused = provider.advance(&mut following(ALPHA)).unwrap_err();
    assert!(refused.to_string().contains("no node is left"), "{refused}");
}

#[test]
fn what_is_missing_is_named() {
    for key in keys() {
        let mut provider = Scripted::at(78);
        provider.without = Some(key.clone());
        let refused = provider.advance(&mut following(ALPHA)).unwrap_err();
        let query = format!("&prove=true&height=77&data=0x{}", hex::encode(&key));
        assert!(refused.to_string().contains(&query), "{refused}");
        assert!(refused.to_string().contains("the connection was closed"), "{refused}");
    }
}
