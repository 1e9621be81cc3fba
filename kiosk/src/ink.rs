//! A signature as a picture.

use service::Stroke;

/// Pixels across and down: a signature is wider than high.
const WIDTH: u32 = 900;
const HEIGHT: u32 = 360;
/// Half the width of a line, in pixels.
const PEN: f32 = 3.0;

/// Black on white, as PNG of 8-bit gray; `None`: nothing is drawn.
pub(crate) fn png(strokes: &[Stroke]) -> Option<Vec<u8>> {
    if strokes.iter().all(|stroke| stroke.0.is_empty()) {
        return None;
    }
    let mut gray = vec![255_u8; (WIDTH * HEIGHT) as usize];
    let place = |x: u16, y: u16| {
        let part = |at: u16, of: u32| f32::from(at) / 65535.0 * (of - 1) as f32;
        (part(x, WIDTH), part(y, HEIGHT))
    };
    for stroke in strokes {
        let points: Vec<(f32, f32)> = stroke.0.iter().map(|(x, y, _)| place(*x, *y)).collect();
        for (at, point) in points.iter().enumerate() {
            let from = at.checked_sub(1).and_then(|before| points.get(before)).unwrap_or(point);
            line(&mut gray, *from, *point);
        }
    }
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header().ok()?.write_image_data(&gray).ok()?;
    Some(out)
}

/// A line with round ends.
fn line(gray: &mut [u8], from: (f32, f32), to: (f32, f32)) {
    let span = |low: f32, high: f32, most: u32| {
        let first = (low - PEN - 1.0).floor().max(0.0) as u32;
        first..((high + PEN + 1.0).ceil().max(0.0) as u32).min(most)
    };
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let long = dx * dx + dy * dy;
    for y in span(from.1.min(to.1), from.1.max(to.1), HEIGHT) {
        for x in span(from.0.min(to.0), from.0.max(to.0), WIDTH) {
            let (px, py) = (x as f32 - from.0, y as f32 - from.1);
            let along = if long == 0.0 { 0.0 } else { ((px * dx + py * dy) / long).clamp(0.0, 1.0) };
            let away = (px - along * dx).hypot(py - along * dy);
            let covered = (PEN + 0.5 - away).clamp(0.0, 1.0);
            if let Some(pixel) = gray.get_mut((y * WIDTH + x) as usize) {
                *pixel = (*pixel).min(255 - (covered * 255.0) as u8);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_drawn_is_black_and_nothing_is_no_picture() {
        assert!(png(&[]).is_none());
        assert!(png(&[Stroke::default()]).is_none());
        let drawn = png(&[Stroke(vec![(0, 0, 0), (65535, 65535, 9)])]).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(&drawn)).read_info().unwrap();
        let mut gray = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut gray).unwrap();
        let at = |x: u32, y: u32| gray[(y * WIDTH + x) as usize];
        assert_eq!((at(WIDTH / 2, HEIGHT / 2), at(WIDTH - 10, 10)), (0, 255));
    }
}
