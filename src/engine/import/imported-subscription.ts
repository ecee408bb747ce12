import { BillingError } from "../errors.ts";
import type { Charge } from "../model/charge.ts";
import type { ProductRatePlan } from "../model/product.ts";
import { AMENDMENT_TYPES } from "../model/spellings.ts";
import type {
  RatePlan,
  Subscription,
  SubscriptionStatus,
  Term,
  TermPeriodType,
} from "../model/subscription.ts";
import { historyWith } from "../order-actions/status-history.ts";
import { NO_END } from "../values/date-range.ts";
import { earlier } from "../values/plain-date.ts";
import { importedCharge, type SourceCharge } from "./imported-charge.ts";
import { idIn, ownId, requiredIdIn, type SourceIds } from "./source-ids.ts";
import {
  count,
  day,
  firstOf,
  isTrue,
  nameOf,
  oneOf,
  refuse,
  required,
  requiredDay,
  type SourceRow,
  text,
} from "./source-row.ts";
import { historyOfSuspensions, pastSuspensions } from "./suspensions.ts";

export type SourceRatePlan = { readonly row: SourceRow; readonly charges: readonly SourceCharge[] };

/** A version as the source has it. */
export type SourceVersion = {
  readonly row: SourceRow;
  readonly ratePlans: readonly SourceRatePlan[];
};

export type ImportSupply = {
  readonly ids: SourceIds;
  /** Of the entity, by our ids. */
  readonly catalog: ReadonlyMap<string, ProductRatePlan>;
  readonly currencyOf: (accountId: string) => string | undefined;
  readonly ratePlanNumber: () => string;
};

export const subscriptionNumberOf = (row: SourceRow): string =>
  firstOf(row, "Name", "SubscriptionNumber") ?? required(row, "Name");

/** Versions that are of no use: replaced ones of which the export has no rate plans. */
export const versionsToImport = (versions: readonly SourceVersion[]): SourceVersion[] => {
  const sorted = versions.toSorted((a, b) => versionOf(a) - versionOf(b));
  return sorted.filter((each, index) => index === sorted.length - 1 || each.ratePlans.length > 0);
};

const versionOf = ({ row }: SourceVersion): number => count(row, "Version") ?? 1;

/**
 * The versions of a subscription as the source has them, oldest first: nothing is reckoned anew.
 *
 * Errors: INVALID_VALUE, NOT_SUPPORTED (a suspended subscription, prepaid units).
 */
export function importedVersions(
  versions: readonly SourceVersion[],
  supply: ImportSupply,
): Subscription[] {
  const made: Subscription[] = [];
  for (const [index, version] of versions.entries()) {
    const isLatest = index === versions.length - 1;
    made.push(importedVersion(version, { before: made.at(-1), isLatest }, supply));
  }
  return made;
}

type Place = { readonly before: Subscription | undefined; readonly isLatest: boolean };

