import type { PaymentTerm } from "#engine/billing/due-date.ts";
import { BillingError } from "#engine/errors.ts";
import {
  DEFAULT_REASON_CODES,
  type ReasonCodes,
  type ReasonCodeType,
  reasonCodesOf,
} from "#engine/model/reason-codes.ts";
import { type AgeingSettings, checkBuckets } from "#engine/settlement/ageing.ts";
import { createPaymentTerm, updatePaymentTerm } from "#operations/save-payment-term.ts";
import { findAgeingSettings, saveAgeingSettings } from "#store/ageing.ts";
import { inTransaction } from "#store/database.ts";
import { listPaymentTerms, type StoredPaymentTerm } from "#store/payment-terms.ts";
import { findReasonCodes, saveReasonCodes } from "#store/reason-codes.ts";
import { type Call, type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

export const financeSettingRoutes: readonly Route[] = [
  route(contract.listPaymentTerms, async ({ database, entityId }) => {
    const terms = await inTransaction(database, entityId, listPaymentTerms);
    return { paymentTerms: terms.map(toPaymentTerm) };
  }),
  route(contract.createPaymentTerm, async (context, { body }) => {
    const { name, active } = body;
    const term = termOf(body, body.type);
    return toPaymentTerm(await createPaymentTerm(context, { name, active, term }));
  }),
  route(contract.updatePaymentTerm, async (context, { params, body }) => {
    const { active, type } = body;
    if (type === undefined) refuseFieldsWithoutType(body);
    const term = type && termOf(body, type);
    return toPaymentTerm(await updatePaymentTerm(context, params.paymentTermKey, { active, term }));
  }),
  route(contract.listReasonCodes, async ({ database, entityId }, { query }) => {
    const setUp = await inTransaction(database, entityId, findReasonCodes);
    const types = query.transactionType ? [query.transactionType] : ALL_TYPES;
    const reasonCodes = types.flatMap((transactionType) =>
      listed(transactionType, setUp).map((code) => ({ transactionType, ...code })),
    );
    return { reasonCodes };
  }),
  route(contract.updateReasonCodes, ({ database, entityId }, { params, body }) =>
    inTransaction(database, entityId, async (tx) => {
      const { transactionType } = params;
      const [byDefault] = DEFAULT_REASON_CODES[transactionType];
      if (body.reasonCodes.some(({ name, active }) => name === byDefault && !active)) {
        const message = `'${byDefault}' is the default reason code of ${transactionType}: it stays active.`;
        throw new BillingError("NOT_ALLOWED", { message });
      }
      await saveReasonCodes(tx, transactionType, body.reasonCodes);
      return { reasonCodes: listed(transactionType, await findReasonCodes(tx)) };
    }),
  ),
  route(contract.getAgingBuckets, async ({ database, entityId }) =>
    toAgeing(await inTransaction(database, entityId, findAgeingSettings)),
  ),
  route(contract.updateAgingBuckets, ({ database, entityId }, { body }) =>
    inTransaction(database, entityId, async (tx) => {
      if (body.buckets) checkBuckets(body.buckets);
      await saveAgeingSettings(tx, body);
      return toAgeing(await findAgeingSettings(tx));
    }),
  ),
];

const toAgeing = ({ includeNegativeInvoice, buckets }: AgeingSettings) => ({
  includeNegativeInvoice,
  buckets: [...buckets],
});

const ALL_TYPES = Object.keys(DEFAULT_REASON_CODES) as ReasonCodeType[];

const listed = (type: ReasonCodeType, setUp: ReasonCodes) =>
  reasonCodesOf(type, setUp).map((code) => ({
    ...code,
    isDefault: code.name === DEFAULT_REASON_CODES[type][0],
  }));

type TermBody = Call<typeof contract.updatePaymentTerm>["body"];

const FIELDS = {
  Net: ["days"],
  Prox: ["cutoffDay", "months", "dueDay"],
} as const satisfies Record<string, readonly (keyof TermBody)[]>;

function termOf(body: TermBody, type: "Net" | "Prox"): PaymentTerm {
  const others = FIELDS[type === "Net" ? "Prox" : "Net"];
  const other = others.find((field) => body[field] !== undefined);
  if (other) refuse(`'${other}' does not belong to a payment term of the type ${type}.`);
  for (const field of FIELDS[type]) {
    if (body[field] === undefined) throw new BillingError("MISSING_FIELD", { field });
  }
  const { days = 0, cutoffDay = 31, months = 0, dueDay = 31 } = body;
  return type === "Net" ? { kind: "Net", days } : { kind: "Prox", cutoffDay, months, dueDay };
}

function refuseFieldsWithoutType(body: TermBody): void {
  const field = [...FIELDS.Net, ...FIELDS.Prox].find((name) => body[name] !== undefined);
  if (field) refuse(`'${field}' needs 'type' beside it.`);
}

function refuse(message: string): never {
  throw new BillingError("INVALID_VALUE", { message });
}

function toPaymentTerm({ paymentTermId: id, name, term, active }: StoredPaymentTerm) {
  const nothing = { days: null, cutoffDay: null, months: null, dueDay: null };
  const { kind: type, ...fields } = term;
  return { id, name, type, ...nothing, ...fields, active };
}
