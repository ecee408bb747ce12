import { verifyAuditTrail } from "#operations/verify-audit-trail.ts";
import {
  type AuditedChange,
  type ChangedColumns,
  chainAuditChanges,
  findChainEnd,
  listAuditChanges,
} from "#store/audit-trail.ts";
import { inTransaction } from "#store/database.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

export const auditRoutes: readonly Route[] = [
  route(contract.listAuditTrail, ({ database, entityId }, { query }) =>
    inTransaction(database, entityId, async (tx) => {
      await chainAuditChanges(tx);
      const { lastNumber: lastChangeNumber } = await findChainEnd(tx);
      const changes = await listAuditChanges(tx, query);
      return { changes: changes.map(toWire), lastChangeNumber };
    }),
  ),
  route(contract.verifyAuditTrail, async (context, { query }) => {
    const { changeNumber, hash } = query;
    const anchor =
      changeNumber === undefined || hash === undefined
        ? undefined
        : { lastNumber: changeNumber, lastHash: hash };
    const { lastNumber, lastHash, firstBreak } = await verifyAuditTrail(context, anchor);
    const isEqual = firstBreak === null;
    return { isEqual, lastChangeNumber: lastNumber, lastHash, firstBreak };
  }),
];

const toWire = ({ occurredAt, before, after, ...change }: AuditedChange) => ({
  ...change,
  changedDate: occurredAt.toISOString(),
  // A client's id is the text that it signs in with.
  objectId: change.objectType === "oauth_clients" ? change.objectId : toId(change.objectId),
  before: before && toFields(before),
  after: after && toFields(after),
});

/** Columns have the names of fields, in snake case. */
const toFields = (columns: ChangedColumns): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(columns).map(([name, value]) => [
      name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      name.endsWith("_id") && name !== "client_id" ? toId(value) : value,
    ]),
  );

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Ids lose their hyphens, as everywhere. */
const toId = <Value>(value: Value): Value | string =>
  typeof value === "string" && UUID.test(value) ? value.replaceAll("-", "") : value;
