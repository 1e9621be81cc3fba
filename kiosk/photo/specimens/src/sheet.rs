//! Sheets with something printed on them.

use qr_specimens::Random;

/// A sheet as it came from the printer.
#[derive(Clone)]
pub struct Sheet {
    /// Millimetres to the right and down.
    pub size: [f32; 2],
    /// Radius of its corners in millimetres.
    pub round: f32,
    /// Pixels a millimetre.
    pub scale: f32,
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
    /// Row by row, 0 black to 255 white.
    pub pixels: Vec<f32>,
}

impl Sheet {
    /// An empty one.
    pub fn blank(size: [f32; 2], round: f32, scale: f32, paper: f32) -> Self {
        let (width, height) = ((size[0] * scale).ceil() as usize, (size[1] * scale).ceil() as usize);
        Self { size, round, scale, width, height, pixels: vec![paper; width * height] }
    }

    /// One with a picture of that width on it, whose height follows.
    pub fn of_picture(width_mm: f32, width: usize, pixels: &[u8]) -> Self {
        let height = pixels.len() / width.max(1);
        let scale = width as f32 / width_mm;
        let pixels = pixels.iter().take(width * height).map(|&pixel| 18.0 + f32::from(pixel) * 0.87).collect();
        Self { size: [width_mm, height as f32 / scale], round: 0.0, scale, width, height, pixels }
    }

    /// A4 with a title, lines of writing, a table, a seal.
    pub fn a4(random: &mut Random, scale: f32) -> Self {
        let mut sheet = Self::blank([210.0, 297.0], 0.0, scale, random.between(222.0, 240.0));
        sheet.line(random, [50.0, 24.0], 110.0, 8.0);
        let mut y = 42.0;
        while y < 262.0 {
            if random.below(9) == 0 && y < 200.0 {
                y += sheet.table(random, y) + 6.0;
                continue;
            }
            let indent = if random.below(4) == 0 { 8.0 } else { 0.0 };
            let long = if random.below(4) == 0 { random.between(30.0, 140.0) } else { 162.0 - indent };
            sheet.line(random, [24.0 + indent, y], long, 3.8);
            y += 6.6;
        }
        sheet.seal([random.between(120.0, 165.0), random.between(215.0, 250.0)], 20.0);
        sheet
    }

    /// A4 with one large framed form, as application forms are.
    pub fn form(random: &mut Random, scale: f32) -> Self {
        let mut sheet = Self::blank([210.0, 297.0], 0.0, scale, random.between(222.0, 240.0));
        sheet.line(random, [60.0, 16.0], 90.0, 7.0);
        sheet.rect([12.0, 28.0], [186.0, 0.8], 25.0);
        sheet.rect([12.0, 282.0], [186.0, 0.8], 25.0);
        sheet.rect([12.0, 28.0], [0.8, 254.8], 25.0);
        sheet.rect([197.2, 28.0], [0.8, 254.8], 25.0);
        let mut y = 28.0;
        while y < 268.0 {
            let high = random.between(9.0, 22.0);
            sheet.rect([12.0, y], [186.0, 0.4], 35.0);
            let split = random.between(40.0, 70.0);
            sheet.rect([split, y], [0.4, high.min(282.0 - y)], 35.0);
            sheet.line(random, [15.0, y + 3.0], split - 20.0, 3.8);
            if random.below(3) > 0 {
                let long = random.between(20.0, 110.0);
                sheet.line(random, [split + 4.0, y + 3.0], long, 3.8);
            }
            y += high;
        }
        sheet
    }

    /// An identity card's size, its portrait and its lines.
    pub fn card(random: &mut Random, scale: f32) -> Self {
        let mut sheet = Self::blank([85.6, 54.0], 3.2, scale, random.between(196.0, 222.0));
        let phase = random.between(0.0, 6.0);
        for y in 0..sheet.height {
            for x in 0..sheet.width {
                let (u, v) = (x as f32 / scale, y as f32 / scale);
                sheet.pixels[y * sheet.width + x] += 7.0 * (0.9 * u + 3.0 * (0.25 * v + phase).sin()).sin();
            }
        }
        for i in 0..5 {
            let long = random.between(16.0, 40.0);
            sheet.line(random, [6.0, 6.0 + 6.2 * i as f32], long, 2.7);
        }
        sheet.line(random, [22.0, 45.0], 50.0, 3.2);
        sheet.portrait([60.0, 8.0], [20.0, 27.0]);
        sheet
    }

    /// A filled rectangle, in millimetres.
    pub fn rect(&mut self, [x, y]: [f32; 2], [w, h]: [f32; 2], value: f32) {
        let place = |mm: f32, most: usize| ((mm * self.scale).round().max(0.0) as usize).min(most);
        let (x0, y0) = (place(x, self.width), place(y, self.height));
        let x1 = place(x + w, self.width).max((x0 + 1).min(self.width));
        let y1 = place(y + h, self.height).max((y0 + 1).min(self.height));
        for y in y0..y1 {
            self.pixels[y * self.width + x0..y * self.width + x1].fill(value);
        }
    }

