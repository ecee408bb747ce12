import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { anOrderContext } from "#test/support/order-context.ts";
import { aProductCharge, aProductRatePlan } from "#test/support/products.ts";
import { aCharge, aOneTimeCharge, aRatePlan, aSubscription } from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import type { Charge, TriggerEvent } from "../model/charge.ts";
import type { ChargeUpdate } from "../model/charge-changes.ts";
import type { UpdateProductAction } from "../model/order.ts";
import type { Subscription } from "../model/subscription.ts";
import { decimal, formatDecimal } from "../values/decimal.ts";
import { type PlainDate, plainDate } from "../values/plain-date.ts";
import type { OrderContext } from "./order-action.ts";
import { updateProduct } from "./update-product.ts";

const SPEC = "docs/spec/update-product.md";
const NUMBER = "C-00000001";

const dateOf = (text = "-"): PlainDate | null => (text === "-" ? null : plainDate(text));

const anUpdate = (given: Partial<ChargeUpdate> = {}): ChargeUpdate => ({
  chargeNumber: NUMBER,
  description: null,
  pricing: null,
  price: null,
  quantity: null,
  triggerEvent: null,
  specificTriggerDate: null,
  ...given,
});

const actionOf = (
  update: ChargeUpdate,
  given: Partial<UpdateProductAction> = {},
): UpdateProductAction => ({
  type: "UpdateProduct",
  ratePlan: { by: "subscriptionRatePlanNumber", key: "SRP-00000001" },
  chargeUpdates: [update],
  specificUpdateDate: null,
  customFields: {},
  ...given,
});

const withCharges = (charges: readonly Charge[]): Subscription =>
  aSubscription({ ratePlans: [aRatePlan({ charges })] });

/** The charges after an update, or the code with which it is refused. */
function updated(
  charges: readonly Charge[],
  action: UpdateProductAction,
  context: OrderContext = anOrderContext(),
): readonly Charge[] | string {
  try {
    return updateProduct(withCharges(charges), action, context).ratePlans[0]?.charges ?? [];
  } catch (error) {
    if (!(error instanceof BillingError)) throw error;
    return error.code;
  }
}

const onDay = (date: string): Partial<ChargeUpdate> => ({
  triggerEvent: "SpecificDate",
  specificTriggerDate: plainDate(date),
});

describe("day of the update", () => {
  for (const row of workedExamples(SPEC, "Day of the update")) {
    test(`${row.id}: ${row["update's event"]} of ${row["charge starts on"]}`, () => {
      const event = row["update's event"] ?? "-";
      const update = anUpdate({
        price: decimal("99"),
        triggerEvent: event === "-" ? null : (event as TriggerEvent),
        specificTriggerDate: dateOf(row.specific),
      });
      const triggerDates = {
        ContractEffective: dateOf(row.ContractEffective),
        ServiceActivation: dateOf(row.ServiceActivation),
        CustomerAcceptance: null,
      };
      const charge = aCharge({ triggerEvent: row["charge starts on"] as TriggerEvent });
      const after = updated([charge], actionOf(update), anOrderContext({ triggerDates }));
      assert.equal(typeof after === "string" ? after : after[1]?.effective?.start, row.day);
    });
  }
});

describe("starting a pending charge", () => {
  for (const row of workedExamples(SPEC, "Starting a pending charge")) {
    test(`${row.id}: ${row.charge} on ${row.specific}`, () => {
      const pending = { effective: undefined, triggerEvent: "SpecificDate" } as const;
      const particulars = { ...pending, price: decimal("30") };
      const charge = row.charge === "OneTime" ? aOneTimeCharge(particulars) : aCharge(particulars);
      const update = anUpdate({
        specificTriggerDate: dateOf(row.specific),
        price: row.price === "-" ? null : decimal(row.price ?? ""),
      });
      const triggerDates = {
        ContractEffective: plainDate("2023-11-21"),
        ServiceActivation: null,
        CustomerAcceptance: null,
      };
      const after = updated([charge], actionOf(update), anOrderContext({ triggerDates }));
      if (typeof after === "string") return assert.equal(after, row.after);
      const [only, ...others] = after;
      assert.equal(others.length, 0);
      const { effective, price } = only ?? charge;
      const days = effective ? `${effective.start} to ${effective.end}` : "pending";
      assert.equal(`${days} at ${formatDecimal(price, 0)}`, row.after);
    });
  }
});

/** "1: 2023-01-01 to 2024-01-01 at 30 billed", "1: pending at 30". */
function segmentOf(text: string): Charge {
  const [segment, days = "", rest = ""] = text.split(/: | at /);
  const [price = "", billed] = rest.split(" ");
  const [start = "", end = ""] = days.split(" to ");
  const isPending = days === "pending";
  return aCharge({
    chargeId: `charge-${segment}`,
    segment: Number(segment),
    price: decimal(price),
    effective: isPending ? undefined : { start: plainDate(start), end: plainDate(end) },
    chargedThroughDate: billed ? plainDate("2023-12-01") : null,
  });
}

const writtenSegment = ({ segment, effective, price, chargedThroughDate }: Charge): string => {
  const days = effective ? `${effective.start} to ${effective.end}` : "pending";
  const billed = chargedThroughDate ? " billed" : "";
  return `${segment}: ${days} at ${formatDecimal(price, 0)}${billed}`;
};

