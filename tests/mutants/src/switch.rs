//! Writes changes into a file as choices at run time, and knows afterwards which change lies where.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::mutant::{Change, Mutant};

/// What each crate with changes gets: the switch, and a record of the changes that a run comes by.
pub const MODULE: &str = r#"
#[doc(hidden)]
pub mod planted {
    use std::io::Write;
    use std::sync::{Mutex, OnceLock};

    enum Way {
        Plain,
        Chosen(usize),
        Trace(Mutex<(std::collections::BTreeSet<usize>, std::fs::File)>),
    }

    static WAY: OnceLock<Way> = OnceLock::new();

    fn way() -> Way {
        if let Ok(chosen) = std::env::var("FLOE_MUTANT") {
            return Way::Chosen(chosen.parse().unwrap());
        }
        match std::env::var("FLOE_MUTANT_TRACE") {
            Ok(path) => {
                let file = std::fs::File::options().append(true).create(true).open(path).unwrap();
                Way::Trace(Mutex::new((Default::default(), file)))
            }
            Err(_) => Way::Plain,
        }
    }

    pub fn is(id: usize) -> bool {
        match WAY.get_or_init(way) {
            Way::Plain => false,
            Way::Chosen(chosen) => *chosen == id,
            Way::Trace(seen) => {
                let mut seen = seen.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                if seen.0.insert(id) {
                    seen.1.write_all(format!("{id}\n").as_bytes()).unwrap();
                }
                false
            }
        }
    }
}
"#;

/// A changed file.
pub(crate) struct Switched {
    pub text: String,
    /// What was written for each change, and the whole around the choice, in the new text.
    places: Vec<(usize, Range<usize>, Range<usize>)>,
}

impl Switched {
    /// The changes that an error of the compiler at these places is about, the first of which is the main one: those whose
    /// text is meant, or else those of the smallest choice around the first place.
    pub fn blamed(&self, spots: &[Range<usize>]) -> BTreeSet<usize> {
        let inside =
            |spot: &Range<usize>, place: &Range<usize>| place.start <= spot.start && spot.end <= place.end;
        let meant: BTreeSet<usize> = self
            .places
            .iter()
            .filter(|(_, own, _)| spots.iter().any(|spot| inside(spot, own) || inside(own, spot)))
            .map(|(id, ..)| *id)
            .collect();
        if !meant.is_empty() {
            return meant;
        }
        let around = |spot: &Range<usize>| {
            let wholes = self
                .places
                .iter()
                .map(|(.., whole)| whole)
                .filter(|whole| inside(spot, whole));
            wholes.min_by_key(|whole| whole.len()).cloned()
        };
        let whole = spots.iter().find_map(around);
        self.places
            .iter()
            .filter(|(.., place)| Some(place) == whole.as_ref())
            .map(|(id, ..)| *id)
            .collect()
    }

    /// The arms of a match within this part that may be left out: where no other arm takes their place the compiler complains
    /// about the whole match.
    pub fn arms(&self, within: &Range<usize>) -> BTreeSet<usize> {
        let is_arm = |own: &Range<usize>| {
            let text = self.text.get(own.clone()).unwrap_or_default();
            text.starts_with(ARM) && within.start <= own.start && own.end <= within.end
        };
        let arms = self.places.iter().filter(|(_, own, _)| is_arm(own));
        arms.map(|(id, ..)| *id).collect()
    }
}

/// How the switch of an arm without a guard of its own begins.
const ARM: &str = " if !";

/// One place of a file where something is written, with all changes of this place.
enum Edit<'m> {
    /// Around an expression.
    Choice {
        at: Range<usize>,
        name: Option<&'m str>,
        /// Change and text.
        of: Vec<(usize, &'m str)>,
    },
    /// Between two bytes.
    Text {
        at: usize,
        text: String,
        of: Option<usize>,
    },
}

impl Edit<'_> {
    fn range(&self) -> Range<usize> {
        match self {
            Self::Choice { at, .. } => at.clone(),
            Self::Text { at, .. } => *at..*at,
        }
    }
}

/// `mutants` are of this file.
pub fn switch(text: &str, mutants: &[&Mutant]) -> Switched {
    let mut edits = edits(mutants);
    // From outside to inside; what is written between two bytes comes before a choice that begins there.
    edits.sort_by_key(|edit| {
        let range = edit.range();
        let choice = matches!(edit, Edit::Choice { .. });
        (range.start, choice, usize::MAX.saturating_sub(range.end))
    });
    let mut writer = Writer {
        source: text,
        out: String::with_capacity(text.len().saturating_mul(2)),
        places: Vec::new(),
    };
    writer.write(0..text.len(), &edits);
    Switched {
        text: writer.out,
        places: writer.places,
    }
}

fn edits<'m>(mutants: &[&'m Mutant]) -> Vec<Edit<'m>> {
    let mut edits: Vec<Edit<'m>> = Vec::new();
    for mutant in mutants {
        let is = format!("crate::planted::is({})", mutant.id);
        match &mutant.change {
            Change::Expression { at, to, name } => {
                let same = edits.iter_mut().find_map(|edit| match edit {
                    Edit::Choice { at: other, of, .. } if other == at => Some(of),
                    _ => None,
                });
                match same {
                    Some(of) => of.push((mutant.id, to)),
                    None => edits.push(Edit::Choice {
                        at: at.clone(),
                        name: name.as_deref(),
                        of: vec![(mutant.id, to)],
                    }),
                }
            }
            Change::Function { at, returns } => edits.push(Edit::Text {
                at: *at,
                text: format!(" if {is} {{ return {returns}; }}"),
                of: Some(mutant.id),
            }),
            Change::Arm { at, guard: None } => edits.push(Edit::Text {
                at: *at,
                text: format!("{ARM}{is}"),
                of: Some(mutant.id),
            }),
            Change::Arm {
                guard: Some(guard), ..
            } => {
                edits.push(Edit::Text {
                    at: guard.start,
                    text: format!("!{is} && "),
                    of: Some(mutant.id),
                });
            }
        }
    }
    edits
}

