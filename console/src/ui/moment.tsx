import { shownDay } from "./days.tsx";

/** "2026-11-20T18:15:29.681Z" as "2026-11-20 18:15:29": in the time zone in which it is written. */
export const Moment = ({ at }: { readonly at: string }) => (
  <time className="figure" dateTime={at}>
    {shownDay(at.slice(0, 10))} {at.slice(11, 19)}
  </time>
);
