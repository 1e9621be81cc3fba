//! Inputs from a seed: random ones, and genuine ones that were damaged as a bad line or a bad will damages them.

/// Numbers from a seed (SplitMix64: Steele, Lea, Flood 2014). The same seed gives the same inputs on every machine.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Below `end`, or 0 where that is 0.
    fn below(&mut self, end: usize) -> usize {
        (self.roll() % end.max(1) as u64) as usize
    }

    fn byte(&mut self) -> u8 {
        self.roll() as u8
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.byte()).collect()
    }

    /// Short ones are as frequent as long ones: 1 to `longest`, its logarithm even.
    fn length(&mut self, longest: usize) -> usize {
        let bits = self.below(longest.ilog2() as usize + 1);
        (1 + self.below(2 << bits)).min(longest)
    }

    fn one_of<'a>(&mut self, seeds: &'a [Vec<u8>]) -> &'a [u8] {
        seeds.get(self.below(seeds.len())).map_or(&[], Vec::as_slice)
    }
}

/// Bytes that bounds and protocols turn on: ends of ranges, line ends, escapes, preambles.
const TURNING: [u8; 20] = [
    0x00, 0x01, 0x02, 0x03, 0x04, 0x06, 0x0A, 0x0D, 0x10, 0x15, 0x16, 0x1B, 0x1D, 0x34, 0x37, 0x7E, 0x7F, 0x80, 0xAA,
    0xFF,
];
/// Inputs up to here are the rule: what a device says at once.
const USUAL: usize = 4096;

/// The next input.
pub(crate) fn input(dice: &mut Dice, seeds: &[Vec<u8>], longest: usize) -> Vec<u8> {
    // Long ones cost most of the time: one in 512.
    let longest = if dice.below(512) == 0 { longest } else { longest.min(USUAL) };
    let mut input = match dice.below(8) {
        0 => {
            let length = dice.length(longest);
            dice.bytes(length)
        }
        1 => {
            let (few, length) = (1 + dice.below(6), dice.length(longest));
            let few: Vec<u8> = (0..few).map(|_| TURNING[dice.below(TURNING.len())]).collect();
            (0..length).map(|_| few[dice.below(few.len())]).collect()
        }
        // The beginning of one and the end of another.
        2 => {
            let (first, second) = (dice.one_of(seeds), dice.one_of(seeds));
            let (end, start) = (dice.below(first.len() + 1), dice.below(second.len() + 1));
            [&first[..end], &second[start..]].concat()
        }
        3 => {
            let (first, second) = (dice.one_of(seeds), dice.one_of(seeds));
            [first, second].concat()
        }
        _ => dice.one_of(seeds).to_vec(),
    };
    // One in eight stays as it is: genuine ones must be read, too.
    for _ in 0..dice.below(8) {
        damage(dice, &mut input, seeds, longest);
    }
    input.truncate(longest);
    input
}

/// One damage.
fn damage(dice: &mut Dice, input: &mut Vec<u8>, seeds: &[Vec<u8>], longest: usize) {
    let place = dice.below(input.len());
    match dice.below(10) {
        0 => flip(input, place, 1 << dice.below(8)),
        1 => {
            let new = dice.byte();
            let old = input.get(place).copied();
            flip(input, place, old.map_or(0, |old| old ^ new));
        }
        2 => {
            let new = TURNING[dice.below(TURNING.len())];
            let old = input.get(place).copied();
            flip(input, place, old.map_or(0, |old| old ^ new));
        }
        // A length, or a number of a text, one more or less.
        3 => {
            if let Some(byte) = input.get_mut(place) {
                *byte = if dice.below(2) == 0 { byte.wrapping_add(1) } else { byte.wrapping_sub(1) };
            }
        }
        4 => input.truncate(place),
        5 => {
            let end = (place + dice.length(64)).min(input.len());
            input.drain(place..end);
        }
        6 => {
            let length = dice.length(64);
            let new = dice.bytes(length);
            input.splice(place..place, new);
        }
        // A piece over and over, to the limit or less far.
        7 => {
            let end = (place + dice.length(64)).min(input.len());
            let piece = input.get(place..end).unwrap_or_default().to_vec();
            let room = longest.saturating_sub(input.len());
            if let Some(most) = room.checked_div(piece.len()) {
                let times = dice.length(most.max(1));
                let new = piece.repeat(times.min(most));
                input.splice(place..place, new);
            }
        }
        8 => {
            let other = dice.one_of(seeds);
            let start = dice.below(other.len());
            let end = (start + dice.length(256)).min(other.len());
            input.splice(place..place, other[start..end].iter().copied());
        }
        _ => {
            let other = dice.below(input.len());
            if !input.is_empty() {
                input.swap(place, other);
            }
        }
    }
}

fn flip(input: &mut [u8], place: usize, bits: u8) {
    if let Some(byte) = input.get_mut(place) {
        *byte ^= bits;
    }
}
