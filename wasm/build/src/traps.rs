//! Ends a panic where it begins. What stands behind it only writes a message that nobody can read: the
//! module has no output, and JavaScript throws a `RuntimeError` either way.

use std::error::Error;
use walrus::{FunctionBuilder, FunctionKind, Module};

/// Functions of the standard library that end in a panic, or that only panics call. Parts of names,
/// in both ways of writing them.
const PANICS: [&str; 8] = [
    "4core9panicking",
    "4core3fmt",
    "core..fmt..",
    "slice_index_fail",
    "len_mismatch_fail",
    "expect_failed",
    "unwrap_failed",
    "panic_on_ord_violation",
];

/// Gives these functions a body that is `unreachable`, and leaves out what nothing calls any more. For
/// modules that format nothing themselves.
///
/// # Errors
/// Where the module is none, or computes with floats; those of [`blank`](crate::places::blank).
pub(crate) fn set(path: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut module = Module::from_file(path)?;
    let panics: Vec<_> = module
        .funcs
        .iter()
        .filter(|function| matches!(function.kind, FunctionKind::Local(_)))
        .filter(|function| {
            let name = function.name.as_deref().unwrap_or_default();
            PANICS.iter().any(|part| name.contains(part))
        })
        .map(|function| (function.id(), function.ty()))
        .collect();
    for (id, ty) in panics {
        let (params, results) = module.types.params_results(ty);
        let (params, results) = (params.to_vec(), results.to_vec());
        let arguments = params.iter().map(|param| module.locals.add(*param)).collect();
        let mut body = FunctionBuilder::new(&mut module.types, &params, &results);
        body.func_body().unreachable();
        let body = body.local_func(arguments);
        module.funcs.get_mut(id).kind = FunctionKind::Local(body);
    }
    walrus::passes::gc::run(&mut module);
    crate::places::blank(&mut module)?;
    let floats = crate::floats::functions(&module);
    if !floats.is_empty() {
        return Err(format!("floats in {}", floats.join(", ")).into());
    }
    Ok(module.emit_wasm())
}
