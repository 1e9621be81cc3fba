//! Writes a specimen of every document: `cargo run --release -p a4-press --example specimen -- FOLDER`. Invented people.

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use a4::specimens;
use a4_press::Press;

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(std::env::args().nth(1).ok_or("name a folder to write to")?);
    fs::create_dir_all(&out)?;
    let began = Instant::now();
    let press = Press::load(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../config/documents"))?;
    println!("loaded in {:?}, {}", began.elapsed(), memory());
    for (number, job) in specimens()?.iter().enumerate() {
        let began = Instant::now();
        let sheet = press.typeset(job)?;
        let name = format!("{number:02}-{:?}", job.template);
        println!("{name}: {} pages, {} bytes in {:?}", sheet.pages(), sheet.pdf().len(), began.elapsed());
        fs::write(out.join(format!("{name}.pdf")), sheet.pdf())?;
        for page in 0..sheet.pages() {
            let began = Instant::now();
            let picture = sheet.preview(page, 1080)?;
            println!("  page {} drawn in {:?}", page + 1, began.elapsed());
            let file = fs::File::create(out.join(format!("{name}-{}.png", page + 1)))?;
            let mut encoder = png::Encoder::new(file, picture.width, picture.height);
            encoder.set_color(png::ColorType::Rgb);
            encoder.set_compression(png::Compression::Fast);
            encoder.write_header()?.write_image_data(&picture.rgb)?;
        }
    }
    println!("in the end {}", memory());
    Ok(())
}

/// What the system counts.
fn memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let wanted = |line: &&str| ["VmHWM", "VmRSS", "RssAnon", "RssFile"].iter().any(|key| line.starts_with(key));
    status.lines().filter(wanted).map(|line| line.replace(['\t', ' '], "")).collect::<Vec<_>>().join(" ")
}
