//! Decision records: each has a number, a date and a status, and the list of them is the folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::{files, page, root};

const FOLDER: &str = "docs/adr";

struct Record {
    /// Name of its file.
    name: String,
    title: String,
    /// The third line without the addresses of its links.
    status: String,
    /// Numbers of all records that it links to after the third line, or in it.
    links: BTreeSet<String>,
}

/// A sentence without the addresses of its links.
fn unlinked(line: &str) -> String {
    let mut parts = line.split("](");
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        text.push_str(part.split_once(')').unwrap().1);
    }
    text.replace('[', "")
}

fn records() -> BTreeMap<String, Record> {
    let mut found = BTreeMap::new();
    for path in files(&root().join(FOLDER), "md") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name == "README.md" {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let number = name[..4].to_owned();
        let heading = text.lines().next().unwrap();
        let title = heading.strip_prefix(&format!("# {number}: "));
        let title =
            title.unwrap_or_else(|| panic!("{name} begins with {heading}, not with # {number}: and a title"));
        let links = text
            .split("](")
            .skip(1)
            .map(|rest| rest.chars().take(4).collect());
        let record = Record {
            title: title.to_owned(),
            status: unlinked(text.lines().nth(2).unwrap()),
            links: links.collect(),
            name,
        };
        let before = found.insert(number.clone(), record);
        assert!(before.is_none(), "two records have the number {number}");
    }
    assert!(found.len() > 50, "the records are not where they were");
    found
}

/// The numbers in the sentence of a status that begins with a word, such as `Changed by 0028, 0100.`
fn named(status: &str, word: &str) -> Vec<String> {
    let sentences = status.split('.').map(str::trim);
    let words = sentences.filter_map(|sentence| sentence.strip_prefix(word));
    let numbers = words.flat_map(|rest| rest.split([' ', ',']));
    let numbers = numbers.filter(|word| word.len() == 4 && word.chars().all(|c| c.is_ascii_digit()));
    numbers.map(str::to_owned).collect()
}

#[test]
fn every_decision_record_has_a_date_and_a_status() {
    for record in records().values() {
        let first = record.status.split('.').next().unwrap();
        let date = first.strip_prefix("Accepted, ");
        let shape = date.map(|date| {
            date.chars()
                .map(|c| if c.is_ascii_digit() { '0' } else { c })
                .collect::<String>()
        });
        assert_eq!(
            shape.as_deref(),
            Some("0000-00-00"),
            "{}: the third line is `{}`, not `Accepted, YYYY-MM-DD.`",
            record.name,
            record.status
        );
    }
}

#[test]
fn a_record_that_changes_another_is_named_by_it_and_names_it() {
    let records = records();
    for (number, record) in &records {
        for later in named(&record.status, "Changed by ") {
            assert!(
                named(&records[&later].status, "Changes ").contains(number),
                "{number} is changed by {later}, which does not say that it changes it"
            );
        }
        for earlier in named(&record.status, "Changes ") {
            assert!(
                named(&records[&earlier].status, "Changed by ").contains(number),
                "{number} changes {earlier}, which does not say that it is changed by it"
            );
        }
        for later in named(&record.status, "Superseded by ") {
            assert!(
                records[&later].links.contains(number),
                "{number} is superseded by {later}, which does not link to it"
            );
        }
    }
}

#[test]
fn the_list_of_decision_records_is_the_folder() {
    let list = page("docs/adr/README.md");
    let listed: Vec<&str> = list.lines().filter(|line| line.starts_with("| [")).collect();
    let expected: Vec<String> = records()
        .iter()
        .map(|(number, record)| {
            let mut sentences = record.status.split_inclusive('.').map(str::trim);
            let mut status = sentences.next().unwrap().to_owned();
            for sentence in sentences {
                if sentence.starts_with("Changed by ") || sentence.starts_with("Superseded by ") {
                    status = format!("{status} {sentence}");
                }
            }
            format!("| [{number}]({}) | {} | {status} |", record.name, record.title)
        })
        .collect();
    assert_eq!(listed, expected, "the rows should be:\n{}", expected.join("\n"));
}
