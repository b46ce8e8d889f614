//! The machine on which figures are measured.

use std::fs::read_to_string;

/// The processor's name and kind, as far as the system tells.
#[must_use]
pub fn processor() -> String {
    let text = read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |wanted: &str| {
        let mut lines = text.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(name, _)| name.trim() == wanted).map_or("?", |(_, value)| value.trim())
    };
    let (name, family, model) = (field("model name"), field("cpu family"), field("model"));
    let flags = field("flags");
    let vectors = ["avx512ifma", "avx2"].into_iter().find(|flag| flags.contains(flag));
    format!("{name} (family {family}, model {model}, {})", vectors.unwrap_or("no avx2"))
}

/// How many threads have wanted to run in the last minute.
#[must_use]
pub fn load() -> String {
    let text = read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("?").to_owned()
}
