/** From anything that was thrown to the answer its caller reads. */
import { randomBytes } from "node:crypto";
import { BillingError, ERRORS } from "#engine/errors.ts";
import { ZOQL_ERRORS } from "#engine/zoql-errors.ts";
import type { Contract, Envelope } from "./contract.ts";
import { type Reason, Refused } from "./failure.ts";
import { Invalid } from "./invalid.ts";
import { JsonRefused } from "./json.ts";
import { sqlState } from "./sql-state.ts";
import { bodyFindings, type Finding, queryFindings } from "./validation.ts";
import type { Version } from "./version.ts";

export type FailedRequest = {
  /** Undefined where no route was found. */
  readonly contract: Contract | undefined;
  readonly version: Version;
  readonly requestId: string;
};

export type FailureAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType: string;
  readonly body: string;
  /** Our mistake: log it with its stack. */
  readonly isUnexpected: boolean;
};

export const JSON_TYPE = "application/json;charset=UTF-8";
const UNEXPECTED = "We're sorry, but something went wrong.";

export function failureAnswer(error: unknown, request: FailedRequest): FailureAnswer {
  const reasons = reasonsOf(error, request);
  if (reasons === undefined) {
    const [contentType, body] = ["text/plain", UNEXPECTED];
    return { status: 500, headers: {}, contentType, body, isUnexpected: true };
  }
  const envelope = request.contract?.envelope ?? "v1";
  const forced = forcedStatus(error);
  return {
    status: forced ?? statusOf(reasons, request, envelope),
    headers: error instanceof Refused ? error.headers : {},
    contentType: JSON_TYPE,
    body: JSON.stringify(failureBody(reasons, request, envelope, forced)),
    isUnexpected: false,
  };
}

/** The status that a failure has in whatever version and family it happens. */
function forcedStatus(error: unknown): number | undefined {
  if (error instanceof Refused) return error.status;
  if (!(error instanceof BillingError)) return undefined;
  const kind = ERRORS[error.code];
  return "status" in kind ? kind.status : undefined;
}

/** Undefined for what no caller can have caused. */
export function reasonsOf(
  error: unknown,
  { contract, version }: FailedRequest,
): Reason[] | undefined {
  if (error instanceof Refused) return [error.reason];
  if (error instanceof BillingError) return [billingReason(error, contract)];
  if (error instanceof Invalid) {
    const { part, issues, notes } = error;
    if (part === "body") {
      const findings = bodyFindings(issues).map((finding) => toReason(finding, contract));
      return [...findings, ...notes.map((message) => ({ category: 21 as const, message }))];
    }
    return queryFindings(issues, version.atLeast("2025-08-12") ? 27 : 20);
  }
  if (error instanceof JsonRefused) return [jsonReason(error)];
  const reason = databaseReason(sqlState(error));
  return reason && [reason];
}

function billingReason(error: BillingError, contract: Contract | undefined): Reason {
  const { category } = ERRORS[error.code];
  const fieldCode = contract?.fieldCodes[error.details.field ?? ""];
  const code = error.details.place === "path" ? { code: Number(`500000${category}`) } : undefined;
  const { message } = error;
  const fault = Object.hasOwn(ZOQL_ERRORS, error.code) ? { fault: error.code } : undefined;
  const body = error.code === "UNRECOGNISED_FIELDS" ? { body: { message } } : undefined;
  return { category, message, ...(fieldCode && { fieldCode }), ...code, ...fault, ...body };
}

function toReason({ category, message, field }: Finding, contract: Contract | undefined): Reason {
  const fieldCode = contract?.fieldCodes[field ?? ""];
  return { category, message, ...(fieldCode && { fieldCode }) };
}

function jsonReason({ reason, message }: JsonRefused): Reason {
  switch (reason) {
    case "malformed":
      return { category: 90, message };
    case "invalidText":
      return { category: 20, message };
    case "forbiddenField":
      return { category: 21, message: `Invalid parameter(s): '${message}'.` };
  }
}

const RETRY = ERRORS.LOCK_CONTENTION.message({});

/** What PostgreSQL refused although the operation let it pass. SQLSTATE, by class where it can be. */
function databaseReason(state: string | undefined): Reason | undefined {
  if (state === undefined) return undefined;
  // Lock timeout, deadlock, serialization; and two callers who took the same number at once.
  if (["55P03", "40P01", "40001", "23505"].includes(state)) return { category: 50, message: RETRY };
  if (state.startsWith("22")) {
    return { category: 20, message: "A value is out of range or has an invalid format." };
  }
  // Also a plan from before the migration of a newer server beside this one (0A000).
  const isOutage = /^(08|57P0|53300|0A000)/.test(state);
  if (isOutage) {
    return { category: 61, message: "The database is not available, please retry later." };
  }
  return undefined;
}

const STATUS: Readonly<Record<Reason["category"], number>> = {
  10: 403,
  11: 401,
  20: 400,
  21: 400,
  22: 400,
  23: 400,
  27: 400,
  30: 400,
  40: 404,
  45: 405,
  50: 409,
  60: 500,
  61: 500,
  70: 429,
  90: 400,
  99: 500,
};

/** Of the first reason. Older versions say 200 and `success: false` for whatever has a category. */
function statusOf(reasons: Reason[], { version }: FailedRequest, envelope: Envelope): number {
  const status = STATUS[reasons[0]?.category ?? 60];
  const isReal = envelope !== "v1" && envelope !== "file";
  return isReal || status >= 429 || version.atLeast("2024-05-20") ? status : 200;
}

/** @param forced  the status of a failure that comes from the gateway, whatever the family */
function failureBody(
  reasons: Reason[],
  request: FailedRequest,
  envelope: Envelope,
  forced: number | undefined,
): object {
  const { contract, version, requestId } = request;
  const [first] = reasons;
  if (first?.body) return first.body;
  const coded = reasons.map((reason) => codedReason(reason, contract));
  if (forced === 401) return { success: false, reasons: coded };
  if (envelope === "crud") {
    return { Success: false, Errors: crudErrors(reasons) };
  }
  if (envelope === "action" && first) {
    return { FaultCode: crudCode(first), FaultMessage: first.message };
  }
  if (envelope === "object-query" && version.atLeast("2025-08-12")) {
    return { reasons: coded, requestId };
  }
  return { success: false, processId: newProcessId(), reasons: coded, requestId };
}

/** The `reasons[]` entry: six digits of resource (the last two its field) and two of category. */
export function codedReason(
  { category, message, fieldCode, code }: Reason,
  contract: Contract | undefined,
): { code: number | string; message: string } {
  const resource = contract?.resource ?? "500000";
  const operation = fieldCode === undefined ? resource : `${resource.slice(0, 4)}${fieldCode}`;
  return { code: code ?? Number(`${operation}${category}`), message };
}

/** As object CRUD and actions name them. */
export const crudErrors = (reasons: readonly Reason[]): { Code: string; Message: string }[] =>
  reasons.map((reason) => ({ Code: crudCode(reason), Message: reason.message }));

function crudCode({ category, fault }: Reason): string {
  if (fault !== undefined) return fault;
  switch (category) {
    case 40:
      return "INVALID_ID";
    case 22:
      return "MISSING_REQUIRED_VALUE";
    case 21:
      return "INVALID_FIELD";
    case 50:
      return "LOCK_COMPETITION";
    case 10:
      return "CANNOT_DO";
    default:
      return "INVALID_VALUE";
  }
}

/** 16 upper-case hex digits; support asks for it. */
export const newProcessId = (): string => randomBytes(8).toString("hex").toUpperCase();
