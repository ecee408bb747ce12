import { useQuery } from "@tanstack/react-query";
import { ask } from "../../../api/queries.ts";
import { type Option, sameOptions } from "../form/field.ts";

/** All roles, standard and own, by name. */
export function useRoleOptions(): readonly Option[] {
  const query = useQuery(ask.listRoles({}));
  return sameOptions(query.data?.roles.map(({ name }) => name) ?? []);
}
