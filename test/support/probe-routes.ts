/** Routes that only tests have: every wire type and every way to fail, without a family's rules. */
import { z } from "zod";
import { BillingError, type ErrorCode } from "#engine/errors.ts";
import { type Contract, contract } from "#http/contract.ts";
import { nextPage } from "#http/paging.ts";
import { type Route, route } from "#http/route.ts";
import { timestamp } from "#http/timestamps.ts";
import * as wire from "#http/wire.ts";
import { inTransaction, sql } from "#store/database.ts";

const line = wire.body({
  amount: wire.amount,
  quantity: wire.quantity.optional(),
});

const change = z.discriminatedUnion("type", [
  wire.body({ type: z.literal("Start"), startDate: wire.date }),
  wire.body({ type: z.literal("Stop"), reason: wire.text(10).optional() }),
]);

export const createProbe = contract({
  operation: "createProbe",
  method: "POST",
  path: "/v1/probes/{probeKey}",
  aliases: ["/v1/old-probes/{probeKey}"],
  summary: "Create a probe",
  tag: "Settings",
  query: z.object({ returnIds: wire.boolean.default(false), mode: z.enum(["a", "b"]).optional() }),
  request: wire.body(
    {
      name: wire.requiredText(20),
      orderDate: wire.date,
      currency: z.enum(["USD", "EUR"]),
      notes: wire.text(50).optional(),
      number: wire.chosenNumber(30).optional(),
      billCycleDay: wire.intBetween(0, 31).optional(),
      autoPay: wire.boolean.default(false),
      lines: z.array(line).max(3).optional(),
      change: change.optional(),
      parentId: wire.key.nullable().optional(),
      customFields: wire.customFields.optional(),
    },
    wire.makes("Account"),
  ),
  response: z.object({
    probeKey: z.string(),
    returnIds: z.boolean(),
    orderDate: wire.date,
    autoPay: z.boolean(),
    amounts: z.array(wire.money),
    notes: z.string().optional(),
    isParentGiven: z.boolean(),
    billCycleDay: z.number().optional(),
    custom: z.record(z.string(), z.unknown()),
    speaks: z.string(),
    today: wire.date,
    createdDate: wire.timestamp,
  }),
  errors: ["SUBSCRIPTION_NOT_ACTIVE"],
  resource: "510000",
  fieldCodes: { currency: "03" },
  isHighVolume: true,
});

const created = route(createProbe, async (context, { params, query, body, version }) => ({
  probeKey: params.probeKey,
  returnIds: query.returnIds,
  orderDate: body.orderDate,
  autoPay: body.autoPay,
  amounts: body.lines?.map((item) => item.amount) ?? [],
  notes: body.notes,
  isParentGiven: body.parentId !== undefined,
  billCycleDay: body.billCycleDay,
  custom: wire.customFieldsOf(body),
  speaks: version.atLeast("223.0") ? "new" : "old",
  today: context.today(),
  createdDate: timestamp(context.now, context.timeZone),
}));

export const listProbes = contract({
  operation: "listProbes",
  method: "GET",
  path: "/v1/probes",
  summary: "List probes",
  tag: "Settings",
  query: wire.page(20).extend({ length: wire.intBetween(0, 100_000).optional() }),
  response: z.object({
    page: z.number(),
    pageSize: z.number(),
    text: z.string(),
    nextPage: wire.nextPage,
  }),
  errors: [],
});

const listed = route(listProbes, async (_context, call) => ({
  page: call.query.page,
  pageSize: call.query.pageSize,
  text: "x".repeat(call.query.length ?? 0),
  nextPage: nextPage(call, call.query, call.query.page < 3),
}));

/** Fails as the key says: an ErrorCode, "bug", or an SQLSTATE. */
const failing = <Path extends string>(path: Path, envelope: Contract["envelope"]) =>
  contract({
    operation: "failProbe",
    method: "PUT",
    path: `${path}/{how}/fail` as const,
    summary: "Fail",
    tag: "Settings",
    response: z.object({}),
    errors: [],
    resource: "585600",
    envelope,
  });

const failed = [
  failing("/v1/probes", "v1"),
  failing("/v1/object/probes", "crud"),
  failing("/object-query/probes", "object-query"),
].map((fails) =>
  route(fails, async ({ database, entityId }, { params: { how } }) => {
    if (how === "bug") throw new Error("a bug");
    if (!/^[0-9]/.test(how)) throw new BillingError(how as ErrorCode, { key: "xxx" });
    await inTransaction(database, entityId, (tx) =>
      sql`do language plpgsql ${sql.raw(`$$ begin raise sqlstate '${how}'; end $$`)}`.execute(tx),
    );
    return {};
  }),
);

const downloaded = route(
  contract({
    operation: "downloadProbe",
    method: "GET",
    path: "/v1/probe-files/{probeKey}",
    summary: "Download",
    tag: "Settings",
    response: wire.file,
    errors: [],
    envelope: "file",
  }),
  async (_context, { params: { probeKey } }) => ({
    contentType: "text/csv",
    fileName: `${probeKey}.csv`,
    content: "a,b\n1,2\n",
  }),
);

/** Counts itself, slowly: what is done twice shows. */
let counted = 0;
const counter = route(
  contract({
    operation: "countProbe",
    method: "POST",
    path: "/v1/probe-counts/{how}",
    summary: "Count",
    tag: "Settings",
    response: z.object({ count: z.number() }),
    errors: ["NOT_ALLOWED"],
    resource: "585600",
  }),
  async (_context, { params: { how } }) => {
    counted += 1;
    const count = counted;
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (how === "refuse") throw new BillingError("NOT_ALLOWED", { message: `${count}` });
    if (how === "lock") throw new BillingError("LOCK_CONTENTION");
    if (how === "bug") throw new Error("a bug");
    return { count };
  },
);

export const probeRoutes: Route[] = [created, listed, downloaded, counter, ...failed];
