//! One line a day, written as it ends.

use std::borrow::Cow;
use std::io::{self, Write};

use super::sim::Sim;

const COLUMNS: &str =
    "run,day,pool,supply,rate,delegated,undelegating,free,reserved,owed,unreleased,deposits,claims,\
instant,rewards,losses,gains,batches_waiting,exits_open,cranks,messages,gas_of_keepers,gas_of_holders";

pub(crate) struct Csv<W: Write> {
    out: W,
}

impl<W: Write> Csv<W> {
    pub fn new(mut out: W) -> io::Result<Self> {
        writeln!(out, "{COLUMNS}")?;
        Ok(Self { out })
    }

    /// Amounts in base units; deposits, claims, rewards and so on since the start.
    pub fn row(&mut self, run: &str, day: u64, sim: &Sim) -> io::Result<()> {
        let books = &sim.ledger().books;
        let (flows, totals) = (&sim.flows, &sim.accounts().totals);
        let now = sim.now();
        let run = quoted(run);
        write!(
            self.out,
            "{run},{day},{},{},{}",
            books.pool(now),
            books.supply,
            books.rate(now)
        )?;
        for amount in [
            books.delegated,
            books.undelegating,
            books.free,
            books.reserved,
            books.owed,
            books.stream.unreleased(now),
            flows.deposits,
            flows.claims,
            totals.instant_exits,
            totals.rewards,
            totals.losses,
            totals.gains,
        ] {
            write!(self.out, ",{amount}")?;
        }
        let usage = &sim.usage;
        for number in [
            u64::try_from(sim.ledger().batches.len()).unwrap_or(u64::MAX),
            sim.waiting.open.count,
            usage.cranks,
            usage.messages(),
            usage.gas_of_keepers,
            usage.gas_of_holders,
        ] {
            write!(self.out, ",{number}")?;
        }
        writeln!(self.out)
    }

    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A text as one field.
fn quoted(text: &str) -> Cow<'_, str> {
    if text.contains([',', '"']) {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_name_with_commas_or_quotes_stays_one_field() {
        assert_eq!(super::quoted("a=1"), "a=1");
        assert_eq!(super::quoted("a=\"1,2\""), "\"a=\"\"1,2\"\"\"");
    }
}
