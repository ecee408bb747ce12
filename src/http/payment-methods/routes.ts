import { BillingError } from "#engine/errors.ts";
import {
  deletePaymentMethod,
  scrubPaymentMethod,
  updatePaymentMethod,
  verifyPaymentMethod,
} from "#operations/change-payment-method.ts";
import type { Context } from "#operations/context.ts";
import { createPaymentMethod } from "#operations/create-payment-method.ts";
import { createPaymentGateway, updatePaymentGateway } from "#operations/set-up-payment-gateway.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { listPaymentGateways, type PaymentGateway } from "#store/payment-gateways.ts";
import { findPaymentMethod, listPaymentMethods } from "#store/payment-methods.ts";
import { refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import { customFieldsOf } from "../wire.ts";
import * as contract from "./contract.ts";
import { toHolderInfo, toMandate, toMethod } from "./to-method.ts";
import { toPaymentMethod } from "./to-wire.ts";

export const paymentMethodRoutes: readonly Route[] = [
  route(contract.createPaymentMethod, async (context, { body }) => {
    const { accountKey, makeDefault } = body;
    const method = { ...toMethod(body), accountKey, makeDefault };
    return { id: (await createPaymentMethod(context, method)).paymentMethodId };
  }),
  route(contract.decryptPaymentMethod, () => {
    const message =
      "Encrypted tokens such as Apple Pay's are not supported: give a gateway's token.";
    throw new BillingError("NOT_SUPPORTED", { message });
  }),
  route(contract.getPaymentMethod, (context, { params: { paymentMethodId: key } }) =>
    reading(context, async (tx) =>
      toPaymentMethod(found(await findPaymentMethod(tx, key), key), context.timeZone),
    ),
  ),
  route(contract.updatePaymentMethod, async (context, { params, body }) => {
    refuseFields(body, [
      ...(["authGateway", "currencyCode", "gatewayOptions"] as const),
      ...(["processingOptions", "securityCode"] as const),
    ]);
    const { accountHolderInfo, cardHolderInfo, mandateInfo, ...change } = body;
    const changed = await updatePaymentMethod(context, params.paymentMethodId, {
      accountKey: change.accountKey,
      expirationMonth: change.expirationMonth,
      expirationYear: change.expirationYear,
      ipAddress: change.ipAddress,
      useDefaultRetryRule: change.useDefaultRetryRule,
      maxConsecutivePaymentFailures: change.maxConsecutivePaymentFailures,
      paymentRetryWindow: change.paymentRetryWindow,
      holder: toHolderInfo(cardHolderInfo ?? accountHolderInfo),
      mandateInfo: toMandate({ mandateInfo }),
      customFields: customFieldsOf(body),
    });
    return { id: changed.paymentMethodId };
  }),
  route(contract.deletePaymentMethod, async (context, { params }) => {
    await deletePaymentMethod(context, params.paymentMethodId);
    return {};
  }),
  route(contract.scrubPaymentMethod, async (context, { params }) => {
    await scrubPaymentMethod(context, params.paymentMethodId);
    return {};
  }),
  route(contract.verifyPaymentMethod, async (context, { params, body }) => {
    refuseFields(body, ["gatewayOptions"]);
    const { paymentGatewayName: gatewayName, securityCode } = body;
    const asked = { gatewayName, securityCode };
    return { paymentMethodId: await verifyPaymentMethod(context, params.paymentMethodId, asked) };
  }),
  route(contract.listAccountPaymentMethods, (context, { params, query }) =>
    reading(context, async (tx) => {
      const account = found(await findAccount(tx, params.accountKey), params.accountKey);
      const methods = (await listPaymentMethods(tx, account.accountId)).filter(
        ({ isDefault, status }) =>
          (isDefault || !query.isDefaultOnly) && (status === "Active" || !query.isActiveOnly),
      );
      const wired = methods.map((method) => toPaymentMethod(method, context.timeZone));
      const { defaultPaymentMethodId, paymentGateway } = account;
      const byType = Map.groupBy(wired, ({ type }) => type.toLowerCase());
      return { defaultPaymentMethodId, paymentGateway, ...Object.fromEntries(byType) };
    }),
  ),
  route(contract.getDefaultPaymentMethod, (context, { params: { accountKey } }) =>
    reading(context, async (tx) => {
      const account = found(await findAccount(tx, accountKey), accountKey);
      const key = account.defaultPaymentMethodId ?? "";
      return toPaymentMethod(found(await findPaymentMethod(tx, key), accountKey), context.timeZone);
    }),
  ),
  route(contract.listPaymentGateways, (context) =>
    reading(context, async (tx) => ({
      paymentgateways: (await listPaymentGateways(tx)).map(toGateway),
    })),
  ),
  route(contract.createPaymentGateway, async (context, { body }) => {
    const { secretKeyVariable, ...gateway } = body;
    const isStripe = gateway.type === "Stripe";
    const settings = { ...gateway, secretKeyVariable: isStripe ? secretKeyVariable : null };
    return toGateway(await createPaymentGateway(context, settings));
  }),
  route(contract.updatePaymentGateway, async (context, { params, body }) =>
    toGateway(await updatePaymentGateway(context, params.gatewayKey, body)),
  ),
];

const toGateway = ({ gatewayId: id, isActive, isDefault, name, type }: PaymentGateway) => ({
  id,
  isActive,
  isDefault,
  name,
  type,
});

const reading = <Result>(
  { database, entityId }: Context,
  read: (tx: Transaction) => Promise<Result>,
): Promise<Result> => inTransaction(database, entityId, read);

function found<Value>(value: Value | undefined, key: string): Value {
  if (value === undefined) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return value;
}
