/** What stands behind the ? of an address: people edit it, so whatever does not fit counts as not given. */

export type SearchParams = Readonly<Record<string, unknown>>;

export const textIn = (search: SearchParams, name: string): string | undefined => {
  const value = search[name];
  if (typeof value === "string" && value !== "") return value;
  // The router reads numbers: A00000001 stays text, and 42 becomes one.
  return typeof value === "number" ? String(value) : undefined;
};

export const oneIn = <const Value extends string>(
  search: SearchParams,
  name: string,
  values: readonly Value[],
): Value | undefined => values.find((value) => value === search[name]);

/** A switch that is on unless it says false, or off unless it says true. */
export const switchIn = (search: SearchParams, name: string, otherwise: boolean): boolean =>
  typeof search[name] === "boolean" ? search[name] : otherwise;

export const dayIn = (search: SearchParams, name: string): string | undefined => {
  const text = textIn(search, name);
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined;
};
