//! `cargo run --release -p typing --example bench -- target/release/typing-engine FOLDER`: from a press to its
//! candidates, in milliseconds. `FOLDER`: where prepared dictionaries are or will be.

use typing::{Program, Settings};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(engine), Some(prepared)) = (arguments.next(), arguments.next()) else {
        return Err("which engine program, and a folder for dictionaries".into());
    };
    let bench = typing::bench::bench(Settings::new(Program { path: engine.into(), arguments: Vec::new() }, prepared))?;
    println!("begin of a visit to the first candidates {:7.2}", bench.begin);
    for (what, mut times) in [("pinyin", bench.pinyin), ("stroke", bench.stroke), ("handwriting", bench.handwriting)] {
        times.sort_by(f64::total_cmp);
        let at =
            |percent: usize| times.get((times.len() * percent / 100).min(times.len() - 1)).copied().unwrap_or_default();
        println!(
            "{what:11} {:5} times, median {:7.2}, 99 % {:7.2}, longest {:7.2}",
            times.len(),
            at(50),
            at(99),
            at(100)
        );
    }
    println!("end of a visit until all is gone         {:7.2}", bench.end);
    Ok(())
}