struct Writer<'t> {
    source: &'t str,
    out: String,
    places: Vec<(usize, Range<usize>, Range<usize>)>,
}

impl Writer<'_> {
    /// A part of the source with its edits, which lie within it.
    fn write(&mut self, part: Range<usize>, edits: &[Edit]) {
        let (mut done, mut next) = (part.start, 0usize);
        while let Some(edit) = edits.get(next) {
            let range = edit.range();
            self.copy(done..range.start);
            next = next.saturating_add(1);
            match edit {
                Edit::Text { text, of, .. } => {
                    let start = self.out.len();
                    self.out.push_str(text);
                    let whole = start..self.out.len();
                    self.places.extend(of.map(|id| (id, whole.clone(), whole)));
                }
                Edit::Choice { name, of, .. } => {
                    let inner = edits
                        .get(next..)
                        .unwrap_or_default()
                        .iter()
                        .take_while(|edit| edit.range().end <= range.end && edit.range().start < range.end)
                        .count();
                    let until = next.saturating_add(inner);
                    let inner = edits.get(next..until).unwrap_or_default();
                    self.choice(range.clone(), *name, of, inner);
                    next = until;
                }
            }
            done = range.end;
        }
        self.copy(done..part.end);
    }

    fn choice(&mut self, at: Range<usize>, name: Option<&str>, of: &[(usize, &str)], inner: &[Edit]) {
        if let Some(name) = name {
            self.out.push_str(name);
            self.out.push_str(": ");
        }
        let start = self.out.len();
        let mut own = Vec::new();
        self.out.push('(');
        for (id, text) in of {
            self.out.push_str(&format!("if crate::planted::is({id}) {{ "));
            let from = self.out.len();
            self.out.push_str(text);
            own.push((*id, from..self.out.len()));
            self.out.push_str(" } else ");
        }
        self.out.push_str("{ ");
        self.write(at, inner);
        self.out.push_str(" })");
        let whole = start..self.out.len();
        self.places
            .extend(own.into_iter().map(|(id, text)| (id, text, whole.clone())));
    }

    fn copy(&mut self, range: Range<usize>) {
        self.out.push_str(self.source.get(range).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mutant(id: usize, change: Change) -> Mutant {
        Mutant {
            id,
            package: String::new(),
            file: String::new(),
            name: String::new(),
            line: 1,
            change,
        }
    }

    fn expression(id: usize, at: Range<usize>, to: &str) -> Mutant {
        mutant(
            id,
            Change::Expression {
                at,
                to: to.to_owned(),
                name: None,
            },
        )
    }

    #[test]
    fn choices_lie_in_each_other_and_a_function_may_end_at_once() {
        let text = "fn f() -> bool { a == b && !c }";
        let mutants = [
            mutant(
                1,
                Change::Function {
                    at: 16,
                    returns: "true".into(),
                },
            ),
            expression(2, 17..23, "a != b"),
            expression(3, 17..29, "a == b || !c"),
            expression(4, 27..29, "c"),
            expression(5, 17..23, "a > b"),
        ];
        let switched = switch(text, &mutants.iter().collect::<Vec<_>>());
        let is = |id| format!("crate::planted::is({id})");
        let expected = format!(
            "fn f() -> bool {{ if {} {{ return true; }} (if {} {{ a == b || !c }} else {{ (if {} {{ a != b }} else if {} \
             {{ a > b }} else {{ a == b }}) && (if {} {{ c }} else {{ !c }}) }}) }}",
            is(1),
            is(3),
            is(2),
            is(5),
            is(4)
        );
        assert_eq!(switched.text, expected);
        let spot = |part: &str| {
            let start = switched.text.find(part).unwrap();
            start..start + part.len()
        };
        assert_eq!(switched.blamed(&[spot("a != b")]), [2].into());
        assert_eq!(switched.arms(&(0..switched.text.len())), [].into());
        assert_eq!(switched.blamed(&[spot("return true")]), [1].into());
        assert_eq!(switched.blamed(&[spot("else { !c")]), [4].into());
    }

    #[test]
    fn an_arm_is_never_taken_with_its_guard_or_without() {
        let text = "match x { 1 if y => a, 2 => b, _ => c }";
        let mutants = [
            mutant(
                1,
                Change::Arm {
                    at: 11,
                    guard: Some(15..16),
                },
            ),
            mutant(2, Change::Arm { at: 24, guard: None }),
            expression(3, 15..16, "true"),
        ];
        let switched = switch(text, &mutants.iter().collect::<Vec<_>>());
        assert_eq!(
            switched.text,
            "match x { 1 if !crate::planted::is(1) && (if crate::planted::is(3) { true } else { y }) => a, 2 if \
             !crate::planted::is(2) => b, _ => c }"
        );
        assert_eq!(switched.arms(&(0..switched.text.len())), [2].into());
    }
}
