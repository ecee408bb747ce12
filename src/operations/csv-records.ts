import { parse } from "csv-parse/sync";

/** What one or more lines of a file say, cell by cell; or why they say nothing. */
export type CsvRecord = { readonly line: number } & (
  | { readonly cells: readonly string[] }
  | { readonly error: string }
);

type Line = { readonly line: number; readonly text: string };

/** A quoted text may go on in other lines, but not for ever: then its quote is one that is not closed. */
const MOST_LINES = 100;
const LONGEST = 64 * 1024;

/**
 * The records of a file of comma-separated values (RFC 4180), one after the other, however long it is.
 * A quote that is opened and not closed costs its own line and not those after it: they are read again
 * as lines of their own. Empty lines are none.
 *
 * @param isGood  whether a record of several lines is one; else its first line alone is in error
 */
export async function* csvRecords(
  content: AsyncIterable<Uint8Array>,
  isGood: (cells: readonly string[]) => boolean,
): AsyncGenerator<CsvRecord> {
  const waiting: Line[] = [];
  for await (const line of linesOf(content)) {
    if (line.text === TOO_LONG) {
      yield* taken(waiting, isGood, "end");
      yield { line: line.line, error: `The line is longer than ${LONGEST} characters.` };
      continue;
    }
    waiting.push(line);
    yield* taken(waiting, isGood, "more");
  }
  yield* taken(waiting, isGood, "end");
}

/** Takes what is complete. At the end, everything. */
function* taken(
  waiting: Line[],
  isGood: (cells: readonly string[]) => boolean,
  rest: "more" | "end",
): Generator<CsvRecord> {
  for (let first = waiting[0]; first; first = waiting[0]) {
    const { line } = first;
    const count = linesOfRecord(waiting);
    if (count === undefined) {
      if (rest === "more" && waiting.length < MOST_LINES) return;
      waiting.shift();
      yield { line, error: "A quote is opened and not closed." };
      continue;
    }
    const text = waiting
      .slice(0, count)
      .map((each) => each.text)
      .join("\n");
    const record = recordOf(line, text);
    const isWhole = count === 1 || ("cells" in record && isGood(record.cells));
    waiting.splice(0, isWhole ? count : 1);
    if (isWhole && text.trim() === "") continue;
    yield isWhole ? record : { line, error: "A quote is opened and not closed." };
  }
}

/** As many lines as it takes until each quote is closed; undefined where they do not. */
function linesOfRecord(lines: readonly Line[]): number | undefined {
  let quotes = 0;
  for (const [index, { text }] of lines.entries()) {
    quotes += quotesIn(text);
    if (quotes % 2 === 0) return index + 1;
  }
  return undefined;
}

function quotesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count += 1;
  return count;
}

function recordOf(line: number, text: string): CsvRecord {
  if (!text.includes('"')) return { line, cells: text.split(",").map((cell) => cell.trim()) };
  try {
    const [cells = []] = parse(text, { relax_column_count: true, trim: true });
    return { line, cells };
  } catch (error) {
    return { line, error: (error instanceof Error && error.message) || "unreadable" };
  }
}

const TOO_LONG = Symbol("too long");

/** Ended by CR, LF or both; numbered from 1. What is longer than a record may be is not kept. */
async function* linesOf(
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ line: number; text: string } | { line: number; text: typeof TOO_LONG }> {
  const decoder = new TextDecoder();
  let line = 1;
  let rest = "";
  let isTooLong = false;
  for await (const bytes of content) {
    const text = rest + decoder.decode(bytes, { stream: true });
    // A CR at the end may be half of a line's end.
    const isOpen = text.endsWith("\r");
    const lines = (isOpen ? text.slice(0, -1) : text).split(LINE_END);
    const last = lines.pop() ?? "";
    for (const each of lines) {
      yield isTooLong ? { line, text: TOO_LONG } : { line, text: each };
      isTooLong = false;
      line += 1;
    }
    isTooLong ||= last.length > LONGEST;
    rest = (isTooLong ? "" : last) + (isOpen ? "\r" : "");
  }
  const end = (rest + decoder.decode()).replace(/\r$/, "");
  if (isTooLong) yield { line, text: TOO_LONG };
  else if (end !== "") yield { line, text: end };
}

const LINE_END = /\r\n|\n|\r/;
