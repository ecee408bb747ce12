import type { Zoql, ZoqlCondition, ZoqlValue } from "./zoql.ts";

/** The query as text, which reads back as the same query (parse-zoql.test.ts). */
export function printZoql({ fields, object, where }: Zoql): string {
  const select = `select ${fields.join(", ")} from ${object}`;
  if (where.length === 0) return select;
  const any = where.map((all) => all.map(printCondition).join(" and "));
  return `${select} where ${any.join(" or ")}`;
}

const printCondition = ({ field, operator, value }: ZoqlCondition): string =>
  `${field} ${operator} ${printValue(value)}`;

function printValue(value: ZoqlValue): string {
  switch (value.type) {
    case "text":
      return `'${value.text.replace(/['\\]/g, "\\$&")}'`;
    case "literal":
      return value.text;
    case "boolean":
      return String(value.is);
    case "null":
      return "null";
  }
}
