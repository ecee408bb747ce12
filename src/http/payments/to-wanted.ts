import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { WantedApplication, WantedItem } from "#engine/model/payment.ts";
import { type Decimal, isZero } from "#engine/values/decimal.ts";
import type { documents } from "./payment-fields.ts";

type Documents = {
  readonly [Name in keyof typeof documents]?: z.output<(typeof documents)[Name]>;
};

/** The documents that a request names, and of them the items. Those of zero ask for nothing. */
export function toWanted({ invoices = [], debitMemos = [] }: Documents): WantedApplication[] {
  const wanted = [
    ...invoices.map(({ invoiceId, invoiceNumber, amount, items }, index) => ({
      documentType: "Invoice" as const,
      documentKey: named(invoiceId ?? invoiceNumber, `invoices[${index}].invoiceId`),
      ...(invoiceId !== undefined && { documentNumber: invoiceNumber }),
      amount,
      items: items?.map(({ invoiceItemId, ...item }) => toItem(invoiceItemId, item)),
    })),
    ...debitMemos.map(({ debitMemoId, debitMemoNumber, amount, items }, index) => ({
      documentType: "DebitMemo" as const,
      documentKey: named(debitMemoId ?? debitMemoNumber, `debitMemos[${index}].debitMemoId`),
      ...(debitMemoId !== undefined && { documentNumber: debitMemoNumber }),
      amount,
      items: items?.map(({ debitMemoItemId, ...item }) => toItem(debitMemoItemId, item)),
    })),
  ];
  return wanted
    .filter(({ amount }) => !isZero(amount))
    .map(({ items, ...each }) => (items?.length ? { ...each, items } : each));
}

function named(key: string | undefined, field: string): string {
  if (key === undefined) throw new BillingError("MISSING_FIELD", { field });
  return key;
}

function toItem(
  itemId: string | undefined,
  { amount, taxItemId }: { readonly amount: Decimal; readonly taxItemId?: string | undefined },
): WantedItem {
  if (itemId === undefined && taxItemId === undefined) {
    throw new BillingError("MISSING_FIELD", { field: "items.taxItemId" });
  }
  const idOf = (key: string | undefined) => key?.replaceAll("-", "").toLowerCase() ?? null;
  return { invoiceItemId: idOf(itemId), taxItemId: idOf(taxItemId), amount };
}
