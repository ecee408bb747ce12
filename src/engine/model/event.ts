import type { Decimal } from "../values/decimal.ts";

/**
 * What is told of, with the field's category code where it has one. The last group has none: the
 * field says nothing of what is applied, taken back or given up.
 * Source: the vendor's lists of standard events, of category codes and of custom events for orders.
 */
export const EVENT_CATEGORIES = {
  "Order Processed": null,
  /** Category 1210 where it creates a subscription, else 1310: see `eventCategory`. */
  "Order Action Processed": null,
  "Invoice Posted": 1110,
  "Invoices Past Due, Account Summary": 1120,
  "Invoice Due": 1140,
  "Upcoming Renewal": 1220,
  "Key Dates": 1230,
  "Rate Plan Charge Key Dates": 1810,
  "Manual Email For Invoice": 1130,
  "Bill Run Completion": 1410,
  "Billing Preview Run Completion": null,
  "Payment Declined": 2110,
  "Payment Processed": 2120,
  "Payment Run Completion": 2140,
  "Payment Method Expiration": 2210,
  "Payment Method Updated": 2220,
  "Payment Method Closed": 2230,
  "Payment Refund Processed": 2410,
  "Credit Memo Refund Processed": 2430,
  "Credit Memo Created": 2710,
  "Credit Memo Posted": 2720,
  "Email Credit Memo": 2730,
  "Debit Memo Created": 2810,
  "Debit Memo Posted": 2820,
  "Email Debit Memo": 2830,
  "Credit Memo Applied": null,
  "Credit Memo Unapplied": null,
  "Credit Memo Settled": null,
  "Credit Memo Unposted": null,
  "Debit Memo Unposted": null,
  "Invoice Unposted": null,
  "Invoice Reversed": null,
  "Credit Memo Reversed": null,
  "Invoice Written Off": null,
  "Credit Memo Written Off": null,
  "Debit Memo Written Off": null,
  "Payment Applied": null,
  "Payment Unapplied": null,
  "Payment Cancelled": null,
  "Refund Cancelled": null,
  "Bulk Cancel Changed": null,
} as const satisfies Readonly<Record<string, number | null>>;

export type EventType = keyof typeof EVENT_CATEGORIES;

/** A standard one, or one that a tenant has named: src/engine/model/event-trigger.ts. */
export type EventName = EventType | (string & {});

const isStandard = (name: string): name is EventType => Object.hasOwn(EVENT_CATEGORIES, name);

export const EVENT_OBJECTS = [
  "Account",
  "Order",
  "Subscription",
  "RatePlanCharge",
  "Invoice",
  "CreditMemo",
  "DebitMemo",
  "Payment",
  "Refund",
  "BillRun",
  "BillingPreviewRun",
  "PaymentMethod",
  "PaymentRun",
  "BulkCancel",
] as const;
export type EventObject = (typeof EVENT_OBJECTS)[number];

/**
 * What conditions and merge fields of a standard event are about; null of what cannot be asked for,
 * undefined of a name that is none. Of an order's action it is the subscription that it has changed.
 */
export function standardBaseObject(eventType: EventName): string | null | undefined {
  if (!isStandard(eventType)) return undefined;
  if (eventType === "Order Action Processed") return "Subscription";
  if (eventType === "Bill Run Completion") return "BillingRun";
  const found = STANDARD_OBJECTS.find(([pattern]) => pattern.test(eventType));
  return found?.[1] ?? null;
}

/** In this order: a refund of a payment is a refund. */
const STANDARD_OBJECTS: readonly (readonly [RegExp, string | null])[] = [
  [/Run/, null],
  [/Account Summary/, "Account"],
  [/^Rate Plan Charge/, "RatePlanCharge"],
  [/^(Key Dates|Upcoming Renewal)/, "Subscription"],
  [/Refund/, "Refund"],
  [/^Payment Method/, "PaymentMethod"],
  [/Credit Memo/, "CreditMemo"],
  [/Debit Memo/, "DebitMemo"],
  [/Invoice/, "Invoice"],
  [/^Payment/, "Payment"],
  [/^Order/, "Order"],
];

/** One thing that has happened, to one object. */
export type NewEvent = {
  readonly eventType: EventType;
  /** The field's word for how: "via API", "Cancel Subscription". */
  readonly relatedEvent?: string;
  /** Whose it is; absent of a run. */
  readonly accountId?: string;
  readonly objectType: EventObject;
  readonly objectId: string;
  readonly objectNumber?: string | undefined;
  /** What the change was about: of the document, or what was applied of it. */
  readonly amount?: Decimal;
  readonly currency?: string;
  /** What else tells which: ids and numbers. */
  readonly details?: Readonly<Record<string, string>>;
};

/** The field's category code of an event; null for what the field has no standard event of. */
export function eventCategory(eventType: EventName, relatedEvent: string | null): number | null {
  if (!isStandard(eventType)) return null;
  if (eventType !== "Order Action Processed") return EVENT_CATEGORIES[eventType];
  return relatedEvent === "Create Subscription" ? 1210 : 1310;
}

/** The same of all events of a type; null where it has none, or more than one. */
export const categoryOfType = (eventType: EventName): number | null =>
  isStandard(eventType) ? EVENT_CATEGORIES[eventType] : null;

/** The type that has the standard events of a category; undefined of those that are never told here. */
export function eventTypeOfCategory(category: number): EventType | undefined {
  if (category === 1210 || category === 1310) return "Order Action Processed";
  const found = Object.entries(EVENT_CATEGORIES).find(([, code]) => code === category);
  return found?.[0] as EventType | undefined;
}

/** "InvoicePosted" or "invoice posted" for "Invoice Posted": custom events have names without blanks. */
export const eventTypeNamed = (name: string): EventType | undefined => NAMED.get(plain(name));

const plain = (name: string): string => name.replace(/\s/g, "").toLowerCase();

const NAMED: ReadonlyMap<string, EventType> = new Map(
  Object.keys(EVENT_CATEGORIES).map((name) => [plain(name), name as EventType]),
);
