import { BillingError } from "#engine/errors.ts";
import { findCommitment, listCommitments } from "#operations/read-commitments.ts";
import { inTransaction } from "#store/database.ts";
import { pageOf } from "../paging.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toBalance, toCommitment, toPeriod, toSchedules } from "./to-wire.ts";

type Page = { readonly page: number; readonly pageSize: number };

const paged = <Item>(items: readonly Item[], { page, pageSize }: Page) => ({
  shown: [...pageOf(items, { page, pageSize }).shown],
  counted: { total: items.length, page, pageSize },
});

export const commitmentRoutes: readonly Route[] = [
  route(contract.getCommitments, ({ database, entityId }, { query }) =>
    inTransaction(database, entityId, async (tx) => {
      const found = await listCommitments(tx, query.accountNumber);
      const { shown, counted } = paged(query.type === "MaxCommitment" ? [] : found, query);
      const { total, page, pageSize } = counted;
      return { total, page, page_size: pageSize, commitments: shown.map(toCommitment) };
    }),
  ),
  route(contract.getCommitmentPeriods, ({ database, entityId }, { query }) =>
    inTransaction(database, entityId, async (tx) => {
      const { commitmentKey: key, accountNumber, startDate, endDate } = query;
      const found = await findCommitment(tx, key);
      if (accountNumber !== undefined && accountNumber !== found.accountNumber) {
        throw new BillingError("ENTITY_NOT_FOUND", { key });
      }
      const periods = found.periods.filter(
        ({ service }) =>
          (startDate === undefined || service.end > startDate) &&
          (endDate === undefined || service.start <= endDate),
      );
      const { shown, counted } = paged(periods, query);
      return { periods: shown.map((each) => toPeriod(found, each)), ...counted };
    }),
  ),
  route(contract.getCommitmentByKey, ({ database, entityId }, { params }) =>
    inTransaction(database, entityId, async (tx) =>
      toCommitment(await findCommitment(tx, params.commitmentKey)),
    ),
  ),
  route(contract.getCommitmentBalance, (context, { params, query }) =>
    inTransaction(context.database, context.entityId, async (tx) => {
      const found = await findCommitment(tx, params.commitmentId);
      const today = context.today();
      const begun = found.periods.filter(({ service }) => service.start <= today);
      const { shown, counted } = paged(begun, query);
      return { ...counted, periods: shown.map((each) => toBalance(found, each)) };
    }),
  ),
  route(contract.listCommitmentSchedules, ({ database, entityId }, { params, query }) =>
    inTransaction(database, entityId, async (tx) => {
      const found = await findCommitment(tx, params.commitmentKey);
      const { shown, counted } = paged(toSchedules(found), query);
      return { schedules: shown, ...counted };
    }),
  ),
];
