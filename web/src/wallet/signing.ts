/** What signs, sends and reads what became of it, in a file of its own: nobody needs it before a wallet is connected. */

import type { FloeEvent, Included } from "@floe/client";
import { parseEvents, UnexpectedAnswer } from "@floe/client";

export { Sender, sendSigned, waitFor, walletSigner } from "@floe/client";

/** What the hub says of a transaction. It has succeeded: words of a later version take nothing from that. */
export function told(included: Included, hub: string): readonly FloeEvent[] {
  try {
    return parseEvents(included.events, [hub]);
  } catch (error) {
    if (error instanceof UnexpectedAnswer) return [];
    throw error;
  }
}