describe("segments", () => {
  for (const row of workedExamples(SPEC, "Segments")) {
    test(`${row.id}: updated on ${row["updated on"]}`, () => {
      const before = (row.before ?? "").split("; ").map(segmentOf);
      const [date = "", specific] = (row["updated on"] ?? "").split(" ").toReversed();
      const update = anUpdate({ price: decimal("99"), ...onDay(date) });
      const specificUpdateDate = specific ? plainDate(date) : null;
      const after = updated(before, actionOf(update, { specificUpdateDate }));
      const told = typeof after === "string" ? after : after.map(writtenSegment).join("; ");
      assert.equal(told, row.after);
    });
  }

  test("keep their number and their original, and have ids of their own", () => {
    const before = aCharge({ chargeId: "1b", originalChargeId: "1a", version: 3 });
    const update = anUpdate({ price: decimal("99"), ...onDay("2023-06-01") });
    const after = updated([before], actionOf(update));
    assert(typeof after !== "string");
    const [first, second] = after;
    assert(first && second);
    assert.deepEqual([first.chargeId, first.originalChargeId], ["1b", "1a"]);
    assert.deepEqual([second.chargeId, second.originalChargeId], ["id-101", "1a"]);
    assert.deepEqual([first.chargeNumber, second.chargeNumber], [NUMBER, NUMBER]);
    assert.deepEqual([first.version, second.version], [4, 1]);
    assert.deepEqual(
      [first.amendedByOrderOn, second.amendedByOrderOn],
      Array(2).fill("2023-05-01"),
    );
  });
});

const SEATS = {
  name: "Seats",
  chargeModel: "PerUnit" as const,
  quantity: decimal("3"),
  productRatePlanChargeId: "charge",
};
const BOUNDS = { minQuantity: decimal("1"), maxQuantity: decimal("10") };
const CATALOG = new Map([
  ["product-rate-plan-1", aProductRatePlan([aProductCharge({ ...SEATS, ...BOUNDS })])],
]);

const CHARGES: Readonly<Record<string, Charge>> = {
  seats: aCharge(SEATS),
  "one-time": aOneTimeCharge({ price: decimal("99") }),
  "one-time, billed": aOneTimeCharge({ chargedThroughDate: plainDate("2023-01-02") }),
  "of another rate plan": aCharge({ chargeNumber: "C-2" }),
};

/** "price 25, quantity 5", "flat fee 25", "description". */
function updateOf(text: string): Partial<ChargeUpdate> {
  if (text === "description") return { description: "Seats for all" };
  if (text === "flat fee 25") return { pricing: "recurringFlatFee", price: decimal("25") };
  return Object.fromEntries(
    text.split(", ").map((part) => {
      const [field = "", value = ""] = part.split(" ");
      return [field, decimal(value)];
    }),
  );
}

describe("what is changed", () => {
  for (const row of workedExamples(SPEC, "What is changed")) {
    test(`${row.id}: ${row.update} of ${row.charge} becomes ${row.becomes}`, () => {
      const charge = CHARGES[row.charge ?? ""];
      assert(charge);
      const update = anUpdate({ ...onDay("2023-06-01"), ...updateOf(row.update ?? "") });
      const after = updated([charge], actionOf(update), anOrderContext({ catalog: CATALOG }));
      assert.equal(typeof after === "string" ? after : writtenCharge(after), row.becomes);
    });
  }
});

function writtenCharge(segments: readonly Charge[]): string {
  const last = segments.at(-1);
  assert(last);
  const count = `${segments.length} segment${segments.length === 1 ? "" : "s"}`;
  return `${count}, ${formatDecimal(last.price)} for ${formatDecimal(last.quantity, 0)}`;
}

describe("an updated rate plan", () => {
  const charges = [
    aCharge({ chargeNumber: "C-0" }),
    aCharge(),
    aCharge({ chargeNumber: "C-2", chargeId: "charge-2" }),
  ];
  const update = anUpdate({ price: decimal("99"), ...onDay("2023-06-01") });
  const customFields = { Colour__c: "blue" };
  const before = withCharges(charges);
  const after = updateProduct(before, actionOf(update, { customFields }), anOrderContext());

  test("says that it was updated and keeps its other charges in their places", () => {
    const [ratePlan] = after.ratePlans;
    assert.equal(ratePlan?.lastChangeType, "Update");
    assert.deepEqual(ratePlan?.customFields, customFields);
    assert.deepEqual(
      ratePlan?.charges.map(({ chargeNumber, segment }) => `${chargeNumber} ${segment}`),
      ["C-0 1", `${NUMBER} 1`, `${NUMBER} 2`, "C-2 1"],
    );
    assert.deepEqual(ratePlan?.charges[0], charges[0]);
  });

  test("is booked on the order date; nothing else of the subscription changes", () => {
    const { lastBookingDate, ratePlans, ...rest } = after;
    assert.equal(lastBookingDate, "2023-05-01");
    for (const [field, value] of Object.entries(rest)) {
      assert.deepEqual(value, before[field as keyof Subscription], field);
    }
  });
});
