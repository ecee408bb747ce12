/** How customers come to My Account, and that nobody comes any further than to his own account. */
import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { contracts } from "#http/routes.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { succeed } from "#test/support/company.ts";
import {
  aCustomer,
  type Customer,
  callerOf,
  cookieOf,
  done,
  linkIn,
  MODERN,
  signedIn,
  signIn,
  switchOnPage,
} from "#test/support/customer.ts";
import { withEntity } from "#test/support/database.ts";
import { aCard } from "#test/support/payments.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let customer: Customer;
let neighbour: Customer;
before(async () => {
  server = await startTestServer();
  await switchOnPage(server, { cancellationPolicies: ["SpecificDate"] });
  customer = await aCustomer(server);
  neighbour = await aCustomer(server, { name: "Neighbours", workEmail: "bob@neighbour.example" });
});
after(() => server.close());

const sql = (text: string, values: unknown[] = []) =>
  withOwnerConnection(server.ownerUrl, (client) => client.query(text, values));

const aLink = async (body: object = {}) => {
  const path = `/v1/accounts/${customer.accountNumber}/my-account-links`;
  return succeed(server, "POST", path, body);
};

let failures = 0;

async function letsNobodyIn(body: object): Promise<void> {
  // Who fails again and again waits, which is told by patience.test.ts: whoever gets in is forgiven.
  failures += 1;
  if (failures % 4 === 0) await signedIn(server, customer.accountNumber);
  const answer = await signIn(server, body);
  assert.equal(answer.status, 401, answer.text);
  assert.equal(answer.headers["set-cookie"], undefined);
  assert.equal(answer.headers["www-authenticate"], undefined);
}

describe("a link", () => {
  test("lets in once, as the account that it was made for", async () => {
    const { url } = await aLink();
    assert.ok(url.includes(`/my?merchant=${server.entityId}#link=`), url);
    const answer = await signIn(server, { link: linkIn(url) });
    assert.equal(answer.json.accountNumber, customer.accountNumber);
    assert.match(
      String(answer.headers["set-cookie"]),
      /^QuittanceCustomer=[0-9a-f]{96}; Path=\/; Max-Age=7200; HttpOnly; SameSite=Strict$/,
    );
    await letsNobodyIn({ link: linkIn(url) });
  });

  test("lets nobody in when it is late, made up, or cut", async () => {
    const { url } = await aLink();
    const link = linkIn(url);
    await sql("update my_account_links set expires_at = now() - interval '1 second'");
    await letsNobodyIn({ link });
    await letsNobodyIn({ link: server.entityId + "0".repeat(64) });
    await letsNobodyIn({ link: link.slice(0, 95) });
    await letsNobodyIn({});
  });

  test("is made by who may all that it lets do, of an account that is there, while the page is on", async () => {
    const missing = await server.call("POST", "/v1/accounts/nobody/my-account-links", {}, MODERN);
    assert.equal(missing.status, 404);
    await succeed(server, "PUT", "/settings/my-account", { enabled: false });
    const path = `/v1/accounts/${customer.accountNumber}/my-account-links`;
    const off = await server.call("POST", path, {}, MODERN);
    assert.match(off.text, /My Account is off/);
    await succeed(server, "PUT", "/settings/my-account", { enabled: true });
  });
});

