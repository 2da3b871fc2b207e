//! Which known word was probably meant.

/// Letters of a word that are compared.
const LONGEST: usize = 64;

/// `; did you mean stake?`, or nothing where no known word is near.
pub fn hint<'w>(given: &str, known: impl IntoIterator<Item = &'w str>) -> String {
    match meant(given, known) {
        Some(word) => format!("; did you mean {word}?"),
        None => String::new(),
    }
}

/// The nearest of the known words, capitals or not, if a quarter of its letters at most differ; the first of equally near
/// ones.
fn meant<'w>(given: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let folded = |word: &str| -> Vec<char> { word.to_lowercase().chars().take(LONGEST).collect() };
    let letters = folded(given);
    let near = known.into_iter().filter_map(|word| {
        let other = folded(word);
        let apart = distance(&letters, &other);
        let allowed = letters.len().max(other.len()).div_euclid(4).max(1);
        (apart <= allowed && apart < other.len()).then_some((apart, word))
    });
    near.min_by_key(|(apart, _)| *apart).map(|(_, word)| word)
}

/// Letters to change, add or take away, and neighbours to exchange.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.iter().enumerate() {
        let mut next = vec![index.saturating_add(1)];
        for (at, compared) in other.iter().enumerate() {
            let of = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX);
            let left = of(&next, at).saturating_add(1);
            let above = of(&row, at.saturating_add(1)).saturating_add(1);
            let changed = of(&row, at).saturating_add(usize::from(letter != compared));
            let last = |word: &[char], at: usize| at.checked_sub(1).and_then(|at| word.get(at).copied());
            let exchanged = last(other, at) == Some(*letter) && last(one, index) == Some(*compared);
            let exchanged = match (exchanged, at.checked_sub(1)) {
                (true, Some(at)) => of(&before, at).saturating_add(1),
                _ => usize::MAX,
            };
            next.push(left.min(above).min(changed).min(exchanged));
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("STAKE", Some("stake"))]
    #[case("staek", Some("stake"))]
    #[case("flstake", Some("flSTAKE"))]
    #[case("atom", None)]
    #[case("", None)]
    #[case("x", None)]
    fn the_nearest_word_is_offered(#[case] given: &str, #[case] expected: Option<&str>) {
        assert_eq!(meant(given, ["stake", "flSTAKE"]), expected);
    }

    #[rstest]
    #[case("", "", 0)]
    #[case("kitten", "sitting", 3)]
    #[case("abc", "", 3)]
    #[case("", "abc", 3)]
    #[case("min_bnod", "min_bond", 1)]
    #[case("ab", "ba", 1)]
    fn letters_apart_are_counted(#[case] one: &str, #[case] other: &str, #[case] expected: usize) {
        let letters = |word: &str| word.chars().collect::<Vec<_>>();
        assert_eq!(distance(&letters(one), &letters(other)), expected);
        assert_eq!(distance(&letters(other), &letters(one)), expected);
    }
}
