//! A drawing as SVG text.

use std::fmt::Write;

use super::{Anchor, Drawing, Shape};

pub fn write(drawing: &Drawing) -> String {
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0} {:.0}\" font-family=\"sans-serif\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
        drawing.width, drawing.height
    );
    for shape in &drawing.shapes {
        let _ = writeln!(out, "{}", element(shape));
    }
    out.push_str("</svg>\n");
    out
}

fn element(shape: &Shape) -> String {
    match shape {
        Shape::Line {
            points,
            width,
            colour,
        } => {
            let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
            format!(
                "<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" points=\"{}\"/>",
                points.join(" ")
            )
        }
        Shape::Frame { at, size, colour } => {
            format!("<rect {} fill=\"none\" stroke=\"{colour}\"/>", place(*at, *size))
        }
        Shape::Box { at, size, colour } => format!("<rect {} fill=\"{colour}\"/>", place(*at, *size)),
        Shape::Text {
            at: (x, y),
            anchor,
            size,
            text,
        } => {
            let anchor = match anchor {
                Anchor::Start => "",
                Anchor::End => " text-anchor=\"end\"",
            };
            format!(
                "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size:.0}\"{anchor}>{}</text>",
                escaped(text)
            )
        }
    }
}

fn place((x, y): (f64, f64), (width, height): (f64, f64)) -> String {
    format!("x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_escaped() {
        let mut page = Drawing::new(10.0, 10.0);
        page.text((1.0, 2.0), Anchor::End, 12.0, "a < b & c");
        assert!(page.svg().contains("text-anchor=\"end\">a &lt; b &amp; c</text>"));
    }
}
