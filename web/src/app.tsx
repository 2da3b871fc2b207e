/** The frame around all pages: head, navigation, banners, the page itself, foot. */

import { useEffect, useRef, useState } from "preact/hooks";

import { ChainProvider, useChain } from "./chain/session.tsx";
import type { ChainConfig, SiteConfig } from "./config.ts";
import { Banners } from "./parts/banners.tsx";
import { ConnectButton } from "./parts/form.tsx";
import { Foot } from "./parts/foot.tsx";
import { ThemeChoice } from "./parts/theme.tsx";
import type { Page } from "./pages/index.tsx";
import { loadPage, PAGES, pageOf, shown } from "./pages/index.tsx";
import * as format from "./format.ts";
import type { Route } from "./router.ts";
import { href, parseRoute, useHash } from "./router.ts";
import * as t from "./strings/index.ts";
import { PartMissing, plain } from "./errors.ts";
import { prefixOf } from "./config.ts";
import { useWallet, WalletProvider } from "./wallet/wallet.tsx";

/** The chain and the page that an address asks for. */
export function placeOf(site: SiteConfig, hash: string): { readonly config: ChainConfig; readonly page: Page | null; readonly route: Route } {
  const route = parseRoute(hash, site.chains.map(({ chainId }) => chainId));
  const config = site.chains.find(({ chainId }) => chainId === route.chain) ?? site.chains[0];
  return { config, page: pageOf(route.page, config), route };
}

export function App({ site }: { readonly site: SiteConfig }) {
  return <Frame site={site} hash={useHash()} />;
}

/** Loads a page that may be asked for next; whether that failed is told when it is. */
const ahead = (page: Page) => void loadPage(page).catch(() => undefined);

/** The page that is loaded: while the file of another is on its way, the one before it stays. */
function useLoaded(wanted: Page | null): Page | null {
  const [last, setLast] = useState(wanted);
  const [fault, setFault] = useState<unknown>(null);
  const ready = wanted === null || shown(wanted) !== null;
  useEffect(() => {
    let live = true;
    if (wanted === null) setLast(null);
    else {
      loadPage(wanted).then(
        () => live && setLast(wanted),
        (error: unknown) => live && setFault(error),
      );
    }
    return () => {
      live = false;
    };
  }, [wanted]);
  if (fault !== null) throw new PartMissing();
  return ready ? wanted : last;
}

/** All around a page. Without a browser too: this is what is painted before scripts run. */
export function Frame({ site, hash }: { readonly site: SiteConfig; readonly hash: string }) {
  const { config, page: wanted, route } = placeOf(site, hash);
  const chain = site.chains.length > 1 ? config.chainId : null;
  const page = useLoaded(wanted);
  const show = page === null ? null : shown(page);
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  useEffect(() => {
    document.title = t.title(page === null ? t.notFound.title : t.nav[page.id]);
    // A reader of the screen is taken to the new page; at the first there is nothing to be taken from.
    if (first.current) first.current = false;
    else {
      scrollTo(0, 0);
      main.current?.querySelector<HTMLElement>("h1")?.focus();
    }
  }, [page, config]);

  return (
    <ChainProvider key={config.chainId} config={config}>
      <WalletProvider>
        <a
          className="skip"
          href="#content"
          onClick={(event) => {
            event.preventDefault();
            main.current?.focus();
          }}
        >
          {t.skip}
        </a>
        <header className="head">
          <div className="head-row">
            <a className="brand" href={href(chain, PAGES[0].id)}>
              <Mark />
              <span className="brand-name">{t.brand}</span>
            </a>
            {site.chains.length > 1 ? (
              <label className="choice">
                <span className="hidden">{t.chainChoice}</span>
                <select
                  value={config.chainId}
                  onChange={(event) => {
                    location.hash = href(event.currentTarget.value, page?.id ?? PAGES[0].id);
                  }}
                >
                  {site.chains.map(({ chainId, name }) => (
                    <option key={chainId} value={chainId}>
                      {name}
                    </option>
                  ))}
                </select>
              </label>
            ) : null}
            <Account />
          </div>
          <nav className="nav" aria-label={t.nav.label}>
            <ul>
              {PAGES.filter(({ has }) => has(config)).map((one) => (
                <li key={one.id} data-nav={one.id}>
                  <a
                    href={href(chain, one.id)}
                    aria-current={page?.id === one.id ? "page" : undefined}
                    onPointerEnter={() => ahead(one)}
                    onFocus={() => ahead(one)}
                  >
                    {t.nav[one.id]}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </header>
        <main id="content" ref={main} tabIndex={-1}>
          <Banners />
          {page === null ? (
            <section className="card alone">
              <h1 tabIndex={-1}>{t.notFound.title}</h1>
              <p>
                <a href={href(chain, PAGES[0].id)}>{t.notFound.back}</a>
              </p>
            </section>
          ) : (
            show?.({ chain, rest: page === wanted ? route.rest : [] })
          )}
        </main>
        <Foot>
          <ThemeChoice />
        </Foot>
      </WalletProvider>
    </ChainProvider>
  );
}

function Mark() {
  return (
    <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" className="mark-ground" />
      <path d="M6 19.500 13 9l4.500 6.500L20.500 12 26 19.500z" className="mark-ice" />
      <path d="M6 22.500h20l-3 3.500H9z" className="mark-water" />
    </svg>
  );
}

function Account() {
  const wallet = useWallet();
  const { config } = useChain();
  return (
    <div className="account">
      {wallet.account === null ? (
        <>
          <ConnectButton />
          {wallet.error === null ? null : (
            <p className="notice bad account-error" role="alert">
              {plain(wallet.error, config.chainId, prefixOf(config))}
            </p>
          )}
        </>
      ) : (
        <>
          <span className="who" title={wallet.account.address}>
            <span className="hidden">{t.wallet.connected(wallet.account.name)} </span>
            {format.short(wallet.account.address)}
          </span>
          <button type="button" className="small" onClick={wallet.disconnect}>
            {t.wallet.disconnect}
          </button>
        </>
      )}
    </div>
  );
}

export function Unconfigured({ why }: { readonly why: string }) {
  return (
    <main className="alone">
      <section className="card">
        <h1>{t.config.missing}</h1>
        <p>{t.config.what}</p>
        <p className="address wrap">{why}</p>
      </section>
    </main>
  );
}
