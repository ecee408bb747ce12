import { useQuery } from "@tanstack/react-query";
import { askRows, type QueryRow, textOf } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Answered, Empty } from "../../ui/states.tsx";

const joined = (row: QueryRow, fields: readonly string[], between: string): string =>
  fields
    .map((field) => textOf(row, field))
    .filter((text) => text !== "")
    .join(between);

const COLUMNS: readonly Column<QueryRow>[] = [
  {
    name: "name",
    title: "Name",
    cell: (row) => (
      <>
        {joined(row, ["firstName", "lastName"], " ")}
        <div className="quiet">
          {[row.asBillTo === true && "bill-to", row.asSoldTo === true && "sold-to"]
            .filter((role) => role !== false)
            .join(", ")}
        </div>
      </>
    ),
  },
  {
    name: "email",
    title: "E-mail",
    cell: (row) => joined(row, ["workEmail", "personalEmail"], ", "),
  },
  {
    name: "phone",
    title: "Phone",
    cell: (row) => joined(row, ["workPhone", "mobilePhone", "homePhone"], ", "),
  },
  {
    name: "address",
    title: "Address",
    cell: (row) =>
      joined(row, ["address1", "address2", "postalCode", "city", "state", "country"], ", "),
  },
];

/** Who is written to, and where goods go. */
export function AccountContacts({ accountId }: { readonly accountId: string }) {
  const query = useQuery({
    ...askRows("contacts", { filter: [`accountid.EQ:${accountId}`], pageSize: 40 }),
    enabled: useMay("queries.read"),
  });
  if (query.fetchStatus === "idle" && query.isPending) return null;
  return (
    <section className="panel" aria-labelledby="contacts">
      <h2 id="contacts">Contacts</h2>
      <Answered query={query} what="the contacts">
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="It has no contact" />
          ) : (
            <DataTable
              caption="Contacts of the account"
              columns={COLUMNS}
              rows={data}
              keyOf={(row) => textOf(row, "id")}
            />
          )
        }
      </Answered>
    </section>
  );
}
