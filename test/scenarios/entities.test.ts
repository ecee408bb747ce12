/**
 * Two companies in one database: nothing of one is seen or changed from the other, by any endpoint; nor
 * from another organization of the same company.
 * The endpoints come from the contracts, the ids and numbers from the tables, so that new ones of
 * either are tried as well.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { ZodObject, type ZodType } from "zod";
import { contracts } from "#http/routes.ts";
import { hashClientSecret } from "#operations/client-secret.ts";
import { QUERY_TABLES } from "#store/data-query/views.ts";
import type { NumberKind } from "#store/numbers.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { unexcepted } from "#test/published/shape-exceptions.ts";
import { differencesFromPublished, publishedShapes, spelled } from "#test/published/shapes.ts";
import {
  anAccount,
  cancelOrder,
  nextNumberIs,
  type Plan,
  subscribeOrder,
  succeed,
} from "#test/support/company.ts";
import { withEntity } from "#test/support/database.ts";
import { aCard, aFullCompany, aTemplate, isProcessing } from "#test/support/full-company.ts";
import {
  aBareCustomer,
  aCustomerWithMore,
  wrongOfMeasured,
} from "#test/support/measured-answers.ts";
import { resultOfQuery } from "#test/support/queries.ts";
import { rowsOf } from "#test/support/rows.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

/** In every name that the first company chooses; nobody else may ever read it. */
const SECRET = "Ultramarine";

/** The company whose things are looked for, and the one that looks. */
let owner: TestServer;
let stranger: TestServer;
/** Ids and numbers of the owner, one for each column of each table that has some. */
let owners: readonly Key[];
let strangers: Awaited<ReturnType<typeof aFullCompany>>;
/** By path: a key by which its owner reads something there. */
const openers = new Map<string, string>();
/** By path: what its owner reads there. */
const readByOwner = new Map<string, unknown>();
/** All ids and numbers of the owner. */
let secrets: readonly string[];
/** In the owner's entity, and limited to an organization that nothing of the owner's is of. */
let neighbour: TestServer;
/** Its name. */
let ownersOrganization: string;
let ownersPlan: Plan;
/** Ids and numbers of what is of the owner's organization. */
let ofOrganization: readonly Key[];

before(async () => {
  owner = await startTestServer();
  await owner.runJobs();
  stranger = await asStranger(owner);
  for (const kind of KINDS) await nextNumberIs(owner, kind, 70_000_001);
  const { keys, plan } = await aFullCompany(owner, SECRET);
  ownersPlan = plan;
  strangers = await aFullCompany(stranger, "Plain");
  const others = [...keys, ...(await queriedIds())];
  owners = [...(await keysOf(owner.entityId, 1)), ...others].filter(
    ({ key }) => !FIRST_OF_EACH.includes(key),
  );
  const all = [...(await keysOf(owner.entityId, 10_000)), ...others];
  secrets = [SECRET, ...all.map(({ key }) => key).filter((key) => !FIRST_OF_EACH.includes(key))];
  neighbour = await asNeighbour();
  ofOrganization = await keysOfOrganization(all);
  await eachOf(readsByKey, ({ path }) => findOpener(path));
});
after(() => owner.close());

/** Billing preview runs are counted from the first that there is; a profile there is from the beginning. */
const FIRST_OF_EACH = ["BPR-00000001", "CP-00000001"];

const KINDS: readonly NumberKind[] = [
  ...(["account", "order", "subscription", "subscription_rate_plan", "charge"] as const),
  ...(["product", "sku", "product_rate_plan", "product_rate_plan_charge"] as const),
  ...(["invoice", "credit_memo", "debit_memo", "bill_run", "ramp", "payment", "refund"] as const),
  ...(["payment_run", "bulk_cancel", "invoice_schedule", "payment_schedule"] as const),
  ...(["communication_profile", "invoice_adjustment", "invoice_item_adjustment"] as const),
];

/** The same server, called by a client of another entity. */
async function asStranger(server: TestServer): Promise<TestServer> {
  const { entityId, userId } = await withEntity(server);
  return calledBy(server, entityId, userId);
}

/** Whatever accounts the owner has are of one organization, and this client sees another. */
async function asNeighbour(): Promise<TestServer> {
  const [theirs, own, userId] = [randomUUID(), randomUUID(), randomUUID().replaceAll("-", "")];
  ownersOrganization = theirs;
  await withOwnerConnection(owner.ownerUrl, async (client) => {
    for (const id of [theirs, own]) {
      await client.query(
        `insert into organizations (entity_id, organization_id, name, created_by_id, updated_by_id)
         values ($1, $2, $2::uuid::text, $1, $1)`,
        [owner.entityId, id],
      );
    }
    await client.query("update accounts set organization_id = $1 where entity_id = $2", [
      theirs,
      owner.entityId,
    ]);
    await client.query(
      "insert into users (user_id, entity_id, user_name, organization_ids) values ($1, $2, $3, $4)",
      [userId, owner.entityId, userId, [own]],
    );
  });
  return calledBy(owner, owner.entityId, userId);
}

async function calledBy(server: TestServer, entityId: string, userId: string) {
  const [clientId, secret] = [randomUUID(), "stranger's secret"];
  await withOwnerConnection(server.ownerUrl, async (client) => {
    const insert = `insert into oauth_clients (client_id, entity_id, user_id, client_secret_hash)
      values ($1, $2, $3, $4)`;
    await client.query(insert, [clientId, entityId, userId, await hashClientSecret(secret)]);
  });
  const authorization = `Basic ${Buffer.from(`${clientId}:${secret}`).toString("base64")}`;
  const call: TestServer["call"] = (method, path, body, headers) =>
    server.call(method, path, body, { authorization, ...headers });
  return { ...server, entityId, userId, call };
}

type Row = { readonly table_name: string; readonly column_name: string };

/** All columns of ids and numbers in the tables whose rows have an owner. */
const COLUMNS = `
  select table_name, column_name from information_schema.columns
  where table_schema = 'public' and table_name not in ('users', 'oauth_clients', 'oauth_tokens',
    'user_passwords', 'user_sessions')
  and (data_type = 'uuid' or data_type = 'text' and column_name like '%\\_number')
  and column_name not in ('entity_id', 'created_by', 'updated_by', 'posted_by', 'created_by_id',
    'updated_by_id', 'user_id')
  and table_name in (select table_name from information_schema.columns where column_name = 'entity_id')
  order by table_name, column_name`;

/** As the wire writes it, and the words of the table and column that it is in. */
type Key = { readonly key: string; readonly of: readonly string[] };

async function keysOf(entityId: string, perColumn: number): Promise<Key[]> {
  return withOwnerConnection(owner.ownerUrl, async (client) => {
    const { rows: columns } = await client.query<Row>(COLUMNS);
    const keys = new Map<string, Key>();
    for (const { table_name: table, column_name: column } of columns) {
      const { rows } = await client.query<Spelt>(
        `select distinct replace(${column}::text, '-', '') as key, ${column}::text as spelt
         from ${table} where entity_id = $1 and ${column} is not null
         order by 1 limit ${perColumn}`,
        [entityId],
      );
      for (const { key: hex, spelt } of rows) {
        const key = /^[0-9a-f]{32}$/.test(hex) ? hex : spelt;
        const of = [...(keys.get(key)?.of ?? []), `${table} ${column}`];
        if (key.length > 4) keys.set(key, { key, of });
      }
    }
    return [...keys.values()];
  });
}

