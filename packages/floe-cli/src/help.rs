//! Help that fits the terminal.

/// Fewer columns than these are not made use of: it would be a word a line.
const NARROWEST: usize = 32;

/// A text of help in lines of a width at most, where words allow it. What goes on in a further line stands below where it
/// began.
pub fn wrapped(text: &str, width: usize) -> String {
    let width = width.max(NARROWEST);
    let lines = text.lines().flat_map(|line| split(line, width));
    lines.map(|line| line + "\n").collect()
}

/// Columns of a text; sequences of colour take none.
fn columns(text: &str) -> usize {
    let mut counted: usize = 0;
    let mut coloured = false;
    for letter in text.chars() {
        match letter {
            '\u{1b}' => coloured = true,
            'm' if coloured => coloured = false,
            _ if coloured => {}
            _ => counted = counted.saturating_add(1),
        }
    }
    counted
}

/// Columns before the description of a flag or command, or before anything else.
fn indent(line: &str, width: usize) -> usize {
    let begins = line.len().saturating_sub(line.trim_start().len());
    let rest = line.trim_start();
    // A description stands behind two spaces or more.
    let described = rest.find("  ").map(|at| {
        let gap = rest.get(at..).unwrap_or_default();
        let spaces = gap.len().saturating_sub(gap.trim_start().len());
        let before = columns(rest.get(..at).unwrap_or_default());
        begins.saturating_add(before).saturating_add(spaces)
    });
    let further = described.unwrap_or(begins);
    match further.saturating_mul(2) > width {
        true => begins.saturating_add(4),
        false => further,
    }
}

fn split(line: &str, width: usize) -> Vec<String> {
    if columns(line) <= width {
        return vec![line.to_owned()];
    }
    let begins = line.len().saturating_sub(line.trim_start().len());
    let further = " ".repeat(indent(line, width));
    let mut lines = Vec::new();
    let mut current = line.get(..begins).unwrap_or_default().to_owned();
    let mut empty = true;
    for word in line.get(begins..).unwrap_or_default().split(' ') {
        let needed = columns(&current)
            .saturating_add(columns(word))
            .saturating_add(usize::from(!empty));
        if !empty && !word.is_empty() && needed > width {
            lines.push(current.trim_end().to_owned());
            current.clone_from(&further);
            empty = true;
        }
        if !empty {
            current.push(' ');
        }
        current.push_str(word);
        // Spaces in a row are kept, but not at the beginning of a further line.
        empty = word.is_empty() && empty;
    }
    lines.push(current.trim_end().to_owned());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_on_stands_below_where_it_began() {
        let line = "  -y, --yes  Do not ask before sending, not even where the fee is high";
        assert_eq!(
            wrapped(line, 40),
            "  -y, --yes  Do not ask before sending,\n             not even where the fee is\n             high\n"
        );
        assert_eq!(wrapped(line, 200), format!("{line}\n"));
    }

    #[test]
    fn no_line_is_wider_than_asked_where_words_allow_it() {
        let line = crate::app::command_line();
        let mut open = vec![line];
        while let Some(mut command) = open.pop() {
            let help = command.render_long_help().to_string();
            for width in [60, 80, 132] {
                for line in wrapped(&help, width).lines() {
                    let longest = line.split_whitespace().map(str::len).max().unwrap_or_default();
                    let unbreakable = longest.saturating_add(indent(line, width)) > width;
                    assert!(columns(line) <= width || unbreakable, "{width}: {line}");
                }
            }
            open.extend(command.get_subcommands().cloned().collect::<Vec<_>>());
        }
    }

    #[test]
    fn colours_take_no_columns() {
        assert_eq!(columns("\u{1b}[1m\u{1b}[4mUsage:\u{1b}[0m floe"), 11);
    }
}
