/** A list that is filtered by account: its number stands in the address, and Object Query wants its id. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, type QueryRow } from "../api/client.ts";
import { textOf } from "../api/queries.ts";

/** Of no account: an id that none can have, so that nothing is found. */
const NOBODY = "00000000000000000000000000000000";

/**
 * @returns the filter, none where no account is asked for; undefined while it is not known yet
 */
export function useAccountFilter(accountNumber: string | undefined): string[] | undefined {
  const filter = [`accountnumber.EQ:${accountNumber ?? ""}`];
  const asked = useQuery({
    queryKey: ["account-id", accountNumber],
    queryFn: () => api.query("accounts", { filter, fields: ["id"], pageSize: 1 }),
    enabled: accountNumber !== undefined,
  });
  if (accountNumber === undefined) return [];
  if (asked.data === undefined) return undefined;
  return [`accountid.EQ:${asked.data.data[0]?.id ?? NOBODY}`];
}

/** Of a row whose account was expanded. */
export function AccountLink({ row }: { readonly row: QueryRow }) {
  const account = (row.account ?? {}) as QueryRow;
  return (
    <Link
      className="link"
      to="/accounts/$accountKey"
      params={{ accountKey: textOf(account, "accountNumber") }}
    >
      {textOf(account, "name")}
    </Link>
  );
}
