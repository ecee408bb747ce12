/** A company to bill, made through the API as a caller would make it. */
import assert from "node:assert/strict";
import { inTransaction } from "#store/database.ts";
import { type NumberKind, setNextNumber } from "#store/numbers.ts";
import type { Answer, TestServer } from "./server.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The answer of a call that must succeed. */
export async function succeed(
  server: TestServer,
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
): Promise<Answer["json"]> {
  const { status, json, text } = await server.call(method, path, body, headers);
  assert.equal(status, 200, text);
  assert.notEqual(json?.success ?? json?.Success, false, text);
  return json;
}

export async function anAccount(server: TestServer, fields: Fields = {}): Promise<Answer["json"]> {
  const billToContact = { firstName: "Ada", lastName: "Clark", country: "United States" };
  const account = { name: "Clark Ltd", currency: "USD", billCycleDay: 1, billToContact, ...fields };
  return succeed(server, "POST", "/v1/accounts", account);
}

/** Product rate plan charge fields, in the spelling of the object API; `price` is in USD. */
export type PlanCharge = Fields & { readonly price?: number };

export type Plan = { readonly productRatePlanId: string; readonly chargeIds: readonly string[] };

/** Of each server: several files may share a process. */
const productsOf = new WeakMap<TestServer, number>();

/** A product with one rate plan; the charges are monthly flat fees unless they say otherwise. */
export async function aPlan(server: TestServer, charges: readonly PlanCharge[]): Promise<Plan> {
  const products = 1 + (productsOf.get(server) ?? 0);
  productsOf.set(server, products);
  const sale = { EffectiveStartDate: "2000-01-01", EffectiveEndDate: "2099-12-31" };
  const product = await succeed(server, "POST", "/v1/object/product", {
    Name: `Product ${products}`,
    ...sale,
  });
  const ratePlan = await succeed(server, "POST", "/v1/object/product-rate-plan", {
    Name: "Silver",
    ProductId: product.Id,
    ...sale,
  });
  const chargeIds: string[] = [];
  for (const charge of charges) {
    const created = await succeed(
      server,
      "POST",
      "/v1/object/product-rate-plan-charge",
      chargeBody(ratePlan.Id, charge),
    );
    chargeIds.push(created.Id);
  }
  return { productRatePlanId: ratePlan.Id, chargeIds };
}

function chargeBody(productRatePlanId: string, { price = 30, ...fields }: PlanCharge): Fields {
  const isRecurring = (fields.ChargeType ?? "Recurring") === "Recurring";
  return {
    Name: "Silver plan",
    ProductRatePlanId: productRatePlanId,
    ChargeModel: "Flat Fee Pricing",
    ChargeType: "Recurring",
    BillCycleType: "DefaultFromCustomer",
    TriggerEvent: "ContractEffective",
    UseDiscountSpecificAccountingCode: false,
    ...(isRecurring && {
      BillingPeriod: "Month",
      BillingTiming: "In Advance",
      BillingPeriodAlignment: "AlignToCharge",
    }),
    ProductRatePlanChargeTierData: {
      ProductRatePlanChargeTier: [{ Currency: "USD", Price: price }],
    },
    ...fields,
  };
}

export type Subscribe = {
  readonly accountNumber: string;
  readonly plan: Plan;
  readonly from: string;
  /** Months of the initial term; evergreen when null. Default 12. */
  readonly months?: number | null;
  /** Bills through this day, on documents of the first day. */
  readonly billThrough?: string;
  readonly subscriptionNumber?: string;
  readonly chargeOverrides?: readonly Fields[];
  readonly createSubscription?: Fields;
};

/** Creates a subscription by an order and returns the order's answer. */
export const subscribe = (server: TestServer, subscribed: Subscribe): Promise<Answer["json"]> =>
  succeed(server, "POST", "/v1/orders?returnIds=true", subscribeOrder(subscribed));

export function subscribeOrder(subscribed: Subscribe): Fields {
  const { accountNumber, plan, from, months = 12, billThrough, chargeOverrides } = subscribed;
  const termType = months === null ? "EVERGREEN" : "TERMED";
  const initialTerm = { termType, ...(months !== null && { period: months, periodType: "Month" }) };
  const { productRatePlanId } = plan;
  return {
    orderDate: from,
    existingAccountNumber: accountNumber,
    status: "Completed",
    subscriptions: [
      {
        orderActions: [
          {
            type: "CreateSubscription",
            triggerDates: [{ name: "ContractEffective", triggerDate: from }],
            createSubscription: {
              subscriptionNumber: subscribed.subscriptionNumber,
              terms: { initialTerm, autoRenew: false },
              subscribeToRatePlans: [{ productRatePlanId, chargeOverrides }],
              ...subscribed.createSubscription,
            },
          },
        ],
      },
    ],
    processingOptions: {
      runBilling: billThrough !== undefined,
      billingOptions: { targetDate: billThrough, documentDate: from },
    },
  };
}

export type Cancel = {
  readonly accountNumber: string;
  readonly subscriptionNumber: string;
  /** A day for SpecificDate, or the name of another policy. */
  readonly on: string;
  readonly processingOptions?: Fields;
};

export function cancelOrder(cancel: Cancel): Fields {
  const { accountNumber, subscriptionNumber, on, processingOptions } = cancel;
  const isDay = /^\d/.test(on);
  return {
    orderDate: isDay ? on : "2023-01-01",
    existingAccountNumber: accountNumber,
    subscriptions: [
      {
        subscriptionNumber,
        orderActions: [
          {
            type: "CancelSubscription",
            cancelSubscription: isDay
              ? { cancellationPolicy: "SpecificDate", cancellationEffectiveDate: on }
              : { cancellationPolicy: on },
          },
        ],
      },
    ],
    processingOptions,
  };
}

/** Makes the entity's next number of a kind the given one. */
export const nextNumberIs = (
  server: TestServer,
  kind: NumberKind,
  nextValue: number,
): Promise<void> =>
  inTransaction(server.database, server.entityId, (tx) => setNextNumber(tx, kind, nextValue));
