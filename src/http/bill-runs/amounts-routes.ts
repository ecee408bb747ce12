import { BillingError } from "#engine/errors.ts";
import { currency as currencyOf, roundToCurrency } from "#engine/values/currency.ts";
import { findAmountBars, findLargestChanges } from "#store/bill-run-amounts.ts";
import { findBillRun } from "#store/bill-runs.ts";
import { inTransaction } from "#store/database.ts";
import { type Route, route } from "../route.ts";
import { getBillRunAmounts } from "./amounts-contract.ts";

export const billRunAmountRoutes: readonly Route[] = [
  route(getBillRunAmounts, ({ database, entityId }, { params: { billRunId: key } }) =>
    inTransaction(
      database,
      entityId,
      async (tx) => {
        const run = await findBillRun(tx, key);
        if (!run) throw new BillingError("ENTITY_NOT_FOUND", { key });
        const bars = await findAmountBars(tx, run.billRunId);
        const changes = await findLargestChanges(tx, run.billRunId);
        return {
          bars: bars.map(({ currency, from, to, invoices }) => ({
            ...{ currency, invoices },
            fromAmount: roundToCurrency(from, currencyOf(currency)),
            toAmount: roundToCurrency(to, currencyOf(currency)),
          })),
          largestChanges: changes.map(({ before, beforeBillRunNumber, ...change }) => ({
            ...change,
            amountBefore: before,
            billRunNumberBefore: beforeBillRunNumber,
          })),
        };
      },
      { isSnapshot: true },
    ),
  ),
];
