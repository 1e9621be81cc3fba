//! Reed–Solomon: corrects the errors and erasures of one block in place.
//!
//! Syndromes, Berlekamp–Massey started with the erasures' locator, Chien search, Forney. Source: ISO/IEC 18004, 7.5.2
//! (generator roots 2^0 and up).
#![allow(clippy::indexing_slicing)] // every index is below PARITY_MAX + 1 or the block's length, by the loops

use crate::gf::{div, exp, log, mul};

/// Parity bytes that a block of any version has at most.
pub(crate) const PARITY_MAX: usize = 30;

type Poly = [u8; PARITY_MAX + 2];

/// Corrects `block`, whose last `parity` bytes are parity. `erasures`: positions that are not to be trusted. Gives the
/// number of errors found outside the erasures, or `None` when the block is beyond repair (it is then left as it was).
///
/// `spare`: parity bytes that must stay unused by corrections, so that a wrong repair is unlikely.
pub(crate) fn correct(block: &mut [u8], parity: usize, erasures: &[usize], spare: usize) -> Option<usize> {
    let length = block.len();
    if parity > PARITY_MAX || length > 255 || length <= parity || erasures.len() + spare > parity {
        return None;
    }
    let syndromes = syndromes(block, parity)?;
    if syndromes[..parity].iter().all(|&s| s == 0) {
        return Some(0);
    }
    let (locator, degree) = locator(&syndromes, parity, erasures, length)?;
    let errors = degree.checked_sub(erasures.len())?;
    if erasures.len() + 2 * errors + spare > parity {
        return None;
    }
    repair(block, parity, &syndromes, &locator, degree)?;
    Some(errors)
}

fn syndromes(block: &[u8], parity: usize) -> Option<Poly> {
    let mut syndromes = [0; PARITY_MAX + 2];
    for (i, syndrome) in syndromes.iter_mut().enumerate().take(parity) {
        let mut sum = 0u8;
        for &byte in block {
            sum = if sum == 0 { byte } else { exp(log(sum) + i) ^ byte };
        }
        *syndrome = sum;
    }
    (parity > 0).then_some(syndromes)
}

fn locator(syndromes: &Poly, parity: usize, erasures: &[usize], length: usize) -> Option<(Poly, usize)> {
    let mut lambda: Poly = [0; PARITY_MAX + 2];
    lambda[0] = 1;
    for (count, &position) in erasures.iter().enumerate() {
        let root = exp(length.checked_sub(position + 1)?);
        for i in (1..=count + 1).rev() {
            lambda[i] ^= mul(lambda[i - 1], root);
        }
    }
    let known = erasures.len();
    let (mut shift, mut size) = (lambda, known);
    for step in known + 1..=parity {
        let mut discrepancy = 0;
        for i in 0..step {
            discrepancy ^= mul(lambda[i], syndromes[step - 1 - i]);
        }
        shift.copy_within(0..=PARITY_MAX, 1);
        shift[0] = 0;
        if discrepancy == 0 {
            continue;
        }
        let mut next = lambda;
        for (value, &term) in next.iter_mut().zip(&shift) {
            *value ^= mul(discrepancy, term);
        }
        if 2 * size < step + known {
            size = step + known - size;
            for (value, &term) in shift.iter_mut().zip(&lambda) {
                *value = div(term, discrepancy);
            }
        }
        lambda = next;
    }
    let degree = lambda.iter().rposition(|&value| value != 0)?;
    (degree > 0 && degree <= parity).then_some((lambda, degree))
}

fn repair(block: &mut [u8], parity: usize, syndromes: &Poly, lambda: &Poly, degree: usize) -> Option<()> {
    let mut omega: Poly = [0; PARITY_MAX + 2];
    for i in 0..parity {
        for j in 0..=i.min(degree) {
            omega[i] ^= mul(lambda[j], syndromes[i - j]);
        }
    }
    let length = block.len();
    let mut fixes = [(0usize, 0u8); PARITY_MAX];
    let mut found = 0;
    for power in 0..length {
        // The inverse of the place's locator.
        let inverse = (255 - power) % 255;
        if evaluate(lambda, degree, inverse) != 0 {
            continue;
        }
        let mut slope = 0;
        for i in (1..=degree).step_by(2) {
            slope ^= mul(lambda[i], exp(inverse * (i - 1) % 255));
        }
        if slope == 0 || found == degree {
            return None;
        }
        let value = mul(exp(power), div(evaluate(&omega, parity - 1, inverse), slope));
        fixes[found] = (length - 1 - power, value);
        found += 1;
    }
    if found != degree {
        return None;
    }
    for &(position, value) in &fixes[..found] {
        block[position] ^= value;
    }
    // Beyond capacity the sums can agree on a repair that is none.
    if self::syndromes(block, parity)?.iter().any(|&s| s != 0) {
        for &(position, value) in &fixes[..found] {
            block[position] ^= value;
        }
        return None;
    }
    Some(())
}

fn evaluate(poly: &Poly, degree: usize, power: usize) -> u8 {
    let mut sum = 0;
    for (i, &term) in poly.iter().enumerate().take(degree + 1) {
        if term != 0 {
            sum ^= exp(log(term) + power * i % 255);
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Appends parity by long division.
    fn encode(data: &[u8], parity: usize) -> Vec<u8> {
        let mut generator = vec![1u8];
        for i in 0..parity {
            let mut next = vec![0; generator.len() + 1];
            for (at, &term) in generator.iter().enumerate() {
                next[at] ^= term;
                next[at + 1] ^= mul(term, exp(i));
            }
            generator = next;
        }
        let mut rest = data.to_vec();
        rest.resize(data.len() + parity, 0);
        for at in 0..data.len() {
            let lead = rest[at];
            for (i, &term) in generator.iter().enumerate() {
                rest[at + i] ^= mul(term, lead);
            }
        }
        [data, &rest[data.len()..]].concat()
    }

    proptest! {
        #[test]
        fn corrected_up_to_capacity(data in prop::collection::vec(any::<u8>(), 1..120), half in 3usize..=15,
            share in 0.0f64..=1.0, seed in any::<u64>()) {
            let parity = half * 2;
            let whole = encode(&data, parity);
            let erased = ((parity as f64) * share) as usize;
            let wrong = (parity - erased) / 2;
            let mut damaged = whole.clone();
            let places = places(seed, whole.len(), (erased + wrong).min(whole.len()));
            for (i, &place) in places.iter().enumerate() {
                damaged[place] ^= 1 + ((seed >> (i % 50)) % 255) as u8;
            }
            let erasures = &places[..erased.min(places.len())];
            prop_assert!(correct(&mut damaged, parity, erasures, 0).is_some());
            prop_assert_eq!(damaged, whole);
        }

        #[test]
        fn beyond_capacity_refused_and_left_alone(data in prop::collection::vec(any::<u8>(), 60..120),
            seed in any::<u64>(), more in 1usize..20) {
            let whole = encode(&data, 20);
            let mut damaged = whole.clone();
            for place in places(seed, whole.len(), 10 + more) {
                damaged[place] ^= 0x5A;
            }
            let before = damaged.clone();
            // With four bytes spared a wrong repair of so many errors is next to impossible.
            prop_assert!(correct(&mut damaged, 20, &[], 4).is_none());
            prop_assert_eq!(damaged, before);
        }
    }

    fn places(mut seed: u64, length: usize, count: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..length).collect();
        for i in 0..length {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            all.swap(i, (seed >> 33) as usize % length);
        }
        all.truncate(count);
        all
    }
}
