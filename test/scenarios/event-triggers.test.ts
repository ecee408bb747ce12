/** Events of a tenant's own: told in the transaction of the change that meets their condition. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { aBilledAccount, billRun } from "#test/support/bill-runs.ts";
import {
  anAccount,
  aPlan,
  type Plan,
  subscribe,
  subscribeOrder,
  succeed,
} from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

const PATH = "/events/event-triggers";

let server: TestServer;
let cheap: Plan;
let dear: Plan;

before(async () => {
  server = await startTestServer();
  cheap = await aPlan(server, [{ price: 30 }]);
  dear = await aPlan(server, [{ price: 3000 }]);
});
after(() => server.close());

type Fields = Readonly<Record<string, unknown>>;

let names = 0;

const aTrigger = (baseObject: string, condition: string, fields: Fields = {}) => {
  const name = `Event${++names}`;
  const eventType = { name, displayName: `Event ${names}` };
  return { active: true, baseObject, condition, eventType, ...fields };
};

const createTrigger = (baseObject: string, condition: string, fields: Fields = {}) =>
  succeed(server, "POST", PATH, aTrigger(baseObject, condition, fields));

type Told = {
  relatedEvent: string;
  accountId: string | null;
  objectType: string;
  objectId: string;
  objectNumber: string | null;
};

/** What was told of a trigger's event, and by nothing after it: it is deleted. */
async function toldOf(trigger: { id: string; eventType: { name: string } }): Promise<Told[]> {
  const path = `/v1/events?limit=1000&type=${trigger.eventType.name}`;
  const { events } = await succeed(server, "GET", path);
  const { status } = await server.call("DELETE", `${PATH}/${trigger.id}`);
  assert.equal(status, 204);
  return events;
}

const LARGE =
  "changeType == 'UPDATE' && Invoice.Status == 'Posted' && Invoice.Status_old != 'Posted' && Invoice.Amount > 1000.0";

async function aDraft(plan: Plan): Promise<{ id: string; number: string }> {
  const { accountId, accountNumber } = await anAccount(server);
  await subscribe(server, { accountNumber, plan, from: "2023-01-01" });
  const run = { targetDate: "2023-01-01", billRunFilters: [{ filterType: "Account", accountId }] };
  await billRun(server, run);
  const path = `/v1/transactions/invoices/accounts/${accountId}`;
  const [{ id, invoiceNumber: number }] = (await succeed(server, "GET", path)).invoices;
  return { id, number };
}

