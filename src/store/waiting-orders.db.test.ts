/** An order that waits comes back from its rows as it went in, to the last digit. */

import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { Order } from "#engine/model/order.ts";
import { UNBILLED } from "#engine/model/processing-options.ts";
import { decimal } from "#engine/values/decimal.ts";
import { plainDate } from "#engine/values/plain-date.ts";
import { createTestDatabase, withEntity } from "#test/support/database.ts";
import { inTransaction, sql, type Transaction } from "./database.ts";
import { newId } from "./ids.ts";
import {
  findWaitingOrder,
  replaceWaitingOrder,
  saveCancelledOrder,
  saveOrderStatus,
  saveWaitingOrder,
} from "./waiting-orders.ts";

const testDatabase = await createTestDatabase();
after(testDatabase.drop);
const { entityId, userId } = await withEntity(testDatabase);
const now = "2024-01-01T08:00:00Z";

const inEntity = <Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
  inTransaction(testDatabase.database, entityId, work);

const triggerDates = {
  ContractEffective: plainDate("2024-02-01"),
  ServiceActivation: null,
  CustomerAcceptance: null,
};

const ordered = { triggerDates, changeReason: "Why", customFields: { $odd__c: 1 } };

const anOrder = (orderNumber: string, accountKey: string): Order => ({
  orderNumber,
  status: "Scheduled",
  schedulingOptions: {
    scheduledDate: plainDate("2024-06-01"),
    scheduledDatePolicy: "SpecificDate",
  },
  orderDate: plainDate("2024-01-15"),
  category: "NewSales",
  description: "Later",
  reasonCode: null,
  customFields: { a__c: { $nested: null } },
  accountKey,
  subscriptions: [
    {
      subscriptionNumber: "A-S1",
      customFields: { s__c: 1 },
      orderActions: [
        {
          ...ordered,
          action: {
            type: "UpdateProduct",
            ratePlan: { by: "ratePlanId", key: newId() },
            chargeUpdates: [
              {
                chargeNumber: "C-1",
                description: null,
                pricing: "recurringPerUnit",
                price: decimal("0.123456789012345678901"),
                quantity: decimal("12345678901234567890.5"),
                triggerEvent: null,
                specificTriggerDate: null,
              },
            ],
            specificUpdateDate: null,
            customFields: {},
          },
        },
        { ...ordered, action: { type: "RenewSubscription" } },
      ],
    },
    {
      subscriptionNumber: "A-S2",
      customFields: {},
      orderActions: [{ ...ordered, action: { type: "RenewSubscription", paymentTerm: null } }],
    },
  ],
  orderLineItems: [],
  processingOptions: {
    ...UNBILLED,
    runBilling: true,
    targetDate: plainDate("2024-06-30"),
    creditMemoReasonCode: "Moved",
  },
});

async function anAccount(): Promise<string> {
  const accountId = newId();
  await inEntity((tx) =>
    sql`
      insert into accounts (account_id, account_number, name, status, currency, bill_cycle_day,
        created_by_id, updated_by_id, batch)
      values (${accountId}::uuid, ${`A-${accountId}`}, 'Clark', 'Active', 'USD', 1,
        ${userId}::uuid, ${userId}::uuid, 'Batch1')
    `.execute(tx),
  );
  return accountId;
}

async function saved(orderNumber: string) {
  const accountId = await anAccount();
  const order = anOrder(orderNumber, accountId);
  const record = { orderId: newId(), orderNumber, accountId, currency: "USD", userId, now };
  const waiting = { ...record, status: "Scheduled", order } as const;
  await inEntity((tx) => saveWaitingOrder(tx, waiting));
  return waiting;
}

const found = async (orderNumber: string) => {
  const waiting = await inEntity((tx) => findWaitingOrder(tx, orderNumber));
  assert.ok(waiting);
  return waiting;
};

test("an order that waits is read back as it was saved", async () => {
  const { order } = await saved("O-1");
  const waiting = await found("O-1");
  assert.equal(waiting.status, "Scheduled");
  assert.deepEqual(waiting.order, order);
});

test("one that takes its place leaves nothing of it", async () => {
  const waiting = await saved("O-2");
  const [first, second] = waiting.order.subscriptions;
  assert.ok(first && second);
  const next: Order = { ...waiting.order, description: null, subscriptions: [second] };
  await inEntity((tx) => replaceWaitingOrder(tx, { ...waiting, order: next }));
  assert.deepEqual((await found("O-2")).order, next);
});

test("another status leaves what is to be executed", async () => {
  const { accountId, orderId, order } = await saved("O-3");
  const keys = { accountId, orderId };
  await inEntity((tx) => saveOrderStatus(tx, keys, "Executing", { userId, now }));
  assert.deepEqual((await found("O-3")).order, order);
  await inEntity((tx) => saveCancelledOrder(tx, keys, "No more", { userId, now }));
  assert.equal((await found("O-3")).status, "Cancelled");
});

test("an unknown number names none", async () => {
  assert.equal(await inEntity((tx) => findWaitingOrder(tx, "O-unknown")), undefined);
});
