import { useQuery } from "@tanstack/react-query";
import { ask } from "../../../api/queries.ts";

const NONE: readonly string[] = [];

/** All that there are: an administrator has them. */
export function useAllPermissions(): readonly string[] {
  const query = useQuery(ask.listRoles({}));
  const administrator = query.data?.roles.find(({ name }) => name === "Administrator");
  return administrator?.permissions ?? NONE;
}
