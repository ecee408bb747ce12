/** What an account's subscriptions and documents say, without the names that are drawn for them. */
import { succeed } from "./company.ts";
import type { Life } from "./life.ts";
import type { Answer } from "./server.ts";

type Json = Answer["json"];

const ID = /^[0-9a-f]{32}$/;
const NUMBER = /\b[A-Z][A-Z-]*\d{8,}\b/g;
const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;
/** Which one it is, and who made it when. */
const DRAWN = new Set(["version", "revision", "orderNumber", "cpqBundleJsonId__QT"]);

/** The same text for what is the same but for ids, numbers, versions and times. */
export const told = (value: unknown): string =>
  JSON.stringify(value, (key, field) => {
    if (DRAWN.has(key)) return undefined;
    if (typeof field !== "string") return field;
    if (ID.test(field) || TIME.test(field)) return "-";
    return field.replace(NUMBER, "-");
  });

/** All of an account: its subscriptions with every segment, its documents, what it owes. */
export async function accountTold(life: Life, numbers: readonly string[]): Promise<string[]> {
  const subscriptions: Json[] = [];
  for (const number of numbers) {
    const path = `/v1/subscriptions/${number}?charge-detail=all-segments`;
    subscriptions.push(await succeed(life.server, "GET", path));
  }
  const { invoices, creditMemos, metrics } = await life.readBooks();
  const items = (documents: readonly Json[]) =>
    documents.map((each) => told({ ...each, items: each.items.map(told).sort() })).sort();
  return [...subscriptions.map(told), ...items(invoices), ...items(creditMemos), told(metrics)];
}
