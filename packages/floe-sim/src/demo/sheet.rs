//! The last chapter: who has what, and whether it adds up.

use serde_json::{json, Value};

use super::audit::Audit;
use super::{chart, format, Args, Tale};
use floe_draw::Table;

/// Users shown one by one; the others are one row.
const SHOWN: usize = 12;

/// Shows chart and balance sheet, and returns whether everything holds.
pub fn close(tale: &mut Tale, args: &Args) -> bool {
    let audit = Audit::of(&mut tale.world);
    tale.teller.chapter("The rate, day by day");
    tale.teller
        .say("STAKE per flSTAKE. It rises as rewards are released and falls only when stake is slashed (S).");
    let picture = chart::draw(&tale.world.rates, &tale.world.marks, tale.teller.width);
    tale.teller.picture(&picture);
    tale.teller.chapter("The final balance sheet");
    let people = people(tale, &audit);
    let tables = [people, holders(tale, &audit), coins(&audit), books(&audit)];
    for table in &tables {
        tale.teller.table(table);
    }
    refusals(tale);
    verdict(tale, &audit, args);
    audit.sound()
}

fn people(tale: &Tale, audit: &Audit) -> Table {
    let columns = [
        "user",
        "deposited",
        "paid out",
        "in the queue",
        "flSTAKE worth now",
        "result",
    ];
    let mut table = Table::new(
        "Users, in STAKE (shares given to others move the result with them)",
        &columns,
    );
    let mut rows: Vec<(String, [u128; 4])> = Vec::new();
    for (name, person) in &tale.world.people {
        let address = tale.world.suite.addr(name);
        let queued = audit.queued.get(&address).copied().unwrap_or_default();
        let worth = audit.value(audit.shares.get(&address).copied().unwrap_or_default());
        rows.push((name.clone(), [person.deposited, person.paid, queued, worth]));
    }
    rows.sort_by_key(|(_, [deposited, ..])| std::cmp::Reverse(*deposited));
    let others = rows.split_off(rows.len().min(SHOWN));
    let sum = |of: &[(String, [u128; 4])]| {
        of.iter().fold([0; 4], |[a, b, c, d], (_, [e, f, g, h])| {
            [a + e, b + f, c + g, d + h]
        })
    };
    let total = [sum(&rows), sum(&others)].map(|numbers| (String::new(), numbers));
    if !others.is_empty() {
        rows.push((format!("{} others", others.len()), sum(&others)));
    }
    rows.push(("all users".into(), sum(&total)));
    for (name, numbers) in rows {
        table.row(person_row(name, numbers));
    }
    table
}

fn person_row(name: String, [deposited, paid, queued, worth]: [u128; 4]) -> Vec<String> {
    let result = format::difference(paid + queued + worth, deposited);
    let mut row = vec![name];
    row.extend([deposited, paid, queued, worth].map(format::fixed));
    row.push(format::signed(result));
    row
}

fn holders(tale: &Tale, audit: &Audit) -> Table {
    let mut table = Table::new("Fees and seed", &["holder", "flSTAKE", "worth now"]);
    for (name, shares) in [
        (
            "treasury (9 of 10 parts of the fee)",
            tale.world.suite.shares("treasury"),
        ),
        (
            "keeper (1 of 10 parts of the fee)",
            tale.world.suite.shares("keeper"),
        ),
        ("seed, never burned", audit.seed),
    ] {
        table.row([
            name.to_owned(),
            format::fixed(shares),
            format::fixed(audit.value(shares)),
        ]);
    }
    table
}

