//! Numbers that only rise, in little more than a byte for each beyond the first few thousand: of those only the step from
//! the one before is kept, and every sixteenth number whole. Tables of a usual size never get that far, so that looking
//! into them costs what a slice costs.

/// How many numbers are kept as they are.
const WHOLE: usize = 4096;
/// How far apart the numbers behind them are that are kept whole.
const STRIDE: usize = 16;
/// A step that does not fit: the number itself stands in [`Ascending::far`].
const FAR: u8 = 255;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Ascending {
    whole: Vec<u32>,
    last: u32,
    steps: Vec<u8>,
    /// The number before each stride of steps.
    marks: Vec<u32>,
    /// The numbers, by step, that are too far from the one before.
    far: Vec<(u32, u32)>,
}

impl Ascending {
    #[inline]
    pub fn len(&self) -> usize {
        self.whole.len() + self.steps.len()
    }

    #[inline]
    pub fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }

    #[inline]
    pub fn last(&self) -> Option<u32> {
        (!self.is_empty()).then_some(self.last)
    }

    /// Makes room for so many numbers.
    pub fn reserve(&mut self, numbers: usize) {
        self.whole.reserve_exact(numbers.min(WHOLE));
        let steps = numbers.saturating_sub(WHOLE);
        self.steps.reserve_exact(steps);
        self.marks.reserve_exact(steps.div_ceil(STRIDE));
    }

    pub fn shrink(&mut self) {
        self.whole.shrink_to_fit();
        self.steps.shrink_to_fit();
        self.marks.shrink_to_fit();
    }

    /// Adds a number that is not below the last one.
    #[inline]
    pub fn push(&mut self, number: u32) {
        let before = std::mem::replace(&mut self.last, number);
        if self.whole.len() < WHOLE {
            self.whole.push(number);
        } else {
            self.push_step(before, number);
        }
    }

    fn push_step(&mut self, before: u32, number: u32) {
        if self.steps.len().is_multiple_of(STRIDE) {
            self.marks.push(before);
        }
        let step = number.saturating_sub(before);
        if step >= u32::from(FAR) {
            self.far.push((self.steps.len() as u32, number));
        }
        self.steps.push(step.min(u32::from(FAR)) as u8);
    }

    #[inline]
    pub fn get(&self, nth: usize) -> Option<u32> {
        match self.whole.get(nth) {
            Some(&number) => Some(number),
            None => self.walked(nth.checked_sub(WHOLE)?),
        }
    }

    fn walked(&self, step: usize) -> Option<u32> {
        let start = step - step % STRIDE;
        let steps = self.steps.get(start..=step)?;
        let before = *self.marks.get(start / STRIDE)?;
        if self.far.is_empty() {
            return Some(before + steps.iter().map(|&step| u32::from(step)).sum::<u32>());
        }
        let next = |number: u32, (at, &step): (usize, &u8)| match step {
            FAR => self.far_number(start + at).unwrap_or(number),
            _ => number + u32::from(step),
        };
        Some(steps.iter().enumerate().fold(before, next))
    }

    fn far_number(&self, step: usize) -> Option<u32> {
        let found = self.far.binary_search_by_key(&(step as u32), |&(step, _)| step).ok()?;
        Some(self.far[found].1)
    }

    /// How many numbers are not above this one.
    pub fn up_to(&self, number: u32) -> usize {
        let whole = self.whole.partition_point(|&other| other <= number);
        if whole < WHOLE {
            return whole;
        }
        let strides = self.marks.partition_point(|&mark| mark <= number);
        let first = WHOLE + strides.saturating_sub(1) * STRIDE;
        let above = (first..self.len().min(first + STRIDE)).find(|&nth| self.get(nth) > Some(number));
        above.unwrap_or(self.len().min(first + STRIDE))
    }

    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.iter_from(0)
    }

    /// The numbers from the n-th on, which costs less than asking for one after the other.
    pub fn iter_from(&self, nth: usize) -> impl Iterator<Item = u32> {
        let whole = self.whole.get(nth..).unwrap_or_default();
        let first = nth.saturating_sub(WHOLE);
        let before = nth.max(WHOLE).checked_sub(1).and_then(|before| self.get(before));
        let mut number = before.unwrap_or(0);
        let steps = self.steps.get(first..).unwrap_or_default().iter().enumerate().map(move |(at, &step)| {
            number = match step {
                FAR => self.far_number(first + at).unwrap_or(number),
                _ => number + u32::from(step),
            };
            number
        });
        whole.iter().copied().chain(steps)
    }
}

impl Extend<u32> for Ascending {
    fn extend<I: IntoIterator<Item = u32>>(&mut self, numbers: I) {
        numbers.into_iter().for_each(|number| self.push(number));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_number_is_found_again(
            steps in prop::collection::vec(prop_oneof![8 => 0u32..40, 1 => 200u32..300, 1 => 0u32..9000], 0..300),
            whole in 0usize..200,
        ) {
            // Most of the numbers stand behind those that are kept whole.
            let mut numbers = vec![7; WHOLE - whole];
            for step in steps {
                numbers.push(numbers[numbers.len() - 1] + step);
            }
            let mut ascending = Ascending::default();
            ascending.extend(numbers.iter().copied());
            let found: Vec<u32> = (0..numbers.len()).filter_map(|nth| ascending.get(nth)).collect();
            prop_assert_eq!(&found, &numbers);
            prop_assert_eq!(ascending.iter().collect::<Vec<_>>(), found);
            for nth in [1, WHOLE - whole, WHOLE, WHOLE + 20, numbers.len()] {
                let rest: Vec<u32> = ascending.iter_from(nth).collect();
                prop_assert_eq!(&rest[..], numbers.get(nth..).unwrap_or_default());
            }
            prop_assert_eq!(ascending.get(numbers.len()), None);
            for number in numbers.iter().flat_map(|&number| [number.saturating_sub(1), number, number + 1]) {
                let below = numbers.partition_point(|&other| other <= number);
                prop_assert_eq!(ascending.up_to(number), below);
            }
        }
    }

    #[test]
    fn a_million_steps_take_a_million_bytes_and_a_little() {
        let mut ascending = Ascending::default();
        ascending.extend((0..1_000_000).map(|number| number * 3));
        assert!(ascending.steps.len() + 4 * ascending.marks.len() < 1_260_000);
        assert!(ascending.far.is_empty());
    }
}
