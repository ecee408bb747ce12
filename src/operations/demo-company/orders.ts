import { NO_TRIGGER_DATES, NOTHING_OVERRIDDEN } from "#engine/model/nothing-given.ts";
import type {
  ChargeOverride,
  Order,
  OrderAction,
  OrderedSubscription,
} from "#engine/model/order.ts";
import { UNBILLED } from "#engine/model/processing-options.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { DemoCatalog } from "./catalog.ts";

/** An order of the demo company: the fields that its orders do not use are empty. */
export function demoOrder(
  accountKey: string,
  orderDate: PlainDate,
  subscription: Pick<OrderedSubscription, "subscriptionNumber"> & { action: OrderAction },
  billThrough: PlainDate | null = null,
): Order {
  const { subscriptionNumber, action } = subscription;
  const triggerDates = { ...NO_TRIGGER_DATES, ContractEffective: orderDate };
  const ordered = { action, triggerDates, changeReason: null, customFields: {} };
  return {
    orderNumber: null,
    status: "Completed",
    schedulingOptions: null,
    orderDate,
    category: "NewSales",
    description: null,
    reasonCode: null,
    customFields: {},
    accountKey,
    subscriptions: [{ subscriptionNumber, customFields: {}, orderActions: [ordered] }],
    processingOptions: {
      ...UNBILLED,
      runBilling: billThrough !== null,
      targetDate: billThrough,
      documentDate: orderDate,
    },
  };
}

export type DemoSubscribe = {
  readonly productRatePlanNumber: string;
  readonly months: number;
  readonly subscriptionNumber?: string;
  readonly chargeOverrides?: readonly ChargeOverride[];
};

export const demoSubscribe = (subscribe: DemoSubscribe): OrderAction => ({
  type: "CreateSubscription",
  subscriptionNumber: subscribe.subscriptionNumber ?? null,
  initialTerm: {
    termType: "TERMED",
    startDate: null,
    period: subscribe.months,
    periodType: "Month",
  },
  autoRenew: false,
  renewalSetting: "RENEW_WITH_SPECIFIC_TERM",
  renewalTerm: { period: 12, periodType: "Month" },
  ratePlans: [
    {
      productRatePlanKey: subscribe.productRatePlanNumber,
      chargeOverrides: subscribe.chargeOverrides ?? [],
      customFields: {},
    },
  ],
  invoiceSeparately: false,
  notes: null,
  paymentTerm: null,
  billToContactId: null,
  currency: null,
});

/** What a charge of the demo does differently from the catalog. */
export const demoOverride = (
  catalog: DemoCatalog,
  chargeName: string,
  changes: Partial<ChargeOverride>,
): ChargeOverride => ({
  productRatePlanChargeKey: catalog.get(chargeName) ?? "",
  ...NOTHING_OVERRIDDEN,
  ...changes,
});

export const seatsOverride = (catalog: DemoCatalog, seats: string): ChargeOverride =>
  demoOverride(catalog, "Seats", { quantity: decimal(seats) });
