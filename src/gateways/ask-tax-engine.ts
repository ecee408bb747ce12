/** Outside tax engines, asked over HTTP: docs/decisions/0332. */
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { z } from "zod";
import type { TaxAnswer, TaxQuestion } from "#engine/model/tax.ts";
import { serviceEndDate } from "#engine/values/date-range.ts";
import { decimal, ZERO } from "#engine/values/decimal.ts";
import {
  type AllowedHosts,
  isAllowedHost,
  lookUpPublic,
  RefusedAddress,
  refusePrivateLiteral,
} from "./callout-addresses.ts";

/** Where an engine is, and what it is called with. */
export type ConnectedTaxEngine = {
  readonly name: string;
  readonly connectUrl: string;
  readonly password: string;
};

export type AskOptions = {
  readonly allowedHosts: AllowedHosts;
  /** Default 20 s for all. */
  readonly timeoutMs?: number;
};

/** What an answer may be long. */
const MOST_BYTES = 5 * 1024 * 1024;

/**
 * Asks an engine for the taxes of some lines of one customer. Never throws: what goes wrong is the
 * answer to each question, as is an answer that is not understood.
 */
export async function askTaxEngine(
  engine: ConnectedTaxEngine,
  questions: readonly TaxQuestion[],
  options: AskOptions,
): Promise<readonly TaxAnswer[]> {
  try {
    const text = await post(engine, JSON.stringify(bodyOf(questions)), options);
    const { items } = ANSWER.parse(JSON.parse(text));
    return questions.map((_, index) => {
      const item = items.find(({ id }) => id === String(index));
      return item
        ? { taxes: item.taxes.map(toTax) }
        : { error: `Tax engine '${engine.name}' has left out an item.` };
    });
  } catch (error) {
    const reason = `Tax engine '${engine.name}': ${reasonOf(error)}`;
    return questions.map(() => ({ error: reason }));
  }
}

const reasonOf = (error: unknown): string => {
  if (error instanceof z.ZodError) return "its answer is not understood.";
  return error instanceof Error ? error.message : String(error);
};

function bodyOf(questions: readonly TaxQuestion[]) {
  const [first] = questions;
  return {
    currency: first?.currency,
    documentDate: first?.documentDate,
    customer: first?.customer,
    items: questions.map((question, index) => ({
      id: String(index),
      taxCode: question.externalTaxCode,
      companyCode: question.companyCode,
      taxMode: question.taxMode,
      chargeName: question.chargeName,
      productRatePlanChargeId: question.productRatePlanChargeId,
      serviceStartDate: question.service.start,
      serviceEndDate: serviceEndDate(question.service),
      quantity: question.quantity.toFixed(),
      amount: question.amount.toFixed(),
    })),
  };
}

/** Amounts as texts or numbers; the former are exact. */
const number = z.union([z.string(), z.number()]).transform((value, check) => {
  const text = String(value);
  if (/^-?\d{1,20}(\.\d{1,20})?$/.test(text)) return decimal(text);
  check.addIssue({ code: "custom", message: "should be a number" });
  return z.NEVER;
});

const TAX = z.object({
  name: z.string().min(1).max(100),
  taxAmount: number,
  taxRate: number,
  taxRateType: z.enum(["Percentage", "FlatFee"]).default("Percentage"),
  taxRateDescription: z.string().max(255).nullish(),
  jurisdiction: z.string().max(100).nullish(),
  locationCode: z.string().max(100).nullish(),
  exemptAmount: number.optional(),
});

const ANSWER = z.object({
  items: z.array(z.object({ id: z.string(), taxes: z.array(TAX).max(100) })),
});

const toTax = (tax: z.output<typeof TAX>) => ({
  ...tax,
  taxRateDescription: tax.taxRateDescription ?? null,
  jurisdiction: tax.jurisdiction ?? null,
  locationCode: tax.locationCode ?? null,
  exemptAmount: tax.exemptAmount ?? ZERO,
});

async function post(
  { connectUrl, password }: ConnectedTaxEngine,
  body: string,
  { allowedHosts, timeoutMs = 20_000 }: AskOptions,
): Promise<string> {
  const url = new URL(connectUrl);
  const isAllowed = isAllowedHost(url, allowedHosts);
  if (url.protocol !== "https:" && !isAllowed) {
    throw new RefusedAddress(`Tax engines are asked by https only, not at ${url.origin}.`);
  }
  if (!isAllowed) refusePrivateLiteral(url);
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "user-agent": "Quittance",
    authorization: `Bearer ${password}`,
  };
  const signal = AbortSignal.timeout(timeoutMs);
  const asked = { method: "POST", headers, signal, agent: false } as const;
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  const answered = Promise.withResolvers<string>();
  const sending = send(url, isAllowed ? asked : { ...asked, lookup: lookUpPublic });
  sending.on("error", (error) =>
    answered.reject(signal.aborted ? new Error("it did not answer in time.") : error),
  );
  sending.on("response", (response) => {
    const chunks: Buffer[] = [];
    let length = 0;
    response.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MOST_BYTES) sending.destroy(new Error("its answer is too long."));
    });
    response.on("error", answered.reject);
    response.on("end", () => {
      const { statusCode } = response;
      if (statusCode === 200) answered.resolve(Buffer.concat(chunks).toString());
      else answered.reject(new Error(`it answered with status ${statusCode}.`));
    });
  });
  sending.end(body);
  return answered.promise;
}
