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
