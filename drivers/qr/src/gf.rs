//! The field GF(256) of QR codes, by tables. Source: ISO/IEC 18004, 7.5.2: polynomial x^8 + x^4 + x^3 + x^2 + 1.
#![allow(clippy::indexing_slicing)] // tables that are filled before the program is built

const POLYNOMIAL: u16 = 0x11D;

/// Powers of 2 twice over, so that the sum of two logarithms needs no modulo.
static EXP: [u8; 512] = exp_table();
static LOG: [u8; 256] = log_table();

const fn exp_table() -> [u8; 512] {
    let mut table = [0; 512];
    let (mut value, mut i) = (1u16, 0);
    while i < 512 {
        table[i] = value as u8;
        value <<= 1;
        if value >= 256 {
            value ^= POLYNOMIAL;
        }
        i += 1;
    }
    table
}

const fn log_table() -> [u8; 256] {
    let exp = exp_table();
    let mut table = [0; 256];
    let mut i = 0;
    while i < 255 {
        table[exp[i] as usize] = i as u8;
        i += 1;
    }
    table
}

/// 2 to the power of `power`, any power below 512.
pub(crate) fn exp(power: usize) -> u8 {
    EXP.get(power & 511).copied().unwrap_or(0)
}

/// The logarithm of a value that is not 0 (of 0: 0).
pub(crate) fn log(value: u8) -> usize {
    LOG.get(usize::from(value)).copied().map_or(0, usize::from)
}

pub(crate) fn mul(a: u8, b: u8) -> u8 {
    if a == 0 || b == 0 { 0 } else { exp(log(a) + log(b)) }
}

/// `a / b`; 0 for a division by 0.
pub(crate) fn div(a: u8, b: u8) -> u8 {
    if a == 0 || b == 0 { 0 } else { exp(log(a) + 255 - log(b)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_divided_by_itself_is_one() {
        for a in 1..=255 {
            assert_eq!(div(a, a), 1);
            for b in 1..=255 {
                assert_eq!(div(mul(a, b), b), a);
            }
        }
        assert_eq!((mul(0, 7), mul(7, 0), div(0, 7)), (0, 0, 0));
    }
}