function importedVersion(
  { row, ratePlans }: SourceVersion,
  { before, isLatest }: Place,
  supply: ImportSupply,
): Subscription {
  const { ids, currencyOf } = supply;
  const subscriptionId = ownId(ids, row);
  const invoiceOwnerId = requiredIdIn(ids, row, ownerColumn(row), "Account");
  const termType = oneOf(row, "TermType", ["TERMED", "EVERGREEN"] as const) ?? "TERMED";
  const subscriptionStartDate = requiredDay(row, "SubscriptionStartDate");
  const status = isLatest ? statusOf(row) : replacedStatusOf(row);
  const cancelledDate = status === "Cancelled" ? requiredDay(row, "CancelledDate") : null;
  const contractEffectiveDate = requiredDay(row, "ContractEffectiveDate");
  const owner = idIn(ids, row, "AccountId", "Account") ?? invoiceOwnerId;
  const plans = ratePlansOf(ratePlans, { contractEffectiveDate, before }, supply);
  return {
    subscriptionId,
    originalId: before?.originalId ?? subscriptionId,
    subscriptionNumber: subscriptionNumberOf(row),
    subscriptionOwnerId: owner,
    invoiceOwnerId,
    earlierInvoiceOwnerIds: earlierOwners(before, invoiceOwnerId),
    version: Math.max(count(row, "Version") ?? 1, (before?.version ?? 0) + 1),
    status,
    currency: text(row, "Currency") ?? currencyOf(invoiceOwnerId) ?? "USD",
    termType,
    initialTerm: termType === "TERMED" ? termOf(row, "InitialTerm") : null,
    renewalTerm: termOf(row, "RenewalTerm"),
    renewalSetting:
      oneOf(row, "RenewalSetting", ["RENEW_WITH_SPECIFIC_TERM", "RENEW_TO_EVERGREEN"] as const) ??
      "RENEW_WITH_SPECIFIC_TERM",
    autoRenew: isTrue(row, "AutoRenew"),
    currentTerm: currentTermOf(row, { termType, cancelledDate }),
    contractEffectiveDate,
    serviceActivationDate: day(row, "ServiceActivationDate") ?? contractEffectiveDate,
    customerAcceptanceDate: day(row, "ContractAcceptanceDate") ?? contractEffectiveDate,
    subscriptionStartDate,
    cancelledDate,
    cancelReason: text(row, "CancelReason") ?? null,
    scheduledCancelDate: null,
    scheduledSuspendDate: null,
    scheduledResumeDate: null,
    lastBookingDate: day(row, "LastBookingDate") ?? contractEffectiveDate,
    notes: text(row, "Notes") ?? null,
    invoiceSeparately: isTrue(row, "IsInvoiceSeparate"),
    paymentTerm: text(row, "PaymentTerm") ?? null,
    billToContactId: idIn(ids, row, "BillToContactId", "Contact") ?? null,
    soldToContactId: idIn(ids, row, "SoldToContactId", "Contact") ?? null,
    shipToContactId: idIn(ids, row, "ShipToContactId", "Contact") ?? null,
    sequenceSetId: null,
    customFields: row.customFields,
    ramp: null,
    statusHistory: historyOf(status, { subscriptionStartDate, cancelledDate, ratePlans: plans }),
    ratePlans: plans,
  };
}

/** Who pays: the owner where the source knows of no other. */
const ownerColumn = (row: SourceRow): string =>
  text(row, "InvoiceOwnerId") === undefined ? "AccountId" : "InvoiceOwnerId";

const earlierOwners = (before: Subscription | undefined, now: string): string[] => {
  if (!before) return [];
  const { earlierInvoiceOwnerIds, invoiceOwnerId } = before;
  return invoiceOwnerId === now
    ? [...earlierInvoiceOwnerIds]
    : [...earlierInvoiceOwnerIds, invoiceOwnerId];
};

const STATUSES = {
  Draft: "Draft",
  "Pending Activation": "Pending Activation",
  "Pending Acceptance": "Pending Acceptance",
  Active: "Active",
  Suspended: "Suspended",
  Cancelled: "Cancelled",
  Expired: "Expired",
} as const satisfies Record<SubscriptionStatus, string>;

/** Errors: NOT_SUPPORTED for what needs to know more than the source exports. */
function statusOf(row: SourceRow): SubscriptionStatus {
  const status = statusIn(row) ?? "Active";
  if (status === "Active" || status === "Cancelled") return status;
  const message = `${nameOf(row)} of ${subscriptionNumberOf(row)} is ${status}: only active and cancelled subscriptions are imported.`;
  throw new BillingError("NOT_SUPPORTED", { message });
}

const statusIn = (row: SourceRow) =>
  oneOf(row, "Status", Object.values(STATUSES)) as SubscriptionStatus | undefined;

/** As it was before it was replaced: only a cancelled one says when. */
const replacedStatusOf = (row: SourceRow): "Active" | "Cancelled" =>
  day(row, "CancelledDate") ? "Cancelled" : "Active";

function historyOf(
  status: SubscriptionStatus,
  {
    subscriptionStartDate,
    cancelledDate,
    ratePlans,
  }: Pick<Subscription, "subscriptionStartDate" | "cancelledDate" | "ratePlans">,
): Subscription["statusHistory"] {
  const begun = historyOfSuspensions(
    historyWith([], "Active", subscriptionStartDate),
    pastSuspensions(ratePlans.flatMap(({ charges }) => charges)),
  );
  return cancelledDate ? historyWith(begun, status, cancelledDate) : begun;
}

const PERIOD_TYPES: readonly TermPeriodType[] = ["Month", "Year", "Day", "Week"];

