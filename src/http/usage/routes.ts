import { BillingError } from "#engine/errors.ts";
import { acceptUsageFile } from "#operations/accept-usage-file.ts";
import { createUsage } from "#operations/create-usage.ts";
import { deleteUsage, updateUsage } from "#operations/update-usage.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction } from "#store/database.ts";
import { findUsage, listUsage } from "#store/usage.ts";
import { findUsageImport } from "#store/usage-imports.ts";
import { shown } from "../object-crud/to-wire.ts";
import { checkUnknownFields } from "../object-crud/unknown-fields.ts";
import { nextPage } from "../paging.ts";
import { refuseField } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import { customFieldsOf } from "../wire.ts";
import * as contract from "./contract.ts";
import { toUsage, toUsageObject } from "./to-wire.ts";

export const usageRoutes: readonly Route[] = [
  route(contract.createUsage, async (context, { body, query }) => {
    checkUnknownFields(body, contract.createUsage.request, query);
    refuseField("ProductRatePlanChargeNumber", body.ProductRatePlanChargeNumber);
    const account = body.AccountId ?? body.AccountNumber;
    if (account === undefined) throw new BillingError("MISSING_FIELD", { field: "AccountId" });
    const usage = {
      account,
      subscription: body.SubscriptionId ?? body.SubscriptionNumber,
      charge: body.ChargeId ?? body.ChargeNumber,
      unitOfMeasure: body.UOM,
      quantity: body.Quantity,
      startDateTime: body.StartDateTime,
      endDateTime: body.EndDateTime,
      description: body.Description,
      uniqueKey: body.UniqueKey,
      groupId: body.GroupId,
      customFields: customFieldsOf(body),
    };
    return { Success: true as const, Id: await createUsage(context, usage) };
  }),
  route(contract.readUsage, async ({ database, entityId, timeZone }, { params, query }) => {
    const { id: key } = params;
    const found = await inTransaction(database, entityId, (tx) => findUsage(tx, key));
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return shown(toUsageObject(found, timeZone), query.fields);
  }),
  route(contract.updateUsage, async (context, { params, body, query }) => {
    checkUnknownFields(body, contract.updateUsage.request, query);
    refuseField("RbeStatus", body.RbeStatus);
    const update = {
      unitOfMeasure: body.UOM,
      quantity: body.Quantity,
      startDateTime: body.StartDateTime,
      endDateTime: body.EndDateTime,
      customFields: customFieldsOf(body),
    };
    return { Success: true as const, Id: await updateUsage(context, params.id, update) };
  }),
  route(contract.deleteUsage, async (context, { params }) => ({
    id: await deleteUsage(context, params.id),
    success: true as const,
  })),
  route(contract.uploadUsage, async (context, { body: { file } }) => {
    const { importId, size } = await acceptUsageFile(context, file);
    return { size, checkImportStatus: `/v1/usage/${importId}/status` };
  }),
  route(contract.getUsageImport, async ({ database, entityId }, { params: { importId: key } }) => {
    const found = await inTransaction(database, entityId, (tx) => findUsageImport(tx, key));
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const { importId: _, status, sizeInBytes, errors, ...progress } = found;
    const message = errors.length === 0 ? null : `${found.rowsFailed} rows were not imported.`;
    return { importStatus: status, message, size: sizeInBytes, errors: [...errors], ...progress };
  }),
  route(contract.listUsage, async ({ database, entityId, timeZone }, call) => {
    const { accountKey: key } = call.params;
    const { page, pageSize } = call.query;
    return inTransaction(database, entityId, async (tx) => {
      const account = await findAccount(tx, key);
      if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
      const window = { offset: (page - 1) * pageSize, limit: pageSize + 1 };
      const found = await listUsage(tx, account.accountId, window);
      return {
        usage: found.slice(0, pageSize).map((usage) => toUsage(usage, timeZone)),
        nextPage: nextPage(call, call.query, found.length > pageSize),
      };
    });
  }),
];