/** Of things that are rows of no table: a tier is a part of its charge. */
async function queriedIds(): Promise<Key[]> {
  const ids: Key[] = [];
  for (const { path } of paths("GET").filter(({ path }) => /^\/object-query\/[\w-]+$/.test(path))) {
    const { data } = await succeed(owner, "GET", `${path}?pageSize=1`);
    ids.push(...data.map(({ id }: { id: string }) => ({ key: id, of: [path] })));
  }
  // Adjustments of items and of invoices are of one table.
  const queryString = "select Id from InvoiceItemAdjustment";
  const { records } = await succeed(owner, "POST", "/v1/action/query", { queryString });
  const of = ["object invoice item adjustment"];
  ids.push(...records.map(({ Id: key }: { Id: string }) => ({ key, of })));
  return ids;
}

/** Of what stands in no table that all organizations share. */
async function keysOfOrganization(keys: readonly Key[]): Promise<Key[]> {
  const limited = await withOwnerConnection(owner.ownerUrl, async (client) => {
    const { rows } = await client.query<{ tablename: string }>(
      "select tablename from pg_policies where policyname = 'organization'",
    );
    return new Set(rows.map(({ tablename }) => tablename));
  });
  const isLimited = ({ key, of }: Key) =>
    key !== owner.userId && of.every((column) => limited.has(column.split(" ")[0] ?? ""));
  const shared = keys.filter((key) => !isLimited(key)).map(({ key }) => key);
  // C-70000001 is in PRPC-70000001 as well.
  return keys.filter((each) => isLimited(each) && !shared.some((key) => key.includes(each.key)));
}

type Spelt = { readonly key: string; readonly spelt: string };

/** What the caller has sent comes back in messages; anything else of the owner's is a leak. */
function tellsNothing({ text }: Answer, call: string, sent: string, hidden = secrets): void {
  const told = text.replaceAll(sent, "");
  const leaked = hidden.filter((secret) => !sent.includes(secret) && told.includes(secret));
  assert.deepEqual(leaked, [], `${call} answered ${text.slice(0, 500)}`);
}

function isNotFound(answer: Answer, call: string, sent: string, hidden = secrets): void {
  tellsNothing(answer, call, sent, hidden);
  const { status, json, text } = answer;
  const hasFailed =
    status >= 400 ||
    (json?.success ?? json?.Success ?? (json?.results ?? json)?.[0]?.Success) === false;
  assert.ok(hasFailed && status < 500, `${call} answered ${status} ${text.slice(0, 300)}`);
}

// What customers ask for names no account: test/scenarios/my-account-doors.test.ts.
const called = contracts.filter(({ isPublic, isForCustomers }) => !isPublic && !isForCustomers);
const paths = (method: "GET" | "other") =>
  called
    .filter((contract) => (contract.method === "GET") === (method === "GET"))
    .flatMap(({ path, aliases, ...contract }) =>
      [path, ...aliases].map((spelling) => ({ ...contract, path: spelling })),
    );
const paramsOf = (path: string): string[] => path.match(/\{\w+\}/g) ?? [];
const readsByKey = paths("GET").filter(({ path }) => paramsOf(path).length === 1);

const NOTHING_SAID = ["id", "ids", "key", "number", "v1", "object", "query", "undefined"];
const wordsOf = (text: string): Set<string> =>
  new Set(
    (text.match(/[A-Z]?[a-z]+/g) ?? [])
      .map((word) => word.toLowerCase().replace(/s$/, ""))
      .filter((word) => !NOTHING_SAID.includes(word)),
  );

/** The keys that what is asked may mean come first: they are named by the most of its words. */
function nearest(asked: string, among = owners): readonly string[] {
  const words = wordsOf(asked);
  const shareOf = (name: string) => {
    const theirs = [...wordsOf(name)];
    return theirs.filter((word) => words.has(word)).length / (theirs.length + 1);
  };
  return among
    .map(({ key, of }) => ({ key, share: Math.max(...of.map(shareOf)) }))
    .toSorted((one, other) => other.share - one.share)
    .map(({ key }) => key);
}

/**
 * Each key with each operation takes longer every day. So of each: what the owner finds by it, the
 * keys that it most likely means, and some of the others, not the same for each operation.
 */
function keysFor(asked: string, turn: number): readonly string[] {
  const keys = nearest(asked);
  const opener = openers.get(asked);
  return [
    ...(opener ? [opener] : []),
    ...keys.slice(0, LIKELIEST),
    ...keys.slice(LIKELIEST).filter((_, index) => (index + turn) % ONE_IN === 0),
  ];
}
const LIKELIEST = 12;
const ONE_IN = 25;

/** Some at a time: the server and the database work at once. */
async function eachOf<Item>(items: readonly Item[], ask: (item: Item) => Promise<unknown>) {
  for (let at = 0; at < items.length; at += AT_ONCE) {
    await Promise.all(items.slice(at, at + AT_ONCE).map(ask));
  }
}
const AT_ONCE = 8;

/**
 * No order is pending, a term has nothing but days and the number that was asked for, no debit memo is
 * printed, exchange rates are by currency; a labeling job counts; sums of a payment run, of a commitment's periods and of what
 * came and went on an account name nobody; a list as CSV is of an object's name; the application that is looked at is of a memo, not of a payment.
 */
const TELL_NO_SECRET = [
  "/v1/orders/subscription/{subscriptionKey}/pending",
  "/v1/orders/{orderNumber}/receipt.pdf",
  "/v1/orders/term/{subscriptionNumber}",
  "/v1/commitments/{commitmentId}/balance",
  "/v1/product-rate-plans/external-id/{externalId}",
  "/v1/object/invoice-payment/{id}",
  "/v1/debit-memos/{debitMemoKey}/files",
  "/v1/debitmemos/{debitMemoKey}/files",
  "/v1/bulk-cancels/{bulkCancelKey}/bad-lines",
  "/v1/payment-runs/{paymentRunKey}/summary",
  "/v1/payment-schedules/statistics/{date}",
  "/v1/lists/{objects}/csv",
  "/v1/describe/{object}",
  "/v1/multi-organizations/data-labeling-job/{jobId}",
  "/objects/definitions/com_zuora/{object}",
  "/settings/custom-fields/zuora/{object}",
  "/objects/definitions/default/{object}",
  "/objects/records/default/{object}",
  "/v1/accounts/{accountKey}/statement",
  "/v1/custom-exchange-rates/{currency}",
];

test("there is something to find: the owner reads it by the same keys", () => {
  const missed = readsByKey.map(({ path }) => path).filter((path) => !openers.has(path));
  assert.deepEqual(missed, TELL_NO_SECRET);
});

/** The first key that finds something by this path, something that tells more than the key. */
async function findOpener(path: string): Promise<void> {
  for (const key of nearest(path)) {
    const answer = await owner.call("GET", path.replace(/\{\w+\}/, key));
    const isFound = answer.status === 200 && answer.json?.success !== false;
    const isSecret = (secret: string) => secret !== key && answer.text.includes(secret);
    if (isFound && secrets.some(isSecret)) {
      openers.set(path, key);
      readByOwner.set(path, answer.json);
      return;
    }
  }
}

