/** What signs and sends, in a file of its own: nobody needs it before a wallet is connected. */

export { Sender, sendSigned, waitFor, walletSigner } from "@floe/client";
