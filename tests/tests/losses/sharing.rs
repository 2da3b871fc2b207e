//! Who bears a loss, and who gets what comes back.

use super::*;

/// A pool of 90,000,000 beside a settled batch of 1,000,000 and an unsettled one of 10,000,000 for which val1 has an
/// entry of 5,494,500 in flight and val2 one of 4,495,500.
///
/// `B − floor` = 100,000 − 90,000 covers 10,000 of the need. The new targets are 89,910,000 / 10 = 8,991,000, so each
/// validator gives at most 9,990,000 − 4,495,500 before the next one is touched.
fn ten_validators_and_three_kinds_of_batches() -> Suite {
    let mut s = Suite::new(setup(10));
    s.bond("bob", 50_000_000);
    s.bond("alice", 50_000_000);
    s.queue("bob", 1_000_000);
    s.submit_batch();
    s.next_block();
    s.reconcile();
    s.rebalance();
    assert_eq!((s.books().reserved, s.books().pool()), (1_000_000, 100_000_000));
    s.pass_secs(10);
    s.queue("alice", 10_000_000);
    s.submit_batch();
    assert_eq!(
        (stake(&s, "val1"), entries(&s, "val1")),
        (4_495_500, vec![(5_494_500, 5_494_500)])
    );
    assert_eq!(
        (stake(&s, "val2"), entries(&s, "val2")),
        (5_494_500, vec![(4_495_500, 4_495_500)])
    );
    let books = s.books();
    assert_eq!(
        (books.pool(), books.owed(), books.undelegating()),
        (90_000_000, 10_000_000, 9_990_000)
    );
    s.next_block();
    s
}

#[test]
fn unsettled_batches_and_holders_lose_the_same_fraction_and_settled_ones_nothing() {
    let mut s = ten_validators_and_three_kinds_of_batches();
    slash_since_start(&mut s, "val1", 5);
    s.sync();
    // 5 % of 4,495,500 bonded and of 5,494,500 in flight.
    assert_eq!(stake(&s, "val1"), 4_495_500 - 224_775);
    assert_eq!(
        entries(&s, "val1"),
        [(5_494_500, 5_494_500 - 274_725)],
        "(amount, expected) of the entry in flight that the slash has reached"
    );
    assert_eq!(entries(&s, "val2"), [(4_495_500, 4_495_500)]);
    // 499,500 of 100,000,000: 0.4995 % each.
    assert_eq!(payable(&s, 2), 10_000_000 - 49_950);
    assert_eq!(s.books().pool(), 90_000_000 - 449_550);
    assert_eq!(s.books().reserved, 1_000_000);
    assert_eq!(loss(&s, "val1"), (499_500, s.now()));
    assert_eq!(loss(&s, "val2"), (0, 0));
    assert_eq!(s.claim("bob"), 1_000_000);

    // What was provisioned is what the chain took: nothing comes back, nothing more is lost. What the batch now lacks
    // is undelegated once more: 9,950,050 − 9,715,275 − 100,000, as the floor is no reason once it was covered.
    assert_eq!(
        s.submit_batch()
            .undelegations
            .iter()
            .map(|p| p.amount.units())
            .sum::<u128>(),
        134_775
    );
    pass_unbonding(&mut s);
    s.reconcile();
    assert_eq!(s.claim("alice"), 9_950_050);
    assert_eq!(s.books().pool(), 90_000_000 - 449_550);
}

#[test]
fn batches_of_different_size_lose_the_same_fraction() {
    let mut s = ten_validators_and_three_kinds_of_batches();
    s.pass_secs(10);
    s.queue("bob", 2_000_000);
    s.submit_batch();
    let before = (payable(&s, 2), payable(&s, 3), s.books().pool());
    assert_eq!(before, (10_000_000, 2_000_000, 88_000_000));
    slash_since_start(&mut s, "val5", 10);
    s.sync();
    let lost = (
        before.0 - payable(&s, 2),
        before.1 - payable(&s, 3),
        before.2 - s.books().pool(),
    );
    let all = lost.0 + lost.1 + lost.2;
    let fair = (all / 10, all / 50, all - all / 10 - all / 50);
    assert_eq!(
        lost, fair,
        "batches of 10 % and 2 % and the holders lose other parts of {all} than they have"
    );
}

