/** Stripe, by its own SDK. Cards, ACH debits and SEPA debits; the customer pays without being there. */
import Stripe from "stripe";
import type { PaymentMethodType, PaymentTokens } from "#engine/model/payment-method.ts";
import { decimal, formatDecimal } from "#engine/values/decimal.ts";
import {
  type Charge,
  Declined,
  type Gateway,
  type KeptMethod,
  type MethodToKeep,
  NotOffered,
  type Outcome,
  OutcomeUnknown,
  type Refund,
  type Transfer,
} from "./gateway.ts";

export type StripeConnection = {
  readonly secretKey: string;
  /** Of a stand-in; Stripe's own where there is none. */
  readonly baseUrl: string | undefined;
};

/** A card's issuer has half a minute at Stripe; longer than that nobody waits. */
const TIMEOUT_MS = 40_000;

export function stripeGateway(connection: StripeConnection): Gateway {
  const stripe = new Stripe(connection.secretKey, {
    ...addressOf(connection.baseUrl),
    // Asked again by our own key, by whoever knows that it was asked before.
    maxNetworkRetries: 0,
    timeout: TIMEOUT_MS,
    telemetry: false,
  });
  return {
    keep: (method) => definite(() => keep(stripe, method)),
    verify: (method) => outcomeOf(() => verify(stripe, method)),
    charge: (charge) => outcomeOf(() => makeCharge(stripe, charge)),
    refund: (refund) => outcomeOf(() => makeRefund(stripe, refund)),
    forget: ({ secondTokenId }) =>
      definite(async () => {
        if (secondTokenId !== null) await stripe.paymentMethods.detach(secondTokenId);
      }),
  };
}

function addressOf(baseUrl: string | undefined) {
  if (baseUrl === undefined) return {};
  const { protocol, hostname, port } = new URL(baseUrl);
  const name = protocol === "http:" ? ("http" as const) : ("https" as const);
  return { protocol: name, host: hostname, port: port || (name === "http" ? "80" : "443") };
}

/** What each type is called there. */
const KINDS: Readonly<
  Partial<Record<PaymentMethodType, "card" | "us_bank_account" | "sepa_debit">>
> = {
  CreditCard: "card",
  CreditCardReferenceTransaction: "card",
  ACH: "us_bank_account",
  SEPA: "sepa_debit",
};

function kindOf(type: PaymentMethodType) {
  const kind = KINDS[type];
  if (!kind) throw new NotOffered(`Stripe is not asked for payment methods of type ${type}.`);
  return kind;
}

/** A customer of its own for each method: what can be charged without him must belong to one. */
async function keep(stripe: Stripe, method: MethodToKeep): Promise<PaymentTokens> {
  const { accountHolderName: name, email } = method.holder;
  const person = { ...(name !== null && { name }), ...(email !== null && { email }) };
  const { id: secondTokenId } = await stripe.paymentMethods.create({
    ...methodData(method),
    billing_details: person,
  });
  const customer = await stripe.customers.create(person);
  await stripe.paymentMethods.attach(secondTokenId, { customer: customer.id });
  return { tokenId: customer.id, secondTokenId };
}

function methodData(method: MethodToKeep): Stripe.PaymentMethodCreateParams {
  const kind = kindOf(method.type);
  switch (kind) {
    case "card":
      return {
        type: kind,
        card: {
          number: method.cardNumber ?? "",
          exp_month: method.expirationMonth ?? 0,
          exp_year: method.expirationYear ?? 0,
          ...(method.securityCode !== undefined && { cvc: method.securityCode }),
        },
      };
    case "us_bank_account":
      return {
        type: kind,
        us_bank_account: {
          account_number: method.bankAccountNumber ?? "",
          routing_number: method.bankABACode ?? "",
          account_holder_type: method.bankAccountType?.startsWith("Business")
            ? "company"
            : "individual",
          account_type: method.bankAccountType?.endsWith("Saving") ? "savings" : "checking",
        },
      };
    case "sepa_debit":
      return { type: kind, sepa_debit: { iban: method.IBAN ?? "" } };
  }
}

async function verify(stripe: Stripe, method: KeptMethod): Promise<Outcome> {
  const { id, status } = await stripe.setupIntents.create({
    ...payerOf(method),
    confirm: true,
    usage: "off_session",
  });
  return saying(id, status, status === "succeeded" || status === "processing");
}

/** Money that the customer's bank has promised counts as paid: `processing` is a debit under way. */
async function makeCharge(stripe: Stripe, charge: Charge): Promise<Outcome> {
  const { id, status } = await stripe.paymentIntents.create(
    {
      ...payerOf(charge.method),
      amount: minorUnitsOf(charge),
      currency: charge.currency.code.toLowerCase(),
      confirm: true,
      off_session: true,
      metadata: { quittance_key: charge.key, quittance_order: charge.gatewayOrderId },
    },
    { idempotencyKey: charge.key },
  );
  return saying(id, status, status === "succeeded" || status === "processing");
}

async function makeRefund(stripe: Stripe, refund: Refund): Promise<Outcome> {
  const { chargeReferenceId } = refund;
  if (chargeReferenceId === null) {
    throw new NotOffered("Stripe gives back what it has charged, and nothing else.");
  }
  const { id, status } = await stripe.refunds.create(
    {
      payment_intent: chargeReferenceId,
      amount: minorUnitsOf(refund),
      metadata: { quittance_key: refund.key },
    },
    { idempotencyKey: refund.key },
  );
  return saying(id, status ?? "", status === "succeeded" || status === "pending");
}

const payerOf = ({ type, tokenId, secondTokenId }: KeptMethod) => ({
  payment_method_types: [kindOf(type)],
  ...(tokenId !== null && { customer: tokenId }),
  ...(secondTokenId !== null && { payment_method: secondTokenId }),
});

/** Amounts there are whole numbers of the currency's smallest unit, which no amount here is below. */
function minorUnitsOf({ amount, currency }: Pick<Transfer, "amount" | "currency">): number {
  const units = amount.times(decimal(`1${"0".repeat(currency.minorUnits)}`));
  return Number(formatDecimal(units, 0));
}

const saying = (referenceId: string, status: string, isApproved: boolean): Outcome => ({
  isApproved,
  referenceId,
  responseCode: status,
  response: isApproved ? "Approved by Stripe." : `Stripe answered ${status}.`,
});

/** The outcome, or what the refusal says: a refusal is an outcome too. */
async function outcomeOf(ask: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    if (isUncertain(error)) throw unknown(error);
    const { code, decline_code: declineCode, message } = error;
    const referenceId = error.payment_intent?.id ?? error.setup_intent?.id ?? null;
    const responseCode = declineCode ?? code ?? error.type;
    return { isApproved: false, referenceId, responseCode, response: message };
  }
}

async function definite<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    throw isUncertain(error) ? unknown(error) : new Declined(error.message);
  }
}

/** No answer, one that is a mistake of Stripe's, or one that says to come back later. */
const isUncertain = (error: Stripe.errors.StripeError): boolean =>
  error instanceof Stripe.errors.StripeConnectionError ||
  error instanceof Stripe.errors.StripeAPIError ||
  error instanceof Stripe.errors.StripeRateLimitError ||
  error.statusCode === 409;

const unknown = ({ message }: Stripe.errors.StripeError) =>
  new OutcomeUnknown(`Stripe has not answered: ${message}`);
