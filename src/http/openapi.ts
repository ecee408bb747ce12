/** OpenAPI 3.1 from the contracts alone: nothing to start, nothing to annotate. */
import { z } from "zod";
import { ERRORS } from "#engine/errors.ts";
import type { Contract } from "./contract.ts";
import { nameRepeated } from "./name-repeated.ts";

type Json = Record<string, unknown>;

export function openApiOf(contracts: readonly Contract[]): Json {
  const schemas: Json = {};
  const paths: Record<string, Json> = {};
  for (const contract of contracts) {
    paths[contract.path] ??= {};
    Object.assign(paths[contract.path] ?? {}, {
      [contract.method.toLowerCase()]: operationOf(contract, schemas),
    });
  }
  return nameRepeated({
    openapi: "3.1.0",
    info: INFO,
    servers: [{ url: "/" }],
    security: [{ oauth2: [] }, { basic: [] }, { session: [] }],
    tags: [...new Set(contracts.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: { schemas: { ...SCHEMAS, ...schemas }, parameters: HEADERS, securitySchemes },
  });
}

const INFO = {
  title: "Quittance",
  version: "v1",
  description:
    "Subscription billing over Zuora Billing's REST API. Open source, self-hosted.\n\n[Guides](/docs/guides) · [Errors](/docs/errors) · [for language models](/llms.txt)\n\nThe demo's OAuth client is `demo-client`, its secret `demo-secret`.",
  license: { name: "Apache-2.0", identifier: "Apache-2.0" },
};

function operationOf(contract: Contract, schemas: Json): Json {
  const { operation, summary, description, tag, aliases, isPublic } = contract;
  return {
    operationId: operation,
    summary,
    ...(description !== "" && { description }),
    tags: [tag],
    ...(aliases.length > 0 && { "x-aliases": aliases }),
    ...(isPublic && { security: [] }),
    parameters: parametersOf(contract, schemas),
    ...requestOf(contract, schemas),
    responses: responsesOf(contract, schemas),
  };
}

function parametersOf(contract: Contract, schemas: Json): Json[] {
  const { params, query, method } = contract;
  const isRepeatable = method === "POST" || method === "PATCH";
  const headers = Object.keys(HEADERS).filter((name) => isRepeatable || name !== "IdempotencyKey");
  return [
    ...fieldsOf(params, schemas).map((field) => ({ ...field, in: "path", required: true })),
    ...(query ? fieldsOf(query, schemas).map((field) => ({ ...field, in: "query" })) : []),
    ...headers.map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ];
}

/** The fields of an object schema as parameters; `required` only where they are. */
function fieldsOf(schema: z.ZodType, schemas: Json): Json[] {
  const { properties = {}, required = [] } = schemaOf(schema, "input", schemas) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...field }]) => ({
    name,
    ...(description !== undefined && { description }),
    ...(required.includes(name) && { required: true }),
    schema: field,
  }));
}

function requestOf({ request, consumes }: Contract, schemas: Json): Json {
  if (!request) return {};
  const content = { [consumes]: { schema: schemaOf(request, "input", schemas) } };
  return { requestBody: { required: true, content } };
}

function responsesOf(contract: Contract, schemas: Json): Json {
  const { status, errors } = contract;
  return {
    [status]: successOf(contract, schemas),
    default: {
      description: errors.length === 0 ? "A failure" : `A failure:\n${errors.map(told).join("\n")}`,
      content: { "application/json": { schema: { $ref: "#/components/schemas/Failure" } } },
      ...(errors.length > 0 && { "x-error-codes": errors }),
    },
  };
}

/** The message as it reads with the names of its details in place of their values. */
function told(code: Contract["errors"][number]): string {
  const names = new Proxy<Record<string, string>>({}, { get: (_, name) => `{${String(name)}}` });
  const { category, message } = ERRORS[code];
  return `- ${category} \`${code}\`: ${message(names)}`;
}

function successOf({ status, envelope, response }: Contract, schemas: Json): Json {
  if (status === 204) return { description: "Done" };
  const schema = schemaOf(response, "output", schemas);
  if (envelope === "file") return { description: "The file", content: { "*/*": { schema } } };
  const success = { $ref: "#/components/schemas/Success" };
  const whole = envelope === "v1" ? { allOf: [success, schema] } : schema;
  return { description: "Done", content: { "application/json": { schema: whole } } };
}

/** Definitions that a schema names (`.meta({ id })`) are kept once, in `schemas`. */
function schemaOf(schema: z.ZodType, io: "input" | "output", schemas: Json): Json {
  const {
    $schema: _,
    $defs = {},
    ...root
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: ({ jsonSchema, path }) => {
      // A field that is never filled here: client generators know no type that is null alone.
      if (jsonSchema.type === "null" && path.at(-2) === "properties") {
        Object.assign(jsonSchema, { type: ["string", "null"], "x-always-null": true });
      }
      // Answers may gain fields: a client that refuses them would break with the next version.
      if (io === "output" && jsonSchema.additionalProperties === false) {
        delete jsonSchema.additionalProperties;
      }
    },
  });
  const suffix = io === "input" ? "Request" : "";
  const moved = (part: unknown): Json =>
    JSON.parse(
      JSON.stringify(part).replaceAll(
        /"#\/\$defs\/([^"]+)"/g,
        (_match, name) => `"#/components/schemas/${name}${suffix}"`,
      ),
    );
  for (const [name, definition] of Object.entries($defs)) {
    schemas[`${name}${suffix}`] = moved(definition);
  }
  return moved(root);
}

const REASON = {
  type: "object",
  properties: { code: { type: "integer", examples: [50000040] }, message: { type: "string" } },
  required: ["code", "message"],
};

const SCHEMAS: Json = {
  Success: {
    type: "object",
    properties: { success: { type: "boolean", const: true } },
    required: ["success"],
  },
  Failure: {
    type: "object",
    description:
      "Before Zuora-Version 2024-05-20 failures of an operation have HTTP status 200: look at `success`.",
    properties: {
      success: { type: "boolean", const: false },
      processId: { type: "string", pattern: "^[0-9A-F]{16}$" },
      reasons: { type: "array", items: REASON },
      requestId: { type: "string", format: "uuid" },
    },
    required: ["reasons"],
  },
};

const header = (name: string, description: string, schema: Json) => ({
  name,
  in: "header",
  description,
  schema: { type: "string", ...schema },
});

const HEADERS: Json = {
  ZuoraVersion: header("Zuora-Version", "Minor version of the API that the request speaks.", {
    default: "186.0",
    examples: ["211.0", "2025-08-12"],
  }),
  ZuoraTrackId: header("Zuora-Track-Id", "The caller's own id of the request, echoed.", {
    maxLength: 64,
  }),
  ZuoraEntityIds: header("Zuora-Entity-Ids", "The entity of the token; another is refused.", {}),
  IdempotencyKey: header("Idempotency-Key", "Repeats are answered like the first request.", {
    maxLength: 255,
  }),
};

const securitySchemes = {
  oauth2: {
    type: "oauth2",
    flows: { clientCredentials: { tokenUrl: "/oauth/token", scopes: {} } },
  },
  basic: { type: "http", scheme: "basic" },
  session: { type: "apiKey", in: "cookie", name: "ZSession" },
};
