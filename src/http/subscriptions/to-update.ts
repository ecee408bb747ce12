import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { TermsAndConditionsAction } from "#engine/model/order.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { SubscriptionUpdate, WantedTerm } from "#operations/update-subscription.ts";
import { withoutCustomFields } from "../custom-fields.ts";
import { toBilling } from "./to-billing.ts";
import { toRenewalTerm } from "./to-creation.ts";
import { toProductChanges } from "./to-product-changes.ts";
import type { updateSubscription } from "./update-contract.ts";

type Body = z.output<typeof updateSubscription.request>;

/**
 * An update of the wire as the operation takes it.
 *
 * Errors: MISSING_FIELD, NOT_ALLOWED,
 * NOT_SUPPORTED.
 */
export function toUpdate(body: Body, today: PlainDate): SubscriptionUpdate {
  const { fields, customFields } = withoutCustomFields(body);
  const { notes, invoiceSeparately, externallyManagedBy } = fields;
  const billing = toBilling(fields, { billsByDefault: false });
  return {
    orderDate: toOrderDate(fields),
    details: {
      ...(notes !== undefined && { notes }),
      ...(invoiceSeparately !== undefined && { invoiceSeparately }),
      ...(externallyManagedBy !== undefined && { externallyManagedBy }),
    },
    customFields,
    terms: toTerms(fields),
    productChanges: toProductChanges(fields, today),
    billing,
  };
}

/** An order has one day, however many changes: two booking dates would be two orders. */
function toOrderDate({ bookingDate, add, update, change, remove }: Body): PlainDate | null {
  const changes: readonly { readonly bookingDate?: PlainDate | undefined }[] = [
    ...(add ?? []),
    ...(update ?? []),
    ...(change ?? []),
    ...(remove ?? []),
  ];
  const days = [bookingDate, ...changes.map((each) => each.bookingDate)];
  const [day = null, another] = new Set(days.filter((each) => each !== undefined));
  if (another === undefined) return day;
  const message = `All changes of one request have the same 'bookingDate', not ${day} and ${another}.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

function toTerms(body: Body): SubscriptionUpdate["terms"] {
  const { autoRenew, renewalSetting, renewalTerm } = body;
  const renewing: Omit<TermsAndConditionsAction, "type"> = {
    ...(autoRenew !== undefined && { autoRenew }),
    ...(renewalSetting !== undefined && { renewalSetting }),
    ...(renewalTerm !== undefined && { renewalTerm: toRenewalTerm(body) }),
  };
  requires("renewalTerm", renewalTerm, body.renewalTermPeriodType);
  const term = toWantedTerm(body);
  if (!term && Object.keys(renewing).length === 0) return undefined;
  return { action: { type: "TermsAndConditions", ...renewing }, term };
}

/** Errors: MISSING_FIELD: a term is of some length. */
function toWantedTerm(body: Body): WantedTerm | null {
  const { termType, termStartDate, currentTerm: period } = body;
  const { currentTermPeriodType: periodType = "Month" } = body;
  if (termType === "EVERGREEN") return { termType, startDate: termStartDate ?? null, length: null };
  requires("currentTerm", period, termType ?? termStartDate ?? body.currentTermPeriodType);
  if (period === undefined) return null;
  const length = { period, periodType };
  return { termType: termType ?? null, startDate: termStartDate ?? null, length };
}

function requires(field: string, value: unknown, by: unknown): void {
  if (value === undefined && by !== undefined) throw new BillingError("MISSING_FIELD", { field });
}
