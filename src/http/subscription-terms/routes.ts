import { BillingError } from "#engine/errors.ts";
import { termsOfVersions } from "#engine/model/terms-of-versions.ts";
import { NO_END } from "#engine/values/date-range.ts";
import { inTransaction } from "#store/database.ts";
import { listCurrentTerms } from "#store/subscription-versions.ts";
import { nextPage } from "../paging.ts";
import { type Route, route } from "../route.ts";
import { listSubscriptionTerms } from "./contract.ts";

export const subscriptionTermRoutes: readonly Route[] = [
  route(listSubscriptionTerms, async ({ database, entityId }, call) => {
    const { subscriptionNumber: key } = call.params;
    const { page, pageSize, version = null } = call.query;
    const versions = await inTransaction(database, entityId, (tx) =>
      listCurrentTerms(tx, key, version),
    );
    if (versions.length < (version ?? 1)) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const terms = termsOfVersions(versions).map(({ start, end }, index) => ({
      termNumber: index + 1,
      isEvergreen: end === NO_END,
      startDate: start,
      endDate: end === NO_END ? null : end,
    }));
    const end = page * pageSize;
    return {
      terms: terms.slice(end - pageSize, end),
      nextPage: nextPage(call, call.query, terms.length > end),
    };
  }),
];