describe("a link that the merchant has signed", () => {
  let secret: string;
  before(async () => {
    ({ secret } = await succeed(server, "POST", "/settings/my-account/signing-secrets", {}));
  });

  const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

  function signed(change: object = {}, key = secret) {
    const { accountNumber } = customer;
    const told = {
      merchant: server.entityId,
      accountNumber,
      expires: inAnHour(),
      nonce: randomUUID(),
    };
    const { merchant, expires, nonce } = told;
    const text = ["my-account", merchant, accountNumber, expires, nonce].join("\n");
    const signature = createHmac("sha256", key).update(text).digest("hex");
    return { ...told, signature, ...change };
  }

  test("lets in, and no second time", async () => {
    const link = signed();
    const answer = await signIn(server, { signed: link });
    assert.equal(answer.json.accountNumber, customer.accountNumber);
    await letsNobodyIn({ signed: link });
  });

  test("lets nobody in where anything of it is not as it was signed", async () => {
    for (const change of [
      { accountNumber: neighbour.accountNumber },
      { expires: inAnHour() + 60 },
      { nonce: "another" },
      { signature: "0".repeat(64) },
      { signature: "no hex" },
      { merchant: "0".repeat(32) },
      { merchant: "nobody" },
    ]) {
      await letsNobodyIn({ signed: signed(change) });
    }
    await letsNobodyIn({ signed: signed({}, "mysec_other") });
  });

  test("lets nobody in when it is late, or good for longer than a day", async () => {
    for (const expires of [1, inAnHour() - 3700, inAnHour() + 90_000]) {
      const { accountNumber } = customer;
      const text = ["my-account", server.entityId, accountNumber, expires, "n"].join("\n");
      const signature = createHmac("sha256", secret).update(text).digest("hex");
      await letsNobodyIn({ signed: signed({ expires, nonce: "n", signature }) });
    }
  });

  test("goes on for a while with the secret before, and with none that was replaced for good", async () => {
    const rotate = (graceSeconds: number) =>
      succeed(server, "POST", "/settings/my-account/signing-secrets", { graceSeconds });
    const former = secret;
    ({ secret } = await rotate(60));
    assert.equal((await signIn(server, { signed: signed({}, former) })).status, 200);
    assert.equal((await signIn(server, { signed: signed() })).status, 200);
    await letsNobodyIn({ signed: signed({}, former.toUpperCase()) });
    const last = secret;
    ({ secret } = await rotate(0));
    await letsNobodyIn({ signed: signed({}, former) });
    await letsNobodyIn({ signed: signed({}, last) });
  });

  test("of another entity lets nobody in here", async () => {
    const { entityId } = await withEntity(server);
    await letsNobodyIn({ signed: signed({ merchant: entityId }) });
  });
});

describe("a link by e-mail", () => {
  const ask = (emailAddress: string, query = "") =>
    server.call(
      "POST",
      `/v1/my/sign-in-links${query}`,
      { emailAddress, merchant: server.entityId },
      { authorization: "", ...MODERN, host: "localhost:8080" },
    );

  /** As the mail server is handed them: no endpoint tells the text. */
  async function linksTo(address: string, howMany: number): Promise<string[]> {
    for (;;) {
      const { rows } = await sql(
        "select body from emails where object_type = 'SignInLink' and $1 = any (addresses) order by email_id",
        [address],
      );
      if (rows.length >= howMany) return rows.map(({ body }) => body);
      await delay(10);
    }
  }

  test("comes to who is known, and lets in", async () => {
    await done(ask("ADA@clark.example", "?lang=de"));
    const [body = ""] = await linksTo("ADA@clark.example", 1);
    assert.match(body, /http:\/\/localhost:8080\/my\?merchant=/);
    assert.match(body, /Er gilt einmal/);
    const answer = await signIn(server, { link: linkIn(body) });
    assert.equal(answer.json.accountNumber, customer.accountNumber);
    const path = `/v1/accounts/${customer.accountNumber}/emails`;
    const { emails } = await succeed(server, "GET", path);
    assert.equal(emails[0].objectType, "SignInLink");
    assert.ok(!JSON.stringify(emails).includes("link="), "no clerk reads it");
  });

  test("says the same of who is not known, and fills nobody's letter box", async () => {
    const known = await ask("ada@clark.example");
    const unknown = await ask("nobody@clark.example");
    const { headers: _, ...first } = known;
    const { headers: __, ...second } = unknown;
    assert.deepEqual(first, second);
    await linksTo("ada@clark.example", 1);
    for (let again = 0; again < 2; again += 1) await done(ask("ada@clark.example"));
    await linksTo("ada@clark.example", 2);
    await delay(50);
    const sent = await linksTo("ada@clark.example", 2);
    assert.equal(sent.length, 2, "three in an hour, with the one before");
  });

  test("never leads to a host that a request names", async () => {
    const answer = await server.call(
      "POST",
      "/v1/my/sign-in-links",
      { emailAddress: "bob@neighbour.example", merchant: server.entityId },
      { authorization: "", ...MODERN, host: "evil.example" },
    );
    assert.equal(answer.status, 200);
    await succeed(server, "PUT", "/settings/my-account", {
      pageOrigin: "https://pay.blue.example",
    });
    await done(ask("bob@neighbour.example"));
    const bodies = await linksTo("bob@neighbour.example", 1);
    assert.equal(bodies.length, 1);
    assert.match(bodies[0] ?? "", /https:\/\/pay\.blue\.example\/my\?/);
    await succeed(server, "PUT", "/settings/my-account", { pageOrigin: null });
  });
});

