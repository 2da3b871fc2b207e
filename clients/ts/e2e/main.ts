/**
 * A whole life of the protocol on real nodes, driven by the client: `node main.js NETWORK RECORD WASMD WASM`. Every part says what
 * it has shown; the first that fails ends it.
 */

import { adapters } from "./adapters.js";
import { examples } from "./examples.js";
import { failures } from "./failures.js";
import { forms } from "./forms.js";
import { life } from "./life.js";
import { Network } from "./network.js";
import { protect } from "./protect.js";
import { reading } from "./reading.js";

const [networkPath, recordPath, wasmd, wasm] = process.argv.slice(2);
if (networkPath === undefined || recordPath === undefined || wasmd === undefined || wasm === undefined) {
  throw new Error("usage: main.js NETWORK RECORD WASMD WASM");
}
const network = new Network(networkPath, recordPath, wasmd);
let shown = 0;
for (const part of [life, reading, failures, forms, adapters, examples, protect]) {
  for (const [name, show] of Object.entries(part(network, wasm))) {
    await show();
    shown += 1;
    console.log(`ok  ${name}`);
  }
}
console.log(`\nts-e2e: ${shown} passed`);
