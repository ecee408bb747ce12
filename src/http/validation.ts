/** What zod found wrong with a request, in the field's words. */
import type { z } from "zod";
import { isInexactNumber } from "./json.ts";

export type Finding = {
  readonly category: 20 | 21 | 22 | 23 | 27;
  readonly message: string;
  /** Top-level field that it is about. */
  readonly field?: string;
};

type Issue = z.core.$ZodIssue;

/** Unknown fields stop all else, as they do at the vendor; otherwise one finding per field. */
export function bodyFindings(issues: readonly Issue[]): Finding[] {
  const unknown = issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : []));
  if (unknown.length > 0) {
    const names = [...new Set(unknown)].slice(0, MOST).join();
    return [{ category: 21, message: `Invalid parameter(s): '${names}'.` }];
  }
  return onePerField(issues).map(bodyFinding);
}

/** Category 27 is the newer name for an invalid query parameter. */
export function queryFindings(issues: readonly Issue[], invalid: 20 | 27): Finding[] {
  return onePerField(issues).map((issue) =>
    isMissing(issue)
      ? { category: 23, message: `Required query parameter '${pathOf(issue)}' is missing` }
      : { category: invalid, message: sentence(issue) },
  );
}

/** More findings than this help nobody. */
const MOST = 20;

function onePerField(issues: readonly Issue[]): Issue[] {
  const byPath = new Map<string, Issue>();
  for (const issue of issues.map(deepest)) {
    const path = pathOf(issue);
    if (!byPath.has(path)) byPath.set(path, issue);
  }
  return [...byPath.values()].slice(0, MOST);
}

/** Of a union that no option fits, what the option that fits best has to say. */
function deepest(issue: Issue): Issue {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return issue;
  const options = issue.errors.map((errors) => errors[0]).filter((first) => first !== undefined);
  const nested = options.sort((a, b) => b.path.length - a.path.length)[0];
  if (nested === undefined || nested.path.length === 0) return issue;
  return deepest({ ...nested, path: [...issue.path, ...nested.path] });
}

function bodyFinding(issue: Issue): Finding {
  const [top] = issue.path;
  const about = typeof top === "string" ? { field: top } : {};
  if (isMissing(issue))
    return { category: 22, message: `'${pathOf(issue)}' may not be null`, ...about };
  if (isEmpty(issue))
    return { category: 22, message: `'${pathOf(issue)}' may not be empty`, ...about };
  return { category: 20, message: sentence(issue), ...about };
}

function isMissing(issue: Issue): boolean {
  const { input } = issue;
  if (issue.code !== "invalid_union" || issue.discriminator === undefined) return input == null;
  // The union is reported at its discriminator, but with the whole object.
  return isObject(input) && input[issue.discriminator] == null;
}

const isEmpty = (issue: Issue): boolean =>
  issue.code === "too_small" && issue.minimum === 1 && issue.origin !== "number";

const sentence = (issue: Issue): string => {
  const path = pathOf(issue);
  return path === "" ? `The request body ${predicate(issue)}` : `'${path}' ${predicate(issue)}`;
};

function predicate(issue: Issue): string {
  switch (issue.code) {
    case "invalid_value":
      return `value should be one of: ${issue.values.map(String).join(", ")}`;
    case "invalid_union":
      return "options" in issue && issue.options !== undefined
        ? `value should be one of: ${issue.options.map(String).join(", ")}`
        : "has an invalid value";
    case "invalid_type":
      return isInexactNumber(issue.input) && issue.expected === "number"
        ? "should be a number of at most 15 significant digits"
        : `should be ${KINDS[issue.expected] ?? "another kind of value"}`;
    case "too_big":
      return issue.origin === "number"
        ? `should be less than or equal to ${issue.maximum}`
        : `size should be at most ${issue.maximum}`;
    case "too_small":
      return issue.origin === "number"
        ? `should be greater than or equal to ${issue.minimum}`
        : `size should be at least ${issue.minimum}`;
    case "custom":
      return issue.message;
    case "invalid_key":
      return "is no name of a custom field";
    case "invalid_format":
    case "invalid_element":
    case "not_multiple_of":
    case "unrecognized_keys":
      return "has an invalid value";
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a JSON object",
  record: "a JSON object",
  array: "a JSON array",
};

/** "subscriptions[0].orderActions[1].type" */
const pathOf = (issue: Issue): string =>
  issue.path.reduce<string>((path, step) => {
    if (typeof step === "number") return `${path}[${step}]`;
    return path === "" ? String(step) : `${path}.${String(step)}`;
  }, "");

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
