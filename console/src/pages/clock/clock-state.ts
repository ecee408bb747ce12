import type { Answered } from "../../api/exactly.ts";

export type Clock = Answered<"getClock">;

/** Whether it is on its way to a later day. */
export const isMoving = ({ move }: Clock): boolean => move?.status === "Processing";
