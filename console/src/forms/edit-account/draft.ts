import { useState } from "react";

export type Values = Readonly<Record<string, string | boolean>>;

export type Draft = {
  readonly values: Values;
  readonly set: (name: string, value: string | boolean) => void;
  /** What is not as it was. */
  readonly changed: Values;
};

/** What is being written, and what of it is new. */
export function useDraft(initial: Values): Draft {
  const [was] = useState(initial);
  const [values, setValues] = useState(initial);
  const set = (name: string, value: string | boolean) =>
    setValues((before) => ({ ...before, [name]: value }));
  const changed = Object.entries(values).filter(([name, value]) => value !== (was[name] ?? ""));
  return { values, set, changed: Object.fromEntries(changed) };
}

/** An empty text makes a field empty. */
export const emptied = (values: Values): Readonly<Record<string, string | boolean | null>> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value === "" ? null : value]),
  );
