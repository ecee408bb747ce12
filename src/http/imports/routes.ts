import { BillingError } from "#engine/errors.ts";
import type { ImportDifference } from "#engine/import/difference.ts";
import { sourceRow, tablesOf, text } from "#engine/import/source-row.ts";
import { serviceEndDate } from "#engine/values/date-range.ts";
import {
  type ImportOutcome,
  type ImportRequest,
  importRecords,
} from "#operations/import/import-records.ts";
import { inTransaction } from "#store/database.ts";
import { findImportedRecords } from "#store/imported-records.ts";
import { type Call, type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toChargeDefinition } from "./to-charge-definition.ts";

export const importRoutes: readonly Route[] = [
  route(contract.importRecords, async (context, { body }) => {
    const request = toRequest(body);
    return toAnswer(await importRecords(context, request), request);
  }),
  route(
    contract.listImportedRecords,
    async ({ database, entityId }, { params: { key }, query: { objectType } }) => {
      const found = await inTransaction(database, entityId, (tx) =>
        findImportedRecords(tx, { objectType, key }),
      );
      if (found.length === 0) throw new BillingError("ENTITY_NOT_FOUND", { key });
      return {
        records: found.map(({ oldId: sourceId, newId: id, ...record }) => ({
          objectType: record.objectType,
          sourceId,
          id,
          accountId: record.accountId,
        })),
      };
    },
  ),
];

type Body = Call<typeof contract.importRecords>["body"];

const toRequest = ({ dryRun, billThrough, records }: Body): ImportRequest => ({
  dryRun,
  billThrough: billThrough ?? null,
  tables: tablesOf((object) => (records[object] ?? []).map((row) => sourceRow(object, row))),
  toChargeDefinition,
});

function toAnswer(outcome: ImportOutcome, { dryRun }: ImportRequest) {
  const { written, accounts, failures, catalogFailures } = outcome;
  const differences = accounts.flatMap((account) => account.differences);
  const failed = [
    ...catalogFailures.map(({ row, reason }) => ({
      object: row.object as string,
      sourceId: text(row, "Id") ?? "",
      number: text(row, "Name") ?? "",
      reason,
    })),
    ...failures.map(({ oldId: sourceId, accountNumber: number, reason }) => ({
      object: "Account",
      sourceId,
      number,
      reason,
    })),
  ];
  return {
    dryRun,
    isEqual: failed.length === 0 && differences.length === 0,
    imported: { ...written },
    accounts: accounts.map(accountToWire),
    failures: failed,
  };
}

const accountToWire = (account: ImportOutcome["accounts"][number]) => ({
  sourceId: account.oldId,
  accountId: account.accountId,
  accountNumber: account.accountNumber,
  currency: account.currency,
  isNew: account.isNew,
  balance: account.balance,
  subscriptions: account.subscriptions.map(({ nextBill, ...subscription }) => ({
    ...subscription,
    nextBill: {
      amount: nextBill.amount,
      items: nextBill.items.map(({ chargeNumber, chargeName, service, amount, taxAmount }) => ({
        chargeNumber,
        chargeName,
        serviceStartDate: service.start,
        serviceEndDate: serviceEndDate(service),
        amount,
        taxAmount,
      })),
    },
  })),
  differences: account.differences.map((difference: ImportDifference) => ({ ...difference })),
});
