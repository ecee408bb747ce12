/** What an order has done as the one who committed it has seen it, for its receipt; until the tab closes. */
import type { Answered } from "../../api/exactly.ts";
import { queryClient } from "../../api/queries.ts";
import type { Outcome } from "../../forms/cancel-subscription/cancel-order.ts";

export type RememberedReceipt = {
  readonly answer: Answered<"createOrder">;
  readonly outcome: Outcome;
};

const keyOf = (orderNumber: string) => ["receipt", orderNumber];

export function rememberReceipt(answer: Answered<"createOrder">, outcome: Outcome): void {
  queryClient.setQueryDefaults(["receipt"], { gcTime: Number.POSITIVE_INFINITY });
  queryClient.setQueryData(keyOf(answer.orderNumber), { answer, outcome });
}

export const rememberedReceipt = (orderNumber: string): RememberedReceipt | undefined =>
  queryClient.getQueryData(keyOf(orderNumber));
