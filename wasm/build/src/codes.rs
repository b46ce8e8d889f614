//! The table of errors, for JavaScript.

use parhelion_core::CODES;
use std::fmt::Write;

/// For each code its name, its class, its sentence, and the names of its numbers.
pub(crate) fn script() -> String {
    let mut script =
        String::from("// Made from core/src/error/codes.rs.\nexport const CODES = {\n");
    for code in CODES {
        let texts = [code.name, code.class.name(), code.text];
        let texts: Vec<_> =
            texts.iter().chain(code.fields).map(|text| format!("{text:?}")).collect();
        // Writing to a string does not fail.
        let _ = writeln!(script, "{}:[{}],", code.number, texts.join(","));
    }
    script.push_str("};\n");
    script
}

/// The names, as a type.
pub(crate) fn declarations() -> String {
    let names: Vec<_> = CODES.iter().map(|code| format!("  | {:?}", code.name)).collect();
    format!(
        "// Made from core/src/error/codes.rs.\n/** The name of every refusal. */\nexport type RefusalName =\n{};\n",
        names.join("\n")
    )
}