describe("what is read has the shapes that are known of the field's answers", () => {
  const shapes = new Map(publishedShapes().map((shape) => [spelled(shape.of), shape]));
  for (const { path } of paths("GET").filter(({ path }) => paramsOf(path).length <= 1)) {
    const shape = shapes.get(spelled(`GET ${path}`));
    if (!shape) continue;
    test(`GET ${path}`, async () => {
      const isList = paramsOf(path).length === 0;
      const answer = isList ? (await owner.call("GET", path)).json : readByOwner.get(path);
      assert.deepEqual(unexcepted(shape, differencesFromPublished(shape, answer)), []);
    });
  }

  test("as measured, null and absent told apart, where nothing is given that may be left out", async () => {
    const server = await asStranger(owner);
    const customer = await aBareCustomer(server);
    assert.deepEqual(await wrongOfMeasured(server, customer, { isBare: true }), []);
  });

  test("as measured, of charges of several models, a term without end, a change", async () => {
    const server = await asStranger(owner);
    const customer = await aCustomerWithMore(server);
    assert.deepEqual(await wrongOfMeasured(server, customer, { isBare: false }), []);
  });
});

describe("a stranger reads nothing", () => {
  for (const [turn, { path, query }] of paths("GET").entries()) {
    test(`GET ${path}`, async () => {
      if (paramsOf(path).length === 0) {
        await findsNothing(path, turn, query);
        return;
      }
      await eachOf(keysFor(path, turn), async (key) => {
        const asked = path.replace(/\{\w+\}/, key).replace(/\{\w+\}/, key);
        isNotFound(await stranger.call("GET", asked), asked, key);
      });
    });
  }

  const requestsOfOwner = (): Promise<string[]> =>
    withOwnerConnection(owner.ownerUrl, async (client) => {
      const { rows } = await client.query<{ request_id: string }>(
        "select request_id from api_accesses where entity_id = $1 limit 1000",
        [owner.entityId],
      );
      return rows.map((row) => row.request_id);
    });

  /** Without a filter, with each of the owner's keys in each likely filter, with the owner's cursor. */
  async function findsNothing(path: string, turn: number, query: ZodType | undefined) {
    const whole = await stranger.call("GET", path);
    const fields = query instanceof ZodObject ? Object.entries(query.shape as Fields) : [];
    const needed = fields
      .filter(([, field]) => !field.safeParse(undefined).success)
      .map(([name]) => name);
    assert.equal(whole.status, needed.length > 0 ? 400 : 200, whole.text);
    // What is told there of requests is what the stranger itself has asked for.
    if (path === "/v1/api-access-logs") {
      const others = await requestsOfOwner();
      for (const requestId of others) assert.ok(!whole.text.includes(requestId));
      return;
    }
    tellsNothing(whole, path, "");
    const isQuery = path.startsWith("/object-query");
    const filters = isQuery
      ? ["filter[]=id.EQ:", "filter[]=accountId.EQ:"]
      : ["accountId=", "accountNumber=", "number=", ...needed.map((name) => `${name}=`)];
    for (const filter of filters) {
      await eachOf(keysFor(filter + path, turn), async (key) => {
        const asked = `${path}?${filter}${key}`;
        tellsNothing(await stranger.call("GET", asked), asked, key);
      });
    }
    const { json } = await owner.call("GET", `${path}?pageSize=1`);
    if (typeof json?.nextPage !== "string") return;
    const next = json.nextPage.startsWith("http")
      ? json.nextPage
      : `${path}?pageSize=1&cursor=${encodeURIComponent(json.nextPage)}`;
    tellsNothing(await stranger.call("GET", next), next, next);
  }

  test("by naming the owner's entity", async () => {
    for (const header of ["zuora-entity-ids", "entityid"]) {
      const headers = { [header]: owner.entityId };
      const answer = await stranger.call("GET", "/object-query/accounts", undefined, headers);
      assert.equal(answer.status, 403, answer.text);
      tellsNothing(answer, header, owner.entityId);
    }
  });
});

type Fields = Readonly<Record<string, ZodType>>;

type Write = (key: string) => readonly unknown[];

const aUsage = { Quantity: 1, StartDateTime: "2023-01-05", UOM: "GB" };

const aTax = { name: "Mine", taxAmount: 1, taxRate: 1, taxRateType: "FlatFee" };

