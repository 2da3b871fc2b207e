/**
 * Says so when the rate falls, and which validator lost stake: `NODE=http://… HUB=wasm1… node alert.js`. With `WEBHOOK` it
 * also posts each alert there as JSON, with `SECONDS_BETWEEN` it looks more or less often than every ten seconds. It sends
 * nothing to the chain and needs no key.
 */

import type { Decimal } from "@floe/client";
import { atomics, Failure, hub, readRate, restNode } from "@floe/client";

const { NODE = "", HUB = "", WEBHOOK, SECONDS_BETWEEN = "10" } = process.env;
const chain = restNode(NODE);
const floe = new hub.Queries(chain, HUB);

/** All that slashes are known to have cost, by validator. */
async function losses(): Promise<Map<string, bigint>> {
  const known = new Map<string, bigint>();
  for (let after: string | null = null; ; ) {
    const page: readonly hub.ValidatorResponse[] = await floe.validators({ start_after: after, limit: 100 });
    for (const { operator, cumulative_loss } of page) known.set(operator, cumulative_loss);
    after = page.at(-1)?.operator ?? null;
    if (page.length < 100 || after === null) return known;
  }
}

async function alert(text: string): Promise<void> {
  console.log(text);
  if (WEBHOOK !== undefined) {
    await fetch(WEBHOOK, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ text }) });
  }
}

let rate: Decimal | null = null;
let lost = await losses();
for (;;) {
  try {
    const seen = await readRate(chain, HUB);
    if (rate !== null && atomics(seen.rate) < atomics(rate)) {
      const now = await losses();
      const since = [...now].filter(([operator, loss]) => loss > (lost.get(operator) ?? 0n));
      const who = since.map(([operator, loss]) => `${operator} lost ${loss - (lost.get(operator) ?? 0n)}`).join(", ");
      await alert(`the rate of ${HUB} fell from ${rate} to ${seen.rate}: ${who === "" ? "no slash is known" : who}`);
      lost = now;
    }
    rate = seen.rate;
  } catch (error) {
    // A node that is down for a while is no reason to stop watching.
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
  }
  await new Promise((resolve) => setTimeout(resolve, Number(SECONDS_BETWEEN) * 1000));
}
