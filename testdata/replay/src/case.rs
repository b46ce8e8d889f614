//! The format of a case.

use crate::power_shaping;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use parhelion_core::{Duration, Time};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// One question with the judge's answer. Which of the inputs are there depends on the kind.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "the format is described in testdata/README.md")]
pub struct Case {
    pub id: String,
    pub kind: String,
    pub want: Want,
    pub message: Option<String>,
    pub variant: Option<String>,
    pub chain_id: Option<String>,
    pub trust_level: Option<String>,
    pub trusting_period: Option<String>,
    pub max_clock_drift: Option<String>,
    pub now: Option<String>,
    pub height: Option<String>,
    pub trusted: Option<Bytes>,
    pub trusted_next: Option<Bytes>,
    pub untrusted: Option<Bytes>,
    pub validators: Option<serde_json::Value>,
    pub block_id: Option<Bytes>,
    pub commit: Option<Bytes>,
    pub bytes: Option<Bytes>,
    pub public_key: Option<serde_json::Value>,
    pub signature: Option<Bytes>,
    pub evidence: Option<Bytes>,
    pub common: Option<Bytes>,
    pub common_validators: Option<Bytes>,
    pub misbehaviour: Option<Bytes>,
    pub root: Option<Bytes>,
    pub path: Option<Vec<Bytes>>,
    pub proof: Option<Bytes>,
    pub value: Option<Bytes>,
