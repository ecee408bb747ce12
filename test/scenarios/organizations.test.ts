/** Organizations within an entity, and those who see the accounts of some of them: docs/decisions/0700. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { billRun } from "#test/support/bill-runs.ts";
import {
  anAccount,
  aPlan,
  type Plan,
  subscribe,
  subscribeOrder,
  succeed,
} from "#test/support/company.ts";
import { isProcessing } from "#test/support/full-company.ts";
import { resultOfQuery } from "#test/support/queries.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;
/** Ids of organizations, and the number of an account of each. */
let ids: Record<"Asia" | "China" | "Japan", string>;
let accounts: Record<"Asia" | "China" | "Japan" | "None", string>;
/** Sees Asia and Japan. */
let clerk: TestServer;

before(async () => {
  server = await startTestServer();
  await server.runJobs();
  plan = await aPlan(server, [{ price: 10 }]);
  const organization = async (name: string, parentKey?: string): Promise<string> =>
    (await succeed(server, "POST", "/v1/organizations", { name, parentKey })).id;
  const Asia = await organization("Asia");
  ids = {
    Asia,
    China: await organization("China", Asia),
    Japan: await organization("Japan", "Asia"),
  };
  const account = async (organizationLabel?: string): Promise<string> =>
    (await anAccount(server, { name: organizationLabel ?? "None", organizationLabel }))
      .accountNumber;
  accounts = {
    Asia: await account("Asia"),
    China: await account("China"),
    Japan: await account("Japan"),
    None: await account(),
  };
  clerk = await aClient(["Asia", "Japan"]);
});
after(() => server.close());

const VERSION = { "zuora-version": "2025-08-12" };
const named = (names: readonly string[]) => names.map((organizationName) => ({ organizationName }));

let users = 0;
/** Called by a client of a new administrator who is limited to organizations. */
async function aClient(
  names: readonly string[] | null,
  fields: object = {},
  ofUser = names,
): Promise<TestServer> {
  users += 1;
  const { id: userKey } = await succeed(server, "POST", "/v1/users", {
    userName: `clerk-${users}@example.com`,
    roles: ["Administrator"],
    organizationLabels: ofUser && named(ofUser),
  });
  const body = { userKey, name: `Client ${users}`, ...fields };
  const { clientId, clientSecret } = await succeed(server, "POST", "/v1/oauth-clients", body);
  return as(`Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`);
}

const as = (authorization: string): TestServer => ({
  ...server,
  call: (method, path, body, headers) =>
    server.call(method, path, body, { ...VERSION, authorization, ...headers }),
});

const namesSeen = async (
  by: TestServer,
  headers: Record<string, string> = {},
): Promise<string[]> => {
  const { data } = await succeed(
    by,
    "GET",
    "/object-query/accounts?pageSize=50&filter[]=status.EQ:Active",
    undefined,
    headers,
  );
  return data.map(({ name }: { name: string }) => name).sort();
};

const refusal = ({ status, json, text }: Answer): string => {
  assert.ok(status >= 400 && status < 500, text);
  return json.reasons[0].message;
};

