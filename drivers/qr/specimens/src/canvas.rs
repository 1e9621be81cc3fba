//! A gray picture to draw on, and what a camera does to it.
#![allow(clippy::indexing_slicing)] // every place is below width × height by the loops

use crate::random::Random;

/// A gray picture, values 0 to 255.
#[derive(Clone)]
pub struct Canvas {
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
    /// Row by row.
    pub pixels: Vec<f32>,
}

impl Canvas {
    /// An even one.
    pub fn new(width: usize, height: usize, value: f32) -> Self {
        Self { width, height, pixels: vec![value; width * height] }
    }

    /// Calls `change` for every pixel with its place and value.
    pub fn each(&mut self, mut change: impl FnMut(f32, f32, &mut f32)) {
        for (y, row) in self.pixels.chunks_exact_mut(self.width).enumerate() {
            for (x, pixel) in row.iter_mut().enumerate() {
                change(x as f32 + 0.5, y as f32 + 0.5, pixel);
            }
        }
    }

    /// A filled rectangle, cut to the picture.
    pub fn rect(&mut self, x: i32, y: i32, w: i32, h: i32, value: f32) {
        for y in y.max(0)..(y + h).min(self.height as i32) {
            for x in x.max(0)..(x + w).min(self.width as i32) {
                self.pixels[y as usize * self.width + x as usize] = value;
            }
        }
    }

    /// Desk, papers, boxes, lines like text, a screen's controls.
    pub fn clutter(&mut self, random: &mut Random, amount: usize) {
        let base = random.between(60.0, 170.0);
        let slope = [random.between(-0.05, 0.05), random.between(-0.05, 0.05)];
        self.each(|x, y, pixel| *pixel = base + slope[0] * x + slope[1] * y);
        for _ in 0..amount {
            let (x, y) = (random.below(self.width) as i32 - 60, random.below(self.height) as i32 - 60);
            let (w, h) = (20 + random.below(380) as i32, 20 + random.below(260) as i32);
            let paper = random.between(20.0, 245.0);
            self.rect(x, y, w, h, paper);
            match random.below(3) {
                0 => self.text(random, (x + 8, y + 8, w - 16, h - 16), if paper > 120.0 { 30.0 } else { 230.0 }),
                1 => {
                    let size = 6 + random.below(40) as i32;
                    for i in 0..4 {
                        let ink = if i % 2 == 0 { 15.0 } else { 235.0 };
                        self.rect(
                            x + i * size / 4,
                            y + i * size / 4,
                            size * 2 - i * size / 2,
                            size * 2 - i * size / 2,
                            ink,
                        );
                    }
                }
                _ => {}
            }
        }
    }

    /// Rows of signs: strokes on a grid, as print looks to a camera.
    fn text(&mut self, random: &mut Random, (x, y, w, h): (i32, i32, i32, i32), ink: f32) {
        let size = 6 + random.below(18) as i32;
        let mut row = y;
        while row + size < y + h {
            let mut at = x;
            while at + size < x + w {
                if random.below(6) > 0 {
                    for _ in 0..4 {
                        let (dx, dy) = (random.below(size as usize) as i32, random.below(size as usize) as i32);
                        if random.below(2) == 0 {
                            self.rect(at, row + dy, size - 2, 1 + size / 9, ink);
                        } else {
                            self.rect(at + dx, row, 1 + size / 9, size - 2, ink);
                        }
                    }
                }
                at += size + 2;
            }
            row += size * 3 / 2;
        }
    }

    /// Gaussian blur; `sigma` in pixels.
    pub fn blur(&mut self, sigma: f32) {
        if sigma < 0.1 {
            return;
        }
        let reach = (sigma * 3.0).ceil() as i32;
        let kernel: Vec<f32> = (-reach..=reach).map(|i| (-((i * i) as f32) / (2.0 * sigma * sigma)).exp()).collect();
        self.convolve(&kernel, 1, 0);
        self.convolve(&kernel, 0, 1);
    }

    /// Blur along a line of `length` pixels, level or upright or slanting.
    pub fn motion(&mut self, length: usize, (dx, dy): (i32, i32)) {
        self.convolve(&vec![1.0; length | 1], dx, dy);
    }

    fn convolve(&mut self, kernel: &[f32], dx: i32, dy: i32) {
        let reach = (kernel.len() / 2) as i32;
        let total: f32 = kernel.iter().sum();
        let mut out = vec![0.0f32; self.pixels.len()];
        let (width, height) = (self.width as i32, self.height as i32);
        for y in 0..height {
            let line = &mut out[(y * width) as usize..((y + 1) * width) as usize];
            for (k, weight) in kernel.iter().enumerate() {
                let shift = k as i32 - reach;
                let source_y = (y + shift * dy).clamp(0, height - 1);
                let source = &self.pixels[(source_y * width) as usize..((source_y + 1) * width) as usize];
                let weight = weight / total;
                let off = shift * dx;
                let (start, end) = ((-off).clamp(0, width), (width - off).clamp(0, width));
                for x in start..end {
                    line[x as usize] += weight * source[(x + off) as usize];
                }
                for x in 0..start {
                    line[x as usize] += weight * source[0];
                }
                for x in end..width {
                    line[x as usize] += weight * source[width as usize - 1];
                }
            }
        }
        self.pixels = out;
    }

    /// As the camera gives it: noise added, cut to a byte.
    pub fn bytes(&self, random: &mut Random, noise: f32) -> Vec<u8> {
        self.pixels.iter().map(|&value| (value + noise * random.normal()).clamp(0.0, 255.0) as u8).collect()
    }
}
