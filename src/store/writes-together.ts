/**
 * Writes that follow each other are sent as one statement. An order writes a few rows into each of a
 * dozen tables; sent one by one, waiting for the answers takes longer than writing.
 *
 * A write that is marked is held back until something else is asked of the connection, and then goes
 * out with those held back beside it, each a part of one `with`. So a read sees what was written
 * before it, and a write that the database refuses fails what comes next, at the latest the commit.
 * Parts of one statement don't see each other's rows: a table that is changed has one part at most.
 */
type HeldWrite = {
  readonly text: string;
  readonly values: readonly (string | null)[];
};

const MARK = /^\/\* may wait: (insert|update) (\w+) \*\/ /;

/** Marks a write whose answer nobody needs, so that it may wait for others. */
export const mayWait = (kind: "insert" | "update", table: string, text: string): string =>
  `/* may wait: ${kind} ${table} */ ${text}`;

export class WritesTogether {
  #held: HeldWrite[] = [];
  /** Tables of which rows are held, and whether any of those are changed. */
  #tables = new Map<string, "insert" | "update">();

  /** Takes a marked write, and returns true; or leaves it, because what is held has to go first. */
  hold(text: string, values: readonly (string | null)[]): boolean {
    const mark = MARK.exec(text);
    const table = mark?.[2];
    if (!mark || table === undefined) return false;
    const kind = mark[1] as "insert" | "update";
    const before = this.#tables.get(table);
    if (before !== undefined && (before === "update" || kind === "update")) return false;
    this.#tables.set(table, kind);
    this.#held.push({ text: text.slice(mark[0].length), values });
    return true;
  }

  get isEmpty(): boolean {
    return this.#held.length === 0;
  }

  /** All that is held, as one statement; nothing is held then. */
  take(): { readonly text: string; readonly values: (string | null)[] } {
    const held = this.#held;
    this.forget();
    const values = held.flatMap((write) => write.values);
    let before = 0;
    const parts = held.map((write) => {
      const offset = before;
      before += write.values.length;
      return write.text.replace(/\$(\d+)/g, (_, place: string) => `$${Number(place) + offset}`);
    });
    const last = parts.pop() ?? "";
    const named = parts.map((part, index) => `w${index} as (${part})`);
    return { text: named.length > 0 ? `with ${named.join(", ")} ${last}` : last, values };
  }

  /** What is taken back was never sent. */
  forget(): void {
    this.#held = [];
    this.#tables = new Map();
  }
}
