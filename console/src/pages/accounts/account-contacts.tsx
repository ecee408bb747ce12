import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { askRows, type QueryRow, textOf } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
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
        <ContactName row={row} />
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

/** To its form, for who may write it. */
function ContactName({ row }: { readonly row: QueryRow }) {
  const { accountKey } = useParams({ from: "/shell/accounts/$accountKey" });
  const name = joined(row, ["firstName", "lastName"], " ");
  if (!useMay("accounts.write")) return name;
  return (
    <Link
      className="link"
      to="/accounts/$accountKey/contacts/$contactId"
      params={{ accountKey, contactId: textOf(row, "id") }}
    >
      {name}
    </Link>
  );
}

type AccountContactsProps = { readonly accountId: string; readonly accountNumber: string };

/** Who is written to, and where goods go. */
export function AccountContacts({ accountId, accountNumber }: AccountContactsProps) {
  const mayWrite = useMay("accounts.write");
  const query = useQuery({
    ...askRows("contacts", { filter: [`accountid.EQ:${accountId}`], pageSize: 40 }),
    enabled: useMay("queries.read"),
  });
  if (query.fetchStatus === "idle" && query.isPending) return null;
  return (
    <section className="panel" aria-labelledby="contacts">
      <div className="row row-apart panel-head">
        <h2 id="contacts">Contacts</h2>
        {mayWrite && (
          <ButtonLink
            variant="default"
            to="/accounts/$accountKey/contacts/new"
            params={{ accountKey: accountNumber }}
          >
            Add a contact
          </ButtonLink>
        )}
      </div>
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
