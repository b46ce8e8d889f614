//! Headers and misbehaviour as IBC sends them: `ibc.lightclients.tendermint.v1`.

use super::messages::{SignedHeader, ValidatorSet};
use super::{Dialect, Int, Text, object};
use crate::{Error, pb};
use serde::Deserialize;

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Ibc<'a> {
    #[serde(borrow, alias = "signedHeader", deserialize_with = "object")]
    signed_header: Option<SignedHeader<'a>>,
    #[serde(borrow, alias = "validatorSet", deserialize_with = "object")]
    validator_set: Option<ValidatorSet<'a>>,
    #[serde(alias = "trustedHeight", deserialize_with = "object")]
    trusted_height: Option<Height>,
    #[serde(borrow, alias = "trustedValidators", deserialize_with = "object")]
    trusted_validators: Option<ValidatorSet<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Height {
    #[serde(alias = "revisionNumber")]
    revision_number: Option<Int>,
    #[serde(alias = "revisionHeight")]
    revision_height: Option<Int>,
}

impl Ibc<'_> {
    pub(crate) fn into_wire(self, dialect: Dialect) -> Result<pb::IbcHeader, Error> {
        let set = |set: Option<ValidatorSet<'_>>| set.map(|set| set.into_wire(dialect)).transpose();
        let height = |height: Height| -> Result<pb::Height, Error> {
            Ok(pb::Height {
                revision_number: Int::get(height.revision_number, "revision_number")?,
                revision_height: Int::get(height.revision_height, "revision_height")?,
            })
        };
        let signed_header = self.signed_header.map(|part| part.into_wire(dialect)).transpose()?;
        Ok(pb::IbcHeader {
            signed_header,
            validator_set: set(self.validator_set)?,
            trusted_height: Some(self.trusted_height.map(height).transpose()?.unwrap_or_default()),
            trusted_validators: set(self.trusted_validators)?,
        })
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct TwoHeaders<'a> {
    #[serde(borrow, alias = "clientId")]
    client_id: Option<Text<'a>>,
    #[serde(borrow, alias = "header1", deserialize_with = "object")]
    header_1: Option<Ibc<'a>>,
    #[serde(borrow, alias = "header2", deserialize_with = "object")]
    header_2: Option<Ibc<'a>>,
}

impl TwoHeaders<'_> {
    pub(crate) fn into_wire(self, dialect: Dialect) -> Result<pb::Misbehaviour, Error> {
        let header =
            |header: Option<Ibc<'_>>| header.map(|header| header.into_wire(dialect)).transpose();
        Ok(pb::Misbehaviour {
            client_id: self.client_id.unwrap_or_default().into_string(),
            header_1: header(self.header_1)?,
            header_2: header(self.header_2)?,
        })
    }
}
