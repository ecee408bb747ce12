import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { BillingError } from "../errors.ts";
import { asWritten, escapedForHtml, type Found, onOneLine, render } from "./render.ts";
import { parseTemplate } from "./template.ts";

type Thing = { readonly [name: string]: string | readonly Thing[] };

const INVOICE: Thing = {
  Amount: "12.50",
  Account: [{ Name: "<b>Clark & Sons</b>" }],
  Items: [{ Name: "one" }, { Name: "two" }],
  None: [],
  Yes: "true",
  No: "false",
};

const find = (thing: Thing, [name = "", ...rest]: readonly string[]): Found<Thing> => {
  const found = Object.hasOwn(thing, name) ? (thing[name] ?? "") : "";
  if (rest.length === 0 || typeof found === "string") return found;
  const [first] = found;
  return first ? find(first, rest) : "";
};

const filled = (text: string, write: (value: string) => string = asWritten): string =>
  render<Thing>(
    parseTemplate(text),
    (part, scopes) => {
      const names = part.names as readonly string[];
      return names[0] === "Invoice"
        ? find(INVOICE, names.slice(1))
        : find(scopes.at(-1) ?? {}, names);
    },
    write,
  );

describe("templates", () => {
  const rows = [
    ["Owed: {{Invoice.Amount}}", "Owed: 12.50"],
    ["<p>{{ Invoice . Amount }}</p>", "<p>12.50</p>"],
    ["<Invoice.Amount> and <br> <a.b>", "12.50 and <br> <a.b>"],
    ["{{Invoice.Missing}}|", "|"],
    ["{{#Invoice.Items}}{{Name}} {{/Invoice.Items}}", "one two "],
    ["{{#Invoice.None}}some{{/Invoice.None}}{{^Invoice.None}}none{{/Invoice.None}}", "none"],
    ["{{#Invoice.Yes}}yes{{/Invoice.Yes}}{{#Invoice.No}}no{{/Invoice.No}}", "yes"],
    ["{{! nobody reads this }}.", "."],
    ["no } merge { fields < here >", "no } merge { fields < here >"],
  ] as const;
  for (const [text, expected] of rows) {
    test(text, () => assert.equal(filled(text), expected));
  }

  test("are escaped in HTML, and what stands for nothing stays nothing", () => {
    const expected = "&#60;b&#62;Clark &#38; Sons&#60;/b&#62;";
    assert.equal(filled("{{Invoice.Account.Name}}", escapedForHtml), expected);
  });

  test("that do more than fill in are refused by name", () => {
    for (const [text, message] of [
      ["{{Invoice.Amount|Localise(de_DE)}}", /the function 'Localise'/],
      ["{{#Wp_Eval}}1 - 1{{/Wp_Eval}}", /'Wp_Eval'/],
      ["{{Cmd_Assign(a,b,True)}}", /'Cmd_Assign|names nothing/],
      ["{{{Invoice.Amount}}}", /not be escaped/],
      ["{{&Invoice.Amount}}", /'{{&'/],
      ["{{#Invoice.Items}}", /has no '{{\/Invoice.Items}}'/],
      ["{{/Invoice.Items}}", /out of place/],
      ["{{#A.B}}{{#C.D}}{{/A.B}}{{/C.D}}", /out of place/],
      ["{{Invoice Amount}}", /names nothing/],
      ["{{#A.B}}".repeat(20), /too deeply/],
    ] as const) {
      assert.throws(() => parseTemplate(text), message);
    }
  });

  test("are read or refused in our words, and never write markup that a value brings", () => {
    const sign = fc.constantFrom(
      ..."{}#^/<>|.&!A1 \n".split(""),
      "{{",
      "}}",
      "Invoice.Account.Name",
    );
    fc.assert(
      fc.property(fc.string({ unit: sign, maxLength: 40 }), (text) => {
        try {
          assert(!filled(text, escapedForHtml).includes("<b>Clark"));
        } catch (error) {
          assert(error instanceof BillingError, String(error));
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test("of headers stay on one line", () => {
    assert.equal(onOneLine("Hello\r\nBcc: all@example.com\u2028!"), "Hello Bcc: all@example.com !");
  });
});
