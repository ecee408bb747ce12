/** What is sent, and what is never sent: against servers of this machine. */
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { after, describe, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { workedExamples } from "#test/support/worked-examples.ts";
import { isPublicAddress } from "./callout-addresses.ts";
import { type SignedCallout, sendCallout } from "./send-callout.ts";

const SECRET = `whsec_${Buffer.from("a secret of twenty-four.").toString("base64")}`;

const closing: (() => void)[] = [];
after(() => {
  for (const close of closing) close();
});

/** @returns its "host:port" */
async function aServer(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const aCallout = (host: string, changed: Partial<SignedCallout> = {}): SignedCallout => ({
  method: "POST",
  url: `http://${host}/hook`,
  body: '{"type":"Invoice Posted"}',
  notificationId: "note-1",
  signingSecret: SECRET,
  auth: null,
  ...changed,
});

const allowing = (...hosts: string[]) => ({ allowedHosts: new Set(hosts) });

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

describe("sending a callout", () => {
  test("is signed as Standard Webhooks are, with the field's headers beside that", async () => {
    const received = Promise.withResolvers<{ request: IncomingMessage; body: string }>();
    const host = await aServer(async (request, response) => {
      received.resolve({ request, body: await bodyOf(request) });
      response.end("thanks");
    });
    const answer = await sendCallout(aCallout(host), allowing(host));
    assert.deepEqual(answer, { responseCode: 200, responseContent: "thanks" });
    const { request, body } = await received.promise;
    const headers = request.headers as Record<string, string>;
    assert.deepEqual(new Webhook(SECRET).verify(body, headers), { type: "Invoice Posted" });
    assert.equal(headers["webhook-id"], "note-1");
    assert.equal(headers["zuora-notification-id"], "note-1");
    assert.match(headers["zuora-request-id"] ?? "", /^[0-9a-f-]{36}$/);
    assert.equal(request.method, "POST");
    const forged = { ...headers, "webhook-id": "note-2" };
    assert.throws(() => new Webhook(SECRET).verify(body, forged));
  });

  test("gives its credentials when it is asked for them, or at once", async () => {
    const seen: (string | undefined)[] = [];
    const host = await aServer((request, response) => {
      const { authorization } = request.headers;
      seen.push(authorization);
      const headers = authorization ? {} : { "www-authenticate": 'Basic realm="hooks"' };
      response.writeHead(authorization ? 200 : 401, headers).end();
    });
    const auth = { username: "ada", password: "secret", preemptive: false, domain: null };
    const basic = `Basic ${Buffer.from("ada:secret").toString("base64")}`;
    const asked = await sendCallout(aCallout(host, { auth }), allowing(host));
    assert.equal(asked.responseCode, 200);
    assert.deepEqual(seen.splice(0), [undefined, basic]);
    const preemptive = { ...auth, preemptive: true };
    await sendCallout(aCallout(host, { auth: preemptive }), allowing(host));
    assert.deepEqual(seen.splice(0), [basic]);
    const without = await sendCallout(aCallout(host), allowing(host));
    assert.equal(without.responseCode, 401);
  });

  test("follows no redirect", async () => {
    let isVisited = false;
    const elsewhere = await aServer((_, response) => {
      isVisited = true;
      response.end();
    });
    const host = await aServer((_, response) => {
      response.writeHead(302, { location: `http://${elsewhere}/` }).end();
    });
    const { responseCode } = await sendCallout(aCallout(host), allowing(host, elsewhere));
    assert.equal(responseCode, 302);
    assert.equal(isVisited, false);
  });

  test("keeps 60 KB of the answer, and waits for no more of it", async () => {
    const host = await aServer((_, response) => {
      response.write("x".repeat(100_000)); // and never ends
    });
    const { responseCode, responseContent } = await sendCallout(aCallout(host), allowing(host));
    assert.equal(responseCode, 200);
    assert.equal(responseContent.length, 60 * 1024);
  });

  test("waits for an answer so long and no longer", async () => {
    const host = await aServer(() => undefined);
    const options = { ...allowing(host), timeoutMs: 100 };
    assert.equal((await sendCallout(aCallout(host), options)).responseCode, -2);
  });

  test("says when nobody is there", async () => {
    const host = "127.0.0.1:1";
    assert.equal((await sendCallout(aCallout(host), allowing(host))).responseCode, -1);
  });

  test("does not go to addresses of this machine or of private networks, by name or by number", async () => {
    let isVisited = false;
    const host = await aServer((_, response) => {
      isVisited = true;
      response.end();
    });
    const port = host.split(":")[1];
    const urls = [
      `https://${host}/`,
      `https://localhost:${port}/`,
      `https://[::1]:${port}/`,
      `https://[::ffff:127.0.0.1]:${port}/`,
      `https://2130706433:${port}/`, // 127.0.0.1
      `http://${host}/`,
      "http://example.com/",
    ];
    for (const url of urls) {
      const answer = await sendCallout(aCallout(host, { url }), allowing("127.0.0.1:2"));
      assert.equal(answer.responseCode, -1000, `${url}: ${answer.responseContent}`);
    }
    assert.equal(isVisited, false);
  });
});

describe("addresses that callouts may go to, worked examples", () => {
  for (const row of workedExamples("docs/spec/callouts.md", "Addresses")) {
    test(`${row.id}: ${row.address}`, () => {
      assert.equal(isPublicAddress(row.address ?? ""), row.public === "yes");
    });
  }
});