describe("organizations", () => {
  test("have names of their own, and are parts of each other, never of themselves", async () => {
    const { organizations } = await succeed(server, "GET", "/v1/organizations");
    assert.deepEqual(
      organizations.map((each: Answer["json"]) => [each.name, each.parentId]),
      [
        ["Asia", null],
        ["China", ids.Asia],
        ["Japan", ids.Asia],
      ],
    );
    assert.match(ids.Asia, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const call = (method: string, path: string, body?: object) =>
      server.call(method, `/v1/organizations${path}`, body, VERSION);
    assert.match(refusal(await call("POST", "", { name: "Japan" })), /Japan/);
    assert.match(refusal(await call("PUT", "/Asia", { parentKey: "Japan" })), /part of itself/);
    assert.match(refusal(await call("GET", "/Nowhere")), /Cannot find/);
    assert.match(refusal(await call("DELETE", "/Japan")), /is in use: account A/);
    const made = await succeed(server, "POST", "/v1/organizations", { name: "Korea" });
    await succeed(server, "DELETE", `/v1/organizations/${made.id}`);
    assert.equal((await call("GET", `/${made.id}`)).status, 404);
  });

  test("one that is renamed keeps its accounts", async () => {
    const rename = (name: string, to: string) =>
      succeed(server, "PUT", `/v1/organizations/${name}`, { name: to });
    await rename("China", "Greater China");
    const { basicInfo } = await succeed(server, "GET", `/v1/accounts/${accounts.China}`);
    assert.equal(basicInfo.organizationLabel, "Greater China");
    await rename("Greater China", "China");
  });

  test("a label has to name one, and a parent be of the same or of none", async () => {
    const post = (fields: object, headers = {}) =>
      server.call(
        "POST",
        "/v1/accounts",
        {
          name: "X",
          currency: "USD",
          billCycleDay: 1,
          billToContact: { firstName: "A", lastName: "B", country: "Japan" },
          ...fields,
        },
        { ...VERSION, ...headers },
      );
    assert.match(
      refusal(await post({ organizationLabel: "Nowhere" })),
      /no organization 'Nowhere'/,
    );
    const apart = { organizationLabel: "Japan", parentId: accounts.China };
    assert.match(refusal(await post(apart)), /of another organization/);
    const { json } = await post({ parentId: accounts.None }, { "zuora-working-org": ids.Japan });
    const { basicInfo } = await succeed(server, "GET", `/v1/accounts/${json.accountId}`);
    assert.equal(basicInfo.organizationLabel, "Japan");
    const moved = await server.call(
      "PUT",
      `/v1/accounts/${json.accountId}`,
      { parentId: accounts.China },
      VERSION,
    );
    assert.match(refusal(moved), /of another organization/);
    await succeed(server, "DELETE", `/v1/accounts/${json.accountId}`);
  });
});

describe("whoever is limited to organizations", () => {
  test("sees accounts of these and of none; the parts of them are not his by that", async () => {
    assert.deepEqual(await namesSeen(server), ["Asia", "China", "Japan", "None"]);
    assert.deepEqual(await namesSeen(clerk), ["Asia", "Japan", "None"]);
    const { organizations } = await succeed(clerk, "GET", "/v1/organizations");
    assert.deepEqual(
      organizations.map(({ name }: { name: string }) => name),
      ["Asia", "Japan"],
    );
    const hidden = await clerk.call("GET", `/v1/accounts/${accounts.China}`);
    assert.equal(hidden.status, 404);
  });

  test("narrows a request by Zuora-Org-Ids, and to nothing that is not his", async () => {
    const seen = (...organizations: string[]) =>
      namesSeen(clerk, { "zuora-org-ids": organizations.join(", ") });
    assert.deepEqual(await seen(ids.Japan), ["Japan", "None"]);
    assert.deepEqual(await seen(ids.Japan.replaceAll("-", ""), ids.Asia), [
      "Asia",
      "Japan",
      "None",
    ]);
    for (const [caller, asked] of [
      [clerk, ids.China],
      [clerk, `${ids.Japan},${ids.China}`],
      [clerk, "Japan"],
      [server, "00000000-0000-0000-0000-000000000000"],
    ] as const) {
      const headers = { ...VERSION, "zuora-org-ids": asked };
      const answer = await caller.call("GET", "/object-query/accounts", undefined, headers);
      assert.equal(answer.status, 403, answer.text);
      assert.match(answer.text, /No permission to access the organization '/);
    }
    const whole = await namesSeen(server, { "zuora-org-ids": ids.China });
    assert.deepEqual(whole, ["China", "None"]);
  });

  test("gives new accounts one of his", async () => {
    const contact = { firstName: "A", lastName: "B", country: "Japan" };
    const account = { name: "New", currency: "USD", billCycleDay: 1, billToContact: contact };
    const post = (by: TestServer, fields: object = {}) =>
      by.call("POST", "/v1/accounts", { ...account, ...fields });
    assert.match(refusal(await post(clerk)), /organizationLabel/);
    assert.match(
      refusal(await post(clerk, { organizationLabel: "China" })),
      /no organization 'China'/,
    );
    const taken = { organizationLabel: "Asia", accountNumber: accounts.China };
    assert.match(refusal(await post(clerk, taken)), /in use|already/i);
    const one = await aClient(["Japan"]);
    const { accountId } = (await post(one)).json;
    const { basicInfo } = await succeed(server, "GET", `/v1/accounts/${accountId}`);
    assert.equal(basicInfo.organizationLabel, "Japan");
    await succeed(one, "DELETE", `/v1/accounts/${accountId}`);
  });

  test("may not change what is of the whole entity", async () => {
    for (const [method, path, body] of [
      ["PUT", "/settings/billing-rules", {}],
      ["POST", "/v1/organizations", { name: "Mine" }],
      ["POST", "/v1/users", { userName: "mine@example.com" }],
      ["GET", "/v1/users", undefined],
      ["POST", "/v1/object/product", { Name: "Mine" }],
      ["POST", "/v1/action/create", { type: "Product", objects: [{ Name: "Mine" }] }],
      ["POST", "/notifications/notification-definitions", {}],
      ["POST", "/v1/accounting-periods", {}],
      ["POST", "/v1/payment-gateways", {}],
    ] as const) {
      const answer = await clerk.call(method, path, body);
      const told = `${method} ${path}: ${answer.status} ${answer.text}`;
      assert.match(answer.text, /do not have permission|of the whole entity/, told);
    }
  });

  test("by a client that is limited to fewer than its user", async () => {
    const narrow = await aClient(["Japan"], { organizationLabels: named(["Japan"]) }, [
      "Asia",
      "Japan",
    ]);
    assert.deepEqual(await namesSeen(narrow), ["Japan", "None"]);
    const disjoint = await aClient(null, { organizationLabels: named(["China"]) }, [
      "Asia",
      "Japan",
    ]);
    assert.deepEqual(await namesSeen(disjoint), ["None"]);
  });

  test("an answer that is kept is told to nobody who sees other organizations", async () => {
    const key = { ...VERSION, "idempotency-key": "once" };
    const zoql = { queryString: "select Name from Account" };
    const whole = await succeed(server, "POST", "/v1/action/query", zoql, key);
    const narrow = await succeed(clerk, "POST", "/v1/action/query", zoql, key);
    assert.equal(narrow.records.length, whole.records.length - 1);
  });
});

describe("what is done later is done for the organizations of who has asked", () => {
  test("data queries", async () => {
    const { text } = await resultOfQuery(
      clerk,
      "select name from account where status = 'Active' order by 1",
    );
    assert.deepEqual(
      text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).name),
      ["Asia", "Japan", "None"],
    );
    const [job] = (await clerk.call("GET", "/query/jobs")).json.data;
    const theirs = await (await aClient(["China"])).call("GET", `/query/jobs/${job.id}`);
    assert.equal(theirs.status, 404);
  });

  test("orders that are accepted", async () => {
    const order = (accountNumber: string) =>
      subscribeOrder({ accountNumber, plan, from: "2023-01-01" });
    const hidden = await clerk.call("POST", "/v1/async/orders", order(accounts.China));
    assert.match(hidden.text, /Cannot find/);
    const { jobId } = await succeed(clerk, "POST", "/v1/async/orders", order(accounts.Japan));
    while (await isProcessing(clerk, jobId)) await delay(10);
    const { status } = await succeed(clerk, "GET", `/v1/async-jobs/${jobId}`);
    assert.equal(status, "Completed");
    const other = await (await aClient(["China"])).call("GET", `/v1/async-jobs/${jobId}`);
    assert.equal(other.status, 404);
  });

  test("bill runs bill their accounts, those that are named, or those that the caller sees", async () => {
    for (const label of ["Asia", "China", "None"] as const) {
      await subscribe(server, { accountNumber: accounts[label], plan, from: "2023-01-01" });
    }
    const all = { targetDate: "2023-01-31", batches: ["AllBatches"] };
    const own = await billRun(clerk, all);
    assert.deepEqual(
      own.organizationLabels,
      [
        ["Asia", ids.Asia],
        ["Japan", ids.Japan],
      ].map(([organizationName, organizationId]) => ({
        organizationId,
        organizationName,
      })),
    );
    assert.equal(own.invoicesGenerated, 2);
    const chinese = { ...all, organizationLabels: [{ organizationId: ids.China }] };
    assert.match(
      refusal(await clerk.call("POST", "/v1/bill-runs", chinese)),
      /no organization '.*' that you may access/,
    );
    const china = await billRun(server, chinese);
    assert.equal(china.invoicesGenerated, 1);
    assert.equal((await clerk.call("GET", `/v1/bill-runs/${china.id}`)).status, 404);
    const rest = await billRun(server, all);
    assert.deepEqual([rest.invoicesGenerated, rest.organizationLabels], [1, []]);
  });

  test("payment runs and previews of many accounts, too", async () => {
    const run = await succeed(clerk, "POST", "/v1/payment-runs", { targetDate: "2023-01-31" });
    assert.equal(run.organizationLabels.length, 2);
    const asia = { targetDate: "2023-01-31", organizationLabels: named(["Asia"]) };
    const named1 = await succeed(server, "POST", "/v1/payment-runs", asia);
    assert.deepEqual(named1.organizationLabels, [
      { organizationId: ids.Asia, organizationName: "Asia" },
    ]);
    const preview = { targetDate: "2023-02-28", organizationLabels: named(["China"]) };
    const { billingPreviewRunId: id } = await succeed(
      server,
      "POST",
      "/v1/billing-preview-runs",
      preview,
    );
    let told: Answer["json"];
    while (told?.status !== "Completed") {
      await delay(10);
      told = await succeed(server, "GET", `/v1/billing-preview-runs/${id}`);
      assert.notEqual(told.status, "Error");
    }
    assert.equal(told.totalAccounts, 1);
    assert.equal(told.organizationLabels[0].organizationName, "China");
    assert.equal((await clerk.call("GET", `/v1/billing-preview-runs/${id}`)).status, 404);
    const own = await succeed(clerk, "POST", "/v1/billing-preview-runs", {
      targetDate: "2023-02-28",
    });
    const { runNumber } = await succeed(
      clerk,
      "GET",
      `/v1/billing-preview-runs/${own.billingPreviewRunId}`,
    );
    assert.equal(runNumber, "BPR-00000002");
  });
});

