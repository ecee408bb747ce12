/**
 * Whatever is done with memos, in whatever order, money is conserved: in currencies with none, two and
 * three decimals, with and without taxes. What cannot be done is refused, and changes nothing.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { assertConserved } from "#test/support/conservation.ts";
import { aBilledAccount, type Billed } from "#test/support/memos.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

type Json = Answer["json"];

/** A step chooses by these numbers among what there is when its turn comes. */
const aStep = fc.record({
  kind: fc.constantFrom(
    ...(["creditFromInvoice", "creditFromInvoice", "debitFromInvoice", "fromCharges"] as const),
    ...(["post", "post", "unpost", "cancel", "delete", "update"] as const),
    ...(["apply", "apply", "apply", "unapply", "unapply"] as const),
    ...(["writeOffInvoice", "writeOffDebit", "writeOffCredit"] as const),
  ),
  which: fc.nat(9),
  other: fc.nat(9),
  /** Of what is there to use, in hundredths. */
  share: fc.integer({ min: 1, max: 110 }),
  isPosted: fc.boolean(),
  isTaxed: fc.boolean(),
});

type Step = typeof aStep extends fc.Arbitrary<infer Value> ? Value : never;

/** What has been made on one account. */
type Ledger = {
  readonly billed: Billed;
  /** Decimals of its currency. */
  readonly decimals: number;
  readonly creditMemos: string[];
  readonly debitMemos: string[];
};

const pick = <Value>(values: readonly Value[], index: number): Value | undefined =>
  values[index % Math.max(1, values.length)];

function part({ decimals }: Ledger, amount: number, share: number): number {
  return Number(((amount * share) / 100).toFixed(decimals));
}

async function read(path: string): Promise<Json> {
  return (await server.call("GET", path)).json;
}

const STEPS: {
  [Kind in Step["kind"]]: (ledger: Ledger, step: Step) => Promise<Answer | undefined>;
} = {
  creditFromInvoice: (ledger, step) => fromInvoice(ledger, step, "credit-memos"),
  debitFromInvoice: (ledger, step) => fromInvoice(ledger, step, "debit-memos"),
  async fromCharges({ billed, creditMemos, debitMemos, ...ledger }, { other, share, isPosted }) {
    const family = other % 2 === 0 ? "credit-memos" : "debit-memos";
    const amount = part({ billed, creditMemos, debitMemos, ...ledger }, 50, share);
    const answer = await server.call("POST", `/v1/${family}`, {
      accountNumber: billed.accountNumber,
      charges: [{ productRatePlanChargeId: billed.productRatePlanChargeIds[0], amount }],
      effectiveDate: "2023-05-02",
      autoPost: isPosted,
    });
    if (answer.json.success) (other % 2 === 0 ? creditMemos : debitMemos).push(answer.json.id);
    return answer;
  },
  post: (ledger, step) => change(ledger, step, "post"),
  unpost: (ledger, step) => change(ledger, step, "unpost"),
  cancel: (ledger, step) => change(ledger, step, "cancel"),
  async delete(ledger, step) {
    const memo = aMemo(ledger, step);
    return memo ? server.call("DELETE", memo) : undefined;
  },
  async update(ledger, step) {
    const memo = aMemo(ledger, step);
    if (!memo) return undefined;
    const item = pick((await read(`${memo}/items`)).items ?? [], step.which) as Json;
    if (!item) return undefined;
    const amount = part(ledger, 40, step.share);
    return server.call("PUT", memo, { items: [{ id: item.id, amount }], comment: "changed" });
  },
  apply: (ledger, step) => use(ledger, step, "apply"),
  unapply: (ledger, step) => use(ledger, step, "unapply"),
  async writeOffInvoice(ledger, { share, isPosted }) {
    const { balance } = await read(`/v1/invoices/${ledger.billed.invoiceId}`);
    const amount = isPosted ? undefined : part(ledger, balance, share);
    const path = `/v1/invoices/${ledger.billed.invoiceId}/write-off`;
    return server.call("PUT", path, { memoDate: "2023-05-03", amount });
  },
  async writeOffDebit(ledger, { which, share, isPosted }) {
    const id = pick(ledger.debitMemos, which);
    if (!id) return undefined;
    const { balance } = await read(`/v1/debit-memos/${id}`);
    const amount = isPosted ? undefined : part(ledger, balance, share);
    return server.call("PUT", `/v1/debit-memos/${id}/write-off`, {
      memoDate: "2023-05-03",
      amount,
    });
  },
  async writeOffCredit({ creditMemos, debitMemos }, { which }) {
    const id = pick(creditMemos, which);
    if (!id) return undefined;
    const answer = await server.call("PUT", `/v1/credit-memos/${id}/write-off`, {});
    if (answer.json.success) debitMemos.push(answer.json.debitMemo.id);
    return answer;
  },
};

