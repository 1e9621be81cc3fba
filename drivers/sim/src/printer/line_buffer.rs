//! The line that is being put together: it is printed when a line feed comes.

use super::bitmap::Bitmap;

/// Where a line stands between its margins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Align {
    #[default]
    Left,
    Centre,
    Right,
}

/// What stands in the line: pictures side by side on one bottom line, and the words that they are.
#[derive(Default)]
pub(crate) struct LineBuffer {
    items: Vec<(usize, Bitmap)>,
    pub(crate) words: String,
    pub(crate) x: usize,
    used: usize,
}

impl LineBuffer {
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether something so wide still fits into a line of `width` dots.
    pub(crate) fn fits(&self, wide: usize, width: usize) -> bool {
        self.x + wide <= width || self.items.is_empty()
    }

    pub(crate) fn put(&mut self, picture: Bitmap, space: usize) {
        let wide = picture.width;
        self.items.push((self.x, picture));
        self.x += wide + space;
        self.used = self.used.max(self.x);
    }

    /// The line as a picture `width` dots wide, and its words; afterwards the line is empty.
    pub(crate) fn take(&mut self, align: Align, left: usize, area: usize, width: usize) -> (Bitmap, String) {
        let line = std::mem::take(self);
        let height = line.items.iter().map(|(_, picture)| picture.height).max().unwrap_or(0);
        let shift = left + offset(align, line.used, area);
        let mut picture = Bitmap::new(width, height);
        for (x, item) in &line.items {
            picture.stamp(shift + x, height - item.height, item);
        }
        (picture, line.words)
    }
}

/// How far something `wide` stands from the left of `area`.
pub(crate) fn offset(align: Align, wide: usize, area: usize) -> usize {
    let free = area.saturating_sub(wide);
    match align {
        Align::Left => 0,
        Align::Centre => free / 2,
        Align::Right => free,
    }
}
