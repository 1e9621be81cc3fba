//! Draws a photograph of each kind, and the page that is made of it, as PNG into a folder.
//!
//! `cargo run -p photo --release --example look -- DIR [WIDTH HEIGHT [SHEET.png]]`; a gray or colour picture of an A4 page
//! is printed on the sheets instead of signs. With `-- DIR PHOTO.jpg` a real photograph is straightened.

use std::error::Error;
use std::path::Path;

use image::{DynamicImage, GrayImage, Luma};
use photo::{Gray, Paper, sight, straighten};
use photo_specimens::{FAULTY, Kind, ORDINARY, Random, Sheet, scene};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let folder = Path::new(args.first().ok_or("give a folder to write to")?);
    std::fs::create_dir_all(folder)?;
    if let (Some(photo), None) = (args.get(1), args.get(2)) {
        let picture = image::open(photo)?.into_luma8();
        let size = (picture.width() as usize, picture.height() as usize);
        return one(folder, "photo", picture.as_raw(), size);
    }
    let number = |i: usize, otherwise: usize| args.get(i).and_then(|arg| arg.parse().ok()).unwrap_or(otherwise);
    let size = (number(1, 1280), number(2, 720));
    let printed = args.get(3).map(image::open).transpose()?.map(DynamicImage::into_luma8);
    for kind in ORDINARY.into_iter().chain(FAULTY) {
        let mut random = Random::new(7 + kind as u64);
        let mut scene = scene(kind, &mut random, size);
        if let (Some(printed), Some(laid)) = (&printed, scene.sheets.last_mut())
            && !matches!(kind, Kind::Card | Kind::Far | Kind::Blank)
        {
            laid.sheet = Sheet::of_picture(210.0, printed.width() as usize, printed.as_raw());
        }
        let pixels = scene.draw(&mut random);
        one(folder, &format!("{kind:?}").to_lowercase(), &pixels, size)?;
    }
    Ok(())
}

/// The photograph with the edges that were found, and the page.
fn one(folder: &Path, name: &str, pixels: &[u8], (width, height): (usize, usize)) -> Result<(), Box<dyn Error>> {
    let gray = Gray::new(pixels, width, height, width)?;
    let seen = sight(&gray);
    println!("{name}: {seen:?}");
    let mut picture =
        GrayImage::from_raw(width as u32, height as u32, pixels.to_vec()).ok_or("a picture of its size")?;
    if let Some(sheet) = seen.sheet {
        for (&a, &b) in sheet.0.iter().zip(sheet.0.iter().cycle().skip(1)) {
            for step in 0..4000 {
                let t = step as f32 / 4000.0;
                let (x, y) = (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]));
                if x >= 0.0 && y >= 0.0 && x < width as f32 && y < height as f32 {
                    picture.put_pixel(x as u32, y as u32, Luma([if step / 40 % 2 == 0 { 255 } else { 0 }]));
                }
            }
        }
        if let Ok(page) = straighten(&gray, sheet, Paper::Any) {
            let size = (page.width() as u32, page.height() as u32);
            let drawn = GrayImage::from_raw(size.0, size.1, page.pixels().to_vec()).ok_or("a page of its size")?;
            drawn.save(folder.join(format!("{name}-page.png")))?;
            println!("  {}×{}, JPEG {} bytes", size.0, size.1, page.to_jpeg_within(300_000)?.len());
        }
    }
    picture.save(folder.join(format!("{name}.png")))?;
    Ok(())
}
