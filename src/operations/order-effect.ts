import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { NewInvoice } from "#engine/model/document.ts";
import type { OrderedChange } from "#engine/order-actions/apply-order.ts";
import type { Receipt } from "#engine/settlement/receipt.ts";
import { toStored } from "#store/stored-values.ts";
import type { WriteOffResult } from "./save-write-offs.ts";

/** All that an order does, as one text for each thing that it sets, by a name that a person reads. */
export type Effect = Readonly<Record<string, string>>;

export type TriedOrder = {
  readonly changes: readonly OrderedChange[];
  readonly invoices: readonly NewInvoice[];
  readonly creditMemos: readonly CreditMemo[];
  readonly writeOff: readonly WriteOffResult[] | undefined;
  readonly receipt: Receipt;
};

/**
 * What an order does, tried out in a preview, so that two tries can be compared: the versions that it
 * makes with each of their charges, its documents and write-offs item by item, and what it does to the
 * account. Ids are left out, and numbers that the preview made up are counted: they differ each time.
 *
 * What it starts from comes first: when something has moved, that is the cause.
 */
export function effectOf({ receipt, changes, ...made }: TriedOrder): Effect {
  const causes = {
    subscriptions: changes.map(({ base, next: { subscriptionNumber } }) => ({
      subscriptionNumber,
      baseVersion: base?.version ?? null,
    })),
    account: { before: receipt.account.before },
    invoices: receipt.invoices.map(({ invoiceNumber, before }) => ({ invoiceNumber, before })),
  };
  const { invoices, creditMemos, writeOff } = made;
  const effects = {
    ...receipt,
    documents: { invoices, creditMemos },
    writeOff,
    versions: changes.map(({ next }) => next),
  };
  return Object.fromEntries([...factsIn("", causes), ...factsIn("", effects)]);
}

/** What is not as it was promised, in words; empty when all of it is. */
export function movedSince(promised: Effect, now: Effect): string[] {
  const names = new Set([...Object.keys(now), ...Object.keys(promised)]);
  return [...names].flatMap((name) => {
    const [was, is] = [promised[name] ?? "nothing", now[name] ?? "nothing"];
    return was === is ? [] : `${name} was ${was} and is ${is}`;
  });
}

type Json = ReturnType<typeof toStored>;

const factsIn = (name: string, value: unknown) => leaves(name, toStored(value));

function leaves(name: string, json: Json): [name: string, text: string][] {
  if (json === null || typeof json !== "object") return [[name, textOf(json)]];
  if (Array.isArray(json)) {
    const list: readonly Json[] = json;
    return list.flatMap((each, index) => leaves(`${name}[${nameIn(each, index)}]`, each));
  }
  if ("$decimal" in json) return [[name, String(json.$decimal)]];
  return Object.entries(json)
    .filter(([key]) => !key.endsWith("Id") && !key.endsWith("Ids"))
    .flatMap(([key, field]) => leaves(name === "" ? key : `${name}.${key}`, field));
}

/** What tells an element from the others of its list: its number where it has one, else its place. */
function nameIn(element: Json, index: number): string {
  if (element === null || typeof element !== "object" || Array.isArray(element)) return `${index}`;
  const fields = element as Readonly<Record<string, Json>>;
  const number = NUMBERS.map((key) => fields[key]).find((each) => typeof each === "string");
  const isNumbered = typeof number === "string" && !("service" in fields);
  if (!isNumbered) return `${index}`;
  return typeof fields.segment === "number" ? `${told(number)} ${fields.segment}` : told(number);
}

const NUMBERS = [
  "invoiceNumber",
  "creditMemoNumber",
  "chargeNumber",
  "subscriptionRatePlanNumber",
  "subscriptionNumber",
];

const textOf = (scalar: string | number | boolean | null): string =>
  typeof scalar === "string" ? told(scalar) : String(scalar ?? "nothing");

/** A number that was made up counts on in each preview; the rest of it is chance. */
const told = (text: string): string => text.replace(/PREVIEW-0*(\d+)-[0-9a-f]{8}/g, "new-$1");
