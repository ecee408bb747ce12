import { useSuspenseQuery } from "@tanstack/react-query";
import { type Session, sessionQuery } from "../api/queries.ts";

/** Who has signed in; pages of the shell are shown to nobody else. */
export const useSession = (): Session => useSuspenseQuery(sessionQuery).data;

/** Whether the server would let him: a button that it would refuse is not offered. */
export const useMay = (permission: string): boolean =>
  useSession().permissions.includes(permission);
