// The security policy of the page: its own files, the nodes and the index of the configuration, and nothing else.

/** Parts of the policy for a configuration. */
export function policy(config) {
  const urls = config.chains.flatMap(({ nodes, index }) => [...nodes.flatMap(({ rpc, rest }) => [rpc, rest]), index]);
  const origins = [...new Set(urls.filter((url) => url != null).map((url) => new URL(url).origin))];
  return { connect: ["'self'", ...origins] };
}

/** As a page can say it of itself. `frame-ancestors` counts only in a header. */
export function policyText({ connect }) {
  return [
    "default-src 'none'",
    "script-src 'self'",
    // Widths of placeholders and bars are set through the DOM, which this does not concern; no style is written in the page.
    "style-src 'self'",
    "img-src 'self'",
    `connect-src ${connect.join(" ")}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** The page with the policy in its head, in place of the one that was there. */
export function withPolicy(html, parts) {
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policyText(parts)}" />`;
  const without = html.replace(/\s*<meta http-equiv="Content-Security-Policy"[^>]*>/, "");
  return without.replace(/<meta charset="utf-8" \/>/, (charset) => `${charset}\n    ${meta}`);
}

/** The page with the names of the pages that not every chain has, as its first chain has them: for what is painted before scripts. */
export function withPages(html, { chains: [{ contracts }] }) {
  const has = [...(contracts.timelock || contracts.gauge ? ["govern"] : []), ...(contracts.stake ? ["rewards"] : [])];
  return html.replace(/<html([^>]*?)(?: data-has="[^"]*")?>/, `<html$1 data-has="${has.join(" ")}">`);
}

/** What whoever serves the page should send with it, in the form of a `_headers` file, which several hosts read. */
export function headers(config) {
  return `/*
  Content-Security-Policy: ${policyText(policy(config))}; frame-ancestors 'none'
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
  Permissions-Policy: camera=(), microphone=(), geolocation=(), payment=(), usb=()
  Cross-Origin-Opener-Policy: same-origin-allow-popups
  Strict-Transport-Security: max-age=31536000
/assets/*
  Cache-Control: public, max-age=31536000, immutable
/config.json
  Cache-Control: no-cache
`;
}
