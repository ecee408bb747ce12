import { useQuery } from "@tanstack/react-query";
import { ask } from "../api/queries.ts";
import { useMay } from "../shell/session.ts";

/** Of whom a log tells only the id: his name, where one may see who is here. */
export function useUserNames(): (userId: string | null) => string {
  const query = useQuery({ ...ask.listUsers({}), enabled: useMay("users.read") });
  const names = new Map(query.data?.users.map(({ id, userName }) => [id, userName]));
  return (userId) => (userId === null ? "Nobody signed in" : (names.get(userId) ?? userId));
}
