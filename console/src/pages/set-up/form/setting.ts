/** One kind of settings: how it is read, listed, written. A page is made of each. */
import type { ComponentType, ReactNode } from "react";
import type { Question } from "../../../api/exactly.ts";
import type { Column } from "../../../ui/data-table.tsx";
import type { Draft, Field } from "./field.ts";

export type Setting<Row, Data> = {
  /** "Payment terms" */
  readonly title: string;
  /** "payment term" */
  readonly one: string;
  readonly about: ReactNode;
  /** The permission to change them. */
  readonly write: string;
  readonly list: {
    /** @param page  from "1" on */
    readonly ask: (page: string) => Question<Data>;
    readonly rowsOf: (data: Data) => readonly Row[];
    readonly nextPageOf?: (data: Data) => string | undefined;
    readonly columns: readonly Column<Row>[];
    readonly keyOf: (row: Row) => string;
    /** What links to its form. */
    readonly nameOf: (row: Row) => string;
  };
  /** What there would be, where there is none: "Net 30 and Due Upon Receipt are known without." */
  readonly empty: string;
  readonly form?: {
    readonly fields: readonly Field[];
    readonly initial: Draft;
    readonly draftOf: (row: Row) => Draft;
    /** Why this one cannot be changed. */
    readonly refusalOf?: (row: Row) => string | undefined;
    readonly create?: (body: Draft) => Promise<unknown>;
    /** Where what was made goes on being shown, rather than the list. */
    readonly Created?: ComponentType<{ readonly created: unknown; readonly onDone: () => void }>;
    readonly update?: (row: Row, body: Draft) => Promise<unknown>;
  };
  readonly remove?: {
    readonly run: (row: Row) => Promise<unknown>;
    readonly warning: string;
    readonly isOffered?: (row: Row) => boolean;
  };
  /** What else there is about one, beneath its form. */
  readonly Beneath?: ComponentType<{ readonly row: Row }>;
  /** What else there is about all, beneath the list. */
  readonly BeneathList?: ComponentType<{ readonly rows: readonly Row[] }>;
};
