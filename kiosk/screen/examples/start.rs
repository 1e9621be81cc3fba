//! tmp
use std::time::{Duration,Instant};
use screen::look::*;
fn rss() -> String { std::fs::read_to_string("/proc/self/status").unwrap().lines().filter(|l| l.starts_with("VmRSS")||l.starts_with("VmHWM")||l.starts_with("Rss")).collect::<Vec<_>>().join(" ") }
fn main() {
    let t=Instant::now();
    let conf = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../config/fonts/fonts.conf");
    if std::env::args().nth(1).as_deref()!=Some("system") { screen::fonts::ensure_fontconfig(&conf).unwrap(); }
    let stage = screen::headless::Stage::install(1080,1920).unwrap();
    let t1=t.elapsed();
    let s = screen::Screen::new(hall(), PORTRAIT).unwrap(); s.open().unwrap();
    let t2=t.elapsed();
    let samples=screen::samples::all();
    s.show(&samples[0].1);
    let d=stage.pump(Duration::ZERO).drawn.unwrap();
    // since exec, by the kernel's clock
    let stat=std::fs::read_to_string("/proc/self/stat").unwrap(); let start: u64=stat.rsplit(')').next().unwrap().split_whitespace().nth(19).unwrap().parse().unwrap();
    let up: f64=std::fs::read_to_string("/proc/uptime").unwrap().split(' ').next().unwrap().parse().unwrap();
    println!("since exec {:.0} ms; main {:?} platform {:?} comp {:?} draw {:?}", up*1000.0-start as f64*10.0, t.elapsed(), t1, t2, d.time);
    println!("{}", rss());
    for (n,v) in &samples { if screen::samples::MAIN.contains(&n.as_str()) { s.show(v); let mut m=Duration::ZERO; let mut k=0; loop { let p=stage.pump(Duration::ZERO); match p.drawn { Some(d)=>{m+=d.time;k+=1}, None=>break } } println!("{n} {m:?} {k}"); } }
    println!("{}", rss());
    stage.reset_frame_stats();
    for (n,v) in &samples { if screen::samples::MAIN.contains(&n.as_str()) { s.show(v); stage.settle(); } }
    println!("second round {:?}", stage.frame_stats());
}
