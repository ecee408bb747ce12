import type { Answered } from "../../api/exactly.ts";
import { ask } from "../../api/queries.ts";
import type { Tone } from "../../ui/money.tsx";

export type Figures = Answered<"getFigures">;
export type CurrencyFigures = Figures["currencies"][number];

export const KINDS = ["mrr", "invoiced", "collected", "credited", "writtenOff"] as const;
export type Kind = (typeof KINDS)[number];

export const TITLES: Readonly<Record<Kind, string>> = {
  ...{ mrr: "MRR", invoiced: "Invoiced", collected: "Collected" },
  ...{ credited: "Credited", writtenOff: "Written off" },
};

export const TONES: Readonly<Record<Kind, Tone>> = {
  ...{ mrr: "plain", invoiced: "plain", collected: "plain" },
  ...{ credited: "credit", writtenOff: "lost" },
};

/** Asked again after two minutes: they sum all that there is. */
export const figuresQuery = { ...ask.getFigures({}), staleTime: 120_000 };
