/** Sold-to and ship-to contacts of a subscription's own: given, changed, cleared, and whose they are. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { change, changeOrder } from "#test/support/change-order.ts";
import { anAccount, aPlan, type Plan, subscribe, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

type Fields = Readonly<Record<string, unknown>>;

let server: TestServer;
let plan: Plan;
let accountNumber: string;
/** Of the account: its bill-to and its sold-to contact. */
let contacts: { readonly first: string; readonly second: string };

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [{ price: 30 }]);
});
after(() => server.close());

beforeEach(async () => {
  const { billToContactId, soldToContactId, ...account } = await anAccount(server);
  accountNumber = account.accountNumber;
  contacts = { first: billToContactId, second: soldToContactId };
});

const aSubscription = async (createSubscription: Fields = {}) => {
  const wanted = { accountNumber, plan, from: "2023-01-01", createSubscription };
  const { subscriptionNumbers, orderNumber } = await subscribe(server, wanted);
  return { subscriptionNumber: subscriptionNumbers[0] as string, orderNumber };
};

const read = (subscriptionNumber: string) =>
  succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);

/** What Object Query says of the latest version: sold-to and ship-to. */
async function queried(subscriptionNumber: string): Promise<unknown[]> {
  const { soldToContactId, shipToContactId } = await succeed(
    server,
    "GET",
    `/object-query/subscriptions/${subscriptionNumber}`,
  );
  return [soldToContactId ?? null, shipToContactId ?? null];
}

const terms = (termsAndConditions: Fields) => ({ type: "TermsAndConditions", termsAndConditions });

describe("a subscription", () => {
  test("has none of its own unless it is told", async () => {
    const { subscriptionNumber, orderNumber } = await aSubscription();
    assert.equal((await read(subscriptionNumber)).soldToContact, null);
    assert.deepEqual(await queried(subscriptionNumber), [null, null]);
    const { order } = await succeed(server, "GET", `/v1/orders/${orderNumber}`);
    const { createSubscription } = order.subscriptions[0].orderActions[0];
    assert.equal(createSubscription.soldToContactId, null);
    assert.equal(createSubscription.shipToContactId, null);
  });

  test("is created with them, in any spelling of the id", async () => {
    const { first, second } = contacts;
    const { subscriptionNumber, orderNumber } = await aSubscription({
      soldToContactId: first.toUpperCase(),
      shipToContactId: second,
    });
    const { soldToContact } = await read(subscriptionNumber);
    assert.equal(soldToContact.id, first);
    assert.deepEqual(await queried(subscriptionNumber), [first, second]);
    const { order } = await succeed(server, "GET", `/v1/orders/${orderNumber}`);
    const [action] = order.subscriptions[0].orderActions;
    assert.equal(action.createSubscription.soldToContactId, first);
    assert.equal(action.createSubscription.shipToContactId, second);
    const found = await succeed(server, "GET", `/object-query/order-actions/${action.id}`);
    assert.equal(found.soldToContactId, first);
    assert.equal(found.shipToContactId, second);
  });

  test("gets others by its terms and by its renewal, and loses them; what is not named stays", async () => {
    const { first, second } = contacts;
    const { subscriptionNumber } = await aSubscription({ shipToContactId: second });
    const changed = (action: Fields) =>
      change(server, { accountNumber, subscriptionNumber, orderActions: [action] });
    await changed(terms({ soldToContactId: first, renewalTerms: [{ period: 12 }] }));
    assert.deepEqual(await queried(subscriptionNumber), [first, second]);
    await changed(terms({ notes: "nothing of contacts" }));
    assert.deepEqual(await queried(subscriptionNumber), [first, second]);
    await changed({
      type: "RenewSubscription",
      renewSubscription: { soldToContactId: second, clearingExistingShipToContact: true },
    });
    assert.deepEqual(await queried(subscriptionNumber), [second, null]);
    const { orderNumber } = await changed(
      terms({ clearingExistingSoldToContact: true, shipToContactId: first }),
    );
    assert.deepEqual(await queried(subscriptionNumber), [null, first]);
    const { order } = await succeed(server, "GET", `/v1/orders/${orderNumber}`);
    const { termsAndConditions } = order.subscriptions[0].orderActions[0];
    assert.equal(termsAndConditions.clearingExistingSoldToContact, true);
    assert.equal(termsAndConditions.shipToContactId, first);
    await succeed(server, "DELETE", `/v1/orders/${orderNumber}`);
    assert.deepEqual(await queried(subscriptionNumber), [second, null]);
  });

  test("shows its sold-to contact on what it is billed", async () => {
    const soldToOf = async (createSubscription: Fields) => {
      const wanted = { accountNumber, plan, from: "2023-01-01", billThrough: "2023-01-01" };
      const { invoiceNumbers } = await subscribe(server, { ...wanted, createSubscription });
      const path = `/v1/invoices/${invoiceNumbers[0]}/items`;
      const { invoiceItems } = await succeed(server, "GET", path);
      return invoiceItems[0].soldToContactId;
    };
    assert.equal(await soldToOf({}), contacts.second);
    assert.equal(await soldToOf({ soldToContactId: contacts.first }), contacts.first);
  });
});

describe("refused, with nothing written", () => {
  const orders = async () => (await succeed(server, "GET", "/v1/orders?pageSize=40")).orders.length;

  for (const field of ["soldToContactId", "shipToContactId"]) {
    test(`NOT_ALLOWED: a ${field} of nobody or of another account`, async () => {
      const { subscriptionNumber } = await aSubscription();
      const stranger = await anAccount(server);
      const before = await orders();
      for (const contactId of ["0123456789abcdef0123456789abcdef", stranger.soldToContactId]) {
        const orderActions = [terms({ [field]: contactId })];
        const order = changeOrder({ accountNumber, subscriptionNumber, orderActions });
        const { json } = await server.call("POST", "/v1/orders", order);
        const message = `Contact '${contactId}' is not a contact of account '${accountNumber}'.`;
        assert.deepEqual(json.reasons, [{ code: 58560030, message }]);
      }
      assert.equal(await orders(), before);
    });
  }

  test("NOT_ALLOWED: a contact that is given and cleared at once", async () => {
    const { subscriptionNumber } = await aSubscription();
    for (const contact of ["SoldTo", "ShipTo"]) {
      const flag = `clearingExisting${contact}Contact`;
      const field = contact === "SoldTo" ? "soldToContactId" : "shipToContactId";
      const orderActions = [terms({ [flag]: true, [field]: contacts.first })];
      const order = changeOrder({ accountNumber, subscriptionNumber, orderActions });
      const { json } = await server.call("POST", "/v1/orders", order);
      assert.match(json.reasons[0].message, new RegExp(`'${flag}' cannot be true`));
    }
  });

  test("NOT_ALLOWED: a transfer that would leave a contact with the old account", async () => {
    const { subscriptionNumber } = await aSubscription({ soldToContactId: contacts.first });
    const { accountNumber: other, soldToContactId } = await anAccount(server);
    const transfer = (given: Fields) => {
      const ownerTransfer = { destinationInvoiceAccountNumber: other, ...given };
      const orderActions = [{ type: "OwnerTransfer", ownerTransfer }];
      return server.call(
        "POST",
        "/v1/orders",
        changeOrder({ accountNumber, subscriptionNumber, orderActions }),
      );
    };
    const { json } = await transfer({});
    assert.match(json.reasons[0].message, /sold-to contact of its own/);
    assert.equal((await transfer({ soldToContactId })).json.success, true);
    assert.deepEqual(await queried(subscriptionNumber), [soldToContactId, null]);
  });
});
