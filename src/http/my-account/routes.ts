import { linkUrl } from "#operations/my-account/send-sign-in-links.ts";
import { createMyAccountLink } from "#operations/my-account/sign-in.ts";
import {
  rotateMyAccountSecret,
  updateMyAccount,
} from "#operations/my-account/update-my-account.ts";
import { inTransaction } from "#store/database.ts";
import { findMyAccount, type StoredMyAccount } from "#store/my-account/settings.ts";
import { type Route, route } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import * as contract from "./contract.ts";

export const myAccountRoutes: readonly Route[] = [
  route(contract.getMyAccountSettings, async ({ database, entityId }) =>
    toSettings(await inTransaction(database, entityId, findMyAccount), entityId),
  ),
  route(contract.updateMyAccountSettings, async (context, { body }) =>
    toSettings(await updateMyAccount(context, body), context.entityId),
  ),
  route(contract.rotateMyAccountSecret, async (context, { body }) => ({
    secret: await rotateMyAccountSecret(context, body.graceSeconds),
  })),
  route(contract.createMyAccountLink, async (context, { params, body, baseUrl }) => {
    const { accountKey } = params;
    const made = await createMyAccountLink(context, accountKey, body.expiresInSeconds);
    const link = { merchant: context.entityId, token: made.token };
    const path = body.embedded ? "/my/embed" : "/my";
    const url = linkUrl(made.page.pageOrigin ?? baseUrl, link, path);
    return {
      url: body.language ? url.replace("#", `&lang=${body.language}#`) : url,
      expiresDate: timestamp(made.expiresAt, context.timeZone),
    };
  }),
];

const toSettings = ({ actorId: _, ...settings }: StoredMyAccount, merchant: string) => ({
  ...settings,
  cancellationPolicies: [...settings.cancellationPolicies],
  cancelReasons: [...settings.cancelReasons],
  embeddingOrigins: [...settings.embeddingOrigins],
  merchant,
});
