import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { workedExamples } from "#test/support/worked-examples.ts";
import { decimal } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import { type OpenAccount, residuesOf } from "./residues.ts";

const TYPES = { I: "Invoice", D: "DebitMemo" } as const;

/** What docs/spec/residues.md writes: "I 30 due 2023-05-01 (cancelled), W 30 of I on 2023-04-01". */
function writtenAccount(text: string): OpenAccount {
  const parts = text.split(", ").map((part) => {
    const match = /^(\w) (-?[\d.]+)(?: of (\w))? (?:due|on) ([\d-]+)( \(cancelled\))?$/.exec(part);
    assert(match, `"${part}" is written like "I 30 due 2023-05-01"`);
    const [, kind = "", amount = "", of = "", date = "", cancelled] = match;
    const named = { documentId: kind, documentNumber: kind, currency: "USD" };
    return { kind, named, amount: decimal(amount), of, date: plainDate(date), cancelled };
  });
  const ofKinds = (kinds: string) => parts.filter(({ kind }) => kinds.includes(kind));
  return {
    accountId: "A",
    receivables: ofKinds("ID").map(
      ({ kind, named, amount: balance, date: dueDate, cancelled }) => ({
        ...named,
        documentType: TYPES[kind as "I" | "D"],
        dueDate,
        balance,
        isOfCancelled: cancelled !== undefined,
      }),
    ),
    credits: parts.filter(isCredit).map(({ kind, named, amount: unappliedAmount, date }) => ({
      ...named,
      documentType: kind === "P" ? "Payment" : "CreditMemo",
      isWriteOff: kind === "W",
      effectiveDate: date,
      unappliedAmount,
    })),
    writeOffs: ofKinds("W")
      .filter(({ of }) => of)
      .map(({ amount, of, date: writtenOffDate }) => ({
        creditMemoNumber: "W",
        creditMemoId: "W",
        documentType: "Invoice",
        documentId: of,
        documentNumber: of,
        currency: "USD",
        writtenOffDate,
        amount,
      })),
    today: plainDate("2023-05-15"),
  };
}

const isCredit = ({ kind, of }: { kind: string; of: string | undefined }): boolean =>
  "CP".includes(kind) || (kind === "W" && !of);

describe("residuesOf", () => {
  for (const row of workedExamples("docs/spec/residues.md", "Reasons")) {
    test(`${row.id}: ${row["what is there"]}`, () => {
      const [first] = residuesOf(writtenAccount(row["what is there"] ?? ""));
      assert.equal(first?.reason, row.residue);
      assert.equal(String(first?.amount), row.amount);
      const steps = first?.settledBy.map(({ method, path }) => `${method} ${path}`);
      assert.equal(steps?.join(", "), row["settled by"]);
    });
  }

  test("names every document once, and an account of zero has none", () => {
    const both = writtenAccount("I 30 due 2023-05-01 (cancelled), C 10 on 2023-05-01");
    assert.deepEqual(
      residuesOf(both).map(({ documentNumber, reason }) => [documentNumber, reason]),
      [
        ["I", "CancelledWithBalance"],
        ["C", "UnappliedCredit"],
      ],
    );
    const nothing = { accountId: "A", receivables: [], credits: [], writeOffs: [] };
    assert.deepEqual(residuesOf({ ...nothing, today: plainDate("2023-05-15") }), []);
  });
});
