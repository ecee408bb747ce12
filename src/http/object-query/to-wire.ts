import type { FoundObject } from "#store/object-query/find-objects.ts";
import { offsetTimestamp } from "../timestamps.ts";

export type WireOptions = {
  /** Null fields are left out, unless asked for. */
  readonly includeNullFields: boolean;
  readonly timeZone: string;
  /** Defined fields of the object itself, which have no value where nothing is said in them. */
  readonly ownNames?: readonly string[];
};

/** Fields, then custom fields, then what was expanded, in the order of their names. */
export function toWire(found: FoundObject, options: WireOptions): Record<string, unknown> {
  const written: Record<string, unknown> = {};
  const write = (name: string, value: unknown) => {
    if (value !== null || options.includeNullFields) written[name] = value;
  };
  for (const [name, value] of Object.entries(found.fields)) {
    write(name, value instanceof Date ? offsetTimestamp(value, options.timeZone) : value);
  }
  const { ownNames = [], ...below } = options;
  for (const name of ownNames) write(firstLowered(name), found.customFields[name] ?? null);
  for (const [name, value] of Object.entries(found.customFields)) {
    write(firstLowered(name), value ?? null);
  }
  for (const [name, related] of Object.entries(found.expanded)) {
    write(name, relatedToWire(related, below));
  }
  return written;
}

function relatedToWire(related: FoundObject["expanded"][string], options: WireOptions): unknown {
  if (related === null) return null;
  return isList(related)
    ? related.map((object) => toWire(object, options))
    : toWire(related, options);
}

const isList = (related: FoundObject | readonly FoundObject[]): related is readonly FoundObject[] =>
  Array.isArray(related);

/** `CASSubscriberID__c` is `cASSubscriberID__c` here. */
const firstLowered = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