describe("a session", () => {
  test("ends by signing out, by doing nothing, and when the page is switched off", async () => {
    const asked = (call: Customer["call"]) => call("GET", "/session").then(({ status }) => status);
    const one = await signedIn(server, customer.accountNumber);
    await done(one("DELETE", "/session"));
    assert.equal(await asked(one), 401);
    const two = await signedIn(server, customer.accountNumber);
    await sql("update my_account_sessions set last_used_at = now() - interval '31 minutes'");
    assert.equal(await asked(two), 401);
    const three = await signedIn(server, customer.accountNumber);
    await succeed(server, "PUT", "/settings/my-account", { enabled: false });
    await succeed(server, "PUT", "/settings/my-account", { enabled: true });
    assert.equal(await asked(three), 401);
    customer = { ...customer, call: await signedIn(server, customer.accountNumber) };
    neighbour = { ...neighbour, call: await signedIn(server, neighbour.accountNumber) };
  });

  test("writes nothing without its CSRF token", async () => {
    const { subscriptionNumber } = customer;
    const path = `/subscriptions/${subscriptionNumber}/cancel-previews`;
    for (const token of ["", "none"]) {
      const answer = await customer.call("POST", path, {}, { "x-csrf-token": token });
      assert.equal(answer.status, 403, answer.text);
    }
  });

  test("in a frame is a token in memory: no cookie, and no CSRF token to show", async () => {
    const { url } = await aLink({ embedded: true });
    assert.match(url, /\/my\/embed\?merchant=/);
    const answer = await signIn(server, { link: linkIn(url), embedded: true });
    assert.equal(answer.headers["set-cookie"], undefined);
    assert.equal(answer.json.csrfToken, undefined);
    const call = (method: string, path: string) =>
      server.call(method, `/v1/my${path}`, undefined, {
        authorization: `Bearer ${answer.json.token}`,
        ...MODERN,
      });
    assert.equal((await call("GET", "/session")).json.accountNumber, customer.accountNumber);
    await done(call("DELETE", "/session"));
    assert.equal((await call("GET", "/session")).status, 401);
  });
});

type Headers = Readonly<Record<string, string>>;

