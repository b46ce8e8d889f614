//! The ways to a target, and blocks on them that do not verify.

use crate::network::{
    Ask, Chain, Node, Said, Scene, changing, gradual, other_data, steady, time, turning,
    turning_twice,
};
use parhelion_core::client::{Goal, Outcome};
use parhelion_core::{Error, Time};

const TWICE: &str = "0@20 0@20+11 0@15 0@20 0@20+16 0@17 0@20 1@20";

fn honest(chain: &Chain) -> Scene {
    Scene::new(chain, vec![Node::of(chain), Node::of(chain)])
}

/// Where the pivot fails too, CometBFT's client puts it on its stack twice, and verifies it twice
/// before it looks lower: `light/client.go verifySkipping`, the second `append`. Here each header is
/// asked for with the trusted set once.
#[test]
fn skipping_takes_as_few_headers_as_the_validators_allow() {
    for (chain, talk, heights) in [
        (steady(), "0@20 1@20", &[10, 20][..]),
        (turning(), "0@20 0@20+11 0@15 0@20 1@20", &[10, 15, 20]),
        (changing(), "0@20 0@20+11 0@15 0@15+11 0@12 0@20 1@20", &[10, 12, 20]),
        (gradual(), "0@20 0@20+11 0@15 0@15+11 0@20 0@20+16 1@20", &[10, 15, 20]),
        (turning_twice(), TWICE, &[10, 15, 17, 20]),
    ] {
        let run = honest(chain).run();
        assert_eq!((run.line().as_str(), &run.heights()[..]), (talk, heights));
        assert_eq!(run.verified(), (&chain.state(20), 1));
        let latest = honest(chain).to(Goal::Latest).run();
        assert_eq!(latest.line(), talk.replacen("0@20", "0@last", 1));
        assert_eq!(latest.verified(), (&chain.state(20), 1));
        // An on-chain client knows no hash of its header, and needs none.
        let on_chain = honest(chain).from(chain.on_chain(10)).run();
        assert_eq!((on_chain.line().as_str(), on_chain.verified().1), (talk, 1));
    }
}

#[test]
fn sequential_takes_each() {
    let chain = changing();
    let run = honest(chain).sequential().run();
    let each = "0@11 0@12 0@13 0@14 0@15 0@16 0@17 0@18 0@19 0@20 1@20";
    assert_eq!(run.line(), each);
    assert_eq!(run.heights(), (10..=20).collect::<Vec<_>>());
    assert_eq!(run.verified(), (&chain.state(20), 1));
    let run = honest(chain).sequential().to(Goal::Latest).run();
    assert_eq!(run.line(), format!("0@last {each}"));
    assert_eq!(run.verified(), (&chain.state(20), 1));
}

#[test]
fn without_witnesses_nobody_is_compared_with() {
    let run = Scene::new(steady(), vec![Node::of(steady())]).run();
    assert_eq!((run.line().as_str(), run.verified().1), ("0@20", 0));
}

#[test]
fn a_target_that_is_trusted_asks_nothing() {
    let run = honest(steady()).to(Goal::Height(10)).run();
    assert_eq!((run.line().as_str(), run.verified()), ("", (&steady().state(10), 0)));
}

#[test]
fn a_primary_without_news_leaves_all_as_it_is() {
    let at = |head| vec![Node::of(steady()).up_to(head, head), Node::of(steady())];
    for head in [9, 10] {
        let run = Scene::new(steady(), at(head)).to(Goal::Latest).run();
        assert!(matches!(run.outcome, Outcome::UpToDate));
        assert_eq!((run.line().as_str(), run.dropped(0)), ("0@last", None));
    }
    // Another header of the trusted height is no news, but a lie.
    let other = Said::Bytes(steady().altered(10, other_data));
    let liar = Node::of(steady()).always(Ask::Latest, other);
    let run = Scene::new(steady(), vec![liar, Node::of(steady())]).to(Goal::Latest).run();
    let error = Error::HeightNotIncreased { trusted: 10, untrusted: 10 };
    assert_eq!((run.failed().error, run.dropped(0)), (error, Some(error)));
}