fn coins(audit: &Audit) -> Table {
    let mut table = Table::new(
        "Every coin, in STAKE",
        &["where it came from and where it is", "amount"],
    );
    let mut row = |name: &str, amount: String| table.row([name.to_owned(), amount]);
    row("  deposits", format::fixed(audit.deposited));
    row("+ seed", format::fixed(audit.seed));
    row("+ rewards of the validators", format::fixed(audit.rewards));
    row("+ gifts", format::fixed(audit.gifts));
    row("- paid to those who left", format::fixed(audit.paid));
    row("- burned by slashes", format::fixed(audit.slashed));
    row(
        "- rounded away by the chain",
        format::signed(audit.rounding).trim_start_matches('+').to_owned(),
    );
    row(
        "= what must be there",
        format::signed(audit.should_be())
            .trim_start_matches('+')
            .to_owned(),
    );
    row("  hub's bank balance", format::fixed(audit.bank));
    row("+ delegated", format::fixed(audit.staked));
    row("+ undelegations in flight", format::fixed(audit.leaving));
    row(
        "+ rewards not yet withdrawn or forwarded",
        format::fixed(audit.pending + audit.collector),
    );
    row("= what is there", format::fixed(audit.inside()));
    table
}

fn books(audit: &Audit) -> Table {
    let books = &audit.books;
    let mut table = Table::new("The hub's books", &["item", "amount"]);
    for (name, amount) in [
        ("D     delegated", books.delegated()),
        ("U     expected from undelegations", books.undelegating()),
        ("B     free coins", books.free()),
        ("K     set aside for settled exits", books.reserved),
        ("owed  to exits not yet settled", books.owed()),
        ("      rewards not yet released", books.unreleased()),
        ("pool  D + U + B - owed - unreleased", books.pool()),
        ("S     supply of flSTAKE", books.supply()),
    ] {
        table.row([name.to_owned(), format::fixed(amount)]);
    }
    table.row([
        "rate  pool / S".to_owned(),
        format::rate(format::rate_of(books.pool(), books.supply())),
    ]);
    table
}

fn refusals(tale: &mut Tale) {
    let mut table = Table::new("Messages that were refused, and why", &["error", "times"]);
    for (kind, times) in &tale.world.refused {
        table.row([kind.clone(), format::grouped((*times).into())]);
    }
    if !table.rows.is_empty() {
        tale.teller.table(&table);
    }
}

fn verdict(tale: &mut Tale, audit: &Audit, args: &Args) {
    let mark = |holds| if holds { "PASS" } else { "FAIL" };
    let mut lines = vec!["Checks, in base units (1 STAKE = 1,000,000)".to_owned()];
    for check in &audit.checks {
        lines.push(format!(
            "{}  {:<45} {}",
            mark(check.holds),
            check.name,
            check.detail
        ));
    }
    tale.teller.picture(&lines);
    let result = mark(audit.sound());
    let sent = format::grouped(tale.world.suite.sent.into());
    let text = format!(
        "{result}: {} days, {sent} messages, every invariant checked after each.",
        args.days
    );
    match args.json {
        true => tale.teller.object("summary", summary(tale, audit, args)),
        false => tale.teller.say(&text),
    }
}

fn summary(tale: &Tale, audit: &Audit, args: &Args) -> Value {
    let text = |units: u128| units.to_string();
    json!({
        "result": if audit.sound() { "PASS" } else { "FAIL" },
        "seed": args.seed, "days": args.days, "validators": args.validators,
        "users": tale.world.people.len(), "messages": tale.world.suite.sent,
        "refused": tale.world.refused, "broken": tale.world.suite.broken, "failures": tale.world.failures,
        "checks": audit.checks.iter().map(|c| json!({"name": c.name, "holds": c.holds, "detail": c.detail}))
            .collect::<Vec<_>>(),
        "coins": {
            "seed": text(audit.seed), "deposited": text(audit.deposited), "paid": text(audit.paid),
            "rewards": text(audit.rewards), "gifts": text(audit.gifts), "slashed": text(audit.slashed),
            "rounding": audit.rounding.to_string(), "inside": text(audit.inside()),
        },
        "books": audit.books.summary(),
        "rates": tale.world.rates.iter().map(|rate| format::rate(*rate)).collect::<Vec<_>>(),
        "slashes_on_days": tale.world.marks.keys().collect::<Vec<_>>(),
    })
}
