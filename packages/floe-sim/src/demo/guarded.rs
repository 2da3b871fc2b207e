//! The same history with a backstop, beside the one that is told.
//!
//! It plays from the first day by the same seed and differs in one thing: one holder has put her shares into a backstop.
//! What she holds is no more and no less, so the hub's books are the same to the unit until a slash comes.

use cosmwasm_std::{to_json_binary, Addr};
use floe_api::backstop::{BackstopHookMsg, ExecuteMsg as BackstopMsg, InstantiateMsg};
use floe_api::hub::{ExecuteMsg, GuaranteesResponse, QueryMsg};
use floe_core::units::{BPS, DAY};
use floe_draw::Table;
use floe_testing::suite::{codes, Failure, HubBooks};
use serde_json::json;

use super::audit::Audit;
use super::format::{self, fixed, percent, rate, shares, stake};
use super::story::{self, GUARANTOR};
use super::teller::Teller;
use super::world::World;
use super::Tale;

/// The name under which the suite knows the backstop.
const BACKSTOP: &str = "backstop";
/// The chain's unbonding time and a day.
const COOLDOWN: u64 = 22 * DAY;

/// The books, and the shares of the guarantor or of the backstop that she has put them into.
#[derive(Clone, Debug)]
pub(crate) struct Sight {
    books: HubBooks,
    pledged: u128,
}

impl Sight {
    pub fn of(world: &World) -> Self {
        let holder = if world.guarded { BACKSTOP } else { GUARANTOR };
        Self {
            books: world.suite.books(),
            pledged: world.suite.shares(holder),
        }
    }

    fn rate(&self) -> u128 {
        format::rate_of(self.books.pool(), self.books.supply())
    }

    /// What everybody else's shares are worth.
    fn others(&self) -> u128 {
        let (pool, supply) = (self.books.pool(), self.books.supply());
        floe_core::convert::mul_div_floor(supply - self.pledged, pool, supply).unwrap_or_default()
    }

    fn covered(&self) -> u128 {
        self.books.carry.totals.covered.units()
    }

    /// What two histories must agree in before they part.
    fn figures(&self) -> [u128; 6] {
        let books = &self.books;
        [
            books.pool(),
            books.supply(),
            books.owed(),
            books.unreleased(),
            books.undelegating(),
            self.pledged,
        ]
    }
}

/// A slash, and what the hub saw in the second before and after it looked.
#[derive(Clone, Debug)]
pub(crate) struct Strike {
    pub validator: String,
    /// Of the hub's stake, in base units.
    pub taken: u128,
    pub before: Sight,
    pub after: Sight,
}

impl Strike {
    /// What those who stay, the queue, yield not yet released and the backstop pay, in base units. What the backstop's
    /// shares were worth leaves the pool with them, and is nobody else's loss.
    fn payers(&self) -> [u128; 4] {
        let fall = |of: fn(&HubBooks) -> u128| of(&self.before.books).saturating_sub(of(&self.after.books));
        let backstop = self.after.covered() - self.before.covered();
        [
            fall(HubBooks::pool).saturating_sub(backstop),
            fall(HubBooks::owed),
            fall(HubBooks::unreleased),
            backstop,
        ]
    }
}

impl Tale {
    /// Puts the guarantor's shares into a backstop, in the history that has one.
    pub fn pledge(&mut self) {
        if !self.world.guarded {
            return;
        }
        if let Err(failure) = self.world.pledge() {
            self.world
                .failures
                .push(format!("the backstop was refused: {}", failure.text));
        }
    }
}

impl World {
    /// Deploys a backstop, has governance name it, and deposits the guarantor's shares.
    fn pledge(&mut self) -> Result<(), Failure> {
        let suite = &mut self.suite;
        let guarantor = suite.addr(GUARANTOR);
        let code = suite.chain.store_code(codes::backstop());
        let msg = InstantiateMsg {
            hub: suite.hub.to_string(),
            cooldown: COOLDOWN,
        };
        let backstop: Addr = suite
            .chain
            .instantiate(code, &guarantor, &msg, &[], BACKSTOP, None)
            .map_err(|error| Failure::of(&error))?;
        suite.guarantors.insert(BACKSTOP.to_owned(), backstop.clone());
        let roles = ExecuteMsg::UpdateRoles {
            guardian: None,
            governor: None,
            bonds: None,
            backstop: Some(Some(backstop.to_string())),
        };
        suite.hub("gov", &roles)?;
        suite.exec(&guarantor, &backstop, &BackstopMsg::AcceptGuarantor {}, &[])?;
        let deposit = BackstopHookMsg::Deposit {
            receiver: None,
            min_units: None,
        };
        let shares = suite.shares(GUARANTOR);
        let send = ExecuteMsg::Send {
            contract: backstop.into_string(),
            amount: shares.into(),
            msg: to_json_binary(&deposit).map_err(|error| Failure::new("Std", error.to_string()))?,
        };
        suite.hub(GUARANTOR, &send)?;
        Ok(())
    }
}

