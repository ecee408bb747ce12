import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { refuseUnknownFields } from "./refuse-unknown-fields.ts";
import { runQuery, runQueryMore } from "./run-query.ts";

export const queryActionRoutes: readonly Route[] = [
  route(contract.query, (context, { body, query }) => {
    refuseUnknownFields(body, contract.query.request, query);
    return runQuery(context, body.queryString, body.conf?.batchSize ?? contract.MOST_RECORDS);
  }),
  route(contract.queryMore, (context, { body, query }) => {
    refuseUnknownFields(body, contract.queryMore.request, query);
    return runQueryMore(context, body.queryLocator, body.conf?.batchSize ?? contract.MOST_RECORDS);
  }),
];
