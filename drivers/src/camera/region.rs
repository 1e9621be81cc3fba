//! The part of a camera's picture that is looked at: what the window in the cabinet shows.

use std::str::FromStr;

use qr_reader::Gray;

/// A part of the picture in percent of its width and height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

/// Why a text is no region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a region is four whole numbers in percent: left, top, width, height, within the picture and at least 10 wide and high; as `25 0 50 100`"
)]
pub struct RegionError;

/// The whole picture.
impl Default for Region {
    fn default() -> Self {
        Self { left: 0, top: 0, width: 100, height: 100 }
    }
}

impl FromStr for Region {
    type Err = RegionError;

    fn from_str(text: &str) -> Result<Self, RegionError> {
        let numbers: Result<Vec<usize>, _> = text.split_whitespace().map(str::parse).collect();
        let numbers = numbers.map_err(|_| RegionError)?;
        let &[left, top, width, height] = numbers.as_slice() else {
            return Err(RegionError);
        };
        let fits = |start: usize, length: usize| (10..=100).contains(&length) && start <= 100 - length;
        if fits(left, width) && fits(top, height) { Ok(Self { left, top, width, height }) } else { Err(RegionError) }
    }
}

impl Region {
    /// That part of a picture; `None` when it is too small to hold a code.
    pub fn of<'a>(&self, whole: &Gray<'a>) -> Option<Gray<'a>> {
        let part = |all: usize, percent: usize| all * percent / 100;
        whole.crop(
            part(whole.width(), self.left),
            part(whole.height(), self.top),
            part(whole.width(), self.width),
            part(whole.height(), self.height),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_a_part_of_the_picture() {
        let pixels: Vec<u8> = (0..100 * 40).map(|i| (i % 100) as u8).collect();
        let whole = Gray::new(&pixels, 100, 40, 100).unwrap();
        let region: Region = "25 50 50 50".parse().unwrap();
        let part = region.of(&whole).unwrap();
        assert_eq!((part.width(), part.height(), part.row(0).first()), (50, 20, Some(&25)));
        let all = Region::default().of(&whole).unwrap();
        assert_eq!((all.width(), all.height()), (100, 40));
    }

    #[test]
    fn what_is_no_region_is_said() {
        for text in [
            "",
            "1 2 3",
            "0 0 100 100 1",
            "60 0 50 100",
            "0 0 5 100",
            "-1 0 50 50",
            "a b c d",
            "0 18446744073709551615 1 1",
        ] {
            assert_eq!(text.parse::<Region>(), Err(RegionError), "{text}");
        }
    }
}
