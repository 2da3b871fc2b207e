/** Begins: reads the configuration, then shows the page. */

import { render } from "preact";

import "./styles/base.css";
import "./styles/parts.css";
import "./styles/pages.css";
import { App, placeOf, Unconfigured } from "./app.tsx";
import { queryClient, QueryProvider } from "./chain/query.tsx";
import { InvalidConfig, readConfig } from "./config.ts";
import { Boundary } from "./parts/boundary.tsx";
import { loadPage, PAGES } from "./pages/index.tsx";

declare global {
  interface Window {
    /** The configuration, asked for by `boot.js` before this file was there. */
    floeConfig?: Promise<Response>;
  }
}

/** Milliseconds after the beginning at which the other pages are loaded: what is looked at comes first. */
const LATER = 12_000;

/**
 * Where the page is drawn: into the frame that is painted already, if there is one of the page that is asked for. What is there
 * is taken over and not made anew, so that nothing is painted twice.
 */
function takeOver(root: HTMLElement, page: string | undefined): HTMLElement {
  const frame = [...root.children].find((one): one is HTMLElement => one instanceof HTMLElement && one.dataset["shell"] === page);
  if (frame === undefined) {
    root.replaceChildren();
    return root;
  }
  for (const other of [...root.children]) if (other !== frame) other.remove();
  return frame;
}

async function start(): Promise<void> {
  const root = document.getElementById("root");
  if (root === null) return;
  try {
    const response = await (window.floeConfig ?? fetch("./config.json", { cache: "no-cache" }));
    if (!response.ok) throw new InvalidConfig(`config.json: status ${response.status}`);
    const site = readConfig(await response.json());
    const { page } = placeOf(site, location.hash);
    if (page !== null) await loadPage(page);
    const place = takeOver(root, page?.id);
    render(
      <Boundary>
        <QueryProvider client={queryClient()}>
          <App site={site} />
        </QueryProvider>
      </Boundary>,
      place,
    );
    for (const name of ["aria-hidden", "inert", "data-shell"]) place.removeAttribute(name);
    if (place !== root) place.className = "whole";
    // The other pages follow, so that going to one does not wait for the network; one that is pointed at comes at once, see app.tsx.
    setTimeout(() => void Promise.allSettled(PAGES.map(loadPage)), LATER);
  } catch (error) {
    root.replaceChildren();
    render(<Unconfigured why={error instanceof Error ? error.message : String(error)} />, root);
  }
}

void start();