/** For each write, the bodies in which a stranger may name a thing of the owner's. */
const WRITES: Readonly<Record<string, Write>> = {
  ...writesOfPayments(),
  printAccountStatement: () => [{ startDate: "2023-01-01", endDate: "2023-12-31" }],
  emailAccountStatement: () => [{ startDate: "2023-01-01", endDate: "2023-12-31" }],
  importRecords: (key) => [{ records: { Contact: [{ Id: key }] } }],
  createInvoiceSchedule: (key) => [
    { accountKey: key, orders: [key], scheduleItems: [{ amount: 1 }] },
    {
      accountKey: strangers.accountNumber,
      specificSubscriptions: [{ subscriptionKey: key }],
      scheduleItems: [{ amount: 1 }],
    },
    { accountKey: strangers.accountNumber, orders: [key], scheduleItems: [{ amount: 1 }] },
  ],
  updateInvoiceSchedule: () => [{ notes: "mine now" }],
  executeInvoiceSchedule: () => [{}],
  pauseInvoiceSchedule: () => [{}],
  resumeInvoiceSchedule: () => [{}],
  deleteInvoiceSchedule: () => [undefined],
  splitInvoice: () => [
    { invoices: [60, 40].map((percentage) => ({ percentage, invoiceDate: "2023-03-01" })) },
  ],
  createOrder: (key) => ordersNaming(key),
  previewOrder: (key) => [
    ...ordersNaming(key).map((order) => ({
      ...order,
      previewOptions: {
        previewThruType: "TermEnd",
        previewTypes: ["BillingDocs", "ChargeMetrics"],
      },
    })),
    ...ordersNaming(key).map((order) => ({ ...order, processingOptions: { runBilling: true } })),
  ],
  updateOrderCustomFields: (key) => [
    { customFields: { mine__c: "now" } },
    { subscriptions: [{ orderActions: [{ orderActionId: key, customFields: { mine__c: 1 } }] }] },
    { subscriptions: [{ subscriptionNumber: key, orderActions: [{ sequence: 0 }] }] },
  ],
  updateOrderAction: () => [{ changeReason: "mine now", customFields: { mine__c: "now" } }],
  // Its account is looked up at once; whatever else it names is, when it is executed, as in createOrder.
  createOrderAsynchronously: (key) => [
    subscribeOrder({ accountNumber: key, plan: strangers.plan, from: "2023-01-01" }),
    { ...ordered({}), existingAccountNumber: undefined, existingAccountId: key },
  ],
  previewOrderAsynchronously: (key) => [
    {
      ...subscribeOrder({ accountNumber: key, plan: strangers.plan, from: "2023-01-01" }),
      previewOptions: { previewThruType: "TermEnd" },
    },
  ],
  updateOrder: (key) => ordersNaming(key),
  createUsage: (key) => {
    const usage = { UOM: "Call", Quantity: 1, StartDateTime: "2023-01-05" };
    const own = { ...usage, AccountNumber: strangers.accountNumber };
    return [
      { ...usage, AccountNumber: key },
      { ...usage, AccountId: key },
      { ...own, SubscriptionNumber: key },
      { ...own, ChargeNumber: key },
    ];
  },
  // Its rows are looked up when it is imported, each as createUsage does it.
  // A query finds nothing of another entity; whose locator it is, test/scenarios/zoql.test.ts asks.
  query: () => [{ queryString: "select Id from Nothing" }],
  queryMore: (key) => [{ queryLocator: key }],
  createObjects: (key) => [
    { type: "ProductRatePlan", objects: [{ Name: "X", ProductId: key }] },
    { type: "Usage", objects: [{ ...aUsage, AccountId: key }] },
  ],
  updateObjects: (key) => [{ type: "Product", objects: [{ Id: key, Name: "Mine" }] }],
  updateObjectsByPut: (key) => [{ type: "Usage", objects: [{ Id: key, Quantity: 1 }] }],
  deleteObjects: (key) =>
    ["Product", "ProductRatePlan", "Usage", "Subscription"].map((type) => ({ type, ids: [key] })),
  uploadUsage: () => [],
  createAttachment: () => [],
  updateAttachment: () => [{ description: "mine now" }],
  deleteAttachment: () => [{}],
  uploadInvoiceFile: () => [],
  uploadCreditMemoFile: () => [],
  uploadDebitMemoFile: () => [],
  createSequenceSets: () => [],
  createDataQueryJob: () => [],
  cancelDataQueryJob: () => [undefined],
  subscribe: (key) => [
    {
      subscribes: [
        {
          Account: { Id: key },
          SubscriptionData: {
            Subscription: { ContractEffectiveDate: "2023-01-01", InitialTerm: 12 },
            RatePlanData: [{ RatePlan: { ProductRatePlanId: strangers.plan.productRatePlanId } }],
          },
        },
      ],
    },
  ],
  amend: (key) => [
    {
      requests: [
        {
          Amendments: [
            {
              Name: "Mine",
              Type: "Renewal",
              SubscriptionId: key,
              ContractEffectiveDate: "2023-01-01",
            },
          ],
        },
      ],
    },
  ],
  createExport: () => [],
  submitAggregateQuery: () => [],
  cancelAggregateQuery: () => [undefined],
  createUser: () => [],
  updateUser: () => [{ roles: ["Administrator"] }],
  setUserPassword: () => [{ password: "correct horse battery" }],
  switchEntity: (key) => [{ entityId: key }],
  deleteSession: () => [],
  endSession: () => [undefined],
  createRole: () => [],
  updateRole: () => [{ name: "Mine" }],
  deleteRole: () => [undefined],
  createOauthClient: (key) => [{ userKey: key, name: "Mine" }],
  updateOauthClient: () => [{ name: "Mine" }],
  rotateClientSecret: () => [{}],
  deleteOauthClient: () => [undefined],
  updateCustomExchangeRates: () => [],
  updateSequenceSet: () => [{ name: "Mine" }],
  deleteSequenceSet: () => [undefined],
  updateUsage: () => [{ Quantity: 9 }],
  deleteUsage: () => [undefined],
  activateOrder: () => [{}],
  cancelOrder: () => [{}],
  updateOrderTriggerDates: (key) => [
    { subscriptions: [{ subscriptionNumber: key, orderActions: [{ sequence: 0 }] }] },
  ],
  previewOrderTriggerDates: (key) => [
    { subscriptions: [{ subscriptionNumber: key, orderActions: [{ sequence: 0 }] }] },
  ],
  deleteOrder: () => [{}],
  deleteOrderAsynchronously: () => [{}],
  createDataLabelingJob: (key) => [
    { objectType: "Account", queryType: "ById", ids: [key], orgIds: [key] },
    { objectType: "Account", queryType: "ById", ids: [key], orgs: ["Nowhere"] },
  ],
  createOrganization: (key) => [{ name: "Mine", parentKey: key }],
  updateOrganization: (key) => [{ name: "mine now" }, { parentKey: key }],
  deleteOrganization: () => [undefined],
  createSavedView: (key) => [{ list: "invoices", name: "Mine", search: key }],
  updateSavedView: () => [{ name: "mine now" }],
  deleteSavedView: () => [undefined],
  revertOrder: () => [{ orderDate: "2023-06-01" }],
  previewRevertOrder: () => [{ orderDate: "2023-06-01" }],
  cancelSubscription: () => [{ cancellationPolicy: "EndOfCurrentTerm", runBilling: true }],
  renewSubscription: () => [{}],
  createSubscription: (key) => olderSubscriptions(key),
  previewSubscription: (key) =>
    olderSubscriptions(key).map((body) => ({
      ...body,
      previewType: "InvoiceItem",
      invoiceTargetDate: "2023-02-01",
    })),
  previewExistingSubscription: () => [
    { previewThruType: "SpecificDate", specificPreviewThruDate: "2023-02-01" },
  ],
  updateSubscription: (key) => [
    { notes: "mine now" },
    { remove: [{ ratePlanId: key, contractEffectiveDate: "2023-05-01" }] },
  ],
  deleteSubscription: () => [{}],
  updateSubscriptionCustomFields: () => [{ customFields: { mine__c: "now" } }],
  updateSubscriptionCustomFieldsOfVersion: () => [{ customFields: { mine__c: "now" } }],
  updateSubscriptionObject: () => [{ Notes: "mine now" }],
  deleteSubscriptionObject: () => [{}],
  updateOrderLineItem: () => [{ itemName: "mine now" }],
  updateOrderLineItems: (key) => [{ orderLineItems: [{ id: key, itemName: "mine now" }] }],
  suspendSubscription: () => [{ suspendPolicy: "Today" }],
  resumeSubscription: () => [{ resumePolicy: "Today" }],
  createAccount: (key) => [
    { name: "X", currency: "USD", billCycleDay: 1, parentId: key },
    { name: "X", currency: "USD", billCycleDay: 1, hpmCreditCardPaymentMethodId: key },
    { name: "X", currency: "USD", billCycleDay: 1, sequenceSetId: key },
  ],
  updateAccount: (key) => [
    { notes: "mine now" },
    { defaultPaymentMethodId: key },
    { sequenceSetId: key },
  ],
  createProduct: () => [],
  createContact: (key) => [
    { accountId: key, firstName: "Mine", lastName: "Now" },
    { accountNumber: key, firstName: "Mine", lastName: "Now" },
  ],
  updateContact: () => [{ firstName: "Mine" }],
  deleteContact: () => [{}],
  scrubContact: () => [{}],
  createProductRatePlan: (key) => [{ Name: "X", ProductId: key }],
  createProductRatePlanCharge: (key) => [chargeOf(key)],
  deleteAccount: () => [{}],
  createAccountObject: (key) => [
    { Name: "Mine", Currency: "USD", Status: "Draft", BillCycleDay: 1, ParentId: key },
  ],
  updateAccountObject: () => [{ Name: "Mine" }],
  deleteAccountObject: () => [{}],
  createContactObject: (key) => [{ AccountId: key, FirstName: "Mine", LastName: "Now" }],
  updateContactObject: () => [{ FirstName: "Mine" }],
  deleteContactObject: () => [{}],
  updateProduct: () => [{ Name: "Mine" }],
  updateProductRatePlan: () => [{ Name: "Mine" }],
  updateProductRatePlanCharge: () => [{ Name: "Mine" }],
  updateProductRatePlanChargeTier: () => [{ Price: 1 }],
  deleteProduct: () => [{}],
  deleteProductRatePlan: () => [{}],
  deleteProductRatePlanCharge: () => [{}],
  writeOffInvoice: () => [{}],
  postInvoices: (key) => [{ invoices: [{ id: key }] }],
  postInvoice: () => [{}],
  unpostInvoice: () => [{}],
  cancelInvoice: () => [{}],
  reverseInvoice: () => [{}],
  createStandaloneInvoice: (key) => standaloneNaming(key),
  createStandaloneInvoices: (key) => [
    { invoices: standaloneNaming(key), useSingleTransaction: true },
  ],
  updateInvoice: (key) => [{ comments: "mine now" }, { invoiceItems: [{ id: key, amount: 1 }] }],
  generateInvoicePdf: () => [{}],
  emailInvoice: () => [{ emailAddresses: "a@b.example" }],
  generateCreditMemoPdf: () => [{}],
  emailCreditMemo: () => [{ emailAddresses: "a@b.example" }],
  generateDebitMemoPdf: () => [{}],
  emailDebitMemo: () => [{ emailAddresses: "a@b.example" }],
  updateInvoices: (key) => [{ invoices: [{ id: key, comments: "mine now" }] }],
  deleteInvoice: () => [{}],
  updateInvoiceObject: () => [{ Status: "Draft" }, { Status: "Posted" }, { Status: "Canceled" }],
  deleteInvoiceObject: () => [{}],
  createCreditMemo: (key) => memosOfCharges(key),
  createDebitMemo: (key) => memosOfCharges(key),
  createCreditMemoFromInvoice: (key) => [{ items: [{ invoiceItemId: key, amount: 1 }] }],
  createDebitMemoFromInvoice: (key) => [{ items: [{ invoiceItemId: key, amount: 1 }] }],
  updateCreditMemo: () => [{ comment: "mine now" }],
  updateCreditMemos: (key) => [{ memos: [{ id: key, comment: "mine now" }] }],
  createCreditMemos: (key) => bulkOfMemos(key),
  writeOffCreditMemo: () => [{}],
  reverseCreditMemo: () => [{}],
  updateDebitMemo: () => [{ comment: "mine now" }],
  updateDebitMemos: (key) => [{ memos: [{ id: key, comment: "mine now" }] }],
  updateDebitMemosDueDates: (key) => [{ debitMemos: [{ id: key, dueDate: "2023-06-01" }] }],
  createDebitMemos: (key) => bulkOfMemos(key),
  writeOffDebitMemo: () => [{}],
  postCreditMemo: () => [{}],
  unpostCreditMemo: () => [{}],
  cancelCreditMemo: () => [{}],
  deleteCreditMemo: () => [{}],
  applyCreditMemo: (key) => usesOfCreditMemo(key),
  unapplyCreditMemo: (key) => usesOfCreditMemo(key),
  postDebitMemo: () => [{}],
  unpostDebitMemo: () => [{}],
  cancelDebitMemo: () => [{}],
  deleteDebitMemo: () => [{}],
  createBillRun: (key) => [
    aRun([{ filterType: "Account", accountId: key }]),
    aRun([{ filterType: "Subscription", accountId: strangers.accountId, subscriptionId: key }]),
    aRun([{ filterType: "Subscription", accountId: key, subscriptionId: key }]),
  ],
  createBulkCancel: (key) => [
    { kind: "Cancel", filter: { accountNumbers: [key] } },
    { kind: "Cancel", filter: { productKey: key } },
    { kind: "Cancel", filter: { productRatePlanKey: key } },
  ],
  uploadBulkCancelFile: () => [{}],
  updateBulkCancelSettings: () => [{}],
  updateBulkCancel: () => [{ comment: "mine now" }],
  rebuildBulkCancel: () => [{}],
  submitBulkCancel: () => [{ planNumber: 1 }],
  approveBulkCancel: () => [{ planNumber: 1 }],
  rejectBulkCancel: () => [{}],
  startBulkCancel: () => [{ planNumber: 1 }],
  pauseBulkCancel: () => [{}],
  resumeBulkCancel: () => [{}],
  stopBulkCancel: () => [{}],
  postBillRun: () => [{ invoiceDate: "2023-01-01" }],
  cancelBillRun: () => [{ cancelOnce: true }],
  deleteBillRun: () => [{}],
  retryBillRun: () => [{}],
  createBillingPreviewRun: (key) => [
    { targetDate: "2023-01-01", filters: [{ filterType: "Account", accountId: key }] },
  ],
  invoiceAndCollect: (key) => [{ accountKey: key }],
  generateInvoices: (key) => [{ type: "Invoice", objects: [{ AccountId: key }] }],
  generateBillingDocuments: (key) => [{}, { subscriptionIds: [key], autoPost: true }],
  emailBillingDocumentsOfBillRun: () => [{ resend: true }],
  generateBillingPreview: (key) => [
    { accountId: key, targetDate: "2023-12-01" },
    { accountNumber: key, targetDate: "2023-12-01" },
  ],
  updateBillingRules: () => [],
  previewBillingRules: () => [],
  updateMyAccountSettings: () => [],
  rotateMyAccountSecret: () => [],
  createMyAccountLink: () => [{}],
  setClock: () => [],
  advanceClock: () => [],
  stopClock: () => [],
  takeClockSnapshot: () => [],
  restoreClockSnapshot: () => [{}],
  deleteClockSnapshot: () => [{}],
  updateSubscriptionSettings: () => [],
  updateApplicationRules: () => [],
  updateOrderLimits: () => [],
  updateObjectDefinition: () => [],
  updateCustomFieldSettings: () => [],
  updateCustomFieldRules: () => [],
  createObjectDefinitions: () => [],
  deleteObjectDefinition: () => [{}],
  createCustomRecords: () => [{ records: [{}] }],
  updateCustomRecord: () => [{}],
  patchCustomRecord: () => [{}],
  deleteCustomRecord: () => [{}],
  batchCustomRecords: (key) => [
    { action: { type: "update", records: { [key]: {} } } },
    { action: { type: "delete", ids: [key] } },
  ],
  updateCurrency: () => [],
  createTaxCode: (key) => [{ name: "Theirs", taxCompanyId: key }],
  updateTaxCode: () => [{ active: false }],
  deleteTaxCode: () => [{}],
  createInvoiceTaxationItems: (key) => [{ taxationItems: [{ ...aTax, invoiceItemId: key }] }],
  createCreditMemoTaxationItems: (key) => [{ taxationItems: [{ ...aTax, memoItemId: key }] }],
  createDebitMemoTaxationItems: (key) => [{ taxationItems: [{ ...aTax, memoItemId: key }] }],
  updateTaxationItem: () => [{ name: "mine now" }],
  deleteTaxationItem: () => [{}],
  createTaxationItemObject: (key) => [
    {
      InvoiceItemId: key,
      Name: "Mine",
      Jurisdiction: "State",
      TaxAmount: 1,
      TaxDate: "2023-01-01",
      TaxRate: 1,
      TaxRateType: "FlatFee",
    },
  ],
  createConnectorTaxCode: (key) => [{ name: "Theirs", taxEngineId: key }],
  updateConnectorTaxCode: () => [{ active: false }],
  deleteConnectorTaxCode: () => [{}],
  createTaxRatePeriod: () => [{ startDate: "2024-01-01" }],
  updateTaxRatePeriod: () => [{ startDate: "2024-01-01" }],
  deleteTaxRatePeriod: () => [{}],
  createTaxRates: () => [
    {
      taxRates: [{ country: "France", taxRate1: 0.2, taxRateType1: "Percentage", taxName1: "TVA" }],
    },
  ],
  deleteTaxRates: () => [{}],
  updateTaxDates: () => [],
  createTaxEngine: () => [],
  createTaxCompany: () => [],
  updateTaxEngine: () => [{ name: "mine now" }],
  deleteTaxEngine: () => [{}],
  updateTaxCompany: () => [{ name: "mine now" }],
  deleteTaxCompany: () => [{}],
  createEventTrigger: () => [],
  createScheduledEvent: () => [],
  updateScheduledEvent: () => [{ active: false }],
  deleteScheduledEvent: () => [{}],
  createEmailTemplate: () => [],
  importEmailTemplates: (key) => [{ emailTemplates: [{ ...aTemplate(), id: key }] }],
  updateEmailTemplate: () => [{ name: "mine now" }],
  deleteEmailTemplate: () => [{}],
  resendEmailNotifications: (key) => [[key]],
  resendCalloutNotifications: (key) => [[key]],
  updateEventTrigger: () => [{ active: false }],
  deleteEventTrigger: () => [{}],
  createNotificationDefinition: (key) => [
    {
      name: "Mine",
      eventTypeName: "Invoice Posted",
      calloutActive: true,
      callout: {
        name: "hook",
        calloutBaseurl: "https://example.com/",
        httpMethod: "POST",
        requiredOauth2: true,
        oauth2ProviderId: key,
      },
    },
  ],
  createOauth2Provider: () => [],
  updateOauth2Provider: () => [{ name: "mine now" }],
  deleteOauth2Provider: () => [{}],
  updateNotificationDefinition: () => [{ name: "mine now" }],
  deleteNotificationDefinition: () => [{}],
  replayNotifications: () => [{ fromEventNumber: 1 }],
  createAccountingCode: () => [],
  updateAccountingCode: () => [{ notes: "mine now" }],
  deleteAccountingCode: () => [{}],
  activateAccountingCode: () => [{}],
  deactivateAccountingCode: () => [{}],
  createAccountingPeriod: () => [],
  updateAccountingPeriod: () => [{ notes: "mine now" }],
  deleteAccountingPeriod: () => [{}],
  closeAccountingPeriod: () => [{}],
  pendingCloseAccountingPeriod: () => [{}],
  reopenAccountingPeriod: () => [{}],
  createPaymentTerm: () => [],
  updatePaymentTerm: () => [{ active: false }],
  updateReasonCodes: () => [{ reasonCodes: [] }],
  updateApiAccessLogSettings: () => [],
  updateAgingBuckets: () => [],
  rollOverPrepaid: (key) => [{ ...rolledOver(key), priority: "ApplyFirst" }],
  reversePrepaidRollover: (key) => [rolledOver(key)],
  depletePrepaidFunds: (key) => [{ fundIds: [key] }],
  createCommunicationProfile: () => [],
  createCalloutTemplate: () => [],
  importCalloutTemplates: (key) => [
    {
      calloutTemplates: [
        {
          id: key,
          name: "mine now",
          calloutBaseurl: "https://example.com/",
          httpMethod: "POST",
        },
      ],
    },
  ],
  updateCalloutTemplate: () => [{ name: "mine now" }],
  deleteCalloutTemplate: () => [{}],
  deleteNotificationHistory: () => [{}],
  updateCommunicationProfile: () => [{ name: "mine now" }],
};

