//! Small numbers as Parquet packs them: runs of one value in a few bytes, everything else bit by bit in groups of eight.
//! Which values are there, and which word of a dictionary each row has, is kept like this.

use super::thrift::varint;

/// Values of a group, and the shortest run that stands for itself.
const GROUP: usize = 8;

/// Bits that the largest value takes; one at least, because not every reader takes none.
pub fn width(most: u32) -> u32 {
    (u32::BITS - most.leading_zeros()).max(1)
}

/// Appends values of so many bits each.
pub fn pack<T: Copy + PartialEq + Into<u32>>(out: &mut Vec<u8>, values: &[T], width: u32) {
    let (mut from, mut at) = (0, 0);
    while at < values.len() {
        let run = run(&values[at..]);
        // What stands before a run fills whole groups, with values of the run where some are missing.
        let lent = (at - from).next_multiple_of(GROUP) - (at - from);
        if run >= GROUP + lent {
            groups(out, &values[from..at + lent], width);
            repeated(out, values[at].into(), run - lent, width);
            from = at + run;
        }
        at += run;
    }
    groups(out, &values[from..], width);
}

/// How often the first value stands there in a row.
fn run<T: Copy + PartialEq>(values: &[T]) -> usize {
    let first = values[0];
    values.iter().take_while(|value| **value == first).count()
}

/// Appends one value so many times.
pub fn repeated(out: &mut Vec<u8>, value: u32, count: usize, width: u32) {
    varint(out, (count as u64) << 1);
    out.extend_from_slice(&value.to_le_bytes()[..width.div_ceil(8) as usize]);
}

fn groups<T: Copy + Into<u32>>(out: &mut Vec<u8>, values: &[T], width: u32) {
    if values.is_empty() {
        return;
    }
    varint(out, (values.len().div_ceil(GROUP) as u64) << 1 | 1);
    for group in values.chunks(GROUP) {
        let (mut bits, mut held) = (0u64, 0);
        let mut left = width as usize;
        for value in group {
            bits |= u64::from((*value).into()) << held;
            held += width;
            while held >= 8 {
                out.push(bits as u8);
                (bits, held, left) = (bits >> 8, held - 8, left - 1);
            }
        }
        // The last group is filled up with zeros.
        let rest = bits.to_le_bytes();
        (0..left).for_each(|nth| out.push(rest.get(nth).copied().unwrap_or(0)));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads them as the format says.
    fn unpacked(mut bytes: &[u8], width: u32, count: usize) -> Vec<u32> {
        let mut values = Vec::new();
        while values.len() < count {
            let (mut header, mut shift) = (0u64, 0);
            loop {
                header |= u64::from(bytes[0] & 0x7F) << shift;
                shift += 7;
                let last = bytes[0] < 0x80;
                bytes = &bytes[1..];
                if last {
                    break;
                }
            }
            if header & 1 == 0 {
                let size = width.div_ceil(8) as usize;
                let mut value = [0; 4];
                value[..size].copy_from_slice(&bytes[..size]);
                values.extend(std::iter::repeat_n(u32::from_le_bytes(value), (header >> 1) as usize));
                bytes = &bytes[size..];
            } else {
                let size = (header >> 1) as usize * width as usize;
                let bit = |at: usize| u32::from(bytes[at / 8] >> (at % 8) & 1);
                let value =
                    |nth: usize| (0..width as usize).map(|at| bit(nth * width as usize + at) << at).sum();
                values.extend((0..(header >> 1) as usize * GROUP).map(|nth| -> u32 { value(nth) }));
                bytes = &bytes[size..];
            }
        }
        assert!(bytes.is_empty());
        assert!(values[count..].iter().all(|value| *value == 0));
        values.truncate(count);
        values
    }

    proptest! {
        #[test]
        fn values_read_back(runs in prop::collection::vec((0u32..5_000, 1usize..40), 0..30), bits in 1u32..32) {
            let most = if bits == 31 { u32::MAX } else { (1 << bits) - 1 };
            let values: Vec<u32> = runs.iter().flat_map(|(value, count)| std::iter::repeat_n(most.saturating_sub(*value), *count)).collect();
            let width = width(values.iter().copied().max().unwrap_or(0));
            let mut bytes = Vec::new();
            pack(&mut bytes, &values, width);
            prop_assert_eq!(unpacked(&bytes, width, values.len()), values);
        }
    }

    #[test]
    fn one_value_takes_a_few_bytes() {
        let mut bytes = Vec::new();
        pack(&mut bytes, &[true; 100_000], 1);
        assert_eq!(bytes.len(), 4);
    }
}
