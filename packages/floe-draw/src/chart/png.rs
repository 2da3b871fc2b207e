//! The page as pixels. The letters come with the program, so that it needs no fonts of the machine.

// A page has some thousand pixels in each direction, far from where these conversions lose anything.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap
)]

use anyhow::{Context as _, Result};
use noto_sans_mono_bitmap::{get_raster, get_raster_width, FontWeight, RasterHeight};
use tiny_skia::{Color, Paint, PathBuilder, Pixmap, PremultipliedColorU8, Rect, Stroke, Transform};

use super::{Anchor, Colour, Drawing, Shape, BLACK};

/// Pixels of the picture per pixel of the page, for screens that show more.
const SCALE: f64 = 2.0;
const LETTER: RasterHeight = RasterHeight::Size16;
/// From the top of a letter's box to its base line.
const ASCENT: i64 = 12;

pub fn write(drawing: &Drawing) -> Result<Vec<u8>> {
    let (width, height) = (drawing.width * SCALE, drawing.height * SCALE);
    let mut page = Pixmap::new(width as u32, height as u32)
        .with_context(|| format!("a picture of {width:.0} by {height:.0} pixels is too large"))?;
    page.fill(Color::WHITE);
    for shape in &drawing.shapes {
        draw(&mut page, shape);
    }
    page.encode_png().context("cannot encode the picture")
}

fn draw(page: &mut Pixmap, shape: &Shape) {
    match shape {
        Shape::Line {
            points,
            width,
            colour,
        } => stroke(page, points, *width, *colour),
        Shape::Frame {
            at: (x, y),
            size: (w, h),
            colour,
        } => {
            let corners = [(*x, *y), (x + w, *y), (x + w, y + h), (*x, y + h), (*x, *y)];
            stroke(page, &corners, 1.0, *colour);
        }
        Shape::Box { at, size, colour } => fill(page, *at, *size, *colour),
        Shape::Text { at, anchor, text, .. } => write_text(page, *at, *anchor, text),
    }
}

fn stroke(page: &mut Pixmap, points: &[(f64, f64)], width: f64, colour: Colour) {
    let mut path = PathBuilder::new();
    for (index, (x, y)) in points.iter().enumerate() {
        let (x, y) = ((x * SCALE) as f32, (y * SCALE) as f32);
        if index == 0 {
            path.move_to(x, y);
        } else {
            path.line_to(x, y);
        }
    }
    let stroke = Stroke {
        width: (width * SCALE) as f32,
        ..Stroke::default()
    };
    // A line without length has no path.
    if let Some(path) = path.finish() {
        page.stroke_path(&path, &paint(colour), &stroke, Transform::identity(), None);
    }
}

fn fill(page: &mut Pixmap, at: (f64, f64), size: (f64, f64), colour: Colour) {
    let [x, y, w, h] = [at.0, at.1, size.0, size.1].map(|place| (place * SCALE) as f32);
    if let Some(area) = Rect::from_xywh(x, y, w, h) {
        page.fill_rect(area, &paint(colour), Transform::identity(), None);
    }
}

fn paint(Colour(red, green, blue): Colour) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, 255);
    paint
}

/// One letter after another; what the letters do not have is a question mark.
fn write_text(page: &mut Pixmap, at: (f64, f64), anchor: Anchor, text: &str) {
    let wide = get_raster_width(FontWeight::Regular, LETTER) as i64;
    let length = text.chars().count() as i64 * wide;
    let mut left = (at.0 * SCALE) as i64;
    if anchor == Anchor::End {
        left -= length;
    }
    let top = (at.1 * SCALE) as i64 - ASCENT;
    for letter in text.chars() {
        let raster = get_raster(letter, FontWeight::Regular, LETTER)
            .or_else(|| get_raster('?', FontWeight::Regular, LETTER));
        for (y, row) in raster.iter().flat_map(|raster| raster.rows().enumerate()) {
            for (x, ink) in row.iter().enumerate() {
                blend(page, left + x as i64, top + y as i64, *ink);
            }
        }
        left += wide;
    }
}

/// Puts ink, 0 to 255, on what is there.
fn blend(page: &mut Pixmap, x: i64, y: i64, ink: u8) {
    let (width, height) = (i64::from(page.width()), i64::from(page.height()));
    if ink == 0 || x < 0 || y < 0 || x >= width || y >= height {
        return;
    }
    let Some(pixel) = page.pixels_mut().get_mut((y * width + x) as usize) else {
        return;
    };
    let mix = |under: u8, over: u8| {
        let (under, over, ink) = (u32::from(under), u32::from(over), u32::from(ink));
        ((under * (255 - ink) + over * ink) / 255) as u8
    };
    let mixed = PremultipliedColorU8::from_rgba(
        mix(pixel.red(), BLACK.0),
        mix(pixel.green(), BLACK.1),
        mix(pixel.blue(), BLACK.2),
        255,
    );
    *pixel = mixed.unwrap_or(*pixel);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dark(bytes: &[u8]) -> usize {
        let page = Pixmap::decode_png(bytes).unwrap();
        page.pixels().iter().filter(|pixel| pixel.green() < 0x80).count()
    }

    #[test]
    fn lines_boxes_and_words_leave_ink_on_the_page() {
        let empty = Drawing::new(100.0, 40.0);
        assert_eq!(dark(&empty.png().unwrap()), 0);

        let mut boxed = empty.clone();
        boxed.filled((10.0, 10.0), (20.0, 5.0), BLACK);
        assert_eq!(dark(&boxed.png().unwrap()), 40 * 10);

        let mut line = empty.clone();
        line.line(vec![(0.0, 20.0), (100.0, 20.0)], 1.0, BLACK);
        assert_eq!(dark(&line.png().unwrap()), 200 * 2);

        let mut words = empty.clone();
        words.text((50.0, 30.0), Anchor::End, 12.0, "rate 1.05");
        assert!(dark(&words.png().unwrap()) > 50);
    }

    #[test]
    fn what_lies_beside_the_page_does_no_harm() {
        let mut page = Drawing::new(20.0, 20.0);
        page.text(
            (1.0, 1.0),
            Anchor::End,
            12.0,
            "far to the left and above \u{1f980}",
        );
        page.line(vec![(-50.0, -50.0), (90.0, 90.0)], 1.0, BLACK);
        page.line(vec![(5.0, 5.0)], 1.0, BLACK);
        assert!(page.png().is_ok());
    }

    #[test]
    fn a_page_beyond_all_measure_is_refused() {
        assert!(Drawing::new(1e9, 1e9).png().is_err());
    }
}
