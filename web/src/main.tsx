/** Begins: reads the configuration, then shows the page. */

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { toJson } from "@floe/client";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import "./styles/base.css";
import "./styles/parts.css";
import "./styles/pages.css";
import { App, Unconfigured } from "./app.tsx";
import { InvalidConfig, readConfig } from "./config.ts";
import { Boundary } from "./parts/boundary.tsx";
import { applyTheme } from "./parts/theme.tsx";

applyTheme();

const client = new QueryClient({ defaultOptions: { queries: { refetchOnWindowFocus: true, networkMode: "always", queryKeyHashFn: toJson } } });

async function start(): Promise<void> {
  const place = document.getElementById("root");
  if (place === null) return;
  const root = createRoot(place);
  try {
    const response = await fetch("./config.json", { cache: "no-cache" });
    if (!response.ok) throw new InvalidConfig(`config.json: status ${response.status}`);
    const site = readConfig(await response.json());
    root.render(
      <StrictMode>
        <Boundary>
          <QueryClientProvider client={client}>
            <App site={site} />
          </QueryClientProvider>
        </Boundary>
      </StrictMode>,
    );
  } catch (error) {
    root.render(<Unconfigured why={error instanceof Error ? error.message : String(error)} />);
  }
}

void start();