function termOf(row: SourceRow, column: "InitialTerm" | "RenewalTerm"): Term | null {
  const period = count(row, column);
  if (period === undefined || period === 0) return null;
  return { period, periodType: oneOf(row, `${column}PeriodType`, PERIOD_TYPES) ?? "Month" };
}

function currentTermOf(
  row: SourceRow,
  { termType, cancelledDate }: Pick<Subscription, "termType" | "cancelledDate">,
): Subscription["currentTerm"] {
  const start = day(row, "TermStartDate") ?? requiredDay(row, "SubscriptionStartDate");
  const end = termType === "TERMED" ? requiredDay(row, "TermEndDate") : NO_END;
  return { start, end: cancelledDate ? earlier(cancelledDate, end) : end };
}

type Around = Pick<Subscription, "contractEffectiveDate"> & {
  readonly before: Subscription | undefined;
};

function ratePlansOf(
  ratePlans: readonly SourceRatePlan[],
  around: Around,
  supply: ImportSupply,
): RatePlan[] {
  return ratePlans.map((ratePlan) => importedRatePlan(ratePlan, around, supply));
}

function importedRatePlan(
  { row, charges }: SourceRatePlan,
  { contractEffectiveDate, before }: Around,
  { ids, catalog, ratePlanNumber }: ImportSupply,
): RatePlan {
  const productRatePlanId = requiredIdIn(ids, row, "ProductRatePlanId", "ProductRatePlan");
  const product = catalog.get(productRatePlanId);
  if (!product) refuse(row, "ProductRatePlanId", "is not in the catalog any more");
  const ratePlanId = ownId(ids, row);
  const number = text(row, "SubscriptionRatePlanNumber");
  const sooner = before?.ratePlans.find((each) => isSamePlan(each, row, { ids, number }));
  const lastChangeType = changeTypeOf(row);
  return {
    ratePlanId,
    originalRatePlanId:
      sooner?.originalRatePlanId ?? idIn(ids, row, "OriginalRatePlanId", "RatePlan") ?? ratePlanId,
    subscriptionRatePlanNumber: number ?? sooner?.subscriptionRatePlanNumber ?? ratePlanNumber(),
    productRatePlanId,
    name: text(row, "Name") ?? product.name,
    lastChangeType,
    customFields: row.customFields,
    charges: charges.map((charge): Charge => {
      const chargeId = ownId(ids, charge.row);
      const productChargeId = requiredIdIn(
        ids,
        charge.row,
        "ProductRatePlanChargeId",
        "ProductRatePlanCharge",
      );
      const of = product.charges.find((each) => each.productRatePlanChargeId === productChargeId);
      if (!of) refuse(charge.row, "ProductRatePlanChargeId", "is not in the catalog any more");
      return importedCharge(charge, of, {
        chargeId,
        originalChargeId: originalOf(charge.row, before, ids) ?? chargeId,
        orderedOn: contractEffectiveDate,
        isRemoved: lastChangeType === "Remove",
      });
    }),
  };
}

const isSamePlan = (
  plan: RatePlan,
  row: SourceRow,
  { ids, number }: { readonly ids: SourceIds; readonly number: string | undefined },
): boolean =>
  number === undefined
    ? plan.originalRatePlanId === idIn(ids, row, "OriginalRatePlanId", "RatePlan")
    : plan.subscriptionRatePlanNumber === number;

/** A charge has one original: its first copy among those that are imported. */
function originalOf(
  row: SourceRow,
  before: Subscription | undefined,
  ids: SourceIds,
): string | undefined {
  const chargeNumber = required(row, "ChargeNumber");
  const earlierCopy = before?.ratePlans
    .flatMap(({ charges }) => charges)
    .find((charge) => charge.chargeNumber === chargeNumber);
  return earlierCopy?.originalChargeId ?? idIn(ids, row, "OriginalId", "RatePlanCharge");
}

function changeTypeOf(row: SourceRow): RatePlan["lastChangeType"] {
  const amendment = text(row, "AmendmentType");
  const known = Object.entries(AMENDMENT_TYPES) as [
    NonNullable<RatePlan["lastChangeType"]>,
    string,
  ][];
  return known.find(([, spelling]) => spelling === amendment)?.[0] ?? null;
}
