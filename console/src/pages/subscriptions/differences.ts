/** What two versions of a subscription say otherwise: in terms, plans, charges and their segments. */
import type { Answered } from "../../api/exactly.ts";

export type Version = Answered<"getSubscriptionVersion">;

export type Difference = {
  /** "Silver · segment 1" */
  readonly of: string;
  /** "Price" */
  readonly what: string;
  /** Undefined where the version has nothing of it. */
  readonly older: string | undefined;
  readonly newer: string | undefined;
};

const OF_SUBSCRIPTION = {
  status: "Status",
  accountNumber: "Owner",
  invoiceOwnerAccountNumber: "Who is billed",
  termType: "Type of term",
  initialTerm: "Initial term",
  currentTerm: "Current term",
  currentTermPeriodType: "Current term, in",
  termStartDate: "Term begins",
  termEndDate: "First day after the term",
  subscriptionEndDate: "First day without service",
  contractEffectiveDate: "Contract effective",
  serviceActivationDate: "Service activation",
  customerAcceptanceDate: "Customer acceptance",
  autoRenew: "Renews by itself",
  renewalSetting: "Renews",
  renewalTerm: "Renewal term",
  renewalTermPeriodType: "Renewal term, in",
  paymentTerm: "Payment term",
  invoiceSeparately: "On invoices of its own",
  notes: "Notes",
  cancelReason: "Reason of the cancel",
  contractedMrr: "MRR",
  totalContractedValue: "Total contracted value",
} as const;

const OF_SEGMENT = {
  pricingSummary: "Price",
  quantity: "Quantity",
  effectiveStartDate: "From",
  effectiveEndDate: "First day without",
  chargedThroughDate: "Billed up to",
  processedThroughDate: "Processed up to",
  mrr: "MRR",
  tcv: "Contracted value",
} as const;

const SUBSCRIPTION = "Subscription";

/** In the order of the subscription: what has gone stands after what is still there. */
export function differences(older: Version, newer: Version): Difference[] {
  const [before, after] = [factsOf(older), factsOf(newer)];
  const names = new Set([...after.keys(), ...before.keys()]);
  return [...names].flatMap((name) => {
    const [was, is] = [before.get(name)?.value, after.get(name)?.value];
    if (was === is) return [];
    const { of, what } = after.get(name) ?? before.get(name) ?? { of: "", what: "" };
    return [{ of, what, older: was, newer: is }];
  });
}

type Fact = { readonly of: string; readonly what: string; readonly value: string };

function factsOf(version: Version): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  /** What has no value is no fact. */
  const put = (of: string, values: object, names: Readonly<Record<string, string>>, key = of) => {
    for (const [field, what] of Object.entries(names)) {
      const value = (values as Readonly<Record<string, unknown>>)[field];
      if (value === null || value === undefined || value === "") continue;
      facts.set(`${key} ${field}`, { of, what, value: String(value) });
    }
  };
  // A version that was replaced is Expired; it was something before that.
  const { status } = version.statusHistory.at(-1) ?? version;
  put(SUBSCRIPTION, { ...version, status }, OF_SUBSCRIPTION);
  for (const plan of version.ratePlans) {
    const planName = `${plan.productName} · ${plan.ratePlanName}`;
    put(planName, { plan: "yes" }, { plan: "Subscribed" }, plan.subscriptionRatePlanNumber);
    for (const charge of plan.ratePlanCharges) {
      for (const segment of charge.chargeSegments ?? []) {
        const name = `${charge.name} · segment ${segment.segment}`;
        put(name, segment, OF_SEGMENT, `${charge.number} ${segment.segment}`);
      }
    }
  }
  return facts;
}
