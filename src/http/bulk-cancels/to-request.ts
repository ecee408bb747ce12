import type { z } from "zod";
import type {
  BulkCancelFilter,
  BulkCancelKind,
  BulkCancelOptions,
} from "#engine/bulk-cancels/bulk-cancel.ts";
import { BillingError } from "#engine/errors.ts";
import type { RequestedBulkCancel } from "#operations/create-bulk-cancel.ts";
import type { createBulkCancel } from "./contract.ts";

type Body = z.output<typeof createBulkCancel.request>;
type FilterBody = NonNullable<Body["filter"]>;
type OptionsBody = NonNullable<Body["options"]>;

/** Errors: MISSING_FIELD without a filter that says anything, NOT_ALLOWED. */
export function toRequest(body: Body): RequestedBulkCancel {
  const { kind, rowsFrom, filter, comment } = body;
  const common = {
    kind,
    comment: comment ?? null,
    options: toOptions(kind, body.options, comment),
  };
  if (rowsFrom === "File") {
    if (filter) refuse("'filter' says which rows where 'rowsFrom' is Filter, and a file does not.");
    return { ...common, filter: null };
  }
  // All that there is cannot be meant by nothing.
  if (!filter) throw new BillingError("MISSING_FIELD", { field: "filter" });
  return { ...common, filter: toFilter(kind, filter) };
}

/** Errors: NOT_ALLOWED for what is of the other kind, MISSING_FIELD where nothing is given. */
export function toFilter(kind: BulkCancelKind, filter: FilterBody): BulkCancelFilter {
  refuseOther(kind, filter, OTHERS_FILTER[kind], "filter");
  if (Object.values(filter).every((value) => value === undefined)) {
    throw new BillingError("MISSING_FIELD", { field: "filter" });
  }
  return {
    accountStatus: filter.accountStatus ?? null,
    batches: filter.batches ?? null,
    currency: filter.currency ?? null,
    overdueFromDays: filter.overdueFromDays ?? null,
    overdueToDays: filter.overdueToDays ?? null,
    productRatePlanKey: filter.productRatePlanKey ?? null,
    productKey: filter.productKey ?? null,
    termType: filter.termType ?? null,
    accountNumbers: filter.accountNumbers ?? null,
    balanceUpTo: filter.balanceUpTo ?? null,
    invoiceDateBefore: filter.invoiceDateBefore ?? null,
    documentTypes: filter.documentTypes ?? null,
  };
}

export function toOptions(
  kind: BulkCancelKind,
  options: OptionsBody | undefined,
  comment: string | undefined,
): BulkCancelOptions {
  refuseOther(kind, options ?? {}, OTHERS_OPTIONS[kind], "options");
  return {
    cancellationPolicy: options?.cancellationPolicy ?? "SpecificDate",
    cancellationEffectiveDate: options?.cancellationEffectiveDate ?? null,
    runBilling: options?.runBilling ?? true,
    targetDate: options?.targetDate ?? null,
    documentDate: options?.documentDate ?? null,
    writeOff: options?.writeOff ?? false,
    reasonCode: options?.reasonCode ?? null,
    comment: comment ?? null,
  };
}

const OTHERS_FILTER = {
  Cancel: ["balanceUpTo", "invoiceDateBefore", "documentTypes"],
  WriteOff: ["productRatePlanKey", "productKey", "termType"],
} as const;

const OTHERS_OPTIONS = {
  Cancel: [],
  WriteOff: [
    "cancellationPolicy",
    "cancellationEffectiveDate",
    "runBilling",
    "targetDate",
    "writeOff",
  ],
} as const;

function refuseOther(
  kind: BulkCancelKind,
  given: Readonly<Record<string, unknown>>,
  names: readonly string[],
  within: string,
): void {
  const name = names.find((each) => given[each] !== undefined);
  if (name !== undefined) refuse(`'${within}.${name}' says nothing where 'kind' is ${kind}.`);
}

function refuse(message: string): never {
  throw new BillingError("NOT_ALLOWED", { message });
}