const rolledOver = (subscriptionNumber: string) => ({
  subscriptionNumber,
  prepaymentUom: "Call",
  sourceValidityPeriod: { startDate: "2023-01-01", endDate: "2023-02-01" },
  destinationValidityPeriod: { startDate: "2023-02-01", endDate: "2023-03-01" },
});

const aRecurrence = { amount: 1, period: "Weekly", startDate: "2099-01-01", occurrences: 1 };
const anInstallment = { amount: 1, scheduledDate: "2099-01-01" };

function writesOfPayments(): Record<string, Write> {
  return {
    decryptPaymentMethod: () => [{}],
    createPaymentMethod: (key) => [
      { ...aCard(), accountKey: key },
      { ...aCard(), authGateway: key },
    ],
    updatePaymentMethod: () => [{ expirationYear: 2099 }],
    deletePaymentMethod: () => [{}],
    scrubPaymentMethod: () => [{}],
    verifyPaymentMethod: (key) => [{}, { paymentGatewayName: key }],
    createPayment: (key) => [
      { ...aPayment(key), type: "External" },
      { ...aPayment(strangers.accountId), type: "External", paymentMethodId: key },
      { ...aPayment(strangers.accountId), type: "Electronic", paymentMethodId: key },
      { ...aPayment(strangers.accountId), type: "Electronic", gatewayId: key },
      {
        ...aPayment(strangers.accountId),
        type: "External",
        invoices: [{ invoiceId: key, amount: 1 }],
      },
    ],
    updatePayment: () => [{ comment: "mine now" }],
    applyPayment: (key) => [{ invoices: [{ invoiceId: key, amount: 1 }] }],
    unapplyPayment: (key) => [{ invoices: [{ invoiceId: key, amount: 1 }] }],
    transferPayment: () => [{ accountId: strangers.accountId }],
    createPaymentSchedule: (key) => [
      { accountId: key, ...aRecurrence },
      { accountId: strangers.accountId, ...aRecurrence, paymentMethodId: key },
      { accountId: strangers.accountId, ...aRecurrence, paymentGatewayId: key },
      { accountId: strangers.accountId, ...aRecurrence, billingDocument: { id: key } },
      { accountId: strangers.accountId, items: [{ ...anInstallment, paymentMethodId: key }] },
    ],
    createPaymentSchedules: (key) => [{ paymentSchedules: [{ accountId: key, ...aRecurrence }] }],
    updatePaymentSchedule: (key) => [{ description: "mine now" }, { paymentMethodId: key }],
    previewPaymentScheduleUpdate: (key) => [{ amount: 1 }, { paymentGatewayId: key }],
    cancelPaymentSchedule: () => [{ cancelDate: "2020-01-01" }],
    addPaymentScheduleItems: () => [{ items: [anInstallment] }],
    updatePaymentScheduleItem: (key) => [
      { amount: 1 },
      { paymentMethodId: key },
      { linkPayments: [key] },
    ],
    cancelPaymentScheduleItem: () => [{}],
    skipPaymentScheduleItem: () => [{}],
    deletePaymentSchedule: () => [{}],
    deletePaymentScheduleItem: () => [{}],
    retryPaymentScheduleItems: (key) => [{ items: [{ id: key }] }],
    cancelPayment: () => [{}],
    deletePayment: () => [{}],
    refundPayment: () => [{ type: "External", methodType: "Cash", totalAmount: 1 }],
    refundPaymentWithAutoUnapply: (key) => [
      { type: "External", methodType: "Cash", invoices: [{ invoiceId: key, amount: 1 }] },
    ],
    refundCreditMemo: (key) => [
      { type: "External", methodType: "Cash", totalAmount: 1 },
      { type: "Electronic", paymentMethodId: key, totalAmount: 1 },
    ],
    createPaymentRun: (key) => [
      { targetDate: "2023-12-01", accountId: key },
      { targetDate: "2023-12-01", paymentGatewayId: key },
      { targetDate: "2023-12-01", billingRunId: key },
      { data: [{ accountId: key }] },
      { data: [{ accountId: strangers.accountId, paymentMethodId: key }] },
    ],
    updatePaymentRun: () => [{ consolidatedPayment: true }],
    retryPaymentRun: () => [{}],
    deletePaymentRun: () => [{}],
    createPaymentObject: (key) => [
      { ...aPaymentObject(), AccountId: key },
      { ...aPaymentObject(), InvoiceId: key },
      { ...aPaymentObject(), PaymentMethodId: key },
      { ...aPaymentObject(), Type: "Electronic", Gateway: key },
    ],
    updatePaymentObject: () => [{ AccountingCode: "mine now" }, { Status: "Canceled" }],
    deletePaymentObject: () => [{}],
    createInvoicePayment: (key) => [{ Amount: 1, InvoiceId: key, PaymentId: key }],
    updateInvoicePayment: () => [{ Amount: 0 }],
    createRefundObject: (key) => [
      { Type: "External", MethodType: "Cash", Amount: 1, PaymentId: key },
      {
        ...{ Type: "External", MethodType: "Cash", Amount: 1 },
        SourceType: "CreditBalance",
        AccountId: key,
      },
    ],
    updateRefundObject: () => [{ TransferredToAccounting: "Yes" }, { Status: "Canceled" }],
    deleteRefundObject: () => [{}],
    createCreditBalanceAdjustment: (key) => [
      { Type: "Decrease", Amount: 1, SourceTransactionId: key },
    ],
    updateCreditBalanceAdjustment: () => [{ Status: "Canceled" }],
    createInvoiceAdjustment: (key) => [{ Type: "Credit", Amount: 1, InvoiceId: key }],
    updateInvoiceAdjustment: () => [{ Status: "Canceled" }],
    deleteInvoiceAdjustment: () => [{}],
    createInvoiceItemAdjustment: (key) => [{ ...anItemAdjustment, InvoiceId: key, SourceId: key }],
    updateInvoiceItemAdjustment: () => [{ Status: "Canceled" }],
    deleteInvoiceItemAdjustment: () => [{}],
    updateRefund: () => [{ comment: "mine now" }],
    cancelRefund: () => [{}],
    deleteRefund: () => [{}],
    createPaymentGateway: () => [],
    updatePaymentGateway: () => [{ isActive: false }],
  };
}

