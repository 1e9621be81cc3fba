//! Whatever comes from a camera: an answer or an error, never a panic.

use photo::{Advice, Corners, Error, Gray, Paper, sight, straighten};
use proptest::prelude::*;

#[test]
fn what_is_no_picture_is_refused_before_anything_is_made_of_it() {
    let bytes = vec![0u8; 64 * 64];
    let refused = |width, height, stride| Gray::new(&bytes, width, height, stride).err();
    assert!(matches!(refused(0, 0, 0), Some(Error::TooSmall { .. })));
    assert!(matches!(refused(1, 4096, 1), Some(Error::TooSmall { .. })));
    assert!(matches!(refused(usize::MAX, usize::MAX, usize::MAX), Some(Error::TooLarge { .. })));
    assert!(matches!(refused(9000, 64, 9000), Some(Error::TooLarge { .. })));
    assert!(matches!(refused(64, 64, 63), Some(Error::Short { .. })));
    assert!(matches!(refused(64, 64, usize::MAX), Some(Error::Short { .. })));
    assert!(matches!(refused(64, 65, 64), Some(Error::Short { .. })));
    assert!(refused(64, 64, 64).is_none());
    // The last row need not be padded.
    assert!(refused(34, 63, 65).is_none());
}

#[test]
fn even_pictures_have_no_sheet() {
    for value in [0u8, 1, 128, 254, 255] {
        for (width, height) in [(32, 32), (1280, 720), (33, 4000), (8192, 32)] {
            let pixels = vec![value; width * height];
            let sight = sight(&Gray::new(&pixels, width, height, width).unwrap());
            assert_eq!((sight.advice, sight.sheet), (Advice::NoSheet, None), "{width}×{height} of {value}");
            assert!((sight.darkness - (1.0 - f32::from(value) / 255.0)).abs() < 0.01);
        }
    }
}

#[test]
fn noise_stripes_and_checks_are_never_good() {
    let mut state = 1u32;
    let noise: Vec<u8> = (0..1280 * 720)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect();
    let drawn = |value: fn(usize, usize) -> bool| -> Vec<u8> {
        (0..720 * 1280).map(|i| if value(i % 1280, i / 1280) { 230 } else { 20 }).collect()
    };
    let stripes = drawn(|x, _| x / 40 % 2 == 0);
    let pixels = drawn(|x, y| (x + y) % 2 == 0);
    for picture in [noise, stripes, pixels] {
        let sight = sight(&Gray::new(&picture, 1280, 720, 1280).unwrap());
        assert_ne!(sight.advice, Advice::Good, "{sight:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_picture_panics(
        width in 1usize..200, height in 1usize..200, extra in 0usize..9, cut in 0usize..6,
        boxes in prop::collection::vec((0usize..200, 0usize..200, 1usize..200, 1usize..200, any::<u8>()), 0..6),
        noise in prop::collection::vec(any::<u8>(), 1..64),
    ) {
        let stride = width + extra;
        let mut pixels = vec![90u8; stride * height];
        for (x, y, w, h, value) in boxes {
            for row in pixels.chunks_exact_mut(stride).skip(y).take(h) {
                row.iter_mut().skip(x).take(w).for_each(|pixel| *pixel = value);
            }
        }
        for (pixel, noise) in pixels.iter_mut().zip(noise.iter().cycle()) {
            *pixel = pixel.wrapping_add(noise % 4);
        }
        pixels.truncate(pixels.len().saturating_sub(cut));
        let Ok(gray) = Gray::new(&pixels, width, height, stride) else { return Ok(()) };
        let seen = sight(&gray);
        prop_assert!((0.0..=1.0).contains(&seen.sharpness) && (0.0..=1.0).contains(&seen.glare_share));
        prop_assert_eq!(seen.sheet.is_none(), seen.advice == Advice::NoSheet);
        if let Some(sheet) = seen.sheet {
            prop_assert!(sheet.0.iter().flatten().all(|place| place.is_finite()));
            let _ = straighten(&gray, sheet, Paper::Any);
        }
    }

    #[test]
    fn no_corners_panic(places in prop::array::uniform8(prop_oneof![-50.0f32..250.0, any::<f32>()]), paper in 0usize..3) {
        let pixels: Vec<u8> = (0..160 * 120).map(|i| (i * 7) as u8).collect();
        let gray = Gray::new(&pixels, 160, 120, 160).unwrap();
        let [a, b, c, d, e, f, g, h] = places;
        let paper = [Paper::A4, Paper::Card, Paper::Any][paper];
        if let Ok(page) = straighten(&gray, Corners([[a, b], [c, d], [e, f], [g, h]]), paper) {
            prop_assert_eq!(page.pixels().len(), page.width() * page.height());
            prop_assert!(page.width().max(page.height()) <= 2339);
        }
    }
}
