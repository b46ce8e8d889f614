//! Makes the generated half of the package: for each entry its module and the functions around it,
//! and the table of errors.
//!
//!     parhelion-wasm-build FOLDER NAME=MODULE.wasm...
//!
//! A `+` before a NAME: the module reads and writes texts of its own, and keeps what does that.

mod codes;
mod floats;
mod places;
mod traps;

use std::error::Error;
use std::fs::write;
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

const USAGE: &str = "parhelion-wasm-build FOLDER NAME=MODULE.wasm...";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, modules) = arguments.split_first().ok_or(USAGE)?;
    let folder = Path::new(folder);
    for module in modules {
        let (name, path) = module.split_once('=').ok_or(USAGE)?;
        let mut tool = Bindgen::new();
        match name.strip_prefix('+') {
            Some(name) => tool.input_path(path).out_name(name),
            None => tool.input_bytes(name, traps::set(path)?).out_name(name),
        };
        tool.typescript(false);
        tool.remove_name_section(true).remove_producers_section(true);
        // Where the module lies is said by the entry, once: else bundlers would find it twice.
        let mut output = tool.web(true)?.omit_default_module_path(true).generate_output()?;
        // For linkers: what the module is made of says itself what it needs.
        output.wasm_mut().customs.remove_raw("target_features");
        output.emit(folder)?;
    }
    write(folder.join("codes.js"), codes::script())?;
    write(folder.join("codes.d.ts"), codes::declarations())?;
    Ok(())
}
