/** How money comes in or goes out: by hand, or through a gateway with a stored payment method. */
import { useQuery } from "@tanstack/react-query";
import type { Given } from "../../api/exactly.ts";
import { askRows, textOf } from "../../api/queries.ts";
import { methodInWords } from "../../pages/accounts/method-in-words.ts";
import { useMay } from "../../shell/session.ts";

export type Way =
  | { readonly type: "External"; readonly methodType: MethodType }
  /** Without a method: the way that the money has come by. */
  | { readonly type: "Electronic"; readonly paymentMethodId: string | undefined };

export type MethodType = NonNullable<Given<"refundPayment">["body"]["methodType"]>;

/** The most usual first. */
export const BY_HAND: Readonly<Record<MethodType, string>> = {
  WireTransfer: "wire transfer",
  Check: "check",
  Cash: "cash",
  BankTransfer: "bank transfer",
  ACH: "ACH",
  CreditCard: "credit card",
  DebitCard: "debit card",
  PayPal: "PayPal",
  CreditCardReferenceTransaction: "credit card on file",
  Other: "another way",
};

export const FIRST_WAY: Way = { type: "External", methodType: "WireTransfer" };

export type Method = { readonly value: string; readonly label: string };

/** What an account can pay with and be refunded to, to choose from. */
export function useActiveMethods(accountId: string): readonly Method[] {
  const query = useQuery({
    ...askRows("payment-methods", {
      filter: [`accountid.EQ:${accountId}`, "paymentmethodstatus.EQ:Active"],
      pageSize: 40,
    }),
    enabled: useMay("queries.read") && accountId !== "",
  });
  return (query.data?.data ?? []).map((row) => ({
    value: textOf(row, "id"),
    label: methodInWords(row),
  }));
}
