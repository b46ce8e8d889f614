//! What a node answered about a key.

use super::Stopped;
use super::key::Question;
use crate::failure::Failure;
use crate::input;
use crate::node::{Node, NodeFailure, NodeLimits};
use parhelion_core::TrustedState;
use parhelion_rpc::{AbciQuery, Document, Error};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(super) struct AnswerArguments {
    /// The RPC of a node: http, https or tcp
    #[arg(long, value_name = "URL", group = "source")]
    node: Option<String>,
    /// Instead, what a node answered to /abci_query with prove=true, in JSON; `-` is standard input
    #[arg(long, value_name = "FILE", group = "source")]
    answer: Option<PathBuf>,
}

impl AnswerArguments {
    /// The answer about a key of the state that this header proves.
    pub(super) fn read(
        &self,
        question: &Question,
        header: &TrustedState,
    ) -> Result<AbciQuery, Stopped> {
        match (&self.node, &self.answer) {
            (Some(url), _) => of_node(url, question, header),
            (None, Some(path)) => of_file(path),
            _ => Err(Failure::Usage("whose answer: give --node or --answer".into()).into()),
        }
    }
}

fn of_node(url: &str, question: &Question, header: &TrustedState) -> Result<AbciQuery, Stopped> {
    let node = Node::new(url, NodeLimits::default())?;
    // To a node, height 0 is the latest.
    let Some(height) = header.height().checked_sub(1).filter(|height| *height > 0) else {
        let why = "the first header proves the state at genesis, of which no node answers";
        return Err(Stopped::Missing(why.into()));
    };
    let path = format!("/store/{}/key", question.store);
    node.abci_query(&path, &question.key, Some(height)).map_err(|error| match error.failure {
        NodeFailure::Bad => Stopped::Bad(error.to_string()),
        _ => Stopped::Missing(error.to_string()),
    })
}

fn of_file(path: &Path) -> Result<AbciQuery, Stopped> {
    let name = path.display().to_string();
    let bytes = input::read(path)?;
    let no_answer = |why: String| Stopped::Failed(Failure::not_readable(&name, why));
    let text = std::str::from_utf8(&bytes).map_err(|error| no_answer(error.to_string()))?;
    match parhelion_rpc::read(text) {
        Ok(Document::AbciQuery(answer)) => Ok(answer),
        Ok(other) => Err(no_answer(format!("{}, and not of /abci_query", input::kind(&other)))),
        Err(error @ (Error::Query { .. } | Error::Node { .. })) => {
            Err(Stopped::Missing(error.to_string()))
        }
        Err(error) => Err(no_answer(error.to_string())),
    }
}