describe("labelling what is there", () => {
  const path = "/v1/multi-organizations/data-labeling-job";
  const label = async (fields: object, expected: object): Promise<void> => {
    const { jobId } = await succeed(server, "POST", path, { queryType: "ById", ...fields });
    let job: Answer["json"];
    while (job?.jobStatus !== "Completed") {
      await delay(10);
      job = await succeed(server, "GET", `${path}/${jobId}`);
    }
    assert.deepEqual(job.progress, { failed: 0, timeout: 0, labeled: 0, ...expected });
  };
  const get = (url: string, by = server) => succeed(by, "GET", url);

  test("accounts, by a query or by ids: what hangs on them goes along", async () => {
    const { accountId, accountNumber } = await anAccount(server, {
      name: "Moves",
      batch: "Batch9",
    });
    const order = await subscribe(server, { accountNumber, plan, from: "2023-01-01" });
    const query = "select Id from Account where Batch = 'Batch9'";
    const byQuery = { objectType: "Account", queryType: "ByZoql", query, orgs: ["China"] };
    await label(byQuery, { labeled: 1 });
    const { basicInfo } = await get(`/v1/accounts/${accountId}`);
    assert.equal(basicInfo.organizationLabel, "China");
    const [number] = order.subscriptionNumbers;
    assert.equal((await get(`/v1/subscriptions/${number}`)).organizationLabel, "China");
    const read = await get(`/v1/orders/${order.orderNumber}`);
    assert.equal(read.order.organizationLabel, "China");
    assert.equal((await clerk.call("GET", `/v1/subscriptions/${number}`)).status, 404);
    const some = [accountId, "0".repeat(32)];
    await label(
      { objectType: "Account", ids: some, orgIds: [ids.Asia] },
      { labeled: 1, failed: 1 },
    );
    assert.equal((await get(`/v1/subscriptions/${number}`, clerk)).organizationLabel, "Asia");
    await succeed(server, "PUT", `/v1/accounts/${accountId}`, { batch: "Batch1" });
  });

  test("users, who see no others from then on, but never the last who sees all", async () => {
    const { id } = await succeed(server, "POST", "/v1/users", { userName: "moves@example.com" });
    await label({ objectType: "User", ids: [id], orgs: ["Japan"] }, { labeled: 1 });
    const { organizationLabels } = await get(`/v1/users/${id}`);
    assert.deepEqual(organizationLabels, [
      { organizationId: ids.Japan, organizationName: "Japan" },
    ]);
    await label({ objectType: "User", ids: [server.userId], orgs: ["Japan"] }, { failed: 1 });
    await label({ objectType: "User", ids: [id], orgs: null }, { labeled: 1 });
    assert.equal((await get(`/v1/users/${id}`)).organizationLabels, null);
  });

  test("products, which are offered to those who have them, or to more", async () => {
    const sold = await aPlan(server, [{ price: 5 }]);
    const inChina = { accountNumber: accounts.China, plan: sold, from: "2023-01-01" };
    await subscribe(server, inChina);
    const ofPlan = "/object-query/product-rate-plans";
    const { data } = await get(`${ofPlan}?filter[]=id.EQ:${sold.productRatePlanId}`);
    const product = { objectType: "Product", ids: [data[0].productId] };
    const read = async () =>
      (await get(`/v1/catalog/products/${data[0].productId}`)).organizationLabels;
    await label({ ...product, orgs: ["Japan"] }, { failed: 1 });
    assert.equal(await read(), undefined);
    await label(product, { labeled: 1 });
    assert.deepEqual(await read(), [{ organizationId: ids.China, organizationName: "China" }]);
    assert.equal((await clerk.call("GET", `/v1/products/${data[0].productId}`)).status, 404);
    const seen = await get(`${ofPlan}?filter[]=id.EQ:${sold.productRatePlanId}`, clerk);
    assert.deepEqual(seen.data, []);
    const order = subscribeOrder({ ...inChina, accountNumber: accounts.Japan });
    assert.match(
      (await clerk.call("POST", "/v1/orders", order)).text,
      /Cannot find|not found|does not exist/i,
    );
    await label({ ...product, orgs: [] }, { labeled: 1 });
    assert.deepEqual(await read(), []);
    await succeed(clerk, "POST", "/v1/orders", order);
  });

  test("runs that have not begun", async () => {
    const schedule = { repeatType: "Daily", repeatFrom: "2030-04-25", runTime: 5 };
    const asked = { batches: ["AllBatches"], schedule };
    const waiting = await succeed(server, "POST", "/v1/bill-runs", asked);
    const past = await billRun(server, { targetDate: "2023-01-01", batches: ["Batch50"] });
    const runs = { objectType: "BillRun", ids: [waiting.id, past.id] };
    await label({ ...runs, orgs: ["Asia"] }, { labeled: 1, failed: 1 });
    const { organizationLabels } = await get(`/v1/bill-runs/${waiting.id}`);
    assert.equal(organizationLabels[0].organizationName, "Asia");
    await label(runs, { labeled: 2 });
  });

  test("is refused where it cannot be", async () => {
    const ofAccount = { objectType: "Account", queryType: "ById", ids: [] };
    for (const [body, why] of [
      [{ ...ofAccount, orgs: ["Asia", "China"] }, /exactly one/],
      [{ ...ofAccount, orgs: null }, /exactly one/],
      [{ ...ofAccount, orgs: ["Nowhere"] }, /no organization/],
      [{ ...ofAccount, orgs: ["Asia"], orgIds: [ids.Asia] }, /not both/],
      [{ ...ofAccount, ids: ["A1"], orgs: ["Asia"] }, /is no id/],
      [{ ...ofAccount, queryType: "ByZoql", orgs: ["Asia"] }, /query/],
      [
        { ...ofAccount, queryType: "ByZoql", query: "select Id from Invoice", orgs: ["Asia"] },
        /selects from/,
      ],
      [{ ...ofAccount, objectType: "ForecastRun", orgs: ["Asia"] }, /not supported/],
    ] as const) {
      assert.match(refusal(await server.call("POST", path, body, VERSION)), why);
    }
    const nothing = { ...ofAccount, orgs: ["Asia"] };
    assert.match(refusal(await clerk.call("POST", path, nothing)), /settings.write/);
  });
});

