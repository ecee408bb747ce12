/** Pages of /docs as HTML, without scripts but for the reference. */
import { marked } from "marked";
import type { Guide } from "./routes.ts";

export const REFERENCE_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Quittance API</title>
</head>
<body>
<div id="reference"></div>
<noscript>The API reference needs JavaScript. <a href="/openapi.json">openapi.json</a> and the
<a href="/docs/guides">guides</a> do not.</noscript>
<script src="/docs/reference/js/scalar.js"></script>
<script src="/docs/reference.js"></script>
</body>
</html>
`;

/** Nothing is asked of other servers: no fonts, no telemetry, no proxy, no agents. */
export const REFERENCE_SCRIPT = `Scalar.createApiReference("#reference", {
  url: "/openapi.json",
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: "never",
  agent: { disabled: true },
  mcp: { disabled: true },
  persistAuth: false,
  defaultHttpClient: { targetKey: "shell", clientKey: "curl" },
  authentication: {
    preferredSecurityScheme: "oauth2",
    securitySchemes: { oauth2: { flows: { clientCredentials: { tokenUrl: "/oauth/token" } } } },
  },
  metaData: { title: "Quittance API" },
});
`;

export const STYLE = `:root { color-scheme: light dark; --line: light-dark(#ddd, #444); --soft: light-dark(#f6f6f4, #1d1e20); }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; display: grid; grid-template-columns: 16rem minmax(0, 1fr); }
nav { padding: 2rem 1rem; border-right: 1px solid var(--line); min-height: 100vh; }
nav ul { list-style: none; margin: 0 0 1.5rem; padding: 0; } nav li { margin: .35rem 0; }
nav [aria-current] { font-weight: 600; }
main { padding: 2rem clamp(1rem, 4vw, 4rem); max-width: 62rem; }
pre, code { font: .875em/1.5 ui-monospace, monospace; } pre { background: var(--soft); padding: 1rem; overflow-x: auto; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid var(--line); }
a { color: light-dark(#0b57a4, #8ab9ff); }
@media (max-width: 48rem) { body { display: block; } nav { min-height: 0; border: 0; padding: 1rem; } main { padding: 1rem; } }
`;

/** A guide; without one, the list of them. */
export const guidePage = (guide: Guide | undefined, guides: readonly Guide[]): string =>
  page(
    guide?.title ?? "Guides",
    guide ? (marked.parse(guide.markdown, { async: false }) as string) : listOf(guides),
    guides,
    guide?.name,
  );

const listOf = (guides: readonly Guide[]): string =>
  `<h1>Guides</h1><ul>${guides.map(linkTo()).join("")}</ul>`;

const linkTo =
  (current?: string) =>
  ({ name, title }: Guide): string =>
    `<li><a href="/docs/guides/${name}"${name === current ? ' aria-current="page"' : ""}>${escaped(title)}</a></li>`;

/** @param content  HTML */
export const page = (
  title: string,
  content: string,
  guides: readonly Guide[],
  current?: string,
): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · Quittance</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<nav aria-label="Documentation">
<ul><li><a href="/docs">API reference</a></li><li><a href="/docs/errors">Errors</a></li></ul>
<ul>${guides.map(linkTo(current)).join("")}</ul>
</nav>
<main>${content}</main>
</body>
</html>
`;

export const escaped = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
