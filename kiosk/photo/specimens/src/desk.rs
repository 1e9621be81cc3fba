//! What sheets lie on.

use qr_specimens::Random;

/// A desk seen from above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Desk {
    /// A dark, even plate, as document cameras have it.
    Plate,
    /// Boards with grain and joints.
    Wood,
    /// A middling gray with pens, papers, a keyboard's keys.
    Clutter,
    /// Nearly as white as paper.
    Pale,
}

/// Draws a desk: row by row.
pub(crate) fn draw(desk: Desk, random: &mut Random, (width, height): (usize, usize)) -> Vec<f32> {
    let unit = width.max(height) as f32 / 1280.0;
    let mut pixels = vec![0.0f32; width * height];
    let base = match desk {
        Desk::Plate => random.between(28.0, 95.0),
        Desk::Wood => random.between(75.0, 140.0),
        Desk::Clutter => random.between(60.0, 150.0),
        Desk::Pale => random.between(196.0, 214.0),
    };
    let slope = [random.between(-0.02, 0.02) / unit, random.between(-0.02, 0.02) / unit];
    let turn = random.between(0.0, 3.2);
    let (sin, cos) = turn.sin_cos();
    let phases: Vec<f32> = (0..6).map(|_| random.between(0.0, 6.3)).collect();
    let board = random.between(180.0, 330.0);
    for y in 0..height {
        for x in 0..width {
            let (px, py) = (x as f32 / unit, y as f32 / unit);
            let mut value = base + slope[0] * x as f32 + slope[1] * y as f32;
            if desk == Desk::Wood {
                let (u, v) = (px * cos + py * sin, py * cos - px * sin);
                let bend = 14.0 * (u / 170.0 + phases[0]).sin() + 5.0 * (u / 60.0 + phases[1]).sin();
                let w = v + bend;
                value += 12.0 * (w / 7.0 + phases[2]).sin() + 9.0 * (w / 3.1 + u / 90.0 + phases[3]).sin();
                value += 8.0 * (w / 23.0 + phases[4]).sin();
                let joint = (v + 1000.0 * board).rem_euclid(board);
                if joint < 2.5 {
                    value -= 45.0;
                }
                value += 11.0 * ((v / board).floor() * 2.4 + phases[5]).sin();
            } else if desk == Desk::Pale {
                value += 2.0 * (px / 31.0 + phases[0]).sin() * (py / 27.0 + phases[1]).sin();
            }
            pixels[y * width + x] = value;
        }
    }
    if desk == Desk::Clutter {
        clutter(&mut pixels, random, (width, height), unit);
    }
    pixels
}

fn clutter(pixels: &mut [f32], random: &mut Random, size: (usize, usize), unit: f32) {
    for _ in 0..9 {
        let (x, y) = (random.between(-0.1, 1.0) * size.0 as f32, random.between(-0.1, 1.0) * size.1 as f32);
        let turn = random.between(0.0, 3.2);
        match random.below(3) {
            0 => {
                let long = random.between(90.0, 220.0) * unit;
                bar(pixels, size, [x, y, turn], [long, random.between(5.0, 12.0) * unit], random.between(10.0, 240.0));
            }
            1 => {
                let side = [random.between(40.0, 130.0) * unit, random.between(30.0, 90.0) * unit];
                bar(pixels, size, [x, y, turn], side, random.between(30.0, 225.0));
            }
            _ => {
                let (sin, cos) = turn.sin_cos();
                for i in 0..24 {
                    let (a, b) = ((i % 8) as f32 * 22.0 * unit, (i / 8) as f32 * 22.0 * unit);
                    let at = [x + a * cos - b * sin, y + a * sin + b * cos, turn];
                    bar(pixels, size, at, [17.0 * unit, 17.0 * unit], 35.0);
                }
            }
        }
    }
}

/// A filled rectangle about a place, turned.
pub(crate) fn bar(
    pixels: &mut [f32],
    size: (usize, usize),
    [x, y, turn]: [f32; 3],
    [long, wide]: [f32; 2],
    value: f32,
) {
    let (sin, cos) = turn.sin_cos();
    let reach = long.hypot(wide) / 2.0 + 1.0;
    let range =
        |middle: f32, most: usize| (middle - reach).max(0.0) as usize..((middle + reach).max(0.0) as usize).min(most);
    for py in range(y, size.1) {
        for px in range(x, size.0) {
            let (dx, dy) = (px as f32 + 0.5 - x, py as f32 + 0.5 - y);
            let (u, v) = (dx * cos + dy * sin, dy * cos - dx * sin);
            let out = (u.abs() - long / 2.0).max(v.abs() - wide / 2.0);
            let share = (0.5 - out).clamp(0.0, 1.0);
            let pixel = &mut pixels[py * size.0 + px];
            *pixel += share * (value - *pixel);
        }
    }
}
