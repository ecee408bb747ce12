import type { z } from "zod";
import { shownFields } from "#engine/custom-fields/shown-fields.ts";
import type { StoredUsage } from "#store/usage.ts";
import type { CrudObject } from "../object-crud/to-wire.ts";
import { offsetTimestamp, timestamp } from "../timestamps.ts";
import type { listUsage } from "./contract.ts";

const sourceOf = ({ importId }: StoredUsage) => (importId === null ? "API" : "Import");

/** As the object CRUD API writes it. */
export const toUsageObject = (usage: StoredUsage, timeZone: string): CrudObject => ({
  AccountId: usage.accountId,
  AccountNumber: usage.accountNumber,
  ChargeId: usage.chargeId,
  ChargeNumber: usage.chargeNumber,
  CreatedById: usage.createdById,
  CreatedDate: offsetTimestamp(usage.createdAt, timeZone),
  Description: usage.description,
  EndDateTime: usage.endAt && offsetTimestamp(usage.endAt, timeZone),
  GroupId: usage.groupId,
  Id: usage.usageId,
  Quantity: usage.quantity,
  RbeStatus: usage.status,
  SourceType: sourceOf(usage),
  StartDateTime: offsetTimestamp(usage.startAt, timeZone),
  SubmissionDateTime: offsetTimestamp(usage.createdAt, timeZone),
  SubscriptionId: usage.subscriptionId,
  SubscriptionNumber: usage.subscriptionNumber,
  UniqueKey: usage.uniqueKey,
  UOM: usage.unitOfMeasure,
  UpdatedById: usage.updatedById,
  UpdatedDate: offsetTimestamp(usage.updatedAt, timeZone),
  ...shownFields("Usage", usage.customFields),
});

export const toUsage = (
  usage: StoredUsage,
  timeZone: string,
): z.input<typeof listUsage.response>["usage"][number] => ({
  ...usage.customFields,
  id: usage.usageId,
  accountId: usage.accountId,
  accountName: usage.accountName,
  accountNumber: usage.accountNumber,
  subscriptionNumber: usage.subscriptionNumber,
  chargeNumber: usage.chargeNumber,
  unitOfMeasure: usage.unitOfMeasure,
  quantity: usage.quantity,
  startDateTime: timestamp(usage.startAt, timeZone),
  submissionDateTime: timestamp(usage.createdAt, timeZone),
  sourceName: sourceOf(usage),
  fileName: usage.fileName,
  status: usage.status,
  uniqueKey: usage.uniqueKey,
});