#[test]
fn the_stream_pays_first_and_the_rest_is_shared() {
    let mut s = ten_validators_and_three_kinds_of_batches();
    s.rewards(200_000);
    s.harvest();
    // Fee 20,000, stream 180,000 over a day; six seconds later ⌈180,000 · 86,394 / 86,400⌉ are left.
    s.next_block();
    assert_eq!((s.books().unreleased(), s.books().pool()), (179_988, 90_020_012));
    slash_since_start(&mut s, "val1", 5);
    s.sync();
    // 499,500 − 179,988 = 319,512 shared by 100,020,012.
    assert_eq!(s.books().unreleased(), 0);
    assert_eq!(payable(&s, 2), 9_968_055);
    assert_eq!(s.books().pool(), 89_732_445);
    // Less what the batches bear.
    assert_eq!(s.books().carry.loss_carry.units(), 499_500 - 31_945);
}

#[test]
fn a_loss_within_the_stream_costs_nobody_and_leaves_its_end() {
    let mut s = ten_validators_and_three_kinds_of_batches();
    s.rewards(1_000_000);
    s.harvest();
    let end = s.books().stream().end;
    s.next_block();
    // Stream 900,000 over a day; ⌈900,000 · 86,394 / 86,400⌉ = 899,938.
    let (pool, rate) = (s.books().pool(), s.books().rate());
    slash_since_start(&mut s, "val1", 5);
    s.sync();
    assert_eq!(s.books().unreleased(), 899_938 - 499_500);
    assert_eq!(s.books().stream().end, end);
    assert_eq!((s.books().pool(), s.books().rate()), (pool, rate));
    assert_eq!(payable(&s, 2), 10_000_000);
}

#[test]
fn a_return_restores_the_waiting_and_the_rest_drips() {
    let mut s = ten_validators_and_three_kinds_of_batches();
    s.next_block();
    s.slash("val1", 5); // in the block after the entries were made
    s.sync();
    assert_eq!(entries(&s, "val1"), [(5_494_500, 5_219_775)]);
    assert_eq!(payable(&s, 2), 9_950_050);
    pass_unbonding(&mut s);
    s.sync();
    // 274,725 come back to 99,500,500: ⌊274,725 · 9,950,050 / 99,500,500⌋ = 27,472 to the batch.
    assert_eq!(payable(&s, 2), 9_977_522);
    assert_eq!(s.books().unreleased(), 247_253);
    assert_eq!(s.books().pool(), 89_550_450);
    // 499,500 less the batch's 49,950, and less what the pool gets of the return.
    assert_eq!(s.books().carry.loss_carry.units(), 449_550 - 247_253);
    s.reconcile();
    assert_eq!(s.claim("alice"), 9_977_522);
}

#[test]
fn a_return_lifts_no_batch_above_its_payable_at_close() {
    let mut s = hundred_million(3);
    s.queue("alice", 10_000_000);
    s.submit_batch();
    // need 9,990,000; new target 29,970,000; val1 gives it all.
    assert_eq!(entries(&s, "val1"), [(9_990_000, 9_990_000)]);
    s.next_block();
    s.next_block();
    s.bond("bob", 900_000_000);
    s.slash("val1", 5);
    s.sync();
    // 1,165,500 bonded + 499,500 provisioned of 1,000,000,000: 0.1665 %.
    assert_eq!(stake(&s, "val1"), 23_310_000 - 1_165_500);
    assert_eq!(payable(&s, 1), 9_983_350);
    s.instant("bob", 890_000_000);
    pass_unbonding(&mut s);
    s.sync();
    // The batch's part of 499,500 by the pool that is left would be more than the 16,650 that it lost.
    assert_eq!(payable(&s, 1), 10_000_000);
    s.reconcile();
    assert_eq!(s.claim("alice"), 10_000_000);
}

#[test]
fn a_return_after_a_total_slash_is_shared_by_what_is_left() {
    let mut s = hundred_million(3);
    s.queue("alice", 10_000_000);
    s.submit_batch();
    s.next_block();
    s.next_block();
    for v in ["val1", "val2", "val3"] {
        s.slash(v, 100);
    }
    s.sync();
    // Only the 100,000 free coins are left, for a batch that had a tenth of everything.
    assert_eq!((payable(&s, 1), s.books().pool()), (10_000, 90_000));
    assert_eq!(entries(&s, "val1"), [(9_990_000, 0)]);
    pass_unbonding(&mut s);
    s.sync();
    // 9,990,000 come back to 100,000: 999,000 to the batch, the rest drips.
    assert_eq!(payable(&s, 1), 10_000 + 999_000);
    assert_eq!(s.books().unreleased(), 8_991_000);
}
