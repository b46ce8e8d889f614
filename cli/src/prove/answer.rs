//! What a node answered about a key.

use super::Stopped;
use super::key::Question;
use crate::failure::Failure;
use crate::input;
use parhelion_core::TrustedState;
use parhelion_rpc::{AbciQuery, Document, Error};
use std::path::PathBuf;

#[derive(clap::Args)]
pub(super) struct AnswerArguments {
    /// What a node answered to /abci_query with prove=true, in JSON; `-` is standard input
    #[arg(long, value_name = "FILE", group = "source")]
    answer: Option<PathBuf>,
}

impl AnswerArguments {
    /// The answer about a key of the state that this header proves.
    pub(super) fn read(
        &self,
        _question: &Question,
        _header: &TrustedState,
    ) -> Result<AbciQuery, Stopped> {
        let Some(path) = &self.answer else {
            return Err(Failure::Usage("whose answer: give --answer".into()).into());
        };
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
}
