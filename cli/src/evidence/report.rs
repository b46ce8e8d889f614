//! Findings, in words and for programs.

use super::judge::{Answer, Finding};
use crate::show;
use serde_json::{Value, json};
use std::path::PathBuf;

pub(super) fn words(findings: &[Finding], written: &[PathBuf]) {
    for finding in findings {
        say!("{}: {}", finding.source, finding.title);
        for sentence in finding.guilty.sentences() {
            say!("  guilty      {sentence}");
        }
        if !finding.proven() {
            say!("  guilty      nobody is proven to be");
        }
        if let Some(error) = &finding.error {
            say!("  proves not  {}", show::error(error));
        }
        for (address, why) in &finding.unproven {
            say!("  unproven    {address} {why}");
        }
        answer("the chain", &finding.chain);
        answer("provider", &finding.provider);
        for punishment in &finding.punished {
            say!(
                "              {}: {} tokens burnt, jailed until {}{}",
                punishment.provider_address,
                punishment.slashed,
                show::time(punishment.jailed_until),
                if punishment.tombstoned { ", tombstoned" } else { "" }
            );
        }
        for warning in &finding.warnings {
            say!("  but         {}", warning.text());
        }
        match &finding.inclusion {
            Some(Ok((height, position))) => {
                say!("  in block    {height}, item {position} of its evidence");
            }
            Some(Err(error)) => say!("  in no block {}", show::error(error)),
            None => {}
        }
        for missing in &finding.missing {
            say!("  missing     {missing}");
        }
    }
    for path in written {
        say!("written: {}", path.display());
    }
}

fn answer(who: &str, answer: &Answer) {
    match answer {
        Answer::Open => {}
        Answer::Accepts => say!("  {who:<11} accepts it"),
        Answer::Refuses(error, None) => say!("  {who:<11} refuses: {}", show::error(error)),
        Answer::Refuses(error, Some(code)) => {
            say!("  {who:<11} refuses with {code}: {}", show::error(error));
        }
    }
}

pub(super) fn json(findings: &[Finding], written: &[PathBuf]) -> Value {
    let written: Vec<_> = written.iter().map(|path| path.display().to_string()).collect();
    let evidence: Vec<_> = findings.iter().map(finding).collect();
    json!({ "evidence": evidence, "written": written })
}

fn finding(finding: &Finding) -> Value {
    let unproven = finding
        .unproven
        .iter()
        .map(|(address, why)| json!({ "validator": address.to_string(), "why": why }));
    let punished = finding.punished.iter().map(|it| {
        json!({
            "consumer_address": it.consumer_address.to_string(),
            "provider_address": it.provider_address.to_string(),
            "slashed": it.slashed.to_string(),
            "jailed_until": show::time(it.jailed_until),
            "tombstoned": it.tombstoned,
        })
    });
    let inclusion = finding.inclusion.as_ref().map(|found| match found {
        Ok((height, position)) => {
            json!({ "height": height.to_string(), "position": position })
        }
        Err(error) => show::error_as_json(error),
    });
    json!({
        "source": finding.source,
        "title": finding.title,
        "guilty": finding.guilty.json(),
        "error": finding.error.as_ref().map(show::error_as_json),
        "unproven": unproven.collect::<Vec<_>>(),
        "chain": answer_as_json(&finding.chain),
        "provider": answer_as_json(&finding.provider),
        "punished": punished.collect::<Vec<_>>(),
        "warnings": finding.warnings.iter().map(|it| it.text()).collect::<Vec<_>>(),
        "inclusion": inclusion,
        "missing": finding.missing,
    })
}

fn answer_as_json(answer: &Answer) -> Value {
    match answer {
        Answer::Open => Value::Null,
        Answer::Accepts => json!({ "verdict": "accepts" }),
        Answer::Refuses(error, code) => {
            let mut object = show::error_as_json(error);
            object["verdict"] = "refuses".into();
            object["abci_code"] = code.clone().into();
            object
        }
    }
}
