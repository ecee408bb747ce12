import { z } from "zod";
import { contract } from "../contract.ts";
import { previewOrder } from "../order-preview/contract.ts";
import { createOrder } from "../orders/contract.ts";
import * as wire from "../wire.ts";

const accepted = z.object({ jobId: wire.id });
const LIMITS = "How large it may be is a setting: Get how large orders may be.";

export const createOrderAsynchronously = contract({
  operation: "createOrderAsynchronously",
  method: "POST",
  path: "/v1/async/orders",
  summary: "Create an order asynchronously",
  description: `Checks and accepts an order, and executes it in a moment: ask Retrieve the status and response of a job. ${LIMITS} Writing off is not possible here: its result has to be answered at once.`,
  tag: "Orders",
  query: z.object({
    returnIds: wire.boolean.default(false).describe("Answer ids beside the numbers."),
  }),
  request: createOrder.request,
  response: accepted,
  errors: createOrder.errors,
  alsoNeeds: createOrder.alsoNeeds,
  resource: "585600",
  isHighVolume: true,
});

export const previewOrderAsynchronously = contract({
  operation: "previewOrderAsynchronously",
  method: "POST",
  path: "/v1/async/orders/preview",
  summary: "Preview an order asynchronously",
  description: `Checks and accepts an order that is to be previewed in a moment: ask Retrieve the status and response of a job. ${LIMITS}`,
  tag: "Orders",
  query: previewOrder.query,
  request: previewOrder.request,
  response: accepted,
  errors: previewOrder.errors,
  resource: "587400",
  status: 202,
  isHighVolume: true,
});

export const deleteOrderAsynchronously = contract({
  operation: "deleteOrderAsynchronously",
  method: "DELETE",
  path: "/v1/async/orders/{orderNumber}",
  summary: "Delete an order asynchronously",
  description:
    "Accepts an order that is to be taken back in a moment, as by Delete an order: ask Retrieve the status and response of a job.",
  tag: "Orders",
  response: accepted,
  errors: ["ENTITY_NOT_FOUND"],
});

const { previewResult, receipt } = previewOrder.response.shape;
const outcome = { success: z.literal(true) };

export const getJobStatusAndResponse = contract({
  operation: "getJobStatusAndResponse",
  method: "GET",
  path: "/v1/async-jobs/{jobId}",
  summary: "Retrieve the status and response of a job",
  tag: "Orders",
  response: z.object({
    errors: z
      .string()
      .nullable()
      .describe("Of a Failed job: [code]: message. [40000050] may be sent again."),
    result: z
      .union([
        z.object({
          jobType: z.literal("AsyncCreateOrder"),
          ...createOrder.response.omit({ writeOff: true }).shape,
          ...outcome,
        }),
        z.object({
          jobType: z.literal("AsyncPreviewOrder"),
          ...previewResult.unwrap().shape,
          receipt,
          ...outcome,
        }),
        z.object({
          jobType: z.literal("AsyncDeleteOrder"),
          orderNumber: z.string(),
          ...outcome,
        }),
      ])
      .nullable()
      .describe("Of a Completed job."),
    status: z.enum(["Processing", "Failed", "Completed"]),
  }),
  errors: ["ENTITY_NOT_FOUND"],
});