const anItemAdjustment = {
  Type: "Credit",
  Amount: 1,
  SourceType: "InvoiceDetail",
  AdjustmentDate: "2023-03-01",
};

const aPaymentObject = () => ({
  AccountId: strangers.accountId,
  Amount: 1,
  Type: "External",
  Status: "Processed",
});

const aPayment = (accountId: string) => ({ accountId, amount: 1, currency: "USD" });

const memosOfCharges = (key: string) => {
  const { accountNumber, plan } = strangers;
  const charge = (productRatePlanChargeId: string | undefined) => [
    { productRatePlanChargeId, amount: 1 },
  ];
  return [
    { accountNumber: key, charges: charge(plan.chargeIds[0]) },
    { accountId: key, charges: charge(plan.chargeIds[0]) },
    { accountNumber, charges: charge(key) },
  ];
};

const bulkOfMemos = (key: string) => [
  { sourceType: "Standalone", memos: memosOfCharges(key) },
  {
    sourceType: "Invoice",
    memos: [{ invoiceId: key, items: [{ invoiceItemId: key, amount: 1 }] }],
  },
];

const usesOfCreditMemo = (key: string) => [
  { invoices: [{ invoiceId: key, amount: 1 }] },
  { debitMemos: [{ debitMemoId: key, amount: 1 }] },
];

