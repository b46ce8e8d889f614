//! All contenders take turns, so that a change of the machine's mood meets all of them.

use crate::contenders::Contender;
use crate::tables::Table;
use std::time::Duration;

/// How much is measured.
pub(crate) struct Plan {
    pub(crate) rounds: usize,
    pub(crate) sample: Duration, // of processor time, at least
    /// The longest window.
    pub(crate) window: u32,
}

/// Of a table, by row and column, in microseconds; none where nobody contends.
pub(crate) type Medians = Vec<Vec<Option<f64>>>;

struct Turn<'t, 'b> {
    contender: &'t mut Contender<'b>,
    repeats: u32,
    samples: Vec<f64>,
}

pub(crate) fn measure(plan: &Plan, tables: &mut [Table<'_>]) -> Vec<Medians> {
    let mut turns: Vec<Turn<'_, '_>> = tables
        .iter_mut()
        .flat_map(|table| &mut table.rows)
        .flat_map(|row| row.contenders.iter_mut().flatten())
        .map(|contender| Turn {
            repeats: repeats(contender, plan.sample),
            contender,
            samples: Vec::new(),
        })
        .collect();
    for _ in 0..plan.rounds {
        for Turn { contender, repeats, samples } in &mut turns {
            samples.push(contender(*repeats).as_secs_f64() * 1e6 / f64::from(*repeats));
        }
    }
    let medians: Vec<f64> = turns.into_iter().map(|turn| median(turn.samples)).collect();
    in_place(tables, medians)
}

/// Where the medians, one after the other, belong.
fn in_place(tables: &[Table<'_>], medians: Vec<f64>) -> Vec<Medians> {
    let mut medians = medians.into_iter();
    tables
        .iter()
        .map(|table| {
            let rows = table.rows.iter();
            rows.map(|row| {
                let contenders = row.contenders.iter();
                contenders
                    .map(|contender| {
                        contender.as_ref()?;
                        medians.next().map(|median| median / f64::from(row.headers))
                    })
                    .collect()
            })
            .collect()
        })
        .collect()
}

/// How often a contender must run for a sample of that length; it is warm afterwards.
fn repeats(contender: &mut Contender<'_>, sample: Duration) -> u32 {
    let mut repeats = 1;
    while !sample.is_zero() && contender(repeats) < sample {
        repeats *= 2;
    }
    repeats
}

fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}
