import { BillingError } from "../errors.ts";

/**
 * What each type of transaction may give as its reason, when nobody has set up anything. The first is
 * its default. Source: names in the vendor's public samples and defaults.
 */
export const DEFAULT_REASON_CODES = {
  CreditMemo: [
    "Correcting invoice error",
    "Ad hoc credit",
    "Charge dispute",
    "Credit memo reversal",
    "Customer Satisfaction",
    "Invoice reversal",
    "Return Order",
    "Unsatisfactory service",
    "Write-off",
  ],
  DebitMemo: [
    "Correcting invoice error",
    "Ad hoc charge",
    "Charge dispute",
    "Credit memo reversal",
    "Write-off",
  ],
  InvoiceWriteOff: ["Write-off", "Bad debt", "Uncollectible"],
  CreditMemoWriteOff: ["Write-off"],
  DebitMemoWriteOff: ["Write-off", "Bad debt", "Uncollectible"],
  InvoiceReversal: ["Invoice reversal"],
  CreditMemoReversal: ["Credit memo reversal"],
  Refund: ["Standard Refund", "Chargeback", "Payment Reversal"],
} as const satisfies Readonly<Record<string, readonly [string, ...string[]]>>;

export type ReasonCodeType = keyof typeof DEFAULT_REASON_CODES;

/** What an entity has set up, by type and name: whether it may be given. */
export type ReasonCodes = {
  readonly [Type in ReasonCodeType]?: Readonly<Record<string, { readonly active: boolean }>>;
};

export type ReasonCode = { readonly name: string; readonly active: boolean };

/** All of a type, those without set-up first. */
export function reasonCodesOf(type: ReasonCodeType, setUp: ReasonCodes): ReasonCode[] {
  const defaults = DEFAULT_REASON_CODES[type].map((name) => [name, { active: true }] as const);
  const all = { ...Object.fromEntries(defaults), ...setUp[type] };
  return Object.entries(all).map(([name, { active }]) => ({ name, active }));
}

/**
 * The reason that a transaction has: the given one, or its type's default.
 *
 * Errors: INVALID_VALUE for one that does not exist or is not active.
 */
export function reasonCodeOf(
  type: ReasonCodeType,
  given: string | null | undefined,
  setUp: ReasonCodes,
): string {
  if (!given) return DEFAULT_REASON_CODES[type][0];
  if (reasonCodesOf(type, setUp).some(({ name, active }) => active && name === given)) return given;
  const message = `The reason code '${given}' does not exist or is not active for ${type}.`;
  throw new BillingError("INVALID_VALUE", { field: "reasonCode", message });
}
