/** `npm run coverage`: writes docs/COVERAGE.md. The test next to it says when that is due. */
import { writeFileSync } from "node:fs";
import { openApiOf } from "#http/openapi.ts";
import { contracts } from "#http/routes.ts";
import { type Coverage, coverageOf, publishedOperations } from "./coverage.ts";
import { ERRATA, type Erratum, LEFT_OUT } from "./errata.ts";
import { reasonFor } from "./not-built.ts";

export const COVERAGE_FILE = "docs/COVERAGE.md";

export function coverageText(): string {
  const rows = coverageOf(publishedOperations(), openApiOf(contracts));
  const families = [...Map.groupBy(rows, ({ published }) => published.family)].sort(byName);
  return `# Coverage

Every operation that the field has published, and ours. Written by \`npm run coverage\` from the contracts;
a test fails while it is not up to date. **Full**: every published field is taken or answered. **Partial**:
the fields that are named are not; those of a request are refused by name rather than ignored.
Fields of connectors (\`__NS\`, \`__QT\`) don't count, nor does what is
[published in error](#published-in-error) or [left out as the field does](#left-out-as-the-field-does).

| family | operations | full | partial | not |
| --- | ---: | ---: | ---: | ---: |
${families.map(([family, of]) => `| ${linkTo(family)} | ${counts(of)} |`).join("\n")}
| **all** | ${counts(rows)} |
${families.map(([family, of]) => familyText(family, of)).join("")}
## Published in error

| operation | field | why it is none |
| --- | --- | --- |
${ERRATA.map(erratumText).join("\n")}

## Left out as the field does

| operation | field | when it is there |
| --- | --- | --- |
${LEFT_OUT.map(erratumText).join("\n")}
`;
}

const erratumText = ({ of, part, fields, why }: Erratum): string =>
  `| ${of ? code(of) : "all"} | ${part}: ${fields.map(code).join(" ")} | ${why} |`;

/** Families of the reference first, its leftovers last. */
const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one.replace(/^_/, "~") < other.replace(/^_/, "~") ? -1 : 1;

const linkTo = (family: string): string => `[${family}](#${family.replace(/^_/, "")})`;

const counts = (rows: readonly Coverage[]): string =>
  [rows.length, ...(["full", "partial", "not"] as const).map((status) => count(rows, status))].join(
    " | ",
  );

const count = (rows: readonly Coverage[], wanted: Coverage["status"]): number =>
  rows.filter(({ status }) => status === wanted).length;

function familyText(family: string, rows: readonly Coverage[]): string {
  const isNot = rows.some(({ status }) => status === "not");
  return `
## ${family.replace(/^_/, "")}
${isNot ? `\nOf those that are not there: ${reasonFor(family)}\n` : ""}
| operation | | what is not there |
| --- | --- | --- |
${rows.map(rowText).join("\n")}
`;
}

function rowText({ published, status, missing }: Coverage): string {
  const { method, path, title } = published;
  const { query, request, response } = missing;
  const parts = [
    { of: "query", fields: query },
    { of: "request", fields: request },
    { of: "response", fields: response },
  ].filter(({ fields }) => fields.length > 0);
  const told = parts.map(({ of, fields }) => `${of}: ${fields.map(code).join(" ")}`).join("; ");
  return `| ${title} \`${method} ${path}\` | ${status} | ${told} |`;
}

const code = (field: string): string => `\`${field}\``;

if (import.meta.main) writeFileSync(COVERAGE_FILE, coverageText());
