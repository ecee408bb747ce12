import { EVENT_OBJECTS, type EventName, type NewEvent } from "../model/event.ts";
import { formatDecimal } from "../values/decimal.ts";

/** What a callout knows of its event: values by merge field, such as "<Account.Number>". */
export type EventContext = Readonly<Record<string, string>>;

/** An event with its number, as it is told. */
export type ToldEvent = {
  readonly eventType: EventName;
  readonly objectType: string;
  readonly objectId: string;
  readonly eventNumber: number;
  readonly eventCategory: number | null;
  readonly relatedEvent: string | null;
  readonly accountId: string | null;
  readonly objectNumber: string | null;
  readonly amount: NewEvent["amount"] | null;
  readonly currency: string | null;
  readonly details: Readonly<Record<string, string>>;
  /** ISO instant. */
  readonly occurredAt: string;
};

export type ToldAccount = {
  readonly accountNumber: string;
  readonly name: string;
  readonly currency: string;
};

const PARTS = ["ID", "Number", "Amount", "Currency"] as const;

/** Every merge field that a callout may use; one that its event knows nothing of is empty. */
export const MERGE_FIELDS: ReadonlySet<string> = new Set([
  ...["Number", "ID", "Name", "Category", "Context", "Timestamp"].map((part) => `<Event.${part}>`),
  ...["ID", "Number", "Name", "Currency"].map((part) => `<Account.${part}>`),
  "<Object.ID>",
  ...EVENT_OBJECTS.flatMap((object) => PARTS.map((part) => `<${object}.${part}>`)),
]);

export function eventContext(event: ToldEvent, account: ToldAccount | undefined): EventContext {
  const { objectType, objectId, objectNumber, amount, currency } = event;
  const object = `${objectType}.`;
  const values: Record<string, string | null | undefined> = {
    "Event.Number": String(event.eventNumber),
    "Event.ID": String(event.eventNumber),
    "Event.Name": event.eventType,
    "Event.Category": event.eventCategory?.toString(),
    "Event.Context": event.relatedEvent,
    "Event.Timestamp": event.occurredAt,
    "Account.ID": event.accountId,
    "Account.Number": account?.accountNumber,
    "Account.Name": account?.name,
    "Account.Currency": account?.currency,
    "Object.ID": objectId,
    [`${object}ID`]: objectId,
    [`${object}Number`]: objectNumber,
    [`${object}Amount`]: amount && formatDecimal(amount, 0),
    [`${object}Currency`]: currency,
    ...detailFields(event.details),
  };
  const known = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(known.map(([name, value]) => [`<${name}>`, String(value)]));
}

/** "orderNumber" is Order.Number. */
const detailFields = (details: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(details).map(([name, value]) => {
      const part = name.endsWith("Id") ? "Id" : "Number";
      const object = name.slice(0, -part.length);
      const field = part === "Id" ? "ID" : part;
      return [`${object.charAt(0).toUpperCase()}${object.slice(1)}.${field}`, value];
    }),
  );

const MERGE_FIELD = /<[A-Z][A-Za-z]*\.[A-Za-z]+>/g;

/** The text with its merge fields filled in; with `""` where the event knows nothing of one. */
export const filledIn = (text: string, context: EventContext, write = asIs): string =>
  text.replace(MERGE_FIELD, (field) => write(context[field] ?? ""));

const asIs = (value: string): string => value;

/** Merge fields of a text that no event knows. */
export const unknownMergeFields = (text: string): string[] =>
  [...text.matchAll(MERGE_FIELD)]
    .map(([field]) => field)
    .filter((field) => !MERGE_FIELDS.has(field));
