//! What the contract reports: the events are declared in `floe_api::events`.

use cosmwasm_std::Event;
use floe_api::events::TimelockFact;
use floe_core::wait::Waiting;

/// A fact that is to be written.
pub(crate) type Fact<'a> = TimelockFact<&'a str>;

/// Reports what a look at the objections has changed.
pub(crate) fn looked(id: u64, waiting: &Waiting, objections: Option<u64>, marked: bool) -> Vec<Event> {
    let postponed = objections.map(|objections| {
        Fact::Postponed {
            id,
            objections,
            due: waiting.due,
        }
        .into()
    });
    let marked = waiting.mark.filter(|_| marked).map(|batch| {
        Fact::Marked {
            id,
            batch,
            until: waiting.patience_ends(),
        }
        .into()
    });
    postponed.into_iter().chain(marked).collect()
}
