//! Rectangles in physical pixels of the window.

use std::fmt;

/// A rectangle in physical pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rect {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
}

impl Rect {
    /// Right edge.
    pub fn right(self) -> f32 {
        self.x + self.w
    }

    /// Lower edge.
    pub fn bottom(self) -> f32 {
        self.y + self.h
    }

    /// Square pixels; 0 when it is empty.
    pub fn area(self) -> f32 {
        self.w.max(0.0) * self.h.max(0.0)
    }

    /// Whether nothing can be seen of it (less than half a pixel).
    pub fn is_empty(self) -> bool {
        self.w < 0.5 || self.h < 0.5
    }

    /// The middle.
    pub fn center(self) -> (f32, f32) {
        (self.x + self.w / 2.0, self.y + self.h / 2.0)
    }

    /// What both share; empty when they share nothing.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let (right, bottom) = (self.right().min(other.right()), self.bottom().min(other.bottom()));
        Self { x, y, w: (right - x).max(0.0), h: (bottom - y).max(0.0) }
    }

    /// Whether the other lies in it, give or take `slack` pixels.
    pub fn contains(self, other: Self, slack: f32) -> bool {
        other.x >= self.x - slack
            && other.y >= self.y - slack
            && other.right() <= self.right() + slack
            && other.bottom() <= self.bottom() + slack
    }

    /// The distance between two rectangles: 0 when they touch or overlap.
    pub fn gap(self, other: Self) -> f32 {
        let across = (other.x - self.right()).max(self.x - other.right()).max(0.0);
        let down = (other.y - self.bottom()).max(self.y - other.bottom()).max(0.0);
        across.hypot(down)
    }

    /// Larger by `by` on every side.
    #[must_use]
    pub fn grown(self, by: f32) -> Self {
        Self { x: self.x - by, y: self.y - by, w: self.w + 2.0 * by, h: self.h + 2.0 * by }
    }
}

impl fmt::Display for Rect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0}×{:.0} at {:.0},{:.0}", self.w, self.h, self.x, self.y)
    }
}

#[cfg(test)]
mod tests {
    use super::Rect;

    const A: Rect = Rect { x: 10.0, y: 10.0, w: 30.0, h: 20.0 };

    #[test]
    fn what_two_rectangles_share() {
        let b = Rect { x: 30.0, y: 0.0, w: 30.0, h: 15.0 };
        assert_eq!(A.intersection(b), Rect { x: 30.0, y: 10.0, w: 10.0, h: 5.0 });
        assert!(A.intersection(Rect { x: 50.0, ..A }).is_empty());
        assert!(A.contains(A.intersection(b), 0.0) && !A.contains(b, 0.0));
    }

    #[test]
    fn gaps_are_measured_the_short_way() {
        assert!((A.gap(Rect { x: 45.0, ..A }) - 5.0).abs() < 1e-6);
        assert!((A.gap(Rect { x: 43.0, y: 34.0, w: 1.0, h: 1.0 }) - 5.0).abs() < 1e-6);
        assert!(A.gap(A) < 1e-6);
    }
}
