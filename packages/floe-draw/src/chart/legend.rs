//! Which colour is which.

use super::{cut, wide, Anchor, Drawing, Tone, TEXT};

/// Between a name and the next one.
const GAP: f64 = 16.0;
const SIGN: f64 = 12.0;

/// Names with their colours side by side, in as many lines as the width asks for. `at` is the base line of the first; returns that
/// of the last.
pub fn draw<'a>(
    page: &mut Drawing,
    (left, top): (f64, f64),
    width: f64,
    names: impl IntoIterator<Item = (&'a str, Tone)>,
) -> f64 {
    let (mut x, mut y) = (left, top);
    for (name, tone) in names {
        let name = cut(name, TEXT, width - SIGN - 6.0);
        let needed = SIGN + 6.0 + wide(&name, TEXT);
        if x > left && x + needed > left + width {
            (x, y) = (left, y + TEXT + 6.0);
        }
        page.filled((x, y - 9.0), (x + SIGN, y), tone, 1.0);
        page.text((x + SIGN + 6.0, y), Anchor::Start, (TEXT, Tone::Faint), name);
        x += needed + GAP;
    }
    y
}
