/** Subscriptions with prepaid units, as a caller makes them. */
import { setTimeout as delay } from "node:timers/promises";
import { aPlan, type PlanCharge, subscribe, succeed } from "./company.ts";
import type { Life } from "./life.ts";
import type { Answer } from "./server.ts";

type Fields = Readonly<Record<string, unknown>>;

/** 10 calls a month for 20.00. */
export const TOPUP = {
  Name: "Prepaid",
  ChargeType: "Recurring",
  ChargeModel: "Flat Fee Pricing",
  BillingPeriod: "Month",
  BillingPeriodAlignment: "AlignToCharge",
  IsPrepaid: true,
  PrepaidOperationType: "topup",
  PrepaidQuantity: 10,
  PrepaidUom: "Call",
  ValidityPeriodType: "MONTH",
  price: 20,
} satisfies PlanCharge;

/** 5.00 a call beyond. */
export const DRAWDOWN = {
  Name: "Calls",
  ChargeType: "Usage",
  ChargeModel: "Per Unit Pricing",
  BillingPeriod: "Month",
  BillingPeriodAlignment: "AlignToCharge",
  UOM: "Call",
  IsPrepaid: true,
  PrepaidOperationType: "drawdown",
  price: 5,
} satisfies PlanCharge;

/** 120 calls a year at 1.00. */
export const YEARLY = {
  ...TOPUP,
  ChargeModel: "Per Unit Pricing",
  UOM: "Each",
  DefaultQuantity: 120,
  PrepaidQuantity: 1,
  BillingPeriod: "Annual",
  ValidityPeriodType: "ANNUAL",
  price: 1,
};

/** Subscribes to one plan with the prepayment and one with the usage that draws it. Its number. */
export async function prepay(
  { server, accountNumber }: Life,
  topup: PlanCharge,
  from: string,
  { months = 12, drawdown = DRAWDOWN as PlanCharge } = {},
): Promise<string> {
  const plan = await aPlan(server, [topup]);
  const usage = await aPlan(server, [drawdown]);
  const { subscriptionNumbers } = await subscribe(server, {
    accountNumber,
    plan,
    from,
    months,
    createSubscription: {
      subscribeToRatePlans: [
        { productRatePlanId: plan.productRatePlanId },
        { productRatePlanId: usage.productRatePlanId },
      ],
    },
  });
  return String(subscriptionNumbers[0]);
}

export const used = (
  { server, accountNumber }: Life,
  day: string,
  quantity: number,
  more: Fields = {},
): Promise<Answer["json"]> =>
  succeed(server, "POST", "/v1/object/usage", {
    AccountNumber: accountNumber,
    UOM: "Call",
    StartDateTime: day,
    Quantity: quantity,
    ...more,
  });

export const newDocuments = async (life: Life) => life.newDocuments(await life.readBooks());

/** Until its drafts are gone. */
export async function cancelRun({ server }: Life, id: string): Promise<void> {
  await succeed(server, "PUT", `/v1/bill-runs/${id}/cancel`);
  for (;;) {
    const { status } = await succeed(server, "GET", `/v1/bill-runs/${id}`);
    if (status === "Canceled") return;
    if (status !== "CancelInProgress") throw new Error(`the run is ${status}`);
    await delay(10);
  }
}