    /// A line of signs: a few strokes each, as hanzi look from afar.
    fn line(&mut self, random: &mut Random, [x, y]: [f32; 2], long: f32, size: f32) {
        let stroke = 0.09 * size;
        let mut at = x;
        while at + size < x + long {
            if random.below(12) > 0 {
                for _ in 0..3 + random.below(3) {
                    let (a, b) = (random.between(0.0, 0.5) * size, random.between(0.0, 0.86) * size);
                    let reach = random.between(0.35, 0.5) * size;
                    let ink = random.between(25.0, 60.0);
                    if random.below(2) == 0 {
                        self.rect([at + a, y + b], [reach, stroke], ink);
                    } else {
                        self.rect([at + b, y + a], [stroke, reach], ink);
                    }
                }
            }
            at += 1.08 * size;
        }
    }

    fn table(&mut self, random: &mut Random, y: f32) -> f32 {
        let rows = 3 + random.below(4);
        let high = 9.0;
        for row in 0..=rows {
            self.rect([24.0, y + high * row as f32], [162.0, 0.35], 40.0);
        }
        for x in [24.0, 60.0, 120.0, 185.6] {
            self.rect([x, y], [0.35, high * rows as f32], 40.0);
        }
        for row in 0..rows {
            for x in [27.0, 64.0, 124.0] {
                let long = random.between(12.0, 30.0);
                self.line(random, [x, y + 2.5 + high * row as f32], long, 3.8);
            }
        }
        high * rows as f32
    }

    fn seal(&mut self, [x, y]: [f32; 2], radius: f32) {
        for row in 0..self.height {
            for column in 0..self.width {
                let off = [column as f32 / self.scale - x, row as f32 / self.scale - y];
                let far = off[0].hypot(off[1]);
                if (far - radius).abs() < 0.6 || far < 0.3 * radius * (1.0 + 0.5 * (5.0 * off[1].atan2(off[0])).cos()) {
                    let pixel = &mut self.pixels[row * self.width + column];
                    *pixel = pixel.min(125.0);
                }
            }
        }
    }

    fn portrait(&mut self, [x, y]: [f32; 2], [w, h]: [f32; 2]) {
        self.rect([x, y], [w, h], 205.0);
        for row in 0..self.height {
            for column in 0..self.width {
                let (u, v) = ((column as f32 / self.scale - x) / w, (row as f32 / self.scale - y) / h);
                if !(0.0..1.0).contains(&u) || !(0.0..1.0).contains(&v) {
                    continue;
                }
                let head = ((u - 0.5) / 0.27).hypot((v - 0.42) / 0.3);
                let pixel = &mut self.pixels[row * self.width + column];
                if head < 1.0 {
                    *pixel = if v < 0.27 { 40.0 } else { 165.0 - 40.0 * (u - 0.4).abs() };
                } else if v > 0.72 + 0.5 * (u - 0.5).powi(2) {
                    *pixel = 70.0;
                }
            }
        }
    }

    /// The value at a place in millimetres, and how much of the sheet is there (0 or 1).
    pub(crate) fn at(&self, [x, y]: [f32; 2]) -> Option<f32> {
        let [w, h] = self.size;
        if !(x >= 0.0 && y >= 0.0 && x < w && y < h) {
            return None;
        }
        let (dx, dy) = ((self.round - x.min(w - x)).max(0.0), (self.round - y.min(h - y)).max(0.0));
        if dx.hypot(dy) > self.round {
            return None;
        }
        let (px, py) = ((x * self.scale - 0.5).max(0.0), (y * self.scale - 0.5).max(0.0));
        let (x0, y0) = ((px as usize).min(self.width - 2), (py as usize).min(self.height - 2));
        let (fx, fy) = ((px - x0 as f32).min(1.0), (py - y0 as f32).min(1.0));
        let at = y0 * self.width + x0;
        let (a, b, c, d) =
            (self.pixels[at], self.pixels[at + 1], self.pixels[at + self.width], self.pixels[at + self.width + 1]);
        let (top, bottom) = (a + (b - a) * fx, c + (d - c) * fx);
        Some(top + (bottom - top) * fy)
    }

    /// Millimetres from the sheet; inside negative.
    pub(crate) fn off(&self, [x, y]: [f32; 2]) -> f32 {
        let [w, h] = self.size;
        let (dx, dy) = ((x - w / 2.0).abs() - w / 2.0, (y - h / 2.0).abs() - h / 2.0);
        dx.max(0.0).hypot(dy.max(0.0)) + dx.max(dy).min(0.0)
    }
}
