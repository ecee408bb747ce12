/**
 * Every kind of malformed input to every operation that is in the contracts: the answer is never a server
 * error, says in a few words what is wrong, and nothing is written of what is refused.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type ZodType, z } from "zod";
import { contracts } from "#http/routes.ts";
import { anAccount, aPlan, subscribe } from "#test/support/company.ts";
import { rowsOf } from "#test/support/rows.ts";
import { pathsIn, sampleBody, withValue } from "#test/support/sample-bodies.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
/** A thing that is there, so that not every operation ends at its path. */
let keys: readonly string[];

before(async () => {
  server = await startTestServer();
  const { accountNumber, accountId } = await anAccount(server);
  const plan = await aPlan(server, [{ price: 30 }]);
  const from = "2023-01-01";
  const order = await subscribe(server, { accountNumber, plan, from, billThrough: from });
  keys = [
    ...[accountId, order.subscriptionNumbers[0], order.orderNumber, order.invoiceIds[0]],
    ...[accountNumber, plan.productRatePlanId, ...plan.chargeIds],
  ];
});
after(() => server.close());

const deep = (levels: number): unknown => (levels === 0 ? {} : [deep(levels - 1)]);

/** One of these in place of each value of a body. */
const WRONG: readonly unknown[] = [
  ...[null, true, -1, 0.5, 1e300, "", " ", "no such", "2023-02-30", "\0", "\ud800", "😀", "-0"],
  ...[
    [],
    {},
    [null],
    { no: "such" },
    deep(40),
    "9".repeat(400),
    "x".repeat(10_000),
    "'; --",
    "%00",
  ],
  ...[
    "__proto__",
    [[]],
    Number.MAX_SAFE_INTEGER,
    -1e-20,
    "9999-12-31",
    "0000-00-00",
    "NaN",
    "1e999",
  ],
];

/** Of a query's field, and of a key in a path. */
const WRONG_TEXTS = [
  ...["", "x", "-1", "0", "1.5", "9".repeat(30), "null", "%00", "%F0%9F%98%80", "2023-02-30", "[]"],
  ...["%27", "true", "1&", "a".repeat(300), "..%2F..", "1e99", "%ED%A0%80", "%25", "{}", ":", "*"],
];