describe("the scope of a token", () => {
  const token = async (scope?: string): Promise<Answer> => {
    const { id: userKey } = await succeed(server, "GET", `/v1/users/${server.userId}`);
    const body = { userKey, name: "Scoped" };
    const { clientId, clientSecret } = await succeed(server, "POST", "/v1/oauth-clients", body);
    const form = new URLSearchParams({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: "client_credentials",
      ...(scope !== undefined && { scope }),
    });
    return server.call("POST", "/oauth/token", form.toString(), {
      authorization: "",
      "content-type": "application/x-www-form-urlencoded",
    });
  };
  const bearer = ({ json }: Answer) => as(`Bearer ${json.access_token}`);

  test("without any, it may all that its client may, and says so", async () => {
    const answer = await token();
    assert.match(answer.json.scope, / platform\.write service\.usage\.delete tenant\.1$/);
    assert.equal(
      (await bearer(await token(answer.json.scope)).call("GET", "/v1/users")).status,
      200,
    );
  });

  test("narrows it to permissions and organizations", async () => {
    const answer = await token(`accounts.read queries.read organization.${ids.Japan}`);
    assert.match(
      answer.json.scope,
      /organization\.[-0-9a-f]{36} accounts\.read queries\.read tenant/,
    );
    const narrow = bearer(answer);
    assert.deepEqual(await namesSeen(narrow), ["Japan", "None"]);
    assert.match(
      refusal(await narrow.call("POST", "/v1/accounts", {})),
      /permission 'accounts.write'/,
    );
    assert.equal((await narrow.call("GET", `/v1/accounts/${accounts.Asia}`)).status, 404);
  });

  test("is refused where it means nothing, or more than the client may", async () => {
    for (const scope of [
      "everything",
      `entity.${ids.Asia}`,
      `accounts.read organization.${ids.Asia}x`,
    ]) {
      const { status, json } = await token(scope);
      assert.deepEqual([status, json], [400, { error: "invalid_scope" }]);
    }
  });
});
