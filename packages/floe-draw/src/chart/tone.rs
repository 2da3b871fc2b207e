//! What colours mean. Each has a shade for a white page and one for a dark page.

/// What a shape is, which decides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Words and what stands out.
    Ink,
    /// Words beside the matter.
    Faint,
    /// Lines to read by.
    Grid,
    /// What is lost.
    Loss,
    /// Lines and bars that need to be told apart; the ninth is as the first.
    Series(usize),
}

/// Red, green, blue.
type Shade = (u8, u8, u8);

/// Of the page itself: light and dark.
pub const PAGE: (Shade, Shade) = ((0xff, 0xff, 0xff), (0x14, 0x17, 0x1a));

const SERIES: [(Shade, Shade); 8] = [
    ((0x0b, 0x6e, 0x99), (0x4f, 0xb3, 0xd9)),
    ((0xc4, 0x62, 0x0a), (0xff, 0x9d, 0x4d)),
    ((0x3a, 0x7a, 0x57), (0x6c, 0xc0, 0x8b)),
    ((0x85, 0x5a, 0xa8), (0xb9, 0x9a, 0xd6)),
    ((0xb8, 0x40, 0x80), (0xe3, 0x7f, 0xb4)),
    ((0x6f, 0x6d, 0x69), (0xa8, 0xa6, 0xa2)),
    ((0x96, 0x70, 0x14), (0xe0, 0xb4, 0x5c)),
    ((0x2f, 0x62, 0xa8), (0x86, 0xac, 0xf0)),
];

impl Tone {
    /// All that there are.
    pub fn all() -> impl Iterator<Item = Self> {
        let series = (0..SERIES.len()).map(Self::Series);
        [Self::Ink, Self::Faint, Self::Grid, Self::Loss]
            .into_iter()
            .chain(series)
    }

    /// On a white page and on a dark one.
    fn shades(self) -> (Shade, Shade) {
        match self {
            Self::Ink => ((0x22, 0x22, 0x22), (0xe6, 0xe6, 0xe6)),
            Self::Faint => ((0x66, 0x66, 0x66), (0x9f, 0xa6, 0xad)),
            Self::Grid => ((0xd8, 0xd8, 0xd8), (0x3a, 0x40, 0x46)),
            Self::Loss => ((0xb0, 0x2a, 0x2a), (0xff, 0x7b, 0x72)),
            Self::Series(index) => {
                let place = index.checked_rem(SERIES.len()).unwrap_or_default();
                SERIES.get(place).copied().unwrap_or(PAGE)
            }
        }
    }

    /// `#0b6e99`, on a white page.
    pub fn light(self) -> String {
        written(self.shades().0)
    }

    /// The same on a dark page.
    pub fn dark(self) -> String {
        written(self.shades().1)
    }

    /// The class of its shapes.
    pub fn class(self) -> String {
        match self {
            Self::Ink => "ink".to_owned(),
            Self::Faint => "faint".to_owned(),
            Self::Grid => "grid".to_owned(),
            Self::Loss => "loss".to_owned(),
            Self::Series(index) => format!("s{}", index.checked_rem(SERIES.len()).unwrap_or_default()),
        }
    }
}

/// `#0b6e99`.
pub fn written((red, green, blue): Shade) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of two colours, as the guidelines for legible pages measure it: 1 to 21.
    fn contrast(one: Shade, other: Shade) -> f64 {
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            match value <= 0.040_45 {
                true => value / 12.92,
                false => ((value + 0.055) / 1.055).powf(2.4),
            }
        };
        let light = |(r, g, b): Shade| 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
        let (a, b) = (light(one) + 0.05, light(other) + 0.05);
        a.max(b) / a.min(b)
    }

    #[test]
    fn every_colour_can_be_seen_on_both_pages_and_words_can_be_read() {
        for tone in Tone::all().filter(|tone| *tone != Tone::Grid) {
            let (light, dark) = tone.shades();
            let words = matches!(tone, Tone::Ink | Tone::Faint | Tone::Loss);
            let least = if words { 4.5 } else { 3.0 };
            assert!(contrast(light, PAGE.0) >= least, "{tone:?}");
            assert!(contrast(dark, PAGE.1) >= least, "{tone:?}");
        }
    }

    #[test]
    fn the_ninth_line_is_as_the_first() {
        assert_eq!(Tone::Series(8).light(), Tone::Series(0).light());
        assert_eq!(Tone::Series(8).class(), "s0");
    }
}
