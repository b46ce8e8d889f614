use std::io::{BufRead, Read};
fn main() {
    let mut n = [0usize; 3];
    let mut bad = 0;
    let reasons = std::env::args()
        .nth(1)
        .map(|p| parhelion_replay::Reasons::parse(&std::fs::read_to_string(p).unwrap()).unwrap());
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let c = parhelion_replay::Case::parse(&line).unwrap();
        let v = c.answer().unwrap();
        let o = c.compare(&v);
        n[o as usize] += 1;
        if o == parhelion_replay::Outcome::Disagree {
            println!(
                "DIS {} {} want {} {:?} got {:?} note",
                c.id, c.kind, c.want.class, c.want.reason, v
            );
        } else if let Some(r) = &reasons {
            if let Err(e) = r.check(&c, &v) {
                bad += 1;
                println!(
                    "REASON {} {} {} {}",
                    c.id,
                    c.kind,
                    e,
                    c.stricter.clone().unwrap_or_default()
                );
            }
        }
    }
    println!("{n:?} {bad}");
}
