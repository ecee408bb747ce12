import type { RefusedRecord } from "#operations/write-custom-object-records.ts";
import type { StoredRecord } from "#store/custom-object-records.ts";
import { toUuid } from "../object-definitions/own-to-wire.ts";

export const toRecord = (object: string, record: StoredRecord) => ({
  Id: toUuid(record.recordId),
  type: object,
  ...record.fields,
  CreatedById: record.createdById,
  CreatedDate: record.createdAt.toISOString(),
  UpdatedById: record.updatedById,
  UpdatedDate: record.updatedAt.toISOString(),
});

/** Six digits of the resource `record`, and two of the category. */
const codeOf = (category: number): number => Number(`710125${category}`);

/** What is wrong with records; undefined where nothing is. */
export function toError(refused: readonly RefusedRecord[]) {
  const [first] = refused;
  if (first === undefined) return undefined;
  return {
    code: codeOf(first.problem.category),
    message: first.problem.message,
    details: refused.map(({ sent: record, problem: { category, message } }) => ({
      code: codeOf(category),
      message,
      record: { ...record },
    })),
  };
}
