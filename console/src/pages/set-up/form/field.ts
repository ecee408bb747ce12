/** What a form asks for: each field by the name that the API has for it, typed from its contracts. */
import type { ReactNode } from "react";
import type { Given, OperationName } from "../../../api/exactly.ts";

/** What an operation takes in its body. */
export type BodyOf<Name extends OperationName> = Name extends OperationName
  ? Given<Name> extends { readonly body?: infer Body }
    ? NonNullable<Body>
    : never
  : never;

type KeyOfEach<Body> = Body extends Body ? keyof Body & string : never;

/** Names that the bodies of some operations have. */
export type NameIn<Name extends OperationName> = KeyOfEach<BodyOf<Name>>;

/** What a form holds: texts of inputs, switches, lists. */
export type Draft = Readonly<Record<string, unknown>>;

export type Option = { readonly value: string; readonly label: string };

export type InputProps = {
  readonly label: string;
  readonly value: unknown;
  readonly draft: Draft;
  readonly onChange: (value: unknown) => void;
  readonly error: string | undefined;
};

export type Field<Name extends string = string> = {
  readonly name: Name;
  readonly label: string;
  readonly help?: string;
  readonly isRequired?: true;
  /** Said when it is made, and fixed from then on. */
  readonly isOnlyForNew?: true;
  /** Whether it is asked for at all, by what else is said. */
  readonly when?: (draft: Draft) => boolean;
} & (
  | { readonly kind: "text" | "long text" | "amount" | "day" | "secret" | "switch" | "lines" }
  | { readonly kind: "choice" | "choices"; readonly options: readonly Option[] }
  /** A hook: what there is to choose of is asked of the API. */
  | { readonly kind: "choice" | "choices"; readonly useOptions: () => readonly Option[] }
  /** Without its own label: it writes that itself. */
  | { readonly kind: "own"; readonly Input: (props: InputProps) => ReactNode }
);

/** Fields whose names are in the bodies of the operations that save them. */
export const fieldsOf = <Name extends OperationName>(
  fields: readonly Field<NameIn<Name>>[],
): readonly Field<NameIn<Name>>[] => fields;

/** Each as it is called. */
export const sameOptions = (values: readonly string[]): Option[] =>
  values.map((value) => ({ value, label: value }));

/** What is sent of a draft: a text without a letter is not given, or nothing where there was one. */
export function bodyOf(fields: readonly Field[], draft: Draft, before: Draft | undefined) {
  const asked = fields.filter(
    ({ when, isOnlyForNew }) => (when?.(draft) ?? true) && !(isOnlyForNew && before),
  );
  return Object.fromEntries(
    asked.flatMap(({ name }) => {
      const value = draft[name];
      const isEmpty = value === "" || value === undefined;
      if (!isEmpty) return [[name, value] as const];
      const had = before?.[name];
      return had === undefined || had === "" || had === null ? [] : [[name, null] as const];
    }),
  );
}