async function fromInvoice(
  ledger: Ledger,
  { which, share, isPosted, isTaxed, other }: Step,
  family: "credit-memos" | "debit-memos",
): Promise<Answer> {
  const { billed, creditMemos, debitMemos } = ledger;
  const tax = { taxName: "VAT", taxRate: 0.1, amount: part(ledger, 7, share) };
  const answer = await server.call("POST", `/v1/${family}/invoice/${billed.invoiceId}`, {
    items: [
      {
        invoiceItemId: pick(billed.itemIds, which),
        amount: part(ledger, 60, share),
        taxItems: isTaxed ? [tax] : undefined,
      },
    ],
    effectiveDate: "2023-05-02",
    autoPost: isPosted,
    ...(family === "credit-memos" && { autoApplyToInvoiceUponPosting: other % 2 === 0 }),
  });
  const made = family === "credit-memos" ? creditMemos : debitMemos;
  if (answer.json.success) made.push(answer.json.id);
  return answer;
}

/** One of all memos, by its path. */
function aMemo({ creditMemos, debitMemos }: Ledger, { which }: Step): string | undefined {
  const paths = [
    ...creditMemos.map((id) => `/v1/credit-memos/${id}`),
    ...debitMemos.map((id) => `/v1/debit-memos/${id}`),
  ];
  return pick(paths, which);
}

async function change(ledger: Ledger, step: Step, what: string): Promise<Answer | undefined> {
  const memo = aMemo(ledger, step);
  return memo ? server.call("PUT", `${memo}/${what}`, {}) : undefined;
}

async function use(
  { billed, creditMemos, debitMemos, ...ledger }: Ledger,
  { which, other, share }: Step,
  what: "apply" | "unapply",
): Promise<Answer | undefined> {
  const id = pick(creditMemos, which);
  if (!id) return undefined;
  const memo = await read(`/v1/credit-memos/${id}`);
  const most = what === "apply" ? memo.unappliedAmount : memo.appliedAmount;
  const amount = part({ billed, creditMemos, debitMemos, ...ledger }, most ?? 0, share);
  const debitMemoId = pick(debitMemos, other);
  const targets =
    other % 2 === 0 || debitMemoId === undefined
      ? { invoices: [{ invoiceId: billed.invoiceId, amount }] }
      : { debitMemos: [{ debitMemoId, amount }] };
  return server.call("PUT", `/v1/credit-memos/${id}/${what}`, targets);
}

for (const { currency, decimals } of [
  { currency: "USD", decimals: 2 },
  { currency: "JPY", decimals: 0 },
  { currency: "BHD", decimals: 3 },
]) {
  describe(`memos in ${currency}`, () => {
    test("whatever is done, nothing is lost", { timeout: 240_000 }, async () => {
      let done = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(aStep, { minLength: 8, maxLength: 24 }), async (steps) => {
          const billed = await aBilledAccount(server, [100, 33, 7], { currency });
          const ledger: Ledger = { billed, decimals, creditMemos: [], debitMemos: [] };
          for (const step of steps) {
            const answer = await STEPS[step.kind](ledger, step);
            if (!answer) continue;
            assert(answer.status < 500, `${step.kind}: ${answer.text}`);
            if (answer.json.success) done += 1;
            await assertConserved(server.database, server.entityId);
          }
        }),
        { numRuns: 7 },
      );
      assert(done > 7, `only ${done} steps were not refused`);
    });
  });
}
