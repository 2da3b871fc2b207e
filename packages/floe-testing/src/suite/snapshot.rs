//! The books as the promises look at them.

use floe_core::exits::Moment;
use floe_core::units::Native;
use floe_core::Batch;
use floe_validator_registry::state::TARGETS;

use crate::promises::{Snapshot, Terms};
use crate::suite::{books, Suite};

impl Suite {
    /// Books, stake, entries and unsettled batches as they stand in the hub's storage.
    pub fn snapshot(&self) -> Snapshot {
        let books = self.books();
        let block = self.chain.block();
        let (flow, stock) = (&books.flow, &books.stock);
        let batches = books::batches(&*self.storage()).unwrap_or_else(|error| panic!("batches: {error}"));
        let unsettled = batches.into_iter().filter_map(|(id, batch)| match batch {
            Batch::Unbonding(batch) => Some((id, batch)),
            Batch::Settled(_) => None,
        });
        Snapshot {
            at: Moment {
                height: block.height,
                nanos: block.time.nanos(),
            },
            books: floe_core::Books {
                delegated: stock.delegated,
                undelegating: stock.undelegating,
                free: flow.free,
                reserved: Native::new(books.reserved),
                owed: stock.owed,
                supply: flow.supply,
                stream: stock.stream,
                ..floe_core::Books::default()
            },
            terms: Terms {
                reserve_bps: books.params.instant.reserve_bps,
                interval: books.params.exit.batch_interval,
                estimate: books.params.exit.unbonding_estimate,
                max_entries: books.params.staking.max_entries.into(),
                validators: self.validators_that_stay(),
                unbonding: self.chain.unbonding_secs(),
                winding_down: books.controls.gates.winding_down(),
            },
            stake: books
                .positions
                .iter()
                .map(|(v, p)| (v.clone(), p.booked.units()))
                .collect(),
            open: (books.queue.open, books.escrow()),
            short: books.carry.short_since.is_some(),
            entries: books.entries,
            batches: unsettled.collect(),
        }
    }

    /// Validators of the registry that are not draining.
    fn validators_that_stay(&self) -> u64 {
        let storage = self.chain.app().contract_storage(&self.registry);
        let Ok(standing) = TARGETS.load(&*storage) else {
            return 0;
        };
        let shares = standing.at(self.now()).shares;
        shares.iter().filter(|share| share.weight > 0).count() as u64
    }
}