describe("whose is what", () => {
  const forCustomers = contracts.filter(({ isForCustomers }) => isForCustomers);
  const others = contracts.filter((each) => !each.isForCustomers && !each.isPublic);
  const pathOf = (path: string) => path.replaceAll(/\{\w+\}/g, "nothing");

  test("no endpoint but those for customers takes a customer's session, by cookie or as a token", async () => {
    const { url } = await aLink();
    const answer = await signIn(server, { link: linkIn(url) });
    const token = cookieOf(answer).split("=")[1] ?? "";
    const byCookie = {
      ...{ authorization: "", cookie: cookieOf(answer) },
      "x-csrf-token": answer.json.csrfToken,
    };
    const statusOf = async ({ method, path }: (typeof others)[number], credentials: Headers) => {
      const body = method === "GET" || method === "DELETE" ? undefined : {};
      return (await server.call(method, pathOf(path), body, credentials)).status;
    };
    const statuses = await Promise.all(others.map((each) => statusOf(each, byCookie)));
    const open = others.filter((_, index) => statuses[index] !== 401);
    assert.deepEqual(
      open.map(({ operation }) => operation),
      [],
    );
    for (const each of others.slice(0, 3)) {
      assert.equal(await statusOf(each, { authorization: `Bearer ${token}` }), 401);
      const asUser = { authorization: "", cookie: `QuittanceSession=${token}` };
      assert.equal(await statusOf(each, asUser), 401);
    }
  });

  test("those for customers take nobody else's credentials, and none", async () => {
    for (const { method, path } of forCustomers) {
      const body = method === "GET" || method === "DELETE" ? undefined : {};
      for (const headers of [{}, { authorization: "" }]) {
        const { status } = await server.call(method, pathOf(path), body, headers);
        assert.equal(status, 401, `${method} ${path}`);
      }
    }
  });

  test("what is another's is as unknown as what is not there", async () => {
    const { accountNumber, subscriptionNumber } = neighbour;
    const { id: paymentMethodId } = await succeed(server, "POST", "/v1/payment-methods", {
      ...aCard(),
      accountKey: accountNumber,
    });
    const { documents } = await done(neighbour.call("GET", "/documents"));
    const { documentNumber } = documents[0];
    const previewPath = `/subscriptions/${subscriptionNumber}/cancel-previews`;
    const { choices } = await done(neighbour.call("POST", previewPath, {}));
    const { cancellationPolicy, previewId } = choices[0];
    const cancelPath = `/subscriptions/${subscriptionNumber}/cancels`;
    const cancelled = await done(
      neighbour.call("POST", cancelPath, { cancellationPolicy, previewId }),
    );
    const tries: Readonly<Record<string, readonly [string, string, unknown?]>> = {
      previewMyCancel: ["POST", previewPath, {}],
      cancelMySubscription: ["POST", cancelPath, { cancellationPolicy, previewId }],
      getMyCancelReceipt: ["GET", `/cancels/${cancelled.orderNumber}/receipt`],
      takeBackMyCancel: ["POST", `/cancels/${cancelled.orderNumber}/take-back`, {}],
      getMyDocumentPdf: ["GET", `/documents/Invoice/${documentNumber}/pdf`],
      makeMyPaymentMethodDefault: ["PUT", `/payment-methods/${paymentMethodId}/default`, {}],
      payMyInvoice: [
        "POST",
        `/invoices/${documentNumber}/payments`,
        { paymentMethodId, amount: 30 },
      ],
    };
    const named = forCustomers.filter(({ path }) => path.includes("{"));
    assert.deepEqual(Object.keys(tries).sort(), named.map(({ operation }) => operation).sort());
    for (const [operation, [method, path, body]] of Object.entries(tries)) {
      const answer = await customer.call(method, path, body);
      assert.equal(answer.status, 404, `${operation} answered ${answer.text}`);
      assert.ok(!answer.text.includes("Neighbours"), operation);
    }
    for (const { path } of forCustomers.filter((each) => each.method === "GET")) {
      if (path.includes("{")) continue;
      const answer: Answer = await customer.call("GET", path.replace("/v1/my", ""));
      for (const theirs of [accountNumber, subscriptionNumber, documentNumber, paymentMethodId]) {
        assert.ok(!answer.text.includes(theirs), `${path} tells ${theirs}`);
      }
    }
  });

  test("a session of one entity is none of another's", async () => {
    const { url } = await aLink();
    const answer = await signIn(server, { link: linkIn(url) });
    const { entityId } = await withEntity(server);
    const moved = cookieOf(answer).replace(server.entityId, entityId);
    const call = callerOf(server, moved, answer.json.csrfToken);
    assert.equal((await call("GET", "/session")).status, 401);
  });
});
