import type { PaymentTerm, PaymentTerms } from "#engine/billing/due-date.ts";
import type { Transaction } from "./database.ts";
import { findSetting, lockSetting, type SettingValue, saveSetting } from "./settings.ts";

/** A payment term as it is set up. */
export type StoredPaymentTerm = {
  readonly paymentTermId: string;
  readonly name: string;
  readonly term: PaymentTerm;
  readonly active: boolean;
};

type Stored = Omit<StoredPaymentTerm, "name">;

/** Those that the entity has set up or changed. */
export const listPaymentTerms = async (tx: Transaction): Promise<StoredPaymentTerm[]> =>
  storedOf(await findSetting(tx, "payment-terms"));

/** The same, locked until the transaction ends. */
export const lockPaymentTerms = async (tx: Transaction): Promise<StoredPaymentTerm[]> =>
  storedOf(await lockSetting(tx, "payment-terms"));

export const findPaymentTerms = async (tx: Transaction): Promise<PaymentTerms> =>
  paymentTermsOf(await findSetting(tx, "payment-terms"));

const storedOf = (value: SettingValue): StoredPaymentTerm[] =>
  Object.entries(value).map(([name, stored]) => ({ name, ...(stored as Stored) }));

export const paymentTermsOf = (value: SettingValue): PaymentTerms =>
  new Map(storedOf(value).map(({ name, term, active }) => [name, { term, active }]));

export const savePaymentTerm = (
  tx: Transaction,
  { name, ...stored }: StoredPaymentTerm,
): Promise<void> => saveSetting(tx, "payment-terms", { [name]: stored });
