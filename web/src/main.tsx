/** Begins: reads the configuration, then shows the page. */

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { toJson } from "@floe/client";
import { startTransition, StrictMode } from "react";
import { createRoot } from "react-dom/client";

import "./styles/base.css";
import "./styles/parts.css";
import "./styles/pages.css";
import { App, placeOf, Unconfigured } from "./app.tsx";
import { InvalidConfig, readConfig } from "./config.ts";
import { Boundary } from "./parts/boundary.tsx";
import { loadPage, PAGES } from "./pages/index.tsx";

declare global {
  interface Window {
    /** The configuration, asked for by `boot.js` before this file was there. */
    floeConfig?: Promise<Response>;
  }
}

const client = new QueryClient({ defaultOptions: { queries: { refetchOnWindowFocus: true, networkMode: "always", queryKeyHashFn: toJson } } });

async function start(): Promise<void> {
  const place = document.getElementById("root");
  if (place === null) return;
  const root = createRoot(place);
  try {
    const response = await (window.floeConfig ?? fetch("./config.json", { cache: "no-cache" }));
    if (!response.ok) throw new InvalidConfig(`config.json: status ${response.status}`);
    const site = readConfig(await response.json());
    const { page } = placeOf(site, location.hash);
    if (page !== null) await loadPage(page);
    // In short pieces: what is painted already can be scrolled meanwhile.
    startTransition(() =>
      root.render(
        <StrictMode>
          <Boundary>
            <QueryClientProvider client={client}>
              <App site={site} />
            </QueryClientProvider>
          </Boundary>
        </StrictMode>,
      ),
    );
    // The other pages follow when nothing else is to be done, so that going to one does not wait for the network.
    const later = () => void Promise.allSettled(PAGES.map(loadPage));
    if ("requestIdleCallback" in window) requestIdleCallback(later, { timeout: 5_000 });
    else setTimeout(later, 2_000);
  } catch (error) {
    root.render(<Unconfigured why={error instanceof Error ? error.message : String(error)} />);
  }
}

void start();
