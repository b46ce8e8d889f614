//! A consumer that is followed beside its provider: its node, and the file in which its states are
//! kept.

use super::tell::{Line, Teller};
use super::{Answer, Follower, Following, Provider, Refusal, Signed};
use crate::consumer::attest;
use crate::failure::Failure;
use crate::node::{Node, NodeLimits};
use crate::store::{self, Lock, Origin, Store};
use parhelion_core::ccv::Release;
use parhelion_core::ccv::store::{ConsumerId, Layout};
use parhelion_core::{ChainId, Options, Time};
use std::path::PathBuf;

/// The flags of `parhelion follow` for a consumer of the chain that is followed.
#[derive(clap::Args)]
pub(crate) struct ConsumerArguments {
    /// Follows a consumer of the chain, too, trusting nothing but the chain: its id there
    #[arg(
        long,
        value_name = "ID",
        value_parser = attest::consumer_id,
        requires = "consumer_node"
    )]
    consumer: Option<ConsumerId>,
    /// A node of the consumer
    #[arg(long, value_name = "URL", requires = "consumer")]
    consumer_node: Option<String>,
    /// Where the consumer's trusted states are kept, the last 1000
    #[arg(long, value_name = "FILE", requires = "consumer")]
    consumer_store: Option<PathBuf>,
    /// The release of interchain-security that the chain runs
    #[arg(long, value_name = "RELEASE", default_value = "v7.0.1", requires = "consumer",
        value_parser = attest::release)]
    release: Release,
}

/// A consumer, its node and its file.
pub(crate) struct Session {
    consumer: ConsumerId,
    follower: Follower,
    node: Node,
    options: Options,
    path: Option<PathBuf>,
    store: Option<Store>,
    teller: Teller,
}

impl ConsumerArguments {
    /// The consumer that is to be followed, if one is. `options` are those for the provider: how
    /// long a set may sign depends on the provider's unbonding period alone.
    pub(crate) fn open(
        &self,
        provider: &ChainId,
        options: Options,
    ) -> Result<Option<Session>, Failure> {
        let Some((consumer, url)) = self.consumer.zip(self.consumer_node.as_deref()) else {
            return Ok(None);
        };
        let following = Following { options, ..Following::new(Layout::of(self.release), consumer) };
        let node = Node::new(url, NodeLimits::default())?;
        let path = self.consumer_store.clone();
        let store = path.as_deref().map(Store::open_if_there).transpose()?.flatten();
        if let (Some(store), Some(path)) = (&store, &path) {
            check_origin(store, provider, consumer)
                .map_err(|why| Failure::not_readable(&path.display().to_string(), why))?;
        }
        let (follower, teller) = (Follower::new(following), Teller::new(consumer));
        Ok(Some(Session { consumer, follower, node, options, path, store, teller }))
    }
}

impl Session {
    /// Takes the provider's latest header in, verifies the latest block of the consumer, and stores its
    /// state. What is new of that comes with it, to be said.
    pub(crate) fn advance(
        &mut self,
        provider: &mut dyn Provider,
        now: Time,
    ) -> Result<(Vec<Line>, Option<Refusal>), Failure> {
        let signed = self.verify_latest(provider, now);
        if let Ok(signed) = &signed {
            self.keep(signed, now)?;
        }
        let set = self.follower.latest().and_then(|latest| self.teller.attested(latest));
        let block = self.teller.block(&signed);
        Ok((set.into_iter().chain(block).collect(), signed.err()))
    }

    fn verify_latest(&mut self, provider: &mut dyn Provider, now: Time) -> Result<Signed, Refusal> {
        let header = provider.latest();
        let ask = |node, path: &str, key: &[u8], height| provider.ask(node, path, key, height);
        self.follower.provider_advanced(&header, &ask)?;
        let (node, follower) = (&self.node, &mut self.follower);
        let block = node.light_block(None).map_err(|error| Refusal::NoBlock(error.to_string()))?;
        let ask = |number, path: &str, key: &[u8], height| {
            (number == 0).then(|| of_node(node, path, key, height))
        };
        follower.verify_block(&block, now, provider, &ask)
    }

    fn keep(&mut self, signed: &Signed, now: Time) -> Result<(), Failure> {
        let Some(path) = &self.path else { return Ok(()) };
        let locked_at = Lock { height: signed.lock.height(), time: signed.lock.time() };
        match &self.store {
            Some(store) => {
                store.put_locked(&[(signed.state.clone(), locked_at)])?;
                store.prune(store::KEPT)?;
            }
            None => {
                let Some(attestation) = self.follower.latest() else { return Ok(()) };
                let chain_id = attestation.provider_chain_id;
                let origin = Origin::Provider { chain_id, consumer_id: self.consumer, locked_at };
                let store = Store::create(path, &signed.state, origin, &self.options, now)?;
                self.store = Some(store);
            }
        }
        Ok(())
    }
}

/// Asks a node of either chain.
pub(crate) fn of_node(
    node: &Node,
    path: &str,
    key: &[u8],
    height: Option<u64>,
) -> Result<Answer, String> {
    node.abci_query(path, key, height).map_err(|error| error.to_string())
}

/// That a store is of this consumer. Nothing of it is needed to verify; but a block that is not the
/// stored one of its height shows a fork.
fn check_origin(store: &Store, provider: &ChainId, consumer: ConsumerId) -> Result<(), String> {
    match &store.root().origin {
        Origin::Provider { chain_id, consumer_id, .. }
            if chain_id == provider && *consumer_id == consumer =>
        {
            Ok(())
        }
        Origin::Provider { chain_id, consumer_id, .. } => {
            Err(format!("the store is of consumer {consumer_id} of {chain_id}"))
        }
        Origin::Faith => Err("the store is of a chain that was trusted on faith".into()),
    }
}
