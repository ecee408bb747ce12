import { BillingError } from "#engine/errors.ts";
import { deleteSubscription } from "#operations/delete-subscription.ts";
import { updateSubscriptionDetails } from "#operations/update-subscription-details.ts";
import { inTransaction } from "#store/database.ts";
import { idOf } from "#store/ids.ts";
import { findSubscriptionObject, type SubscriptionObject } from "#store/subscription-objects.ts";
import { refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import { toTerms } from "../subscriptions/to-wire.ts";
import { offsetTimestamp } from "../timestamps.ts";
import { customFieldsOf } from "../wire.ts";
import { deleted, saved } from "./answers.ts";
import * as contract from "./subscription-contract.ts";
import { type CrudObject, shown } from "./to-wire.ts";
import { checkUnknownFields } from "./unknown-fields.ts";

export const subscriptionObjectRoutes: readonly Route[] = [
  route(contract.readSubscriptionObject, async ({ database, entityId, timeZone }, call) => {
    const { id: key } = call.params;
    const found = await inTransaction(database, entityId, (tx) => findSubscriptionObject(tx, key));
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return shown(toSubscriptionObject(found, timeZone), call.query.fields);
  }),
  route(contract.updateSubscriptionObject, async (context, { params, body, query }) => {
    checkUnknownFields(body, contract.updateSubscriptionObject.request, query);
    refuseFields(body, contract.BY_ORDER);
    const { Notes: notes, IsInvoiceSeparate: invoiceSeparately } = body;
    const { ExternallyManagedBy: externallyManagedBy } = body;
    const id = requiredId(params.id);
    await updateSubscriptionDetails(context, id, {
      ...(notes !== undefined && { notes }),
      ...(invoiceSeparately !== undefined && { invoiceSeparately }),
      ...(externallyManagedBy !== undefined && { externallyManagedBy }),
      customFields: customFieldsOf(body),
    });
    return saved(id);
  }),
  route(contract.deleteSubscriptionObject, async (context, { params }) => {
    const id = requiredId(params.id);
    await deleteSubscription(context, id);
    return deleted(id);
  }),
];

/** The object API knows ids and no numbers. */
function requiredId(key: string): string {
  const id = idOf(key);
  if (id === null) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return id;
}

function toSubscriptionObject(found: SubscriptionObject, timeZone: string): CrudObject {
  const { subscription } = found;
  const terms = toTerms(subscription);
  return {
    AccountId: subscription.subscriptionOwnerId,
    AutoRenew: terms.autoRenew,
    CancelledDate: subscription.cancelledDate,
    CancelReason: subscription.cancelReason,
    ContractAcceptanceDate: terms.customerAcceptanceDate,
    ContractEffectiveDate: terms.contractEffectiveDate,
    CreatedById: found.createdById,
    CreatedDate: offsetTimestamp(found.createdAt, timeZone),
    CurrentTerm: terms.currentTerm,
    CurrentTermPeriodType: terms.currentTermPeriodType,
    ExternallyManagedBy: subscription.externallyManagedBy ?? null,
    Id: subscription.subscriptionId,
    InitialTerm: terms.initialTerm,
    InitialTermPeriodType: terms.initialTermPeriodType,
    InvoiceOwnerId: subscription.invoiceOwnerId,
    IsInvoiceSeparate: terms.invoiceSeparately,
    IsLatestVersion: found.isLatestVersion,
    Name: subscription.subscriptionNumber,
    Notes: subscription.notes,
    OriginalCreatedDate: offsetTimestamp(found.originalCreatedAt, timeZone),
    OriginalId: subscription.originalId,
    PreviousSubscriptionId: found.previousSubscriptionId,
    RenewalSetting: terms.renewalSetting,
    RenewalTerm: terms.renewalTerm,
    RenewalTermPeriodType: terms.renewalTermPeriodType,
    Revision: `${subscription.version}.0`,
    ServiceActivationDate: terms.serviceActivationDate,
    Status: subscription.status,
    SubscriptionEndDate: terms.subscriptionEndDate,
    SubscriptionStartDate: terms.subscriptionStartDate,
    TermEndDate: terms.termEndDate,
    TermStartDate: terms.termStartDate,
    TermType: terms.termType,
    UpdatedById: found.updatedById,
    UpdatedDate: offsetTimestamp(found.updatedAt, timeZone),
    Version: subscription.version,
    ...subscription.customFields,
  };
}
