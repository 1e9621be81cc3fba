#![allow(missing_docs)]
use screen::headless::Stage;
use screen::snapshot::Picture;
use screen::{Hall, Panel, Screen};
use service::{Contrast, Language, TextSize};
use std::path::Path;
use std::time::Duration;
fn main() {
    screen::fonts::ensure_fontconfig(Path::new(&std::env::var("FONTS").unwrap())).unwrap();
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (w, h, mm) = match args[0].as_str() {
        "p" => (1080, 1920, 3.21),
        "l" => (1920, 1080, 5.56),
        "p15" => (1080, 1920, 5.56),
        "l27" => (1920, 1080, 3.21),
        _ => (1080, 1920, 2.017),
    };
    let size = match args[1].as_str() {
        "s" => TextSize::Small,
        "n" => TextSize::Normal,
        "l" => TextSize::Large,
        _ => TextSize::Largest,
    };
    let contrast = match args[2].as_str() {
        "std" => Contrast::Standard,
        "dark" => Contrast::DarkHigh,
        "light" => Contrast::LightHigh,
        _ => Contrast::Low,
    };
    let language = if args[3] == "zh" { Language::Chinese } else { Language::English };
    let stage = Stage::install(w, h).unwrap();
    let hall = Hall {
        name_zh: "环翠区政务服务".into(),
        name_en: "Huancui Government Services".into(),
        place_zh: "自助服务终端 · 孙家疃街道 01".into(),
        place_en: "Self-service terminal · Sunjiatuan 01".into(),
    };
    let screen = Screen::new(hall, Panel { width: w, height: h, px_per_mm: mm }).unwrap();
    screen.open().unwrap();
    stage.set_size(w, h);
    let filter = args.get(4).cloned().unwrap_or_default();
    let mut shots = Vec::new();
    for (name, mut view) in screen::samples::all() {
        if !filter.is_empty()
            && !filter.split(',').any(|f| if let Some(e) = f.strip_suffix('=') { name == e } else { name.contains(f) })
        {
            continue;
        }
        view.comfort.size = size;
        view.comfort.contrast = contrast;
        view.comfort.language = language;
        screen.show(&view);
        stage.pump(Duration::from_millis(1));
        stage.settle();
        let more: usize = args.get(5).map_or(0, |n| n.parse().unwrap());
        shots.push(stage.frame());
        for _ in 0..more {
            let controls = screen::tree::controls(&stage.window());
            let Some(next) =
                controls.iter().find(|c| screen::NEXT_SCREEN_LABELS.contains(&c.label.as_str()) && c.enabled)
            else {
                break;
            };
            screen::tree::tap(&stage.window(), next);
            stage.settle();
            shots.push(stage.frame());
        }
        println!("{name}");
    }
    let cols: u32 = if w > h { 2 } else { 4 };
    let (cw, ch) = if w > h { (960, 540) } else { (500, 889) };
    for (n, group) in shots.chunks((cols * if w > h { 3 } else { 2 }) as usize).enumerate() {
        let rows = (group.len() as u32).div_ceil(cols);
        let mut sheet = Picture::new(cols * (cw + 8), rows * (ch + 8));
        for (i, shot) in group.iter().enumerate() {
            sheet.paste(&shot.fitted(cw, ch), (i as u32 % cols) * (cw + 8), (i as u32 / cols) * (ch + 8));
        }
        sheet.write_png(Path::new(&format!("/tmp/pages/png/{}-{n}.png", args[..4].join("-")))).unwrap();
    }
}
