/** Elements of an XML document. */
export type Element = {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly content: string | boolean | readonly Element[];
};

export const element = (name: string, content: Element["content"]): Element => ({ name, content });

export const writeXml = (root: Element): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${lines(root, "").join("\n")}\n`;

function lines({ name, attributes = {}, content }: Element, indent: string): string[] {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const opened = `${indent}<${name}${given.join("")}>`;
  if (typeof content !== "object") return [`${opened}${escaped(String(content))}</${name}>`];
  const inside = content.flatMap((child) => lines(child, `${indent}  `));
  return [opened, ...inside, `${indent}</${name}>`];
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
