import { Button } from "@mantine/core";
import type { ListColumn } from "./list-column.ts";

type CsvLinkProps = {
  readonly objects: string;
  /** As the list was asked, without its page. */
  readonly query: { readonly filter: readonly string[]; readonly sort: readonly string[] };
  readonly columns: readonly ListColumn[];
};

/** All that the filter finds, not this page of it: the server writes the file while it reads. */
export function CsvLink({ objects, query, columns }: CsvLinkProps) {
  const search = new URLSearchParams({
    columns: [...new Set(columns.flatMap(({ fields }) => fields))].join(","),
  });
  for (const filter of query.filter) search.append("filter[]", filter);
  for (const sort of query.sort) search.append("sort[]", sort);
  return (
    <Button
      component="a"
      variant="default"
      href={`/v1/lists/${objects}/csv?${search}`}
      download={`${objects}.csv`}
    >
      Save as CSV
    </Button>
  );
}
