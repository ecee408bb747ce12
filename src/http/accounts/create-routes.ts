import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Context } from "#operations/context.ts";
import { createAccount } from "#operations/create-account.ts";
import type { SubscriptionToCreate } from "#operations/create-subscription.ts";
import { subscribe } from "#operations/subscribe.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction } from "#store/database.ts";
import { toDefinition } from "../contacts/to-wire.ts";
import { withoutCustomFields } from "../custom-fields.ts";
import { toMethod } from "../payment-methods/to-method.ts";
import { refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import { toCreated } from "../subscriptions/create-routes.ts";
import { toCreation } from "../subscriptions/to-creation.ts";
import * as contract from "./create-contract.ts";
import { definitionOf } from "./routes.ts";

type Body = z.output<typeof contract.createAccount.request>;

export const accountCreationRoutes: readonly Route[] = [
  route(contract.createAccount, async (context, { body, version }) => {
    refuseFields(body, contract.NEW_NOT_YET);
    const newAccount = toNewAccount(body);
    const paymentMethod = toMethodToCreate(body);
    const { subscription } = body;
    if (!subscription)
      return withMethod(context, await createAccount(context, newAccount, paymentMethod));
    const today = context.today();
    const creation = toCreationWithAccount(body, subscription, today);
    const created = await subscribe(context, { newAccount, paymentMethod }, creation);
    return {
      ...(await withMethod(context, created)),
      ...toCreated(created, version, today),
    };
  }),
];

/** The account as it is answered. */
async function withMethod({ database, entityId }: Context, { accountId }: { accountId: string }) {
  const account = await inTransaction(database, entityId, (tx) => findAccount(tx, accountId));
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key: accountId });
  const { accountNumber, billToContactId, soldToContactId, defaultPaymentMethodId } = account;
  return {
    accountId,
    accountNumber,
    billToContactId: billToContactId ?? "",
    soldToContactId: soldToContactId ?? "",
    paymentMethodId: defaultPaymentMethodId ?? undefined,
  };
}

type Subscription = NonNullable<Body["subscription"]>;

/** Errors: those of toCreation. */
function toCreationWithAccount(
  body: Body,
  subscription: Subscription,
  today: PlainDate,
): SubscriptionToCreate {
  refuseFields(subscription, contract.SUBSCRIPTION_NOT_YET);
  const billing = {
    applicationOrder: body.applicationOrder,
    applyCredit: body.applyCredit,
    applyCreditBalance: body.applyCreditBalance,
    collect: body.collect,
    creditMemoReasonCode: body.creditMemoReasonCode,
    documentDate: body.documentDate,
    invoice: body.invoice,
    invoiceCollect: body.invoiceCollect,
    invoiceTargetDate: body.invoiceTargetDate,
    runBilling: body.runBilling,
    targetDate: body.targetDate,
  };
  const { invoiceOwnerAccountKey: _, ...fields } = subscription;
  return toCreation({ ...fields, ...billing, accountKey: "new" }, today);
}

function toNewAccount(body: Body) {
  const { fields, customFields } = withoutCustomFields(body);
  const { billToContact, soldToContact, soldToSameAsBillTo, parentId, ...rest } = fields;
  return {
    ...definitionOf(rest),
    accountNumber: rest.accountNumber,
    name: rest.name,
    currency: rest.currency,
    paymentMethodId: rest.hpmCreditCardPaymentMethodId,
    organizationLabel: rest.organizationLabel,
    parentKey: parentId,
    billToContact: toDefinition(billToContact),
    soldToContact: soldToContact && toDefinition(soldToContact),
    soldToSameAsBillTo,
    customFields,
  };
}

/** Of three ways to bring a payment method, one. */
function toMethodToCreate(body: Body) {
  const { creditCard, paymentMethod, hpmCreditCardPaymentMethodId, paymentGateway } = body;
  const given = [creditCard, paymentMethod, hpmCreditCardPaymentMethodId].filter(
    (each) => each !== undefined,
  );
  if (given.length > 1) {
    const message =
      "Only one of 'creditCard', 'paymentMethod' and 'hpmCreditCardPaymentMethodId' can be given";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const method = creditCard ? { ...creditCard, type: "CreditCard" as const } : paymentMethod;
  return method && { ...toMethod(method), gatewayKey: method.authGateway ?? paymentGateway };
}
