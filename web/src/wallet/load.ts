/** Loads what signs. Asked for once a wallet is connected, so that it is there when a button is pressed. */

import { PartMissing } from "../errors.ts";

export async function loadSigning(): Promise<typeof import("./signing.ts")> {
  try {
    return await import("./signing.ts");
  } catch {
    throw new PartMissing();
  }
}
