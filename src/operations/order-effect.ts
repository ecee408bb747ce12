import { toStored } from "#store/stored-values.ts";
import type { WayToPay } from "./approve-in-try.ts";
import type { Tried } from "./try-order.ts";

/** All that an order does, as one text for each thing that it sets, by a name that a person reads. */
export type Effect = Readonly<Record<string, string>>;

/**
 * What an order does, tried out in a preview, so that two tries can be compared: the versions that it
 * makes with each of their charges, its documents and write-offs item by item, what it collects and gives
 * back, and what it does to its accounts. Ids are left out but of what pays, and numbers that the preview made up are counted: they differ each time.
 *
 * What it starts from comes first: when something has moved, that is the cause.
 */
export function effectOf({ executed, approved, receipt, appliedCredits }: Tried): Effect {
  const { changes, invoices } = executed;
  const { creditMemos, writeOff, refunds, payment } = approved;
  const causes = {
    subscriptions: changes.map(({ base, next: { subscriptionNumber } }) => ({
      subscriptionNumber,
      baseVersion: base?.version ?? null,
    })),
    account: { before: receipt.account.before },
    others: receipt.others.map(({ accountNumber, before }) => ({ accountNumber, before })),
    credits: appliedCredits.map(({ sourceNumber, unappliedBefore }) => ({
      sourceNumber,
      unappliedBefore,
    })),
    payment: payment && { by: byOf(payment) },
    invoices: receipt.invoices.map(({ invoiceNumber, before }) => ({ invoiceNumber, before })),
  };
  const effects = {
    ...receipt,
    documents: { invoices, creditMemos },
    writeOff,
    credits: appliedCredits.map(({ sourceNumber, amount }) => ({ sourceNumber, amount })),
    payment: payment && { amount: payment.amount },
    refunds: (refunds ?? []).map((each) =>
      "amount" in each
        ? { paymentNumber: each.paymentNumber, amount: each.amount, by: byOf(each.way) }
        : each,
    ),
    versions: changes.map(({ next }) => next),
  };
  return Object.fromEntries([...factsIn("", causes), ...factsIn("", effects)]);
}

/** Another card of the same last digits is another card. */
const byOf = ({ type, maskNumber, paymentMethodId, gatewayName }: WayToPay): string =>
  `${type ?? "nothing"} ${maskNumber ?? ""} (${paymentMethodId ?? "no method"}) at ${gatewayName}`;

/** What is not as it was promised, in words; empty when all of it is. */
export function movedSince(promised: Effect, now: Effect): string[] {
  const names = new Set([...Object.keys(now), ...Object.keys(promised)]);
  return [...names].flatMap((name) => {
    const [was, is] = [promised[name] ?? "nothing", now[name] ?? "nothing"];
    return was === is ? [] : `${name} was ${was} and is ${is}`;
  });
}

type Json = ReturnType<typeof toStored>;

/** Anything as such texts, for what is tried out otherwise than by tryOrder. */
export const factsOf = (told: object): Effect => Object.fromEntries(factsIn("", told));

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
  "sourceNumber",
  "paymentNumber",
  "accountNumber",
];

const textOf = (scalar: string | number | boolean | null): string =>
  typeof scalar === "string" ? told(scalar) : String(scalar ?? "nothing");

/** A number that was made up counts on in each preview; the rest of it is chance. */
const told = (text: string): string => text.replace(/PREVIEW-0*(\d+)-[0-9a-f]{8}/g, "new-$1");