/** In the spelling of POST /v1/subscriptions. */
const olderSubscriptions = (key: string) => {
  const { accountNumber: accountKey, plan } = strangers;
  const terms = { termType: "EVERGREEN", contractEffectiveDate: "2023-01-01", runBilling: false };
  const subscribing = (productRatePlanId: string) => ({
    subscribeToRatePlans: [{ productRatePlanId }],
  });
  return [
    { ...terms, accountKey: key, ...subscribing(plan.productRatePlanId) },
    { ...terms, accountKey, ...subscribing(key) },
  ];
};

const ordersNaming = (key: string) => [
  subscribeOrder({ accountNumber: key, plan: strangers.plan, from: "2023-01-01" }),
  cancelOrder({ ...strangers, subscriptionNumber: key, on: "EndOfCurrentTerm" }),
  cancelOrder({ accountNumber: key, subscriptionNumber: key, on: "2023-05-01" }),
  ordered({ plan: { productRatePlanId: key, chargeIds: [] } }),
  ordered({ chargeOverrides: [{ productRatePlanChargeId: key }] }),
  ordered({ createSubscription: { billToContactId: key } }),
  ordered({ createSubscription: { soldToContactId: key } }),
  ordered({ createSubscription: { shipToContactId: key } }),
  { ...ordered({}), existingAccountNumber: undefined, existingAccountId: key },
];

const ordered = (given: object) =>
  subscribeOrder({
    accountNumber: strangers.accountNumber,
    plan: strangers.plan,
    from: "2023-01-01",
    ...given,
  });

/** Naming the owner's account, contacts and charges. */
const standaloneNaming = (key: string) => {
  const item = { chargeName: "Mine", amount: 1, serviceStartDate: "2023-01-01" };
  const mine = { accountNumber: strangers.accountNumber, invoiceDate: "2023-01-01" };
  return [
    { ...mine, accountNumber: key, invoiceItems: [item] },
    { ...mine, billToContactId: key, invoiceItems: [item] },
    { ...mine, invoiceItems: [{ ...item, productRatePlanChargeId: key }] },
  ];
};

const aRun = (billRunFilters: readonly object[]) => ({ targetDate: "2023-12-01", billRunFilters });

const chargeOf = (key: string) => ({
  Name: "X",
  ProductRatePlanId: key,
  ChargeModel: "Flat Fee Pricing",
  ChargeType: "OneTime",
  BillCycleType: "DefaultFromCustomer",
  TriggerEvent: "ContractEffective",
  ProductRatePlanChargeTierData: { ProductRatePlanChargeTier: [{ Currency: "USD", Price: 1 }] },
});

