/** Cancelling and writing off in bulk: of Quittance's own, the field has no such family. */
import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import { bulkCancel, bulkCancelList, filterFields, optionFields, row, STATES } from "./fields.ts";

const tag = "Bulk Cancels";
const resource = "590500";

const REQUEST = {
  comment: wire
    .text(500)
    .optional()
    .describe("Of the whole; orders and write-offs have it as their description."),
  filter: wire
    .body(filterFields)
    .optional()
    .describe("Which accounts, subscriptions or documents: all that is given has to match."),
  options: wire.body(optionFields).optional(),
};

const chosen = {
  planNumber: wire.int.describe("Of the plan that was looked at."),
  comment: wire.text(500).optional(),
};

const key = "{bulkCancelKey}";

export const createBulkCancel = contract({
  operation: "createBulkCancel",
  method: "POST",
  path: "/v1/bulk-cancels",
  summary: "Create a bulk cancel",
  description:
    "Of Quittance's own. Plans to cancel many subscriptions, or to write off many documents: which ones is said by a filter, or by a file that is uploaded next. The plan is made after the answer, and nothing happens before it is approved and started.",
  tag,
  request: wire.body({
    kind: z
      .enum(["Cancel", "WriteOff"])
      .describe("Cancel makes an order for each subscription; WriteOff writes off documents."),
    rowsFrom: z
      .enum(["Filter", "File"])
      .default("Filter")
      .describe("File: the bulk cancel waits for its file."),
    ...REQUEST,
  }),
  response: bulkCancel,
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "MISSING_FIELD", "NOT_ALLOWED", "NO_PERMISSION"],
  resource,
});

export const updateBulkCancel = contract({
  operation: "updateBulkCancel",
  method: "PUT",
  path: `/v1/bulk-cancels/${key}`,
  summary: "Update a bulk cancel",
  description:
    "Of Quittance's own. One that has not begun: what is given replaces what was, and it is planned anew. An approval ends with the plan that it was of.",
  tag,
  request: wire.body(REQUEST),
  response: bulkCancel,
  errors: [
    "BULK_CANCEL_STATUS",
    "ENTITY_NOT_FOUND",
    "INVALID_VALUE",
    "NOT_ALLOWED",
    "NO_PERMISSION",
  ],
  resource,
});

export const listBulkCancels = contract({
  operation: "listBulkCancels",
  method: "GET",
  path: "/v1/bulk-cancels",
  summary: "List bulk cancels",
  description: "Of Quittance's own. The newest first.",
  tag,
  query: wire.page(20).extend({
    createdById: z.string().optional(),
    kind: z.enum(["Cancel", "WriteOff"]).optional(),
    status: z.string().optional(),
  }),
  response: bulkCancelList,
  errors: [],
});

export const getBulkCancel = contract({
  operation: "getBulkCancel",
  method: "GET",
  path: `/v1/bulk-cancels/${key}`,
  summary: "Retrieve a bulk cancel",
  description: "Of Quittance's own. How far it is, what it comes to, and who has taken which step.",
  tag,
  response: bulkCancel,
  errors: ["ENTITY_NOT_FOUND"],
});

