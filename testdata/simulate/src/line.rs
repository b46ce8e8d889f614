//! A case as a line of JSON.

use crate::rng::Rng;
use crate::wire::schema::Schema;
use crate::wire::{Wire, scan};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt::{Display, Write};

/// An input of a case.
#[derive(Clone, Debug)]
pub enum Input {
    /// A message, whose encoding the wire mutations may change.
    Message(&'static Schema, Vec<u8>),
    /// Other bytes.
    Bytes(Vec<u8>),
    /// Messages of one kind, each with a name.
    States(&'static Schema, Vec<(String, Vec<u8>)>),
    /// Text, also of numbers and times.
    Text(String),
    /// JSON as it stands.
    Json(String),
}

/// A question without its answer.
#[derive(Clone, Debug)]
pub struct Question {
    /// The kind of case.
    pub kind: &'static str,
    /// The inputs by name.
    pub inputs: Vec<(&'static str, Input)>,
    /// What was changed.
    pub note: Vec<String>,
}

impl Question {
    /// A question of this kind.
    #[must_use]
    pub fn new(kind: &'static str, note: Vec<String>) -> Question {
        Question { kind, inputs: Vec::with_capacity(8), note }
    }

    /// Adds a message.
    #[must_use]
    pub fn message(mut self, name: &'static str, schema: &'static Schema, bytes: Vec<u8>) -> Self {
        self.inputs.push((name, Input::Message(schema, bytes)));
        self
    }

    /// Adds messages, each with the height that it is of.
    #[must_use]
    pub fn states(
        mut self,
        name: &'static str,
        schema: &'static Schema,
        states: Vec<(String, Vec<u8>)>,
    ) -> Self {
        self.inputs.push((name, Input::States(schema, states)));
        self
    }

    /// Adds bytes that are no message.
    #[must_use]
    pub fn bytes(mut self, name: &'static str, bytes: &[u8]) -> Self {
        self.inputs.push((name, Input::Bytes(bytes.to_vec())));
        self
    }

    /// Adds text.
    #[must_use]
    pub fn text(mut self, name: &'static str, text: impl Display) -> Self {
        self.inputs.push((name, Input::Text(text.to_string())));
        self
    }

    /// Adds a list or an object.
    #[must_use]
    pub fn json(mut self, name: &'static str, json: String) -> Self {
        self.inputs.push((name, Input::Json(json)));
        self
    }

    /// Changes the encoding of one of the messages, if there is one.
    pub fn damage(&mut self, wire: &mut Wire, rng: &mut Rng) {
        let mut messages = Vec::new();
        for (_, input) in &mut self.inputs {
            match input {
                Input::Message(schema, bytes) => messages.push((*schema, bytes)),
                Input::States(schema, states) => {
                    messages.extend(states.iter_mut().map(|(_, bytes)| (*schema, bytes)));
                }
                Input::Bytes(_) | Input::Text(_) | Input::Json(_) => {}
            }
        }
        if messages.is_empty() {
            return;
        }
        let place = rng.index(messages.len());
        let (schema, bytes) = &mut messages[place];
        let note = wire.apply(schema, bytes, rng);
        self.note.extend(note);
    }

    /// The oddities of its messages' encodings.
    #[must_use]
    pub fn oddities(&self) -> Vec<&'static str> {
        let mut found = Vec::new();
        for (_, input) in &self.inputs {
            match input {
                Input::Message(schema, bytes) => found.extend(scan::oddities(schema, bytes)),
                Input::States(schema, states) => {
                    let all = states.iter().flat_map(|(_, bytes)| scan::oddities(schema, bytes));
                    found.extend(all);
                }
                Input::Bytes(_) | Input::Text(_) | Input::Json(_) => {}
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Appends the line of this case.
    pub fn write(&self, id: &str, line: &mut String) {
        let _ = write!(line, "{{\"id\":\"{id}\",\"kind\":\"{}\"", self.kind);
        for (name, input) in &self.inputs {
            let _ = write!(line, ",\"{name}\":");
            match input {
                Input::Message(_, bytes) | Input::Bytes(bytes) => {
                    line.push('"');
                    STANDARD.encode_string(bytes, line);
                    line.push('"');
                }
                Input::States(_, states) => {
                    let list = states.iter().map(|(height, bytes)| {
                        format!(
                            "{{\"height\":\"{height}\",\"bytes\":\"{}\"}}",
                            STANDARD.encode(bytes)
                        )
                    });
                    let _ = write!(line, "[{}]", list.collect::<Vec<_>>().join(","));
                }
                Input::Text(text) => quote(text, line),
                Input::Json(json) => line.push_str(json),
            }
        }
        line.push_str(",\"note\":");
        match self.note.as_slice() {
            [] => quote("as it is", line),
            changes => quote(&changes.join(" + "), line),
        }
        let wire = self.oddities();
        if !wire.is_empty() {
            let _ = write!(line, ",\"wire\":[\"{}\"]", wire.join("\",\""));
        }
        line.push_str("}\n");
    }
}

/// Chain ids hold quotes and anything else.
fn quote(text: &str, line: &mut String) {
    line.push_str(&serde_json::Value::from(text).to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line() {
        let question =
            Question::new("light", Vec::new()).text("chain_id", "a\"\n").bytes("bytes", &[0xff]);
        let mut line = String::new();
        question.write("sim-1-2-3", &mut line);
        let expected = r#"{"id":"sim-1-2-3","kind":"light","chain_id":"a\"\n","bytes":"/w==","note":"as it is"}"#;
        assert_eq!(line.trim_end(), expected);
        let noted = Question { note: vec!["a".into(), "b".into()], ..question };
        line.clear();
        noted.write("x", &mut line);
        assert!(line.ends_with("\"note\":\"a + b\"}\n"));
    }
}
