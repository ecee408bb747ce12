import { BillingError } from "../errors.ts";
import { ExportTokens } from "./export-tokens.ts";
import {
  EXPORT_FUNCTIONS,
  type ExportCondition,
  type ExportExpression,
  type ExportPath,
  type ExportZoql,
  type Selected,
} from "./export-zoql.ts";
import { ZOQL_OPERATORS, type ZoqlOperator, type ZoqlValue } from "./zoql.ts";

/** The field's own limits. */
export const LONGEST_EXPORT_QUERY = 20_000;
const MOST_GROUPS = 5;
/** Ours, so that no query fills the stack. */
const DEEPEST = 100;

/**
 * Reads a query of an export. Keywords and names count in any case.
 *
 * Errors: MALFORMED_QUERY, and nothing else.
 * Source: the vendor's pages on Export ZOQL: select statements, clauses, filter statements.
 */
export function parseExportZoql(text: string): ExportZoql {
  if (text.length > LONGEST_EXPORT_QUERY) {
    throw malformed(`more than ${LONGEST_EXPORT_QUERY} characters`);
  }
  const tokens = new ExportTokens(text, malformed);
  tokens.takeWord("select");
  const select = listOf(tokens, selectedOf);
  tokens.takeWord("from");
  const source = tokens.takeName();
  const where = tokens.takeIf("where") ? anyOf(tokens, 0) : null;
  const groupBy = tokens.takeBoth("group", "by") ? listOf(tokens, pathOf) : [];
  if (groupBy.length > MOST_GROUPS) throw malformed(`more than ${MOST_GROUPS} fields to group by`);
  const having = tokens.takeIf("having") ? anyOf(tokens, 0) : null;
  const orderBy = tokens.takeBoth("order", "by") ? listOf(tokens, orderOf) : [];
  const limit = tokens.takeIf("limit") ? limitOf(tokens) : null;
  tokens.takeIf(";");
  if (!tokens.isAtEnd()) throw malformed();
  const aliases = select.flatMap((one) => (one.type === "one" && one.alias ? [one.alias] : []));
  const twice = aliases.find((alias, place) => aliases.indexOf(alias) !== place);
  if (twice !== undefined) throw malformed(`Duplicate column aliases ${twice} were defined.`);
  return { select, source, where, groupBy, having, orderBy, limit };
}

function listOf<Item>(tokens: ExportTokens, one: (tokens: ExportTokens) => Item): Item[] {
  const items = [one(tokens)];
  while (tokens.takeIf(",")) items.push(one(tokens));
  return items;
}

function selectedOf(tokens: ExportTokens): Selected {
  if (tokens.takeIf("*")) return { type: "all", object: null };
  const object = tokens.takeAllOf();
  if (object !== undefined) return { type: "all", object };
  const of = expressionOf(tokens);
  return { type: "one", of, alias: tokens.takeIf("as") ? tokens.takeAlias() : null };
}

function expressionOf(tokens: ExportTokens): ExportExpression {
  const called = tokens.takeCalled();
  if (called === undefined) return { type: "field", path: pathOf(tokens) };
  const name = EXPORT_FUNCTIONS.find((known) => known === called.toLowerCase());
  if (name === undefined) throw malformed(`there is no function ${called}`);
  if (name === "count" && tokens.takeIf("*")) {
    tokens.takeWord(")");
    return { type: "function", name, isDistinct: false, of: null };
  }
  const isDistinct = tokens.takeIf("distinct");
  if (isDistinct && name !== "count") throw malformed("distinct is for count only");
  const of = pathOf(tokens);
  tokens.takeWord(")");
  return { type: "function", name, isDistinct, of };
}

function pathOf(tokens: ExportTokens): ExportPath {
  const name = tokens.takeName();
  if (!tokens.takeIf(".")) return { object: null, field: name };
  return { object: name, field: tokens.takeName() };
}

function orderOf(tokens: ExportTokens): ExportZoql["orderBy"][number] {
  const of = expressionOf(tokens);
  if (tokens.takeIf("desc")) return { of, order: "DESC" };
  tokens.takeIf("asc");
  return { of, order: "ASC" };
}

/** `limit 50, 100` leaves 50 rows out and has the 100 after them. */
function limitOf(tokens: ExportTokens): NonNullable<ExportZoql["limit"]> {
  const first = tokens.takeCount();
  return tokens.takeIf(",")
    ? { offset: first, count: tokens.takeCount() }
    : { offset: 0, count: first };
}

/** `and` binds more than `or`, and `not` more than both. */
function anyOf(tokens: ExportTokens, depth: number): ExportCondition {
  if (depth > DEEPEST) throw malformed(`conditions that are nested deeper than ${DEEPEST}`);
  const parts = [allOf(tokens, depth)];
  while (tokens.takeIf("or")) parts.push(allOf(tokens, depth));
  const [only] = parts;
  return only && parts.length === 1 ? only : { type: "or", parts };
}

function allOf(tokens: ExportTokens, depth: number): ExportCondition {
  const parts = [oneOf(tokens, depth)];
  while (tokens.takeIf("and")) parts.push(oneOf(tokens, depth));
  const [only] = parts;
  return only && parts.length === 1 ? only : { type: "and", parts };
}

function oneOf(tokens: ExportTokens, depth: number): ExportCondition {
  if (depth > DEEPEST) throw malformed(`conditions that are nested deeper than ${DEEPEST}`);
  if (tokens.takeIf("not")) return { type: "not", part: oneOf(tokens, depth + 1) };
  if (tokens.takeIf("(")) {
    const inside = anyOf(tokens, depth + 1);
    tokens.takeWord(")");
    return inside;
  }
  const left = expressionOf(tokens);
  if (tokens.takeIf("is")) {
    const operator = tokens.takeIf("not") ? "!=" : "=";
    tokens.takeWord("null");
    return { type: "compare", left, operator, right: { type: "null" } };
  }
  const operator = operatorOf(tokens);
  const right = tokens.takeValue() ?? expressionOf(tokens);
  refuseSenseless(operator, right);
  return { type: "compare", left, operator, right };
}

function operatorOf(tokens: ExportTokens): ZoqlOperator {
  const operator = ZOQL_OPERATORS.find((known) => tokens.takeIf(known));
  if (operator === undefined) throw malformed();
  return operator;
}

function refuseSenseless(operator: ZoqlOperator, right: ZoqlValue | ExportExpression): void {
  if (right.type === "null" && operator !== "=" && operator !== "!=") {
    throw malformed("null is compared with = or != only");
  }
  if (operator === "like" && right.type !== "text") throw malformed("like takes a text");
}

/** @param why  for what is the field's rule rather than its grammar */
const malformed = (why?: string): BillingError =>
  new BillingError("MALFORMED_QUERY", why === undefined ? {} : { why: `: ${why}` });
