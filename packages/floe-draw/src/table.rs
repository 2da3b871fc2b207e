//! Tables for the terminal, and the same rows as JSON.

use serde_json::{json, Map, Value};

/// Rows under headings. The first column is text and set left, the others are numbers and set right.
pub struct Table {
    pub title: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(title: impl Into<String>, columns: &[&str]) -> Self {
        Self {
            title: title.into(),
            columns: columns.iter().map(ToString::to_string).collect(),
            rows: Vec::new(),
        }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub fn lines(&self) -> Vec<String> {
        let widths = self.widths();
        let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
        let mut lines = vec![self.title.clone()];
        lines.push(line(&self.columns, &widths));
        lines.push(rule.join("  "));
        lines.extend(self.rows.iter().map(|row| line(row, &widths)));
        lines
    }

    /// As [`Table::lines`] where they fit into so many columns; otherwise each row as a list, its first cell above the others.
    pub fn fitting(&self, width: usize) -> Vec<String> {
        let lines = self.lines();
        if lines.iter().all(|line| line.chars().count() <= width) {
            return lines;
        }
        let columns = self.columns.iter().skip(1);
        let longest = columns.map(|column| column.chars().count()).max().unwrap_or(0);
        let mut lines = vec![self.title.clone()];
        for row in &self.rows {
            lines.extend(row.first().cloned());
            let cells = self.columns.iter().zip(row).skip(1);
            let cells = cells.filter(|(_, cell)| !cell.is_empty());
            lines.extend(cells.map(|(column, cell)| format!("  {column:<longest$}  {cell}")));
        }
        lines
    }

    /// Rows as objects with the headings as keys.
    pub fn json(&self) -> Value {
        let object = |row: &Vec<String>| -> Value {
            let cells = self.columns.iter().zip(row);
            cells
                .map(|(column, cell)| (column.clone(), json!(cell)))
                .collect::<Map<_, _>>()
                .into()
        };
        json!({ "title": self.title, "rows": self.rows.iter().map(object).collect::<Vec<_>>() })
    }

    fn widths(&self) -> Vec<usize> {
        let width = |(index, heading): (usize, &String)| {
            let cells = self
                .rows
                .iter()
                .filter_map(|row| row.get(index))
                .map(|cell| cell.chars().count());
            cells.chain([heading.len()]).max().unwrap_or(0)
        };
        self.columns.iter().enumerate().map(width).collect()
    }
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let set = |(index, (cell, width)): (usize, (&String, &usize))| match index {
        0 => format!("{cell:<width$}"),
        _ => format!("{cell:>width$}"),
    };
    let cells: Vec<String> = cells.iter().zip(widths).enumerate().map(set).collect();
    cells.join("  ").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn what_does_not_fit_is_a_list() {
        let mut table = Table::new("t", &["who", "n", "much"]);
        table.row(["alice".to_owned(), "1".to_owned(), String::new()]);
        assert_eq!(table.fitting(14), table.lines());
        assert_eq!(table.fitting(13), ["t", "alice", "  n     1"]);
    }

    #[test]
    fn columns_line_up() {
        let mut table = Table::new("t", &["who", "n"]);
        table.row(["alice".to_owned(), "1".to_owned()]);
        table.row(["bob".to_owned(), "22".to_owned()]);
        assert_eq!(
            table.lines(),
            ["t", "who     n", "-----  --", "alice   1", "bob    22"]
        );
    }
}
