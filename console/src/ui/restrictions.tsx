/** What else a list is limited to, where no field of its own says it: each can be dropped. */
import { Button } from "@mantine/core";

export type Restriction = { readonly text: string; readonly onDrop: () => void };

export const Restrictions = ({ all }: { readonly all: readonly Restriction[] }) =>
  all.map(({ text, onDrop }) => (
    <Button key={text} size="compact-sm" variant="default" onClick={onDrop}>
      {text}
      <span aria-hidden="true">&nbsp;×</span>
      <span className="visually-hidden">, drop it</span>
    </Button>
  ));

/** "from 2023-05-01", "up to 2023-05-31" */
export function daysInWords(
  what: string,
  from: string | undefined,
  to: string | undefined,
): string | undefined {
  if (from && to) return from === to ? `${what} ${from}` : `${what} ${from} to ${to}`;
  if (from) return `${what} ${from} or later`;
  return to && `${what} ${to} or earlier`;
}
