import type { QueryRow } from "../../api/queries.ts";
import type { Column } from "../data-table.tsx";

export type ListColumn = Column<QueryRow> & {
  /** In words, where the title is more than text. */
  readonly label?: string;
  /** What of it is in a file, as Object Query names it: "account.name". */
  readonly fields: readonly string[];
  /** Shown to who asks for it. */
  readonly isExtra?: boolean;
};

export const labelOf = ({ label, title, name }: ListColumn): string =>
  label ?? (typeof title === "string" ? title : name);
