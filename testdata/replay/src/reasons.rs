//! The table from the judge's reasons to our codes.

use crate::{BadCase, Case, Verdict};
use serde::Deserialize;

/// What ibc-go appends to whatever is wrong with a misbehaviour.
const WRAPPED: &str = ": invalid light client misbehaviour";

/// Rows in order: the first whose pattern fits decides.
#[derive(Debug, Deserialize)]
pub struct Reasons(Vec<Row>);

#[derive(Debug, Deserialize)]
struct Row {
    /// The judge's text, with `*` for any text.
    reason: String,
    /// The class of the verdicts for which the row holds; any, if there is none.
    class: Option<String>,
    /// The kinds of cases for which the row holds; any, if there are none.
    #[serde(default)]
    kinds: Vec<String>,
    /// The names of our codes. More than one only where the judge's text does not tell them apart.
    names: Vec<String>,
}

impl Row {
    fn says(&self, name: &str) -> bool {
        self.names.iter().any(|ours| ours == name)
    }
}

impl Reasons {
    /// Reads the table, `testdata/reasons.json`.
    ///
    /// # Errors
    /// [`BadCase`] where it is not such a table.
    pub fn parse(text: &str) -> Result<Reasons, BadCase> {
        serde_json::from_str(text).map_err(|error| BadCase(error.to_string()))
    }

    /// Whether our reason is the judge's.
    ///
    /// # Errors
    /// What is wrong: no row, or another code.
    pub fn check(&self, case: &Case, verdict: &Verdict) -> Result<(), String> {
        let (Some(reason), Verdict::Refused(error, _)) = (&case.want.reason, verdict) else {
            return Ok(());
        };
        let told = reason.strip_suffix(WRAPPED).unwrap_or(reason);
        let row = self.0.iter().find(|row| {
            fits(&row.reason, told)
                && row.class.as_ref().is_none_or(|class| *class == case.want.class)
                && (row.kinds.is_empty() || row.kinds.contains(&case.kind))
        });
        match row {
            None => Err(format!("no row for \"{reason}\" (we say {})", error.name())),
            Some(row) if row.says(error.name()) || self.strict(case, error.name()) => Ok(()),
            Some(row) => Err(format!(
                "\"{reason}\" is {}, and we say {} ({error})",
                row.names.join(" or "),
                error.name()
            )),
        }
    }

    /// Whether the case carries a fault of this name that its judge forgives: in its bytes, or in
    /// the trust level of a client. It is met
    /// while the bytes are read; CometBFT goes on, and names another fault of the same case.
    fn strict(&self, case: &Case, name: &str) -> bool {
        let level = case.kind == "client_update" && name == "TrustThresholdRange";
        level
            || case.wire.iter().any(|id| {
                let reason = format!("stricter: {id}");
                self.0.iter().any(|row| row.reason == reason && row.says(name))
            })
    }

    /// The names of all codes that the table gives.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(|row| row.names.iter().map(String::as_str))
    }
}

/// Whether a text fits a pattern in which `*` stands for any text.
fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn stars_stand_for_any_text() {
        assert!(fits("a", "a") && !fits("a", "ab") && !fits("a", "ba"));
        assert!(fits("a*", "a") && fits("a*", "abc") && !fits("a*", "ba"));
        assert!(fits("*b*", "abc") && fits("a*c", "abc") && !fits("a*c", "abcd"));
        assert!(fits("*a*b", "xaxb") && !fits("*a*b", "xbxa"));
    }
}
