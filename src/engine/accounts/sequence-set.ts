/** Sequence sets. Source: the vendor's page about prefixes and numbers of billing documents. */
import { BillingError } from "../errors.ts";

export type SequenceKind = "invoice" | "creditMemo" | "debitMemo" | "payment" | "refund";

export const SEQUENCE_KINDS: readonly SequenceKind[] = [
  "invoice",
  "creditMemo",
  "debitMemo",
  "payment",
  "refund",
];

/** What numbers of one kind begin with, and the number of the next one. */
export type Sequence = { readonly prefix: string; readonly startNumber: number };

export type SequenceSet = {
  readonly sequenceSetId: string;
  readonly name: string;
  readonly isDefault: boolean;
  /** Of what is missing, which may be payments and refunds, DEFAULT gives the numbers. */
  readonly sequences: { readonly [Kind in SequenceKind]?: Sequence };
};

const NAME = /^[A-Za-z0-9][A-Za-z0-9-]{0,14}$/;
const PREFIX = /^[A-Za-z0-9][A-Za-z0-9_-]{0,15}$/;
const RESERVED = ["PREVIEW-", "TMP-INV-", "TMP-CM-", "TMP-DM-", "PM-", "PG-", "P-", "R-"];

/** Errors: INVALID_VALUE. */
export function checkSetName(name: string): void {
  if (NAME.test(name)) return;
  const message = `'name' '${name}' should have at most 15 letters, digits and dashes, and begin with a letter or a digit.`;
  throw new BillingError("INVALID_VALUE", { field: "name", message });
}

/** Errors: INVALID_VALUE. */
export function checkPrefix(kind: SequenceKind, prefix: string): void {
  const field = `${kind}.prefix`;
  const refuse = (message: string): never => {
    throw new BillingError("INVALID_VALUE", {
      field,
      message: `'${field}' '${prefix}' ${message}`,
    });
  };
  if (!PREFIX.test(prefix)) {
    refuse(
      "should have 1 to 16 letters, digits, dashes and underscores, and begin with a letter or a digit.",
    );
  }
  if (RESERVED.includes(prefix)) refuse("is reserved.");
  if (/\d$/.test(prefix) && (kind === "payment" || kind === "refund")) {
    refuse("ends with a digit, as only that of billing documents may.");
  }
}