describe("event triggers", () => {
  test("tell of an invoice that is posted and large, as the field's example has it", async () => {
    const trigger = await createTrigger("Invoice", LARGE);
    const [large, small] = [await aDraft(dear), await aDraft(cheap)];
    for (const { id } of [large, small]) {
      await succeed(server, "PUT", `/v1/invoices/${id}/post`, {});
    }
    await succeed(server, "PUT", `/v1/invoices/${large.id}`, { comments: "was posted before" });
    const told = await toldOf(trigger);
    assert.deepEqual(
      told.map(({ relatedEvent, objectType, objectId, objectNumber }) => ({
        ...{ relatedEvent, objectType, objectId, objectNumber },
      })),
      [
        {
          relatedEvent: "UPDATE",
          objectType: "Invoice",
          objectId: large.id,
          objectNumber: large.number,
        },
      ],
    );
  });

  test("tell of an account that is made, and changed as they ask", async () => {
    const made = await createTrigger(
      "Account",
      "changeType == 'INSERT' && Account.Batch == 'Batch7'",
    );
    const changed = await createTrigger(
      "Account",
      "changeType == 'UPDATE' && Account.PaymentTerm_old != Account.PaymentTerm",
    );
    const premium = await createTrigger(
      "Account",
      "Account.Level__c == 'Premium' && Account.Level__c_old != 'Premium'",
    );
    const { accountId, accountNumber } = await anAccount(server, { batch: "Batch7" });
    await anAccount(server);
    const put = (fields: Fields) => succeed(server, "PUT", `/v1/accounts/${accountId}`, fields);
    await put({ paymentTerm: "Net 30" });
    await put({ Level__c: "Premium", notes: "at last" });
    await put({ Level__c: "Premium", notes: "still" });
    const inShort = (told: readonly Told[]) =>
      told.map((event) => [event.relatedEvent, event.objectNumber, event.accountId]);
    for (const [trigger, change] of [
      [made, "INSERT"],
      [changed, "UPDATE"],
      [premium, "UPDATE"],
    ] as const) {
      const told = inShort(await toldOf(trigger));
      assert.deepEqual(told, [[change, accountNumber, accountId]], trigger.condition);
    }
  });

  test("tell of what is deleted, as it was", async () => {
    const gone = await createTrigger(
      "Invoice",
      "changeType == 'DELETE' && Invoice.Amount == 30 && Invoice.Status_old == 'Canceled'",
    );
    const { id, number } = await aDraft(cheap);
    await succeed(server, "PUT", `/v1/invoices/${id}/cancel`, {});
    await succeed(server, "DELETE", `/v1/invoices/${id}`);
    const told = await toldOf(gone);
    assert.deepEqual(
      told.map(({ relatedEvent, objectNumber }) => [relatedEvent, objectNumber]),
      [["DELETE", number]],
    );
  });

  test("tell of orders, subscriptions, charges and items of an order, once each", async () => {
    const objects = ["Order", "OrderAction", "Subscription", "RatePlan", "RatePlanCharge"];
    const documents = ["Invoice", "InvoiceItem"];
    const triggers = [];
    for (const object of [...objects, ...documents]) {
      triggers.push(await createTrigger(object, "changeType == 'INSERT'"));
    }
    const { accountId, accountNumber } = await anAccount(server);
    await subscribe(server, {
      accountNumber,
      plan: cheap,
      from: "2023-01-01",
      billThrough: "2023-01-31",
    });
    for (const trigger of triggers) {
      const told = await toldOf(trigger);
      assert.deepEqual(
        told.map((event) => [event.objectType, event.accountId]),
        [[trigger.baseObject, accountId]],
        trigger.baseObject,
      );
    }
  });

  test("tell of each invoice of a bill run, and of its own change", async () => {
    const drafts = await createTrigger(
      "Invoice",
      "changeType == 'INSERT' && Invoice.Status == 'Draft'",
    );
    const ended = await createTrigger(
      "BillingRun",
      "BillingRun.Status == 'Completed' && BillingRun.Status_old != 'Completed'",
    );
    const batch = "Batch9";
    for (let count = 0; count < 5; count += 1) await aBilledAccount(server, cheap, { batch });
    const run = await billRun(server, { targetDate: "2023-01-31", batches: [batch] });
    const invoices = await toldOf(drafts);
    assert.equal(invoices.length, 5);
    assert.equal(new Set(invoices.map(({ objectNumber }) => objectNumber)).size, 5);
    const [completion, ...more] = await toldOf(ended);
    assert.deepEqual([completion?.objectNumber, more.length], [run.billRunNumber, 0]);
  });

  test("tell nothing of previews, of what was refused, or while they are not active", async () => {
    const trigger = await createTrigger("Subscription", "changeType == 'INSERT'");
    const { accountNumber } = await anAccount(server);
    const order = subscribeOrder({ accountNumber, plan: cheap, from: "2023-01-01" });
    const previewOptions = { previewThruType: "TermEnd", previewTypes: ["BillingDocs"] };
    await succeed(server, "POST", "/v1/orders/preview", { ...order, previewOptions });
    const refused = { ...order, existingAccountNumber: "X" };
    assert.equal((await server.call("POST", "/v1/orders", refused)).json.success, false);
    await succeed(server, "PUT", `${PATH}/${trigger.id}`, { active: false });
    await succeed(server, "POST", "/v1/orders", order);
    await succeed(server, "PUT", `${PATH}/${trigger.id}`, { active: true });
    const { subscriptionNumbers } = await succeed(server, "POST", "/v1/orders", order);
    const told = await toldOf(trigger);
    assert.deepEqual(
      told.map(({ objectNumber }) => objectNumber),
      subscriptionNumbers,
    );
  });

  test("that cannot be reckoned fail nothing but themselves, and are listed as failed work", async () => {
    const trigger = await createTrigger("Account", "changeType == 'INSERT'");
    await withOwnerConnection(server.ownerUrl, (client) =>
      client.query(
        `update event_triggers set statements =
          jsonb_set(statements, '{INSERT,sql}', to_jsonb('select null::uuid as account_id, (1 / 0)::text::uuid as object_id,
            null::text as object_number'::text))
        where event_trigger_id = $1`,
        [trigger.id],
      ),
    );
    await anAccount(server);
    assert.deepEqual(await toldOf(trigger), []);
    const path = "/v1/operations/failed-work?work=Event%20trigger";
    const { failedWork } = await succeed(server, "GET", path);
    assert.deepEqual(
      failedWork.map(({ subject, reason }: { subject: string; reason: string }) => [
        subject,
        reason,
      ]),
      [[trigger.eventType.name, "division by zero"]],
    );
  });

  test("are read as they were made, changed and listed", async () => {
    const eventType = {
      name: "LargeInvoicePosted",
      displayName: "Large Invoice Posted",
      description: "An invoice is posted with amount over 1000",
    };
    const description = "Trigger an event when an invoice is posted with amount over 1000";
    const asked = { ...aTrigger("Invoice", LARGE), eventType, description };
    const made = await succeed(server, "POST", PATH, asked);
    const namespace = "user.notification";
    const { id } = made;
    assert.deepEqual(made, { id, ...asked, eventType: { ...eventType, namespace } });
    assert.deepEqual(await succeed(server, "GET", `${PATH}/${made.id}`), made);
    assert.deepEqual(await succeed(server, "GET", `/v1${PATH}/${made.id}`), made);
    const changed = await succeed(server, "PUT", `${PATH}/${made.id}`, {
      active: false,
      condition: "Invoice.Amount > 5.0",
      eventType: { displayName: "Invoice over 5", description: null },
    });
    assert.deepEqual(changed, {
      ...made,
      active: false,
      condition: "Invoice.Amount > 5.0",
      eventType: { ...made.eventType, displayName: "Invoice over 5", description: null },
    });
    const others = [
      await createTrigger("Invoice", "changeType == 'DELETE'"),
      await createTrigger("Invoice", "changeType == 'DELETE'", { active: false }),
    ];
    const first = await succeed(server, "GET", `${PATH}?baseObject=Invoice&limit=2`);
    assert.deepEqual(first.data, [changed, others[0]]);
    const second = await succeed(server, "GET", first.next);
    assert.deepEqual(second, { data: [others[1]] });
    const inactive = await succeed(server, "GET", `${PATH}?baseObject=Invoice&active=false`);
    assert.deepEqual(inactive, { data: [changed, others[1]] });
    const named = await succeed(server, "GET", `${PATH}?eventTypeName=LargeInvoicePosted`);
    assert.deepEqual(named, { data: [changed] });
    for (const trigger of [made, ...others]) await toldOf(trigger);
    const { json } = await server.call("GET", `${PATH}/${made.id}`);
    assert.equal(json.success, false);
  });

  test("are refused with what they could not ask", async () => {
    const there = await createTrigger("Order", "changeType == 'INSERT'");
    const named = (name: string) => ({ eventType: { name, displayName: name } });
    const refusals: [Fields, RegExp][] = [
      [aTrigger("Dog", "changeType == 'INSERT'"), /'baseObject' 'Dog' is not supported/],
      [aTrigger("invoice", "changeType == 'INSERT'"), /'baseObject' 'invoice' is not supported/],
      [aTrigger("Invoice", "Invoice.status == 'Posted'"), /'Invoice.status', which is no field/],
      [aTrigger("Invoice", "Account.Name == 'A'"), /only fields of Invoice/],
      [aTrigger("Invoice", "Invoice.Account.Name == 'A'"), /only fields of Invoice/],
      [aTrigger("Invoice", "Invoice.Amount = 5"), /has '='/],
      [aTrigger("Invoice", "Invoice.Amount == 'much'"), /where a number should be/],
      [aTrigger("Subscription", "Subscription.CMRR > 5"), /which cannot be compared/],
      [aTrigger("Invoice", "changeType == 'PRAY'"), /never holds/],
      [
        aTrigger("Invoice", "true", named("Invoice Posted")),
        /'eventType.name' has an invalid value/,
      ],
      [aTrigger("Invoice", "true", named("InvoicePosted")), /already in use/],
      [aTrigger("Invoice", "true", named(there.eventType.name)), /already in use/],
      [{ ...aTrigger("Invoice", "true"), active: undefined }, /'active' may not be null/],
    ];
    for (const [body, message] of refusals) {
      const { json, text } = await server.call("POST", PATH, body);
      assert.equal(json.success, false, text);
      assert.match(text, message);
    }
    assert.deepEqual((await succeed(server, "GET", PATH)).data, [there]);
    await toldOf(there);
    const { json } = await server.call("PUT", `${PATH}/${there.id}`, { active: true });
    assert.equal(json.success, false);
  });
});