describe("a stranger changes nothing", () => {
  const writes = paths("other");
  for (let at = 0; at < writes.length; at += AT_ONCE) {
    const some = writes.slice(at, at + AT_ONCE);
    test(some.map(({ method, path }) => `${method} ${path}`).join(", "), async () => {
      const before = [
        await rowsOf(owner.ownerUrl, owner.entityId),
        await rowsOf(stranger.ownerUrl, stranger.entityId),
      ];
      for (const [index, write] of some.entries()) await changesNothing(write, at + index);
      const now = [
        await rowsOf(owner.ownerUrl, owner.entityId),
        await rowsOf(stranger.ownerUrl, stranger.entityId),
      ];
      assert.deepEqual(now, before);
    });
  }

  async function changesNothing({ operation, method, path }: (typeof writes)[0], turn: number) {
    const bodiesOf = WRITES[operation];
    assert.ok(bodiesOf, `say in WRITES how a stranger would try ${operation}`);
    const keys = keysFor(`${path} ${JSON.stringify(bodiesOf(""))}`, turn);
    const tried = keys.flatMap((key) => bodiesOf(key).map((body) => ({ key, body })));
    await eachOf(tried, async ({ key, body }) => {
      const asked = path.replace(/\{\w+\}/, key);
      const call = `${method} ${asked} ${JSON.stringify(body)}`;
      isNotFound(await stranger.call(method, asked, body), call, key);
    });
  }

  test("by what it does for all of its own: a bill run, rules, currencies, numbers", async () => {
    const before = await rowsOf(owner.ownerUrl, owner.entityId);
    const run = { targetDate: "2023-12-01", batches: ["AllBatches"], autoPost: true };
    const { id } = await succeed(stranger, "POST", "/v1/bill-runs", run);
    let status = "";
    while (status !== "Posted") {
      await delay(10);
      ({ status } = await succeed(stranger, "GET", `/v1/bill-runs/${id}`));
      assert.notEqual(status, "Error");
    }
    await succeed(stranger, "PUT", "/settings/billing-rules", { oneTimeCreditBack: true });
    await succeed(stranger, "PUT", "/settings/currencies/USD", { roundingMode: "Down" });
    assert.deepEqual(await rowsOf(owner.ownerUrl, owner.entityId), before);
  });

  test("by data queries: whatever table they read has none of the owner's rows", async () => {
    for (const table of Object.keys(QUERY_TABLES)) {
      const query = `select * from ${table}`;
      tellsNothing(await resultOfQuery(stranger, query), query, "");
    }
    const { text } = await resultOfQuery(stranger, "select name from account");
    assert.match(text, /Plain/);
  });

  test("by orders that are executed later: what they name of the owner's is not found", async () => {
    const before = await rowsOf(owner.ownerUrl, owner.entityId);
    for (const key of keysFor(JSON.stringify(ordersNaming("")), 0)) {
      for (const body of ordersNaming(key)) {
        const { json } = await stranger.call("POST", "/v1/async/orders", body);
        if (json.success === false) continue;
        while (await isProcessing(stranger, json.jobId)) await delay(10);
        const job = await stranger.call("GET", `/v1/async-jobs/${json.jobId}`);
        assert.equal(job.json.status, "Failed", job.text);
        tellsNothing(job, JSON.stringify(body), key);
      }
    }
    assert.deepEqual(await rowsOf(owner.ownerUrl, owner.entityId), before);
  });

  test("and may take the same numbers and names as the owner", async () => {
    const { accountNumber } = await anAccount(owner, {
      accountNumber: "SAME-1",
      organizationLabel: ownersOrganization,
    });
    assert.equal((await anAccount(stranger, { accountNumber })).accountNumber, accountNumber);
    const key = { "idempotency-key": "same" };
    const body = { Name: "Same", EffectiveStartDate: "2000-01-01", EffectiveEndDate: "2099-12-31" };
    const mine = await succeed(owner, "POST", "/v1/object/product", body, key);
    const theirs = await succeed(stranger, "POST", "/v1/object/product", body, key);
    assert.notEqual(mine.Id, theirs.Id);
  });
});

describe("a neighbour, of another organization of the entity", () => {
  let hidden: readonly string[];
  /** One of each column. */
  let likely: readonly Key[];
  let was: typeof strangers;
  before(async () => {
    hidden = ofOrganization.map(({ key }) => key);
    const all = new Set(hidden);
    likely = owners.filter(({ key }) => all.has(key));
    was = strangers;
    const { accountId, accountNumber } = await anAccount(neighbour, { name: "Next door" });
    // Writes name these where they need something that is there.
    strangers = { ...was, accountId, accountNumber, plan: ownersPlan };
  });
  after(() => {
    strangers = was;
  });

  /** What the owner finds there, and what is most likely meant. */
  function keysHidden(asked: string): readonly string[] {
    const opener = openers.get(asked);
    const found = opener !== undefined && hidden.includes(opener) ? [opener] : [];
    return [...found, ...nearest(asked, likely).slice(0, 2)];
  }

  test("there is something to find", () => {
    const found = [...openers.values()].filter((key) => hidden.includes(key));
    assert.ok(hidden.length > 200 && found.length > 60, `${hidden.length} ${found.length}`);
  });

  test("reads nothing of it", async () => {
    await eachOf(paths("GET"), async ({ path }) => {
      if (paramsOf(path).length === 0) {
        const answer = await neighbour.call("GET", path);
        tellsNothing(answer, path, "", hidden);
        assert.ok(answer.status < 500, `${path} ${answer.text}`);
        return;
      }
      for (const key of keysHidden(path)) {
        const asked = path.replaceAll(/\{\w+\}/g, key);
        isNotFound(await neighbour.call("GET", asked), asked, key, hidden);
      }
    });
  });

  test("changes nothing of it", async () => {
    const before = await rowsOf(owner.ownerUrl, owner.entityId);
    await eachOf(paths("other"), async ({ operation, method, path }) => {
      const bodiesOf = WRITES[operation] ?? (() => []);
      for (const key of keysHidden(`${path} ${JSON.stringify(bodiesOf(""))}`)) {
        for (const body of bodiesOf(key)) {
          const asked = path.replace(/\{\w+\}/, key);
          const call = `${method} ${asked} ${JSON.stringify(body)}`;
          isNotFound(await neighbour.call(method, asked, body), call, key, hidden);
        }
      }
    });
    assert.deepEqual(await rowsOf(owner.ownerUrl, owner.entityId), before);
  });

  test("runs nothing of it, and queries nothing of it", async () => {
    const run = { targetDate: "2030-12-01", batches: ["AllBatches"] };
    const { id } = await succeed(neighbour, "POST", "/v1/bill-runs", run);
    let told: Answer["json"];
    while (told?.status !== "Completed") {
      await delay(10);
      told = await succeed(neighbour, "GET", `/v1/bill-runs/${id}`);
    }
    assert.equal(told.accountsTotal, 0);
    const query = "select name from account union all select invoicenumber from invoice";
    assert.deepEqual((await resultOfQuery(neighbour, query)).text.trim(), '{"name":"Next door"}');
    const zoql = { queryString: "select Name from Account" };
    const found = await succeed(neighbour, "POST", "/v1/action/query", zoql);
    assert.deepEqual(
      found.records.map(({ Name }: { Name: string }) => Name),
      ["Next door"],
    );
  });
});
