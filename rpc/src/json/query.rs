//! `/abci_query`: a value of the application's state, and the proof of it.

use super::{Int, Text, base64, object, objects};
use crate::{AbciQuery, Document, Error};
use serde::Deserialize;

/// The types of the operations that Cosmos SDK chains answer with, lowest tree first.
const OPS: [&str; 2] = ["ics23:iavl", "ics23:simple"];

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct QueryAnswer<'a> {
    #[serde(borrow, deserialize_with = "object")]
    response: Option<Response<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Response<'a> {
    code: Option<Int>,
    #[serde(borrow)]
    log: Option<Text<'a>>,
    #[serde(borrow)]
    codespace: Option<Text<'a>>,
    #[serde(borrow)]
    key: Option<Text<'a>>,
    #[serde(borrow)]
    value: Option<Text<'a>>,
    #[serde(borrow, alias = "proof_ops", deserialize_with = "object")]
    #[serde(rename = "proofOps")]
    proof_ops: Option<ProofOps<'a>>,
    height: Option<Int>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ProofOps<'a> {
    #[serde(borrow, deserialize_with = "objects")]
    ops: Option<Vec<ProofOp<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ProofOp<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<Text<'a>>,
    #[serde(borrow)]
    key: Option<Text<'a>>,
    #[serde(borrow)]
    data: Option<Text<'a>>,
}

impl QueryAnswer<'_> {
    pub(crate) fn into_document(self) -> Result<Document, Error> {
        let response = self.response.unwrap_or_default();
        let code = Int::get::<u32>(response.code, "code")?;
        if code != 0 {
            let codespace = response.codespace.unwrap_or_default().into_string();
            let log = response.log.unwrap_or_default().into_string();
            return Err(Error::Query { code, codespace, log });
        }
        let key = base64(response.key, "key")?;
        let ops = response.proof_ops.and_then(|proof| proof.ops).unwrap_or_default();
        let proof = match <[ProofOp<'_>; 2]>::try_from(ops) {
            Ok([lower, upper]) => Some((lower, upper)),
            Err(ops) if ops.is_empty() => None,
            Err(_) => return Err(ops_fault("not two operations, of a store and of all stores")),
        };
        let (mut store, mut proofs) = (Vec::new(), Vec::new());
        if let Some((lower, upper)) = proof {
            for (op, kind) in [&lower, &upper].into_iter().zip(OPS) {
                if op.kind.as_ref().map(Text::as_str) != Some(kind) {
                    return Err(ops_fault("not ics23:iavl below ics23:simple"));
                }
            }
            if base64(lower.key, "proofOps.ops.key")? != key {
                return Err(ops_fault("of another key than the answer"));
            }
            store = base64(upper.key, "proofOps.ops.key")?;
            proofs = vec![
                base64(lower.data, "proofOps.ops.data")?,
                base64(upper.data, "proofOps.ops.data")?,
            ];
        }
        Ok(Document::AbciQuery(AbciQuery {
            store,
            key,
            value: base64(response.value, "value")?,
            height: Int::get(response.height, "height")?,
            proofs,
        }))
    }
}

fn ops_fault(why: &'static str) -> Error {
    Error::Value { field: "proofOps.ops", why }
}
