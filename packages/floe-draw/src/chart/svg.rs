//! A page as the text of an SVG file. Colours stand at the shapes for a white page; a style sheet has those for a dark one, which
//! browsers follow and converters leave out.

use std::fmt::Write;

use super::tone::{self, Tone};
use super::{Anchor, Drawing, Shape, Stroke};

pub fn write(drawing: &Drawing) -> String {
    let title = escaped(&drawing.title);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w:.0} {h:.0}\" width=\"{w:.0}\" height=\"{h:.0}\" \
         font-family=\"sans-serif\" role=\"img\" aria-label=\"{title}\">\n<title>{title}</title>\n<style>{}</style>\n\
         <rect class=\"page\" width=\"100%\" height=\"100%\" fill=\"{}\"/>\n",
        dark(),
        tone::written(tone::PAGE.0),
        w = drawing.width,
        h = drawing.height,
    );
    for shape in &drawing.shapes {
        let _ = writeln!(out, "{}", element(shape));
    }
    out.push_str("</svg>\n");
    out
}

/// The colours of a dark page, by class: of lines (`l`), of boxes and words.
fn dark() -> String {
    let page = tone::written(tone::PAGE.1);
    let tones = Tone::all().map(|tone| {
        let (class, shade) = (tone.class(), tone.dark());
        format!(".{class}{{fill:{shade}}}.l.{class}{{fill:none;stroke:{shade}}}")
    });
    let tones: String = tones.collect();
    format!("@media(prefers-color-scheme:dark){{.page{{fill:{page}}}{tones}}}")
}

fn element(shape: &Shape) -> String {
    match shape {
        Shape::Line { points, stroke, tone } => {
            let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
            let (width, dashes) = match stroke {
                Stroke::Full(width) => (width, ""),
                Stroke::Dashed(width) => (width, " stroke-dasharray=\"4 3\""),
            };
            format!(
                "<polyline class=\"l {}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{width}\"{dashes} stroke-linejoin=\"round\" \
                 points=\"{}\"/>",
                tone.class(),
                tone.light(),
                points.join(" ")
            )
        }
        Shape::Box {
            at: (x, y),
            size: (width, height),
            tone,
            opacity,
        } => {
            let opacity = match *opacity < 1.0 {
                true => format!(" opacity=\"{opacity}\""),
                false => String::new(),
            };
            format!(
                "<rect class=\"{}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{}\"{opacity}/>",
                tone.class(),
                tone.light()
            )
        }
        Shape::Text {
            at: (x, y),
            anchor,
            size,
            tone,
            text,
        } => {
            let anchor = match anchor {
                Anchor::Start => "",
                Anchor::Middle => " text-anchor=\"middle\"",
                Anchor::End => " text-anchor=\"end\"",
            };
            format!(
                "<text class=\"{}\" x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size:.0}\" fill=\"{}\"{anchor}>{}</text>",
                tone.class(),
                tone.light(),
                escaped(text)
            )
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_escaped_and_told_to_those_who_cannot_see() {
        let mut page = Drawing::new("a \"b\" & c", 10.0);
        page.text((1.0, 2.0), Anchor::End, (12.0, Tone::Ink), "a < b & c");
        let svg = page.svg();
        assert!(
            svg.contains("text-anchor=\"end\">a &lt; b &amp; c</text>"),
            "{svg}"
        );
        assert!(svg.contains("<title>a &quot;b&quot; &amp; c</title>"), "{svg}");
    }

    #[test]
    fn every_class_that_is_used_has_a_dark_shade() {
        let mut page = Drawing::new("t", 10.0);
        for tone in Tone::all() {
            page.line(vec![(0.0, 0.0)], Stroke::Dashed(1.0), tone);
            page.filled((0.0, 0.0), (1.0, 1.0), tone, 0.5);
        }
        let svg = page.svg();
        let style = svg.split("</style>").next().unwrap();
        for tone in Tone::all() {
            assert!(
                style.contains(&format!(".{}{{fill:{}}}", tone.class(), tone.dark())),
                "{svg}"
            );
            assert!(style.contains(&format!(
                ".l.{}{{fill:none;stroke:{}}}",
                tone.class(),
                tone.dark()
            )));
        }
    }
}
