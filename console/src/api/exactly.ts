import type { Answer, Arguments } from "#client/index.ts";
import type { OPERATIONS } from "#client/operations.ts";

/** What is answered, each number as its text. */
export type Exactly<T> = T extends string | boolean | null | undefined | Uint8Array
  ? T
  : T extends number
    ? string
    : T extends readonly (infer Item)[]
      ? readonly Exactly<Item>[]
      : T extends (...given: infer Given) => Promise<infer Answered>
        ? (...given: Given) => Promise<Exactly<Answered>>
        : { readonly [Key in keyof T]: Exactly<T[Key]> };

type Contracts = typeof OPERATIONS;

/** Object Query is `query` of the client; the older action of that name is not asked here. */
export type OperationName = Exclude<keyof Contracts, "query">;

/** What an operation is given; its amounts may be text as well. */
export type Given<Name extends OperationName> = Arguments<Contracts[Name]>;

export type Answered<Name extends OperationName> = Exactly<Answer<Contracts[Name]>>;

export type Operations = {
  readonly [Name in OperationName]: Record<never, never> extends Given<Name>
    ? (given?: Given<Name>) => Promise<Answered<Name>>
    : (given: Given<Name>) => Promise<Answered<Name>>;
};

/** A question for `useQuery`. */
export type Question<Answer> = {
  readonly queryKey: readonly unknown[];
  readonly queryFn: () => Promise<Answer>;
};

export type Questions = {
  readonly [Name in OperationName]: (given: Given<Name>) => Question<Answered<Name>>;
};
