import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { BillRunRequest, RequestedFilter } from "#operations/create-bill-run.ts";
import { refuseField, refuseFields } from "../refuse-field.ts";
import { type createBillRun, NOT_YET } from "./contract.ts";

export type BillRunBody = z.output<typeof createBillRun.request>;

/**
 * A bill run of the wire as the operation takes it.
 *
 * Errors: NOT_SUPPORTED for what is documented and not done yet, MISSING_FIELD.
 */
export function toBillRun(body: BillRunBody): BillRunRequest {
  refuseWhatIsNotDoneYet(body);
  const { name, targetDate, invoiceDate, batches, billCycleDay, chargeTypeToExclude } = body;
  const { autoPost, autoRenewal, noEmailForZeroAmountInvoice } = body;
  return {
    name,
    targetDate,
    invoiceDate,
    batches,
    billCycleDay,
    billRunFilters: body.billRunFilters?.map(toFilter),
    chargeTypeToExclude,
    includeOrderLineItems: body.includeOrderLineItems,
    autoPost,
    autoRenewal,
    noEmailForZeroAmountInvoice,
  };
}

function refuseWhatIsNotDoneYet(body: BillRunBody): void {
  refuseFields(body, NOT_YET);
  if (body.autoEmail) refuse("'autoEmail' true");
  if (body.billRunType === "CatchUp") refuse("'billRunType' CatchUp");
  if (body.billCycleDay === "AsRunDay") refuse("'billCycleDay' AsRunDay");
  if (!body.includeSubscriptions) refuse("'includeSubscriptions' false");
}

type FilterBody = NonNullable<BillRunBody["billRunFilters"]>[number];

function toFilter({ filterType, accountId, subscriptionId, ...rest }: FilterBody): RequestedFilter {
  if (filterType === "FilterCondition" || filterType === "InvoiceSchedule") {
    refuse(`'filterType' ${filterType}`);
  }
  refuseField("billRunFilters[].condition", rest.condition);
  refuseField("billRunFilters[].objectType", rest.objectType);
  if (accountId === undefined) {
    throw new BillingError("MISSING_FIELD", { field: "billRunFilters[0].accountId" });
  }
  return { filterType, accountId, subscriptionId };
}

function refuse(what: string): never {
  throw new BillingError("NOT_SUPPORTED", {
    message: `${what} is not supported by this version of Quittance.`,
  });
}
