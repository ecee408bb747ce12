/** "2026-11-20T18:15:29.681Z" as "2026-11-20 18:15:29": in the time zone in which it is written. */
export const Moment = ({ at }: { readonly at: string }) => (
  <time className="figure" dateTime={at}>
    {at.slice(0, 19).replace("T", " ")}
  </time>
);
