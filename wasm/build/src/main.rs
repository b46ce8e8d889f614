//! Makes the package around a compiled module, one folder for each way of loading it.
//!
//!     parhelion-wasm-build MODULE.wasm FOLDER

use std::error::Error;
use std::fs::write;
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

const NAME: &str = "parhelion";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let [module, folder] = &arguments[..] else {
        return Err("parhelion-wasm-build MODULE.wasm FOLDER".into());
    };
    let folder = Path::new(folder);
    tool(module.as_ref()).nodejs(true)?.generate(folder.join("node"))?;
    tool(module.as_ref()).web(true)?.generate(folder.join("web"))?;
    // Node takes the first of them for an ES module otherwise.
    write(folder.join("node/package.json"), "{\"type\":\"commonjs\"}\n")?;
    write(folder.join("web/package.json"), "{\"type\":\"module\"}\n")?;
    Ok(())
}

fn tool(module: &Path) -> Bindgen {
    let mut tool = Bindgen::new();
    tool.input_path(module).out_name(NAME).typescript(true);
    tool.remove_name_section(true).remove_producers_section(true);
    tool
}
