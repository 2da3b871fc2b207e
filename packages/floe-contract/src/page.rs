//! Lists in answers are bounded.

const DEFAULT_LIMIT: u32 = 10;
const MAX_LIMIT: u32 = 100;

/// Items in an answer: 10 unless the question names a number, at most 100.
pub fn size(limit: Option<u32>) -> usize {
    usize::try_from(limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT)).unwrap_or(usize::MAX)
}

/// The number of items to leave out, so that a page begins after the one at `last`; none at the beginning.
pub fn skipped(last: Option<usize>) -> usize {
    last.map_or(0, |last| last.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_ten_items_or_as_many_as_asked_for_up_to_a_hundred() {
        let given = [None, Some(0), Some(1), Some(100), Some(101), Some(u32::MAX)];
        assert_eq!(given.map(size), [10, 0, 1, 100, 100, 100]);
        assert_eq!([None, Some(0), Some(9)].map(skipped), [0, 1, 10]);
    }
}
