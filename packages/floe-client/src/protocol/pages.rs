//! Lists that contracts give page by page.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::tx::json;
use crate::Error;

/// Items of a page, the most that the contracts give.
pub const PAGE: u32 = 100;

/// Whether more may follow a page of so many items.
pub fn is_full(items: usize) -> bool {
    u32::try_from(items).is_ok_and(|items| items >= PAGE)
}

const LIST: &str = "a contract's list";

/// Pages of a contract's list at most.
const MAX_PAGES: usize = 1_000;

/// All items of a list, page by page; `page` is given the last item so far.
///
/// # Errors
/// For a list that does not end; of `page`.
pub fn pages<T: Serialize, E: From<Error>>(
    mut page: impl FnMut(Option<&T>) -> Result<Vec<T>, E>,
) -> Result<Vec<T>, E> {
    let mut all: Vec<T> = Vec::new();
    let mut ends = BTreeSet::new();
    for _ in 0..MAX_PAGES {
        let mut found = page(all.last())?;
        let full = is_full(found.len());
        all.append(&mut found);
        if !full {
            return Ok(all);
        }
        let last = all.last().map(json).transpose()?;
        if !ends.insert(last) {
            return Err(Error::unreadable(LIST, "it repeats itself").into());
        }
    }
    let reason = format!("it has more than {MAX_PAGES} pages");
    Err(Error::unreadable(LIST, reason).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(from: u64) -> Vec<u64> {
        (from..from + u64::from(PAGE)).collect()
    }

    #[test]
    fn a_list_is_read_to_its_end() {
        let read = pages::<_, Error>(|last: Option<&u64>| {
            Ok(match last {
                None => page(0),
                Some(last) => vec![last + 1],
            })
        });
        assert_eq!(read.unwrap().len(), 101);
    }

    #[test]
    fn a_list_that_repeats_itself_or_never_ends_is_given_up() {
        let repeated = pages::<_, Error>(|_: Option<&u64>| Ok(page(0)))
            .unwrap_err()
            .to_string();
        assert!(repeated.contains("repeats itself"), "{repeated}");
        let endless = pages::<_, Error>(|last: Option<&u64>| Ok(page(last.map_or(0, |last| last + 1))));
        let endless = endless.unwrap_err().to_string();
        assert!(endless.contains("more than 1000 pages"), "{endless}");
    }
}