/// In `light/client.go backwards`, the block of the target height is fetched before the way down and
/// stored after it; what the way down fetches at that height, and links, is another answer. Here the
/// header that is linked is the one that is trusted.
#[test]
fn backwards_trusts_what_it_linked() {
    let chain = steady();
    let down = |node| Scene::new(chain, vec![node, Node::of(chain)]).to(Goal::Height(8));
    let run = down(Node::of(chain)).run();
    assert_eq!(run.line(), "0#9 0#8");
    assert_eq!(run.verified(), (&chain.state(8), 0));
    assert_eq!(run.heights(), [8]);
    // A block that is not linked, where CometBFT takes it from.
    let block = Said::Bytes(chain.altered(8, other_data));
    let run = down(Node::of(chain).always(Ask::At(8), block)).run();
    assert_eq!((run.line().as_str(), run.verified()), ("0#9 0#8", (&chain.state(8), 0)));
    // A header that is not: whether the right one would follow is not asked.
    let header = Said::Bytes(chain.altered_header(8, other_data));
    let run = down(Node::of(chain).once(Ask::Header(8), header)).run();
    assert_eq!(run.line(), "0#9 0#8 1@8");
    assert_eq!((run.failed().error, run.failed().from, run.failed().to), {
        (Error::LastBlockHashMismatch, 9, 8)
    });
    let header = Said::Bytes(chain.altered_header(8, other_data));
    let liar = Node::of(chain).once(Ask::Header(8), header);
    let nodes = vec![liar, Node::of(chain), Node::of(chain)];
    let run = Scene::new(chain, nodes).to(Goal::Height(8)).run();
    assert_eq!(run.line(), "0#9 0#8 1@8 1#8");
    assert_eq!(run.verified(), (&chain.state(8), 0));
    assert_eq!(run.dropped(0), Some(Error::LastBlockHashMismatch));
}

/// Nobody can help, and nobody is to blame.
#[test]
fn there_is_no_way_back_from_an_on_chain_client() {
    let run = honest(steady()).from(steady().on_chain(10)).to(Goal::Height(8)).run();
    assert_eq!(run.line(), "0#9");
    assert_eq!((run.failed().error, run.failed().peer), (Error::NoLastBlockHash, None));
    assert_eq!(run.primary(), Some(0));
}

/// CometBFT's client keeps the block that it fetched first. This one keeps no blocks: it remembers the
/// hash, where the target is fetched again to be verified by a pivot (`light/client.go
/// verifySkipping`, `verifySequential`).
#[test]
fn a_target_that_changes_is_refused() {
    let changed = Error::AnswerChanged { height: 20 };
    let other = || Said::Bytes(turning().altered(20, other_data));
    let nodes = |node| vec![node, Node::of(turning()), Node::of(turning())];
    let run = Scene::new(turning(), nodes(Node::of(turning()).once(Ask::At(20), other())));
    let run = run.run_afresh();
    assert_eq!((run.line().as_str(), run.failed().error), ("0@20 0@20+11", changed));
    assert_eq!(run.dropped(0), Some(changed));
    for way in [Scene::sequential, |scene| scene] {
        let node = Node::of(turning()).always(Ask::Latest, other());
        let run = way(Scene::new(turning(), nodes(node)).to(Goal::Latest)).run();
        let (failed, last) = (run.failed(), run.talk.last().unwrap());
        assert_eq!(
            (failed.error, failed.to, failed.peer.map(|peer| peer.0)),
            (changed, 20, Some(0))
        );
        assert!(last == "0@20" || last == "0@20+11", "{last}");
        assert_eq!(run.dropped(0), Some(changed));
    }
}

/// It is the caller's clock, or the caller's state, and not the peer.
#[test]
fn clocks_are_nobodys_fault() {
    let at = |now| Scene { now, ..honest(steady()) }.run();
    // The trusting period is a thousand seconds: a hundred blocks.
    let run = at(time(110));
    assert_eq!(run.failed().error, Error::HeaderExpired { expired: time(110) });
    assert_eq!((run.line().as_str(), run.dropped(0), run.primary()), ("0@20", None, Some(0)));
    let before = Time::from_unix(time(110).seconds() - 1, 999_999_999).unwrap();
    assert_eq!(at(before).verified().1, 1);
    // The block is ten seconds ahead, which is the drift.
    let run = at(time(19));
    assert!(matches!(run.failed().error, Error::TimeFromFuture { .. }), "{:?}", run.outcome);
    assert_eq!((run.line().as_str(), run.dropped(0), run.primary()), ("0@20", None, Some(0)));
    let after = Time::from_unix(time(19).seconds(), 1).unwrap();
    assert_eq!(at(after).verified().1, 1);
}

#[test]
fn another_set_than_the_trusted_one_is_refused() {
    for (set, error) in
        [(turning().set(20), Some(Error::TrustedValidatorsHashMismatch)), (vec![1], None)]
    {
        let scene = Scene { instead: Some(set), ..honest(turning()) };
        let run = scene.run();
        assert_eq!(run.line(), if error.is_some() { "0@20 0@20+11" } else { "0@20 0@20+11 1@20" });
        if let Some(error) = error {
            assert_eq!(run.failed().error, error);
        }
        assert_eq!(run.dropped(0), Some(run.failed().error));
        assert_eq!((run.failed().from, run.failed().to), (10, 20));
    }
}
