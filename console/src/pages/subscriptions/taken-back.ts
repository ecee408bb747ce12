/** Stretches of days of charges that were credited or written off, as the items of memos say. */
import { useQuery } from "@tanstack/react-query";
import { askRows, type QueryRow, textOf } from "../../api/queries.ts";
import { dayAfter } from "../../ui/days.tsx";
import type { Subscription } from "./subscription-page.tsx";

export type TakenBack = {
  readonly kind: "credited" | "written off";
  readonly from: string;
  /** The first day after it. */
  readonly to: string;
};

type Billed = Pick<Subscription, "subscriptionNumber" | "invoiceOwnerAccountId">;

/** By the number of the charge. */
export function useTakenBack({
  subscriptionNumber,
  invoiceOwnerAccountId,
}: Billed): ReadonlyMap<string, readonly TakenBack[]> {
  const items = useQuery(
    askRows("credit-memo-items", {
      ...{ filter: [`subscriptionnumber.EQ:${subscriptionNumber}`] },
      ...{ expand: ["creditMemo"], pageSize: 99 },
    }),
  );
  const writeOffs = useQuery(
    askRows("credit-memos", {
      ...{ filter: [`accountid.EQ:${invoiceOwnerAccountId}`, "iswriteoff.EQ:true"] },
      ...{ fields: ["id"], sort: ["memodate.DESC"], pageSize: 99 },
    }),
  );
  const givenUp = new Set((writeOffs.data?.data ?? []).map((row) => textOf(row, "id")));
  const rows = (items.data?.data ?? []).filter((row) => memoOf(row).status === "Posted");
  const byCharge = Map.groupBy(rows, (row) => textOf(row, "chargeNumber"));
  return new Map(
    [...byCharge].map(([charge, own]) => [charge, own.map((row) => takenBack(row, givenUp))]),
  );
}

const memoOf = (row: QueryRow) => (row.creditMemo ?? {}) as QueryRow;

const takenBack = (row: QueryRow, givenUp: ReadonlySet<string>): TakenBack => ({
  kind: givenUp.has(textOf(memoOf(row), "id")) ? "written off" : "credited",
  from: textOf(row, "serviceStartDate"),
  to: dayAfter(textOf(row, "serviceEndDate")),
});
