/** The chart: axes of round figures and times, as many as there is room for, and a line that falls in steps. */

import { describe, expect, test } from "vitest";

import { corners, figureTicks, timeTicks, words } from "../../src/parts/chart.tsx";

describe("figures", () => {
  test("are round, enclose what is drawn, and have as many places as tell them apart", () => {
    const { ticks, places } = figureTicks(1.0412, 1.0589, 4);
    expect(ticks.map((tick) => tick.toFixed(places))).toEqual(["1.040", "1.045", "1.050", "1.055", "1.060"]);
    const fine = figureTicks(1.000000001, 1.000000004, 4);
    expect(fine.ticks.map((tick) => tick.toFixed(fine.places))).toEqual(["1.000000001", "1.000000002", "1.000000003", "1.000000004"]);
    for (const [least, most] of [[0.97, 1.31], [1, 1.5], [0.5, 12]] as const) {
      const { ticks: all } = figureTicks(least, most, 4);
      expect(all[0]).toBeLessThanOrEqual(least);
      expect(all.at(-1)).toBeGreaterThanOrEqual(most);
      expect(all.length).toBeGreaterThan(2);
      expect(all.length).toBeLessThan(8);
    }
  });

  test("have a rate that stands still in their middle", () => {
    const { ticks, places } = figureTicks(1, 1, 4);
    expect(ticks.map((tick) => tick.toFixed(places))).toEqual(["0.999", "1.000", "1.001"]);
  });
});

describe("the line", () => {
  const at = (time: number, rate: number) => ({ time, rate });

  test("falls at the loss between two points, and at the later one where none is known", () => {
    const points = [at(0, 1), at(10, 1.1), at(20, 1), at(30, 1.05), at(40, 0.9)];
    expect(corners(points, [12])).toEqual([
      [0, 1],
      [10, 1.1],
      [12, 1.1],
      [12, 1],
      [20, 1],
      [30, 1.05],
      [40, 1.05],
      [40, 0.9],
    ]);
  });
});

describe("times", () => {
  test("are round ones of the reader's zone, not more than there is room for", () => {
    const day = 86_400;
    const from = Date.UTC(2026, 10, 1, 9, 30) / 1000;
    for (const [span, most] of [[600, 4], [7_200, 5], [5 * day, 6], [90 * day, 7], [900 * day, 5]] as const) {
      const ticks = timeTicks(from, from + span, most);
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(most + 1);
      expect(ticks[0]).toBeGreaterThanOrEqual(from);
      expect(ticks.at(-1)).toBeLessThanOrEqual(from + span);
      if (span > 7 * day) for (const tick of ticks) expect(new Date(tick * 1000).getHours()).toBe(0);
    }
  });

  test("have their day once, and where days are apart the day alone", () => {
    const noon = new Date(2026, 10, 29, 12).getTime() / 1000;
    const hours = [noon, noon + 3_600, noon + 13 * 3_600];
    expect(hours.map((tick, index) => words(tick, hours, index))).toEqual([
      ["12:00", "29 Nov 2026"],
      ["13:00", null],
      ["01:00", "30 Nov 2026"],
    ]);
    const days = [noon, noon + 172_800];
    expect(days.map((tick, index) => words(tick, days, index))).toEqual([
      ["29 Nov 2026", null],
      ["1 Dec 2026", null],
    ]);
  });
});