/** In place of a body, as bytes. */
const RAW: readonly (readonly [string, string | Buffer, string?])[] = [
  ["nothing", ""],
  ["half a body", '{"a":'],
  ["an array", "[]"],
  ["a number", "1"],
  ["null", "null"],
  ["text", '"x"'],
  ["bytes that are no UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ["UTF-16", Buffer.from('{"a":1}', "utf16le")],
  ["another type", "a=1", "application/x-www-form-urlencoded"],
  ["no type that there is", "{}", "x/y"],
  ["a form without an end", "--b\r\n", "multipart/form-data; boundary=b"],
  ["a field that is there twice", '{"name":"a","name":{}}'],
  ["fields of a prototype", '{"__proto__":{"a":1},"constructor":{"prototype":{}}}'],
  ["deeper than anything", `${'{"a":'.repeat(3000)}1${"}".repeat(3000)}`],
];

type Sent = {
  readonly path: string;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

const hasFailed = ({ status, json }: Answer): boolean =>
  status >= 400 || (json?.success ?? json?.Success ?? json?.[0]?.Success) === false;

const LONGEST_ANSWER = 20_000;

/** No server error, and a failure is told in JSON with a reason, briefly. */
function isAnswered(answer: Answer, call: string): void {
  const { status, text, json } = answer;
  assert.ok(status >= 200 && status < 500, `${call} answered ${status} ${text.slice(0, 300)}`);
  if (!hasFailed(answer)) return;
  assert.equal(typeof json, "object", `${call} answered ${status} ${text.slice(0, 300)}`);
  assert.ok(text.length < LONGEST_ANSWER, `${call} answered ${text.length} characters`);
}

type Contract = (typeof contracts)[number];

async function send({ method }: Contract, { path, body, headers }: Sent): Promise<Answer> {
  const answer = await server.call(method, path, body, headers);
  const told = typeof body === "string" ? body : JSON.stringify(body);
  isAnswered(answer, `${method} ${path.slice(0, 200)} ${told?.slice(0, 2000)}`);
  return answer;
}

const keyAt = (turn: number): string => keys[turn % keys.length] ?? "";
const pathOf = ({ path }: Contract, key: string): string => path.replace(/\{\w+\}/g, key);
const turned = <Item>(items: readonly Item[], turn: number): Item =>
  items[turn % items.length] as Item;

/** One in so many, others each turn: what all operations share need not be tried with every one. */
const someOf = <Item>(items: readonly Item[], turn: number, oneIn: number): readonly Item[] =>
  items.filter((_, index) => (index + turn) % oneIn === 0);

/** Of one operation; an order has hundreds. */
const MOST_FIELDS = 80;

/** One value wrong at a time, each operation's first another one; what no contract knows; raw bytes. */
function bodiesFor(contract: Contract, request: ZodType | undefined, turn: number): Sent[] {
  const raw = someOf(RAW, turn, 4).map(([, body, type]) => ({
    path: pathOf(contract, keyAt(turn)),
    body,
    ...(type !== undefined && { headers: { "content-type": type } }),
  }));
  if (!request || contract.consumes === "multipart/form-data") return raw;
  const sample = sampleBody(request, keyAt(turn));
  const all = pathsIn(sample);
  const paths = someOf(all, turn, Math.ceil(all.length / MOST_FIELDS));
  const bodies = [
    ...paths.map((path, index) => withValue(sample, path, turned(WRONG, turn * 7 + index))),
    ...someOf(WRONG, turn, 5),
    ...someOf(WRONG, turn + 2, 5).map((wrong) => everywhere(sample, wrong)),
    { ...(sample as object), noSuchField: 1 },
  ];
  return [
    ...raw,
    ...bodies.map((body, index) => ({
      path: pathOf(contract, keyAt(turn + index)),
      body: JSON.stringify(body),
    })),
  ];
}

/** Every value that has none in it is the wrong one. */
function everywhere(body: unknown, wrong: unknown): unknown {
  if (Array.isArray(body)) return body.map((each) => everywhere(each, wrong));
  if (typeof body !== "object" || body === null) return wrong;
  const fields = Object.entries(body).map(([name, value]) => [name, everywhere(value, wrong)]);
  return Object.fromEntries(fields);
}

const rows = () => rowsOf(server.ownerUrl, server.entityId);

const writes = contracts.filter(({ method }) => method !== "GET");
const AT_ONCE = 8;

async function sendAll(contract: Contract, all: readonly Sent[]): Promise<Sent[]> {
  const refused: Sent[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE) {
    const some = all.slice(at, at + AT_ONCE);
    const answers = await Promise.all(some.map((sent) => send(contract, sent)));
    refused.push(...some.filter((_, index) => hasFailed(answers[index] as Answer)));
  }
  return refused;
}

describe("a malformed body is no server's error, and what is refused writes nothing", () => {
  /** After the operation before: nobody else is here. */
  let asItWas: Record<string, string> | undefined;

  for (const [turn, contract] of writes.entries()) {
    test(`${contract.method} ${contract.path}`, async () => {
      const all = bodiesFor(contract, contract.request, turn);
      const before = asItWas ?? (await rows());
      const refused = await sendAll(contract, all);
      if (refused.length === all.length) {
        asItWas = await rows();
        assert.deepEqual(asItWas, before);
        return;
      }
      // Some were right, as one that says nothing of what is optional: the others again, alone.
      const then = await rows();
      const again = await sendAll(contract, refused);
      asItWas = await rows();
      if (again.length === refused.length) assert.deepEqual(asItWas, then);
    });
  }
});

describe("a wrong key or query is no server's error", () => {
  for (const [turn, contract] of contracts.entries()) {
    test(`${contract.method} ${contract.path}`, async () => {
      const body = contract.method === "GET" ? undefined : "{}";
      const wrongKeys = contract.path.includes("{") ? someOf(WRONG_TEXTS, turn, 4) : [];
      const all = [
        ...wrongKeys.map((key) => ({ path: pathOf(contract, key), body })),
        ...queriesFor(contract, turn).map((query) => ({
          path: `${pathOf(contract, keyAt(turn))}?${query}`,
          body,
        })),
      ];
      await sendAll(contract, all);
    });
  }

  function queriesFor({ query }: Contract, turn: number): string[] {
    const names = query instanceof z.ZodObject ? Object.keys(query.shape) : [];
    const each = names.flatMap((name, index) => [
      ...[0, 9].map((by) => `${name}=${turned(WRONG_TEXTS, turn + index + by)}`),
      `${name}=1&${name}=2`,
      `${name}[]=1`,
    ]);
    return [...each, "noSuchField=1", "%00=%00", "=&&=", `${names[0] ?? "page"}[a][b]=1`];
  }
});
