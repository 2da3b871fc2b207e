/** Sentences of the frame, of forms and of transactions, which every page has. */

export const brand = "Floe";
export const skip = "Skip to the content";

export const nav = {
  label: "Pages",
  stake: "Stake",
  leave: "Leave",
  claim: "Claim",
  portfolio: "Portfolio",
  protocol: "Protocol",
  govern: "Govern",
  rewards: "Rewards",
} as const;

export const title = (page: string) => `${page} · Floe`;
export const chainChoice = "Chain";
export const theme = { label: "Theme", auto: "As the device", light: "Light", dark: "Dark" } as const;

export const wallet = {
  connect: "Connect wallet",
  connecting: "Waiting for the wallet…",
  disconnect: "Disconnect",
  connected: (name: string) => `Connected as ${name}`,
} as const;

export const footer = {
  block: (height: string) => `Block ${height}`,
  about: (height: string) => `About block ${height}`,
  ago: (span: string) => `${span} ago`,
  node: (host: string) => `from ${host}`,
  waiting: "Waiting for the chain",
  noServer: "This page has no server of its own. It reads the chain through the nodes of its configuration and keeps nothing but two switches in your browser.",
} as const;

export const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;
export const unknown = "not known";
export const loading = "Loading";
export const nobody = "nobody";
export const opensExplorer = "opens the explorer";

export const config = {
  missing: "This site has no configuration",
  what: "The page looks for config.json beside itself and cannot use what it found. Whoever hosts it can make one with web/scripts/configure.mjs.",
} as const;

export const notFound = { title: "No such page", back: "Go to Stake" } as const;
export const broken = { title: "This page has made a mistake", what: "Nothing was sent. Load the page anew; if it happens again, tell those who host it:" } as const;

export const banner = {
  label: "What to know now",
  well: "Nothing is paused, and no slash was recognised in the last seven days.",
  nodesDown: "No node answers. What you see is as old as the block below, and nothing can be sent.",
  wrongChain: (found: string, wanted: string) => `The node of this site belongs to the chain ${found}, not to ${wanted}. Nothing is shown from it. Whoever hosts the page must mend its configuration.`,
  chainStopped: (span: string) => `The newest block is ${span} old. Either the chain stands still or the node is behind; figures may be out of date.`,
  depositsPaused: (until: string | null) => until === null ? "Deposits are paused until the owner lifts it. Leaving, cancelling and claiming work." : `Deposits are paused until ${until}. Leaving, cancelling and claiming work.`,
  instantPaused: (until: string | null) => until === null ? "Leaving at once is paused until the owner lifts it. The queue works." : `Leaving at once is paused until ${until}. The queue works.`,
  otherPaused: (what: string) => `Paused: ${what}. Deposits, exits and claims are not touched by it.`,
  short: (since: string) => `Coins that were due from the chain have been missing since ${since}. Exits wait for them; if they do not come in time, the loss is shared by all who are not yet paid.`,
  suspect: (amount: string) => `${amount} of coins that are due are known to be missing, and the rate still counts them. Whoever deposits now buys a part of that loss.`,
  stale: (span: string) => `The protocol last looked at the chain ${span} ago. A slash since then would not be in these figures. Anybody can make it look, and a deposit does.`,
  windingDown: "The protocol is being wound down: all stake is coming home for good, and deposits are closed. Leave and claim as usual.",
  depleted: "Everything that the protocol held has been lost. Deposits are closed.",
  slash: (validators: string, date: string) => `Slashed for a fault in the last seven days: ${validators}, ${date}. Every figure here has that loss in it.`,
  depositors: (who: string) => `Only ${who} may deposit into this protocol.`,
} as const;

export const form = {
  all: "All",
  have: (text: string) => `You have ${text}`,
  least: "At least",
  noWallet: "Connect a wallet to see what you have. Everything else can be read without one.",
  tooMuch: (text: string) => `That is more than you have, ${text}.`,
} as const;

export const tx = {
  label: "Progress of your transaction",
  stages: { check: "Checked by the node", sign: "Signed in your wallet", send: "Sent", block: "In a block" },
  active: { check: "Checking…", sign: "Look at your wallet and sign", send: "Sending…", block: "Waiting for a block…" },
  failed: { check: "Not possible now", sign: "Not signed", send: "Not taken by the node", block: "Failed" },
  in: (height: string) => `In block ${height}`,
  link: "See the transaction",
  hash: "Transaction",
  close: "Close",
  look: "Look again",
} as const;

export const errors = {
  rejected: "You declined in the wallet, or it refused. Nothing was sent. Press the button again when you are ready.",
  noWallet: "There is no wallet in this browser. Install Keplr, or another wallet that offers its interface, such as Leap, and load the page again. Reading works without one.",
  walletElsewhere: (chain: string) => `The wallet does not know the chain ${chain} or shows an account of another one. Add the chain to the wallet or switch the account, then connect again.`,
  funds: "There are not enough coins for the amount and the network fee. Choose a smaller amount.",
  feeLow: "The node wants a higher network fee than this site is set to pay. Tell those who host the page; nothing was sent.",
  gas: "The transaction ran out of gas: nothing happened, but the network fee was paid. Try again; the estimate is made anew.",
  sequence: "Another transaction of yours came first. Nothing was done; press the button again.",
  nodeDown: "No node answers. Nothing was sent. The page goes on trying; press the button again in a minute.",
  nodeDownSent: "The node fell silent while the transaction was on its way. It may have been sent: look at your balance before you try again.",
  wrongChain: "The node belongs to another chain. Nothing was sent.",
  notIncluded: "The transaction was sent and is in no block yet. It may still come: look again before you sign another.",
  read: "The answer could not be read: ",
  below: "The amount is below the smallest that is taken.",
  minShares: "The rate moved while you were signing, and you would have received less than the minimum shown. Nothing was taken. Look at the new figures and try again.",
  minOut: "The fee or the rate moved while you were signing, and you would have received less than the minimum shown. Nothing was taken. Look at the new figures and try again.",
  paused: "This is paused at present. The banner above says until when.",
  noneFree: "There are not enough free coins to leave at once. Use the queue, or a smaller amount.",
  nothing: "There is nothing to claim now.",
  closed: "The queue has closed meanwhile: this exit can no longer be taken back.",
  capped: "The protocol takes no more deposits at present: its cap is reached.",
  contract: (text: string) => `The contract refuses: ${text}`,
  other: (text: string) => `It failed: ${text}`,
  address: (prefix: string) => `This is not an address of this chain. It begins with ${prefix}1.`,
  part: "A part of the page could not be loaded. Nothing was sent. Load the page anew.",
  number: "Write the amount as a number, such as 12.5.",
  zero: "Write an amount above zero.",
  twoWays: (whole: string, parts: string) => `That can be read in two ways: write ${whole} or ${parts}.`,
  fine: (places: number) => `At most ${places} places after the point.`,
} as const;
