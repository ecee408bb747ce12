import { z } from "zod";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import * as wire from "../wire.ts";

const fields = wire.looseBody({
  OpportunityCloseDate__QT: wire.date.optional(),
  OpportunityName__QT: wire.orderText(100).optional(),
  QuoteBusinessType__QT: z.enum(["New", "Upsell", "Downsell", "Renewal", "Churn"]).optional(),
  QuoteNumber__QT: wire.orderText(32).optional(),
  QuoteType__QT: z.enum(["New", "Amendment", "Renew", "Cancel"]).optional(),
});

/** What a quote says of a subscription. The SDKs begin the names with a small letter. */
export const quote = z.preprocess(withLargeLetters, fields);

function withLargeLetters(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      field,
    ]),
  );
}

/** They are fields of the subscription, which reads them among its own. */
export const quoteFields = (body: z.output<typeof quote> | undefined): CustomFields =>
  Object.fromEntries(
    Object.entries(body ?? {}).flatMap(([name, field]) =>
      field === undefined ? [] : [[name, field]],
    ),
  );

/** Those of the quote among the fields of a subscription; undefined where it has none. */
export function quoteToWire(
  customFields: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  const own = Object.entries(customFields).filter(([name]) => name in fields.shape);
  return own.length > 0 ? Object.fromEntries(own) : undefined;
}
