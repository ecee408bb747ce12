import { writeAccessLog } from "#operations/access-log.ts";
import {
  type ApiAccess,
  countApiAccesses,
  findAccessLogSettings,
  listApiAccesses,
  saveAccessLogSettings,
} from "#store/api-accesses.ts";
import { inTransaction } from "#store/database.ts";
import { nextPage } from "../paging.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./access-contract.ts";

export const accessRoutes: readonly Route[] = [
  route(contract.listApiAccessLogs, async ({ database, entityId }, call) => {
    await writeAccessLog(database);
    const { query } = call;
    const { rows, hasMore } = await inTransaction(database, entityId, (tx) =>
      listApiAccesses(tx, { ...query, method: query.httpMethod }, query),
    );
    return { accessLogs: rows.map(toWire), nextPage: nextPage(call, query, hasMore) };
  }),
  route(contract.getApiVolume, async ({ database, entityId }, { query }) => {
    await writeAccessLog(database);
    const { path, httpMethod, startTime: from, endTime: to } = query;
    const volumes = await inTransaction(database, entityId, (tx) =>
      countApiAccesses(tx, { from, to, route: path, method: httpMethod }),
    );
    return {
      data: volumes.map(({ route, method, succeeded, failed }) => ({
        path: route,
        httpMethod: method,
        success: succeeded,
        error: failed,
        total: succeeded + failed,
      })),
    };
  }),
  route(contract.getAccessLogSettings, ({ database, entityId }) =>
    inTransaction(database, entityId, findAccessLogSettings),
  ),
  route(contract.updateAccessLogSettings, ({ database, entityId }, { body }) =>
    inTransaction(database, entityId, async (tx) => {
      await saveAccessLogSettings(tx, body);
      return findAccessLogSettings(tx);
    }),
  ),
];

const toWire = ({ answeredAt, method, ...access }: ApiAccess) => ({
  ...access,
  answeredDate: answeredAt.toISOString(),
  httpMethod: method,
});
