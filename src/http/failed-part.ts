import type { Contract } from "./contract.ts";
import { codedReason, newProcessId, reasonsOf } from "./errors.ts";
import type { Version } from "./version.ts";

/** How a request that does several things answers one that failed. */
export type FailedPart = {
  readonly success: false;
  readonly processId: string;
  readonly reasons: { code: number | string; message: string }[];
};

/** Says what is wrong with one part of a request; throws what no caller can have caused. */
export function failedPart(error: unknown, contract: Contract, version: Version): FailedPart {
  const reasons = reasonsOf(error, { contract, version, requestId: "" });
  if (!reasons) throw error;
  return {
    success: false,
    processId: newProcessId(),
    reasons: reasons.map((reason) => codedReason(reason, contract)),
  };
}
