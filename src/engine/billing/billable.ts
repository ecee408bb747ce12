import type { Charge } from "../model/charge.ts";
import type { Subscription } from "../model/subscription.ts";

/**
 * What billing needs to know of a charge, a rate plan and a subscription. Less than all of it, so
 * that a bill run of millions reads no more than that.
 */
export type BillableCharge = Pick<
  Charge,
  | "chargeId"
  | "chargeNumber"
  | "segment"
  | "version"
  | "productRatePlanChargeId"
  | "name"
  | "chargeType"
  | "chargeModel"
  | "recurrence"
  | "price"
  | "quantity"
  | "modelTerms"
  | "unitOfMeasure"
  | "discount"
  | "effective"
  | "removedDate"
  | "chargedThroughDate"
  | "processedThroughDate"
  | "taxTerms"
> & {
  /** Of a charge that is known for the sake of others, and not billed. */
  readonly isKnownOnly?: true;
};

export type BillableRatePlan = { readonly charges: readonly BillableCharge[] };

export type BillableSubscription = Pick<
  Subscription,
  | "subscriptionId"
  | "subscriptionNumber"
  | "subscriptionOwnerId"
  | "invoiceOwnerId"
  | "earlierInvoiceOwnerIds"
  | "status"
  | "currency"
  | "currentTerm"
  | "initialTerm"
  | "renewalTerm"
  | "subscriptionStartDate"
  | "cancelledDate"
  | "invoiceSeparately"
  | "paymentTerm"
  | "billToContactId"
  | "soldToContactId"
  | "sequenceSetId"
> & { readonly ratePlans: readonly BillableRatePlan[] };
