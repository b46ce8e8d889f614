//! Each header, many at a time: the next window is fetched while one is verified on all cores.

use super::fetch::{Fetch, Fetched};
use super::session::Session;
use super::way::{Follow, Next, slots};
use crate::failure::Failure;
use crate::show;
use crate::windows::Cores;
use parhelion_core::client::{Client, Goal, Memory, Mode, Outcome, Root, first_unlinked};
use parhelion_core::{Error, LightBlock, Limits, TrustedState};

impl Follow<'_> {
    /// Verifies each header up to the primary's head, or to a height.
    pub(super) fn sync(&mut self, state: TrustedState, to: Option<u64>) -> Result<Next, Failure> {
        // The threads, and the keys that they know, stay from one call to the next.
        let mut cores = match self.cores.take() {
            Some(cores) => cores,
            None => Cores::all()?,
        };
        let next = self.sync_on(&mut cores, state, to);
        self.cores = Some(cores);
        next
    }

    fn sync_on(
        &mut self,
        cores: &mut Cores,
        mut state: TrustedState,
        to: Option<u64>,
    ) -> Result<Next, Failure> {
        let head = match to {
            Some(to) => to,
            None => match self.session.head() {
                Some(head) => head,
                // On the way to any height a primary that does not answer is replaced.
                None => state.height() + 1,
            },
        };
        if head <= state.height() {
            self.session.report.up_to_date(&state);
            return Ok(Next::Rest);
        }
        let size = u64::from(self.arguments.window);
        let end = |height: u64| head.min(height.saturating_add(size));
        let Some(fetch) = Fetch::of(&self.session) else {
            let (next, _) = self.window(&state, end(state.height()), None, cores)?;
            return Ok(next);
        };
        self.session.report.begin(state.height(), head);
        let mut coming = fetch.start(state.height() + 1, end(state.height()));
        loop {
            let target = end(state.height());
            let here = coming.wait();
            coming = fetch.start(target + 1, end(target));
            let (next, reached) = self.window(&state, target, Some(&here), cores)?;
            let (Next::Further, Some(reached)) = (&next, reached) else { return Ok(next) };
            if reached.height() >= head {
                return Ok(if to.is_none() { next.at_head() } else { next });
            }
            // A new primary is asked by the next call.
            if self.session.primary() != Some(fetch.from()) {
                return Ok(next);
            }
            state = reached;
        }
    }

    /// One window, whose end is compared with the witnesses. All of it is kept: each header is that
    /// of the hash in the next, up to the one that was compared.
    fn window(
        &mut self,
        state: &TrustedState,
        target: u64,
        fetched: Option<&Fetched>,
        cores: &mut Cores,
    ) -> Result<(Next, Option<TrustedState>), Failure> {
        let states = usize::from(self.arguments.window) + 2;
        let (mut trace, mut other) = (slots(states), slots(states));
        let memory = Memory { trace: &mut trace, other: &mut other };
        let (root, goal) = (Root::State(state.clone()), Goal::Height(target));
        let mut way = Vec::new();
        let outcome =
            self.session.go(root, goal, Mode::Sequential, memory, |session, client| {
                if let Some(fetched) = fetched {
                    give(session, client, state, fetched, cores)?;
                }
                session.drive(client)?;
                way = client.trace().skip(1).cloned().collect();
                Ok(())
            })?;
        if let Outcome::Verified { state: reached, .. } = &outcome {
            let reached = reached.clone();
            if let Some(height) = first_unlinked(state, &way) {
                self.session.report.unlinked(height);
                return Ok((Next::End(crate::failure::REFUSED.into()), None));
            }
            way.pop();
            return Ok((self.take(state.height(), outcome, &way)?, Some(reached)));
        }
        Ok((self.take(state.height(), outcome, &[])?, None))
    }
}

/// Gives what was fetched, as far as it goes. The client asks for the rest.
fn give(
    session: &mut Session,
    client: &mut Client<'_>,
    state: &TrustedState,
    fetched: &Fetched,
    cores: &mut Cores,
) -> Result<(), Failure> {
    let (options, now) = (session.parameters.options, session.now());
    let walk = cores.verify(state, &fetched.blocks, &options, now);
    let verified = walk.window.verified().len();
    let last = verified.checked_sub(1).and_then(|last| fetched.blocks.get(last));
    let last = last.and_then(|bytes| LightBlock::parse(bytes, &Limits::DEFAULT).ok());
    // What is wrong with the next block the client sees by itself.
    let next = state.height() + verified as u64 + 1;
    if let Some(bytes) = fetched.blocks.get(verified) {
        session.blocks.keep(fetched.from, next, bytes);
    }
    if let Some(bytes) = fetched.blocks.last() {
        session.blocks.keep(fetched.from, state.height() + fetched.blocks.len() as u64, bytes);
    }
    if verified == 0 {
        return Ok(());
    }
    client
        .give_window(&walk.window, last.as_ref())
        .map_err(|error: Error| Failure::Usage(show::error(&error)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::networks::{read, trust};

    const RECORDED: &[u8] =
        include_bytes!("../../../testdata/recorded/joins-and-leaves/light_blocks.jsonl.gz");

    #[test]
    fn each_header_holds_the_hash_of_the_one_before() {
        let heights = read("joins-and-leaves", RECORDED).ok().unwrap();
        let state = |bytes: &[u8]| {
            let block = LightBlock::parse(bytes, &Limits::DEFAULT).unwrap();
            trust("", &block).ok().unwrap()
        };
        let chain: Vec<_> = heights.iter().take(6).map(|it| state(&it.light_block)).collect();
        let (root, way) = (&chain[0], &chain[1..]);
        assert_eq!(first_unlinked(root, way), None);
        assert_eq!(first_unlinked(root, &[]), None);
        // Without one of them, the next is found; without the last, nothing is wrong.
        for missing in 0..way.len() {
            let mut broken = way.to_vec();
            broken.remove(missing);
            let next = broken.get(missing).map(TrustedState::height);
            assert_eq!(first_unlinked(root, &broken), next, "{missing}");
        }
        assert_eq!(first_unlinked(&chain[1], way), Some(way[0].height()));
        // A state of an on-chain client does not know its hash: nobody can compare it.
        let unknown = TrustedState::from_on_chain_client(
            *root.chain_id(),
            root.height(),
            root.time(),
            &root.next_validators_hash().unwrap().0,
        );
        assert_eq!(first_unlinked(&unknown.unwrap(), way), None);
    }
}