/// Plays the history once more with a backstop, up to the slash and the look that finds it.
fn with_backstop(tale: &Tale) -> anyhow::Result<(Strike, Audit, u64)> {
    let mut twin = Tale::begin(&tale.args, Teller::silent())?;
    twin.world.guarded = true;
    for day in 0..tale.teller.day {
        story::play(&mut twin, day);
    }
    twin.teller.day = tale.teller.day;
    let strike = story::strike(&mut twin).ok_or_else(|| anyhow::anyhow!("nothing was in flight"))?;
    let guarantees: GuaranteesResponse = twin.world.suite.ask(&QueryMsg::Guarantees {});
    Ok((strike, Audit::of(&mut twin.world), guarantees.cap_bps))
}

/// Shows what the slash did in both histories. They must have been one until then, and both must add up.
pub fn side_by_side(tale: &mut Tale, without: &Strike) {
    let (with, audit, cap) = match with_backstop(tale) {
        Ok(found) => found,
        Err(error) => {
            let text = format!("the history with a backstop could not be played: {error}");
            return tale.world.failures.push(text);
        }
    };
    if with.before.figures() != without.before.figures() {
        let text = "the two histories differ before the slash".to_owned();
        tale.world.failures.push(text);
    }
    for check in audit.checks.iter().filter(|check| !check.holds) {
        let text = format!("with a backstop: {}: {}", check.name, check.detail);
        tale.world.failures.push(text);
    }
    let text = format!(
        "The same history once more, with one difference: on the first day {GUARANTOR} has put her {} into a backstop, \
         {} of which may be burned for one loss. The hub does that by itself, in the same look.",
        shares(without.before.pledged),
        percent(cap.into(), BPS)
    );
    tale.teller.say(&text);
    tale.teller.table(&table(without, &with));
    let [stay, queue, _, _] = without.payers();
    let [stays, queues, _, paid] = with.payers();
    let burned = with.before.pledged - with.after.pledged;
    let text = format!(
        "Without it those who stay pay {} and those in the queue {}; with it {GUARANTOR}'s backstop pays {} ({}, burned), \
         those who stay {} and those in the queue {}.",
        stake(stay),
        stake(queue),
        stake(paid),
        shares(burned),
        stake(stays),
        stake(queues)
    );
    let payers = |strike: &Strike| {
        let [stay, queue, stream, backstop] = strike.payers().map(|units| units.to_string());
        json!({ "stay": stay, "queue": queue, "stream": stream, "backstop": backstop })
    };
    let books = |sight: &Sight| json!({ "books": sight.books.summary(), "others": sight.others().to_string(), "pledged": sight.pledged.to_string() });
    let data = json!({
        "before": books(&without.before), "without": books(&without.after), "with": books(&with.after),
        "paid_without": payers(without), "paid_with": payers(&with),
    });
    tale.teller.tell("compared", &text, data);
}

fn table(without: &Strike, with: &Strike) -> Table {
    let mut table = Table::new(
        "Who bears it",
        &["", "before", "without backstop", "with backstop"],
    );
    let mut row = |what: &str, of: &dyn Fn(&Sight) -> String| {
        let sights = [&without.before, &without.after, &with.after];
        table.row([vec![what.to_owned()], sights.map(of).to_vec()].concat());
    };
    row("pool (those who stay)", &|sight| fixed(sight.books.pool()));
    row("  of all but grace", &|sight| fixed(sight.others()));
    row("owed (those in the queue)", &|sight| fixed(sight.books.owed()));
    row("yield not yet released", &|sight| fixed(sight.books.unreleased()));
    row("delegated", &|sight| fixed(sight.books.delegated()));
    row("expected from undelegations", &|sight| {
        fixed(sight.books.undelegating())
    });
    row("supply, in flSTAKE", &|sight| fixed(sight.books.supply()));
    row("  grace's or the backstop's", &|sight| fixed(sight.pledged));
    row("rate", &|sight| rate(sight.rate()));
    table
}
