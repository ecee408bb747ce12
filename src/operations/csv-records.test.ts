import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { csvRecords } from "./csv-records.ts";

async function* cut(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = async (text: string, size = 7) => {
  const records = await Array.fromAsync(csvRecords(cut(text, size), (cells) => cells.length === 3));
  return records.map((each) => ("error" in each ? `${each.line}!` : `${each.line} ${each.cells}`));
};

describe("records of comma-separated values", () => {
  test("are what was written, however they come", async () => {
    const cell = fc.string({
      unit: fc.constantFrom("a", "ü", " ", ",", '"', "\n", "7"),
      maxLength: 6,
    });
    const rows = fc.array(fc.tuple(cell, cell, cell), { maxLength: 12 });
    const ends = fc.constantFrom("\n", "\r\n", "\r");
    await fc.assert(
      fc.asyncProperty(rows, ends, fc.integer({ min: 1, max: 40 }), async (written, end, size) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = written.map((row) => row.map(quoted).join(",")).join(end);
        const records = await Array.fromAsync(csvRecords(cut(text, size), () => true));
        const cells = records.map((each) => ("cells" in each ? each.cells : each.error));
        assert.deepEqual(cells, written);
      }),
    );
  });

  test("a quote that is not closed costs its own line", async () => {
    const text = 'a,b,c\n1,"2,3\n4,5,6\n7,8,"9"\n"x\ny",2,3\n"last,1,2';
    assert.deepEqual(await read(text), ["1 a,b,c", "2!", "3 4,5,6", "4 7,8,9", "5 x\ny,2,3", "7!"]);
  });

  test("so does one in a file that is long behind it", async () => {
    const lines = Array.from({ length: 1_000 }, (_, index) => `${index},b,c`);
    const found = await read(['"open,b,c', ...lines].join("\n"), 4096);
    assert.deepEqual(found.slice(0, 2), ["1!", "2 0,b,c"]);
    assert.equal(found.length, 1_001);
  });

  test("a line that is too long is none, and empty ones are passed over", async () => {
    const text = `a,b,c\n\n${"x".repeat(200_000)}\n  \n1,2,3\n`;
    assert.deepEqual(await read(text, 4096), ["1 a,b,c", "3!", "5 1,2,3"]);
  });
});
