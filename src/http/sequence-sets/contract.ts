import { z } from "zod";
import type { SequenceKind } from "#engine/accounts/sequence-set.ts";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Sequence Sets";

/** Sets that one request makes. */
const MOST_SETS = 50;

const prefix = wire
  .text(16)
  .describe("1 to 16 letters, digits, dashes, underscores. A prefix stays with its kind for ever.");
const startNumber = wire
  .intBetween(1, Number.MAX_SAFE_INTEGER)
  .describe("The number of the next one. Never less than what was given already.");

const sequence = wire.body({ prefix: prefix.optional(), startNumber: startNumber.optional() });

const optional = {
  payment: sequence.optional().describe("Without it, payments are numbered by DEFAULT."),
  refund: sequence.optional().describe("Without it, refunds are numbered by DEFAULT."),
} satisfies Partial<Record<SequenceKind, z.ZodType>>;

const name = wire.requiredText(15).describe("At most 15 letters, digits and dashes.");

const shown = z.object({ prefix: z.string(), startNumber: z.number() });

const sequenceSet = {
  id: wire.id,
  name: z.string(),
  invoice: shown.optional(),
  creditMemo: shown.optional(),
  debitMemo: shown.optional(),
  payment: shown.optional(),
  refund: shown.optional(),
};

export const listSequenceSets = contract({
  operation: "listSequenceSets",
  method: "GET",
  path: "/v1/sequence-sets",
  summary: "List sequence sets",
  description: "`startNumber` is the number that the next one of its kind gets.",
  tag,
  query: z.object({ ...wire.page(20).shape, name: wire.text(15).optional() }),
  response: z.object({
    sequenceSets: z.array(z.object(sequenceSet)),
    nextPage: wire.nextPage,
  }),
  errors: [],
});

export const createSequenceSets = contract({
  operation: "createSequenceSets",
  method: "POST",
  path: "/v1/sequence-sets",
  summary: "Create sequence sets",
  description: "All of them or none.",
  tag,
  request: wire.body({
    sequenceSets: z
      .array(
        wire.body({
          name,
          invoice: sequence,
          creditMemo: sequence,
          debitMemo: sequence,
          ...optional,
        }),
      )
      .min(1)
      .max(MOST_SETS),
  }),
  response: z.object({ sequenceSets: z.array(z.object(sequenceSet)) }),
  errors: ["INVALID_VALUE", "MISSING_FIELD", "NUMBER_IN_USE"],
});

export const getSequenceSet = contract({
  operation: "getSequenceSet",
  method: "GET",
  path: "/v1/sequence-sets/{id}",
  summary: "Retrieve a sequence set",
  tag,
  response: z.object(sequenceSet),
  errors: ["ENTITY_NOT_FOUND"],
});

export const updateSequenceSet = contract({
  operation: "updateSequenceSet",
  method: "PUT",
  path: "/v1/sequence-sets/{id}",
  summary: "Update a sequence set",
  description: "What is not given stays, and what was numbered keeps its number.",
  tag,
  request: wire.body({
    name: name.optional(),
    invoice: sequence.optional(),
    creditMemo: sequence.optional(),
    debitMemo: sequence.optional(),
    ...optional,
  }),
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "MISSING_FIELD", "NOT_ALLOWED", "NUMBER_IN_USE"],
});

export const deleteSequenceSet = contract({
  operation: "deleteSequenceSet",
  method: "DELETE",
  path: "/v1/sequence-sets/{id}",
  summary: "Delete a sequence set",
  description: "Not DEFAULT, and none that is assigned.",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});
