import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { Context } from "#operations/context.ts";
import { deleteAccount } from "#operations/delete-account.ts";
import { updateAccount } from "#operations/update-account.ts";
import { findAccountMetrics } from "#store/account-metrics.ts";
import { findAccountSummary } from "#store/account-summary.ts";
import { findAccount } from "#store/accounts.ts";
import { findAccountContacts } from "#store/contacts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { toChange } from "../contacts/to-wire.ts";
import { withoutCustomFields } from "../custom-fields.ts";
import { refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toAccount, toAccountSummary } from "./to-wire.ts";

export const accountRoutes: readonly Route[] = [
  route(contract.getAccount, async (context, { params }) =>
    readAccount(context, params.accountKey, async (_tx, found) => toAccount(found)),
  ),
  route(contract.getAccountSummary, async (context, { params, query }) =>
    readAccount(context, params.accountKey, async (tx, found) => {
      const summary = await findAccountSummary(tx, found.account.accountId, context.today());
      return toAccountSummary({ ...found, summary }, query);
    }),
  ),
  route(contract.updateAccount, async (context, { params, body }) => {
    refuseFields(body, contract.CHANGE_NOT_YET);
    await updateAccount(context, params.accountKey, toUpdatedAccount(body));
    return {};
  }),
  route(contract.deleteAccount, async (context, { params }) => {
    const { accountId, jobId } = await deleteAccount(context, params.accountKey);
    return { id: accountId, jobId, jobStatus: "Pending" as const };
  }),
];

function toUpdatedAccount(body: z.output<typeof contract.updateAccount.request>) {
  const { fields, customFields } = withoutCustomFields(body);
  const { billToContact, soldToContact, parentId, ...rest } = fields;
  return {
    ...definitionOf(rest),
    name: rest.name,
    defaultPaymentMethodId: rest.defaultPaymentMethodId,
    billToContactId: rest.billToContactId,
    soldToContactId: rest.soldToContactId,
    parentKey: parentId,
    billToContact: billToContact && toChange(billToContact),
    soldToContact: soldToContact && toChange(soldToContact),
    customFields,
  };
}

type SharedFields = Omit<
  z.output<typeof contract.updateAccount.request>,
  "name" | "billToContact" | "soldToContact" | "parentId" | "defaultPaymentMethodId"
>;

/** What an account can be given when it is made and afterwards. */
export const definitionOf = (fields: SharedFields) => ({
  additionalEmailAddresses: fields.additionalEmailAddresses,
  autoPay: fields.autoPay,
  batch: fields.batch,
  billCycleDay: fields.billCycleDay,
  communicationProfileId: fields.communicationProfileId,
  creditMemoTemplateId: fields.creditMemoTemplateId,
  crmId: fields.crmId,
  customerServiceRepName: fields.customerServiceRepName,
  debitMemoTemplateId: fields.debitMemoTemplateId,
  invoiceDeliveryPrefsEmail: fields.invoiceDeliveryPrefsEmail,
  invoiceDeliveryPrefsPrint: fields.invoiceDeliveryPrefsPrint,
  invoiceTemplateId: fields.invoiceTemplateId,
  notes: fields.notes,
  partnerAccount: fields.partnerAccount,
  paymentGateway: fields.paymentGateway,
  paymentTerm: fields.paymentTerm,
  profileNumber: fields.profileNumber,
  purchaseOrderNumber: fields.purchaseOrderNumber,
  salesRep: fields.salesRep,
  sequenceSetId: fields.sequenceSetId,
  summaryStatementTemplateId: fields.summaryStatementTemplateId,
  taxInfo: fields.taxInfo,
});

type Found = Parameters<typeof toAccount>[0];

const readAccount = <Result>(
  { database, entityId, today }: Context,
  key: string,
  read: (tx: Transaction, found: Found) => Promise<Result>,
): Promise<Result> =>
  inTransaction(database, entityId, async (tx) => {
    const account = await findAccount(tx, key);
    if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const metrics = await findAccountMetrics(tx, account, today());
    return read(tx, { account, ...(await findAccountContacts(tx, account)), metrics });
  });
