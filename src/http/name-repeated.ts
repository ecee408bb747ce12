/**
 * Gives names to what an OpenAPI document says more than once: clients that are made from it get one
 * type where there is one thing, and it is a third of the size.
 */
type Json = Readonly<Record<string, unknown>>;

/** Of characters: what is said in less needs no name. */
const WORTH_A_NAME = 400;

/**
 * The document with every larger object schema that comes twice moved to `components.schemas`. Named
 * after the property that it is first met in, with the operation before it where another has that name.
 */
export function nameRepeated(document: Json): Json {
  const { paths, components } = document as { paths: Json; components: { schemas: Json } };
  const naming = new Naming(Object.keys(components.schemas));
  naming.meet(paths, []);
  naming.meet(components.schemas, []);
  const moved: Record<string, unknown> = {};
  const rewritten = naming.rewrite(paths, moved);
  const kept = Object.fromEntries(
    Object.entries(components.schemas).map(([name, schema]) => [
      name,
      naming.rewriteParts(schema as Json, moved),
    ]),
  );
  return {
    ...document,
    paths: rewritten,
    components: { ...components, schemas: { ...kept, ...moved } },
  };
}

class Naming {
  /** In small letters: clients have a file for each, and some file systems know no others. */
  readonly #taken: Set<string>;
  /** By text: how often it was met, and where first. */
  readonly #met = new Map<string, { times: number; readonly at: readonly string[] }>();
  readonly #names = new Map<string, string>();

  constructor(taken: readonly string[]) {
    this.#taken = new Set(taken.map((name) => name.toLowerCase()));
  }

  /** @param at  operation and properties on the way here */
  meet(part: unknown, at: readonly string[]): void {
    if (Array.isArray(part)) for (const each of part) this.meet(each, at);
    if (!isObject(part)) return;
    const text = textOf(part);
    const known = text === undefined ? undefined : this.#met.get(text);
    if (known) {
      // What it is made of was met with it: that comes twice only if it comes elsewhere, too.
      known.times += 1;
      return;
    }
    if (text !== undefined) this.#met.set(text, { times: 1, at });
    const { operationId } = part;
    const here = typeof operationId === "string" ? [operationId] : at;
    for (const [name, each] of Object.entries(part)) {
      if (name === "properties" && isObject(each)) {
        for (const [property, schema] of Object.entries(each)) {
          this.meet(schema, [...here, property]);
        }
      } else {
        const side = name === "requestBody" || name === "responses" ? [...here, name] : here;
        this.meet(each, side);
      }
    }
  }

  rewrite(part: unknown, moved: Record<string, unknown>): unknown {
    if (Array.isArray(part)) return part.map((each) => this.rewrite(each, moved));
    if (!isObject(part)) return part;
    const name = this.#nameOf(part);
    if (name === undefined) return this.rewriteParts(part, moved);
    if (!(name in moved)) {
      moved[name] = undefined;
      moved[name] = this.rewriteParts(part, moved);
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  rewriteParts(part: Json, moved: Record<string, unknown>): Json {
    return Object.fromEntries(
      Object.entries(part).map(([name, each]) => [name, this.rewrite(each, moved)]),
    );
  }

  #nameOf(part: Json): string | undefined {
    const text = textOf(part);
    const met = text === undefined ? undefined : this.#met.get(text);
    if (text === undefined || !met || met.times < 2) return undefined;
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    const name = this.#free(met.at);
    this.#names.set(text, name);
    this.#taken.add(name.toLowerCase());
    return name;
  }

  #isTaken(name: string): boolean {
    return this.#taken.has(name.toLowerCase());
  }

  #free(at: readonly string[]): string {
    const [operation = "", ...way] = at;
    const side = way[0] === "requestBody" ? "Request" : "";
    const properties = way.filter((name) => name !== "requestBody" && name !== "responses");
    const whole = side === "" ? "Response" : "";
    const last = properties.at(-1);
    const short = last === undefined ? undefined : `${pascal(singular(last))}${side}`;
    if (short !== undefined && !this.#isTaken(short)) return short;
    const long = `${pascal(operation)}${properties.map((name) => pascal(singular(name))).join("")}`;
    const base = `${long}${last === undefined ? whole : ""}${side}`;
    let name = base;
    for (let more = 2; this.#isTaken(name); more += 1) name = `${base}${more}`;
    return name;
  }
}

/** What tells an object schema from others; undefined for what gets no name. */
function textOf(part: Json): string | undefined {
  const { properties } = part;
  if (!isObject(properties)) return undefined;
  const text = JSON.stringify(part);
  return text.length < WORTH_A_NAME ? undefined : text;
}

const isObject = (part: unknown): part is Json =>
  typeof part === "object" && part !== null && !Array.isArray(part);

const pascal = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");

/** "subscriptions" has items that are each a "subscription"; "status" is one already. */
const singular = (name: string): string => name.replace(/ies$/, "y").replace(/(?<![su])s$/, "");
