//! Same input, same verdict, on every machine: the modules that verify compute with integers alone.

use walrus::ir::{Binop, Const, Instr, InstrLocId, Load, Store, Unop, Visitor, dfs_in_order};
use walrus::{FunctionKind, Module};

/// Functions that compute with floats, by name.
pub(crate) fn functions(module: &Module) -> Vec<String> {
    let mut found = Vec::new();
    for function in module.funcs.iter() {
        let FunctionKind::Local(local) = &function.kind else { continue };
        let mut floats = Floats::default();
        dfs_in_order(&mut floats, local, local.entry_block());
        if floats.0 {
            found.push(function.name.clone().unwrap_or_default());
        }
    }
    found
}

#[derive(Default)]
struct Floats(bool);

impl Floats {
    fn look(&mut self, operation: &impl std::fmt::Debug) {
        let name = format!("{operation:?}");
        self.0 |= name.contains("F32") || name.contains("F64");
    }
}

impl<'i> Visitor<'i> for Floats {
    fn visit_instr(&mut self, instr: &'i Instr, _: &'i InstrLocId) {
        match instr {
            Instr::Binop(Binop { op }) => self.look(op),
            Instr::Unop(Unop { op }) => self.look(op),
            Instr::Const(Const { value }) => self.look(value),
            Instr::Load(Load { kind, .. }) => self.look(kind),
            Instr::Store(Store { kind, .. }) => self.look(kind),
            _ => {}
        }
    }
}
