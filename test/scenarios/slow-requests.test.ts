import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { anAccount } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { FORM_HEADERS, formWith } from "#test/support/usage-files.ts";

let server: TestServer;
let url: string;

before(async () => {
  server = await startTestServer([], { longestArrivalMs: 300 });
  url = await server.listen();
});
after(() => server.close());

/** Sends a body in two halves with a pause between them. What comes back, or what went wrong. */
async function sendSlowly(path: string, body: string, headers: Record<string, string>) {
  const sent = request(`${url}${path}`, {
    method: "POST",
    headers: { ...headers, authorization: `Bearer ${server.token}`, connection: "close" },
  });
  const outcome = new Promise<number | string | undefined>((resolve) => {
    sent.on("response", ({ statusCode }) => resolve(statusCode));
    sent.on("error", (error: NodeJS.ErrnoException) => resolve(error.code));
  });
  sent.write(body.slice(0, body.length / 2));
  await delay(900);
  sent.end(body.slice(body.length / 2));
  return outcome;
}

test("a body that is slow to arrive is hung up on", async () => {
  const headers = { "content-type": "application/json" };
  const outcome = await sendSlowly("/v1/accounts", JSON.stringify({ name: "Slow" }), headers);
  assert.match(String(outcome), /ECONNRESET|EPIPE/);
});

test("a usage file may take its time", async () => {
  const { accountNumber } = await anAccount(server);
  const rows = `ACCOUNT_ID,UOM,QTY,STARTDATE\n${accountNumber},Call,1,01/05/2023\n`;
  assert.equal(await sendSlowly("/v1/usage", formWith(rows), FORM_HEADERS), 200);
});
