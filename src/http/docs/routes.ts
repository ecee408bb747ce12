/**
 * What people read in the browser: the API reference with requests to try, guides, errors. No part of it
 * comes from elsewhere, and nothing of it runs that is not a file of this server.
 */
import { readdirSync, readFileSync } from "node:fs";
import scalar from "@scalar/fastify-api-reference";
import type { FastifyInstance, FastifyReply } from "fastify";
import { errorsPage } from "./errors-page.ts";
import { guidePage, page, REFERENCE_PAGE, REFERENCE_SCRIPT, STYLE } from "./pages.ts";

const GUIDES = new URL("../../../docs/guides/", import.meta.url);

/** Scalar writes styles into the page; scripts are files only. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

export type Guide = { readonly name: string; readonly title: string; readonly markdown: string };

/** Every guide, by name. */
export const readGuides = (): Guide[] =>
  readdirSync(GUIDES)
    .filter((file) => file.endsWith(".md"))
    .sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10))
    .map((file) => {
      const markdown = readFileSync(new URL(file, GUIDES), "utf8");
      const title = /^# (.+)$/m.exec(markdown)?.[1] ?? file;
      return { name: file.replace(/\.md$/, ""), title, markdown };
    });

export function registerDocs(app: FastifyInstance): void {
  const guides = readGuides();
  const html = (reply: FastifyReply, text: string): FastifyReply =>
    reply
      .type("text/html; charset=utf-8")
      .header("content-security-policy", POLICY)
      .header("x-content-type-options", "nosniff")
      .header("referrer-policy", "no-referrer")
      .send(text);

  // Of the plugin only its script is used: its page begins by an inline one.
  app.register(scalar, {
    routePrefix: "/docs/reference",
    configuration: { url: "/openapi.json" },
    hooks: {
      onRequest(request, reply, done) {
        if (request.url.endsWith("/js/scalar.js")) {
          reply.header("cache-control", "public, max-age=86400");
          done();
        } else reply.redirect("/docs");
      },
    },
  });
  app.get("/docs", (_, reply) => html(reply, REFERENCE_PAGE));
  app.get("/docs/reference.js", (_, reply) => reply.type("text/javascript").send(REFERENCE_SCRIPT));
  app.get("/docs/style.css", (_, reply) => reply.type("text/css").send(STYLE));
  app.get("/docs/errors", (_, reply) => html(reply, page("Errors", errorsPage(), guides)));
  app.get("/docs/guides", (_, reply) => html(reply, guidePage(undefined, guides)));
  for (const guide of guides) {
    app.get(`/docs/guides/${guide.name}`, (_, reply) => html(reply, guidePage(guide, guides)));
  }
  app.get("/llms.txt", (_, reply) => reply.type("text/plain; charset=utf-8").send(llms(guides)));
}

/** What a language model needs to find its way: https://llmstxt.org */
const llms = (guides: readonly Guide[]): string => `# Quittance

> Open-source, self-hosted subscription billing. It speaks the REST API of Zuora Billing: same paths,
> fields, answers, error codes. An order cancels a subscription, the unused time becomes a credit memo,
> what stays unpaid is written off, and the account is provably zero.

- Sign in: POST /oauth/token (client_id, client_secret, grant_type=client_credentials), then
  \`Authorization: Bearer …\`. Send \`Zuora-Version: 2025-08-12\` to get HTTP statuses that tell of failures.
- Keys in paths are ids (32 hexadecimal digits) or numbers (A00000001, A-S00000001, INV00000001).
- Amounts are JSON numbers with exact decimals; days are YYYY-MM-DD.
- Preview before you change: POST /v1/orders/preview answers a receipt and a previewId.

## Reference

- [OpenAPI 3.1](/openapi.json): every operation, field and error code
- [Errors](/docs/errors): each code with its cause and what to do

## Guides

${guides.map(({ name, title }) => `- [${title}](/docs/guides/${name})`).join("\n")}
`;
