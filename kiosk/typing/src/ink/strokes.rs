//! What was drawn, and how zinnia is asked about it.

use std::fmt::Write;

use domain::Sensitive;
use zeroize::Zeroizing;

use crate::delays::{PEN_POINTS, PEN_STROKES};

/// Units across zinnia's square.
const SIDE: f32 = 1000.0;
/// Bytes that a point takes at most: "(1000 1000)".
const POINT_BYTES: usize = 11;

/// Strokes in the order of writing, each its points in the order of drawing: x to the right, y down, 0 to 1 across a
/// square. Personal: masked, and overwritten when dropped.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ink(Sensitive<Vec<Vec<(f32, f32)>>>);

impl Ink {
    /// Takes what was drawn.
    pub fn new(strokes: Vec<Vec<(f32, f32)>>) -> Self {
        Self(Sensitive::new(strokes))
    }

    /// zinnia's question, a line; nothing when nothing is drawn. Points out of the square are moved to its edge, those
    /// that are no numbers left out; strokes and points over the limits are left out ([`PEN_STROKES`], [`PEN_POINTS`]).
    pub(super) fn question(&self) -> Option<Zeroizing<String>> {
        let mut line = Zeroizing::new(String::with_capacity(100 + PEN_STROKES * (2 + PEN_POINTS * POINT_BYTES)));
        line.push_str("(character (width 1000) (height 1000) (strokes ");
        let mut any = false;
        for stroke in self.0.reveal().iter().take(PEN_STROKES) {
            let points = stroke.iter().filter(|(x, y)| x.is_finite() && y.is_finite()).count();
            let drawn = stroke.iter().filter(|(x, y)| x.is_finite() && y.is_finite());
            let kept: Vec<usize> = kept(points).collect();
            let mut wanted = kept.iter().peekable();
            if points > 0 {
                line.push('(');
                for (index, (x, y)) in drawn.enumerate() {
                    if wanted.next_if(|wanted| **wanted == index).is_some() {
                        // Writing to a string does not fail.
                        let _ = write!(line, "({} {})", unit(*x), unit(*y));
                    }
                }
                line.push(')');
                any = true;
            }
        }
        line.push_str("))\n");
        any.then_some(line)
    }
}

fn unit(value: f32) -> u32 {
    (value.clamp(0.0, 1.0) * SIDE).round() as u32
}

/// Which of `points` are kept: all, or [`PEN_POINTS`] evenly, first and last among them.
fn kept(points: usize) -> impl Iterator<Item = usize> {
    let many = points.min(PEN_POINTS);
    let gaps = many.saturating_sub(1).max(1);
    (0..many).map(move |index| index * points.saturating_sub(1) / gaps)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(strokes: &[&[(f32, f32)]]) -> Option<String> {
        Ink::new(strokes.iter().map(|stroke| stroke.to_vec()).collect()).question().map(|it| it.to_string())
    }

    #[test]
    fn strokes_are_told_in_zinnias_words() {
        assert_eq!(
            question(&[&[(0.1, 0.5), (0.9, 0.5)], &[(0.5, 0.0), (0.5, 1.0)]]).unwrap(),
            "(character (width 1000) (height 1000) (strokes ((100 500)(900 500))((500 0)(500 1000))))\n"
        );
    }

    #[test]
    fn nothing_drawn_is_no_question() {
        assert_eq!(question(&[]), None);
        assert_eq!(question(&[&[], &[]]), None);
        assert_eq!(question(&[&[(f32::NAN, 0.5), (0.5, f32::INFINITY)]]), None);
    }

    #[test]
    fn what_is_out_of_the_square_is_moved_to_its_edge() {
        let line = question(&[&[(-3.0, 2.0), (f32::NAN, 0.0), (0.25, 1e30)]]).unwrap();
        assert!(line.contains("(strokes ((0 1000)(250 1000)))"), "{line}");
    }

    #[test]
    fn a_long_drawing_keeps_its_limits_and_the_ends_of_its_strokes() {
        let stroke: Vec<_> = (0..=10_000u16).map(|step| (f32::from(step) / 10_000.0, 0.5)).collect();
        let ink = Ink::new(vec![stroke; 200]);
        let line = ink.question().unwrap();
        assert_eq!(line.matches("(0 500)").count(), PEN_STROKES);
        assert_eq!(line.matches("(1000 500)").count(), PEN_STROKES);
        assert_eq!(line.matches(" 500)").count(), PEN_STROKES * PEN_POINTS);
        assert!(line.len() <= 100 + PEN_STROKES * (2 + PEN_POINTS * POINT_BYTES));
    }

    #[test]
    fn what_was_drawn_is_masked() {
        assert!(!format!("{:?}", Ink::new(vec![vec![(0.123, 0.456)]])).contains("123"));
    }
}
