import { useQuery } from "@tanstack/react-query";
import { ask } from "../../../api/queries.ts";
import type { Option } from "../form/field.ts";

/** Active users, the first so many by name: the field is empty until one is chosen. */
export function useUserOptions(): readonly Option[] {
  const query = useQuery(ask.listUsers({ query: { pageSize: "40" } }));
  const users = query.data?.users.filter(({ status }) => status === "Active") ?? [];
  return [
    { value: "", label: "" },
    ...users.map(({ id, userName }) => ({ value: id, label: userName })),
  ];
}
