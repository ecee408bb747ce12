/**
 * What a payment gateway can do for us. Whoever calls one holds no transaction: the intent is written
 * and committed before, under a key of ours, and the outcome afterwards
 * (docs/decisions/0350-a-gateway-is-asked-outside-of-transactions.md).
 */
import type {
  AccountHolder,
  PaymentMethodType,
  PaymentTokens,
} from "#engine/model/payment-method.ts";
import type { PaymentSecrets } from "#engine/payment-methods/new-payment-method.ts";
import type { Currency } from "#engine/values/currency.ts";
import type { Decimal } from "#engine/values/decimal.ts";

/** A way to pay, to be kept by the gateway. */
export type MethodToKeep = PaymentSecrets & {
  readonly type: PaymentMethodType;
  readonly holder: AccountHolder;
  readonly expirationMonth?: number | undefined;
  readonly expirationYear?: number | undefined;
  readonly bankABACode?: string | undefined;
  readonly bankAccountType?: string | undefined;
};

/** A way to pay that the gateway knows by its tokens. */
export type KeptMethod = PaymentTokens & { readonly type: PaymentMethodType };

/** Money that is to change hands. */
export type Transfer = {
  /** Ours, the same whenever the same transfer is asked for: the gateway makes it once. */
  readonly key: string;
  readonly amount: Decimal;
  readonly currency: Currency;
  readonly method: KeptMethod;
  /** 1 for the first request with this key. */
  readonly attempt: number;
};

export type Charge = Transfer & {
  /** What the gateway shows for it. */
  readonly gatewayOrderId: string;
};

export type Refund = Transfer & {
  /** Of the charge that is given back; null where nobody knows it. */
  readonly chargeReferenceId: string | null;
};

/** What the gateway has decided. */
export type Outcome = {
  readonly isApproved: boolean;
  /** The gateway's own number of it. */
  readonly referenceId: string | null;
  readonly responseCode: string;
  readonly response: string;
};

export type Gateway = {
  /** Errors: Declined, OutcomeUnknown, NotOffered. */
  keep(method: MethodToKeep): Promise<PaymentTokens>;
  /** Asks the issuer whether it would be good, and takes nothing. Errors: OutcomeUnknown. */
  verify(method: KeptMethod, securityCode: string | undefined): Promise<Outcome>;
  /** Errors: OutcomeUnknown: it may have been made; the same key asks what became of it. */
  charge(charge: Charge): Promise<Outcome>;
  /** Errors: as of charge. */
  refund(refund: Refund): Promise<Outcome>;
  /** Forgets a method for ever. Errors: OutcomeUnknown. */
  forget(method: KeptMethod): Promise<void>;
};

/** The gateway says no. */
export class Declined extends Error {
  override readonly name = "Declined";
}

/** No answer, or none that says anything: nobody knows yet what was done. */
export class OutcomeUnknown extends Error {
  override readonly name = "OutcomeUnknown";
}

/** The gateway does not do this at all. */
export class NotOffered extends Error {
  override readonly name = "NotOffered";
}
