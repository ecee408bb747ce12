import {
  type ReasonCode,
  type ReasonCodes,
  type ReasonCodeType,
  reasonCodeOf,
} from "#engine/model/reason-codes.ts";
import type { Transaction } from "./database.ts";
import { findSetting, saveSetting } from "./settings.ts";

/** What the entity has set up. */
export const findReasonCodes = async (tx: Transaction): Promise<ReasonCodes> =>
  (await findSetting(tx, "reason-codes")) as ReasonCodes;

/** The given reason code, or the default of its type. Errors: those of reasonCodeOf. */
export const findReasonCode = async (
  tx: Transaction,
  type: ReasonCodeType,
  given: string | null | undefined,
): Promise<string> => reasonCodeOf(type, given, given ? await findReasonCodes(tx) : {});

/** What a document gives as its reason after a change: one that is given anew is checked. */
export const findChangedReasonCode = async <Before extends string | null>(
  tx: Transaction,
  type: ReasonCodeType,
  given: string | null | undefined,
  before: Before,
): Promise<string | Before> =>
  !given || given === before ? before : findReasonCode(tx, type, given);

/** Sets up the reason codes of a type; those that are not named stay as they are without set-up. */
export const saveReasonCodes = (
  tx: Transaction,
  type: ReasonCodeType,
  codes: readonly ReasonCode[],
): Promise<void> => {
  const byName = codes.map(({ name, active }) => [name, { active }] as const);
  return saveSetting(tx, "reason-codes", { [type]: Object.fromEntries(byName) });
};