export const listBulkCancelRows = contract({
  operation: "listBulkCancelRows",
  method: "GET",
  path: `/v1/bulk-cancels/${key}/rows`,
  summary: "List the rows of a bulk cancel",
  description:
    "Of Quittance's own. What each row is to do, and afterwards its receipt: what it has made, or why it was set aside.",
  tag,
  query: wire.page(40).extend({
    state: z
      .string()
      .regex(new RegExp(`^(${STATES.join("|")})(,(${STATES.join("|")}))*$`))
      .optional()
      .describe(`One or several of ${STATES.join(", ")}.`),
  }),
  response: z.object({ rows: z.array(row), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const listBulkCancelBadLines = contract({
  operation: "listBulkCancelBadLines",
  method: "GET",
  path: `/v1/bulk-cancels/${key}/bad-lines`,
  summary: "List the lines of a file that name nothing to do",
  description: "Of Quittance's own. With the line of the file, and why; the other lines are kept.",
  tag,
  query: wire.page(40),
  response: z.object({
    lines: z.array(z.object({ line: z.number(), message: z.string() })),
    nextPage: wire.nextPage,
  }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const getBulkCancelReceipts = contract({
  operation: "getBulkCancelReceipts",
  method: "GET",
  path: `/v1/bulk-cancels/${key}/receipts`,
  summary: "Download the receipts of a bulk cancel",
  description: "Of Quittance's own. All rows as comma-separated values, a line a row.",
  tag,
  response: wire.file,
  errors: ["ENTITY_NOT_FOUND"],
  envelope: "file",
});

export const uploadBulkCancelFile = contract({
  operation: "uploadBulkCancelFile",
  method: "POST",
  path: `/v1/bulk-cancels/${key}/file`,
  summary: "Upload the file of a bulk cancel",
  description:
    "Of Quittance's own. Comma-separated values with a head: subscriptionNumber or accountNumber, and of WriteOff documentNumber. An account stands for all of its active subscriptions, or for all that it owes. A line that names nothing is told, and the others are planned. Another file replaces the one before.",
  tag,
  request: z.object({ file: wire.fileStream }),
  response: bulkCancel,
  errors: ["BULK_CANCEL_STATUS", "ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_ALLOWED"],
  resource,
  consumes: "multipart/form-data",
  isStreamed: true,
});

const settings = {
  approvalAbove: wire.quantity
    .nullable()
    .describe(
      "A plan that credits and writes off more than this in a currency needs approval; null: every plan does.",
    ),
};

export const getBulkCancelSettings = contract({
  operation: "getBulkCancelSettings",
  method: "GET",
  path: "/settings/bulk-cancels",
  summary: "Get when bulk cancels need approval",
  description: "Of Quittance's own.",
  tag: "Settings",
  response: z.object({ approvalAbove: wire.money.nullable() }),
  errors: [],
  envelope: "plain",
});

export const updateBulkCancelSettings = contract({
  operation: "updateBulkCancelSettings",
  method: "PUT",
  path: "/settings/bulk-cancels",
  summary: "Update when bulk cancels need approval",
  description: "Of Quittance's own. It counts for plans that are made from then on.",
  tag: "Settings",
  request: wire.body(settings),
  response: z.object({ approvalAbove: wire.money.nullable() }),
  errors: [],
  envelope: "plain",
});

const step = <const Operation extends string, const Name extends string>(
  operation: Operation,
  name: Name,
  summary: string,
  description: string,
) => ({
  operation,
  method: "PUT" as const,
  path: `/v1/bulk-cancels/${key}/${name}` as const,
  summary,
  description: `Of Quittance's own. ${description}`,
  tag,
  response: bulkCancel,
  resource,
});

export const rebuildBulkCancel = contract({
  ...step(
    "rebuildBulkCancel",
    "rebuild",
    "Plan a bulk cancel anew",
    "The same, as everything is now. An approval ends with the plan that it was of.",
  ),
  request: wire.body({}),
  errors: ["BULK_CANCEL_STATUS", "ENTITY_NOT_FOUND"],
});

export const submitBulkCancel = contract({
  ...step(
    "submitBulkCancel",
    "submit",
    "Submit a bulk cancel for approval",
    "A plan that gives away so little that it needs no approval is Approved at once.",
  ),
  request: wire.body(chosen),
  errors: ["BULK_CANCEL_STATUS", "BULK_CANCEL_PLAN_CHANGED", "ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});

export const approveBulkCancel = contract({
  ...step(
    "approveBulkCancel",
    "approve",
    "Approve a bulk cancel",
    "By a second person: neither who has made, changed nor submitted the plan.",
  ),
  request: wire.body(chosen),
  errors: [
    "BULK_CANCEL_NEEDS_ANOTHER",
    "BULK_CANCEL_PLAN_CHANGED",
    "BULK_CANCEL_STATUS",
    "ENTITY_NOT_FOUND",
  ],
});

export const rejectBulkCancel = contract({
  ...step("rejectBulkCancel", "reject", "Reject a bulk cancel", "Also one that was approved."),
  request: wire.body({ comment: wire.text(500).optional() }),
  errors: ["BULK_CANCEL_STATUS", "ENTITY_NOT_FOUND"],
});

export const startBulkCancel = contract({
  ...step(
    "startBulkCancel",
    "start",
    "Start a bulk cancel",
    "Each row is done in a transaction of its own, in the name of who starts it, and only if it does what the plan says.",
  ),
  request: wire.body({ planNumber: chosen.planNumber }),
  errors: ["BULK_CANCEL_PLAN_CHANGED", "BULK_CANCEL_STATUS", "ENTITY_NOT_FOUND", "NO_PERMISSION"],
});

export const pauseBulkCancel = contract({
  ...step("pauseBulkCancel", "pause", "Pause a bulk cancel", "Rows in work are finished."),
  request: wire.body({}),
  errors: ["BULK_CANCEL_STATUS", "ENTITY_NOT_FOUND"],
});

export const resumeBulkCancel = contract({
  ...step("resumeBulkCancel", "resume", "Resume a bulk cancel", "It goes on where it was."),
  request: wire.body({}),
  errors: ["BULK_CANCEL_STATUS", "ENTITY_NOT_FOUND", "NO_PERMISSION"],
});

export const stopBulkCancel = contract({
  ...step(
    "stopBulkCancel",
    "stop",
    "Stop a bulk cancel",
    "For good: what is done stays, and the other rows are left.",
  ),
  request: wire.body({ comment: wire.text(500).optional() }),
  errors: ["BULK_CANCEL_STATUS", "ENTITY_NOT_FOUND"],
});
