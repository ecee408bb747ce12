/** A receipt as it is kept: JSON, whose amounts are text. */
import type { PrintedCancel } from "#engine/my-account/cancel-receipt.ts";
import { type Decimal, decimal, formatDecimal } from "#engine/values/decimal.ts";

type Kept<T> = T extends Decimal
  ? string
  : T extends string | null
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Kept<Item>[]
      : { readonly [Key in keyof T]: Kept<T[Key]> };

type KeptReceipt = Kept<PrintedCancel>;

const written = ({ before, after }: { readonly before: Decimal; readonly after: Decimal }) => ({
  before: formatDecimal(before),
  after: formatDecimal(after),
});

const read = ({ before, after }: { readonly before: string; readonly after: string }) => ({
  before: decimal(before),
  after: decimal(after),
});

export const toKept = (receipt: PrintedCancel): KeptReceipt => ({
  ...receipt,
  balance: written(receipt.balance),
  invoices: receipt.invoices.map((each) => ({ ...each, ...written(each) })),
});

/** @param kept  what `toKept` has written */
export function fromKept(kept: unknown): PrintedCancel {
  const receipt = kept as KeptReceipt;
  return {
    ...receipt,
    balance: read(receipt.balance),
    invoices: receipt.invoices.map((each) => ({ ...each, ...read(each) })),
  };
}
