import type { Rehearsal, RehearsedDocument } from "#engine/billing/rehearse-billing.ts";
import { serviceEndDate } from "#engine/values/date-range.ts";
import { owedAfter, previewBillingRules } from "#operations/preview-billing-rules.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./preview-contract.ts";

export const settingsPreviewRoutes: readonly Route[] = [
  route(contract.previewBillingRules, async (context, { body }) => {
    const { usage, ...example } = body.example;
    const records = usage && { usage: usage.map(({ date: day, quantity }) => ({ day, quantity })) };
    const { currency, ...made } = await previewBillingRules(context, {
      ...body,
      example: { ...example, ...records },
    });
    return {
      currencyCode: currency.code,
      roundingMode: currency.roundingMode,
      roundingIncrement: currency.roundingIncrement,
      example: toExample(made.example),
      saved: toOutcome(made.saved),
      tried: toOutcome(made.tried),
    };
  }),
];

const toExample = ({ usage, ...example }: Rehearsal) => ({
  ...example,
  usage: usage.map(({ day: date, quantity }) => ({ date, quantity })),
});

const toOutcome = (documents: readonly RehearsedDocument[]) => ({
  documents: documents.map(({ kind: documentType, documentDate, amount, items }) => ({
    ...{ documentType, documentDate, amount },
    items: items.map(({ service, ...item }) => ({
      ...item,
      serviceStartDate: service.start,
      serviceEndDate: serviceEndDate(service),
    })),
  })),
  amount: owedAfter(documents),
});
