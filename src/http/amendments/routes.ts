import { BillingError } from "#engine/errors.ts";
import type { Context } from "#operations/context.ts";
import { findAmendment, findLastAmendment, type StoredAmendment } from "#store/amendments.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { shown, stampsOf } from "../object-crud/to-wire.ts";
import { type Result, type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

export const amendmentRoutes: readonly Route[] = [
  route(contract.getLastAmendment, async (context, { params: { subscriptionId: key } }) =>
    toWire(await found(context, key, findLastAmendment)),
  ),
  route(contract.getAmendment, async (context, { params: { amendmentKey: key } }) =>
    toWire(await found(context, key, findAmendment)),
  ),
  route(contract.readAmendmentObject, async (context, { params: { id: key }, query }) => {
    const amendment = await found(context, key, findAmendment);
    const { id, baseSubscriptionId, newSubscriptionId: _, code: __, ...fields } = toWire(amendment);
    const capitals = Object.entries(fields).map(([name, value]) => [
      name.charAt(0).toUpperCase() + name.slice(1),
      value,
    ]);
    const stamps = stampsOf(amendment, context.timeZone);
    const object = { Id: id, SubscriptionId: baseSubscriptionId, ...Object.fromEntries(capitals) };
    return shown({ ...object, ...stamps }, query.fields);
  }),
];

async function found(
  { database, entityId }: Context,
  key: string,
  find: (tx: Transaction, key: string) => Promise<StoredAmendment | undefined>,
): Promise<StoredAmendment> {
  const amendment = await inTransaction(database, entityId, (tx) => find(tx, key));
  if (!amendment) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return amendment;
}

/** As POST /v1/action/amend takes them. */
const TYPES: Readonly<Record<StoredAmendment["type"], string>> = {
  AddProduct: "NewProduct",
  UpdateProduct: "UpdateProduct",
  RemoveProduct: "RemoveProduct",
  ChangePlan: "ChangePlan",
  CancelSubscription: "Cancellation",
  RenewSubscription: "Renewal",
  TermsAndConditions: "TermsAndConditions",
  OwnerTransfer: "OwnerTransfer",
  Suspend: "SuspendSubscription",
  Resume: "ResumeSubscription",
};

function toWire(amendment: StoredAmendment): Result<typeof contract.getAmendment> {
  const { action, triggerDates, cancelledDate } = amendment;
  const { lastTerm, renewalTerm } = action;
  const length = lastTerm?.termType === "TERMED" ? lastTerm.length : null;
  return {
    id: amendment.amendmentId,
    code: null,
    name: amendment.reason,
    type: TYPES[amendment.type],
    description: amendment.description,
    status: "Completed",
    contractEffectiveDate: triggerDates.ContractEffective,
    serviceActivationDate: triggerDates.ServiceActivation,
    customerAcceptanceDate: triggerDates.CustomerAcceptance,
    effectiveDate: cancelledDate ?? triggerDates.ContractEffective,
    newSubscriptionId: amendment.newSubscriptionId,
    baseSubscriptionId: amendment.baseSubscriptionId,
    termType: lastTerm?.termType ?? null,
    currentTerm: length?.period ?? null,
    currentTermPeriodType: length?.periodType ?? null,
    termStartDate: lastTerm?.startDate ?? null,
    renewalSetting: action.renewalSetting ?? null,
    renewalTerm: renewalTerm?.period ?? null,
    renewalTermPeriodType: renewalTerm?.periodType ?? null,
    autoRenew: action.autoRenew ?? null,
    specificUpdateDate: action.specificUpdateDate ?? null,
    newRatePlanId: null,
    baseRatePlanId: null,
    destinationAccountId: amendment.destinationAccountId,
    destinationInvoiceOwnerId: amendment.destinationInvoiceOwnerId,
  };
}
