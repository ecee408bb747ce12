import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkFields } from "./check-fields.ts";
import type { CustomField, CustomFieldRules, FieldDefinition } from "./custom-field.ts";

const aField = (name: string, definition: Partial<FieldDefinition>, isRequired = false) =>
  [
    name.toLowerCase(),
    {
      name,
      definition: { type: "string", label: name, ...definition },
      isRequired,
      isFilterable: false,
    } satisfies CustomField,
  ] as const;

const fields = new Map([
  aField("Tier__c", { enum: ["Gold", "Silver"], default: "Silver" }),
  aField("Seats__c", { type: "integer" }, true),
]);
const rules: CustomFieldRules = { isStrict: false, fields: new Map([["Account", fields]]) };
const strict: CustomFieldRules = { ...rules, isStrict: true };
const isNew = { isNew: true };
const isOld = { isNew: false };

describe("the custom fields of a body", () => {
  test("of a new object get their defaults, and are asked for where they are required", () => {
    assert.deepEqual(checkFields(rules, "Account", {}, isNew), {
      changed: { Tier__c: "Silver" },
      problems: [{ kind: "missing", name: "Seats__c" }],
    });
    assert.deepEqual(checkFields(rules, "Account", { Seats__c: "3", Tier__c: null }, isNew), {
      changed: { Seats__c: 3 },
      problems: [],
    });
  });

  test("of a change stay where they are not given, and may not become empty if required", () => {
    assert.deepEqual(checkFields(rules, "Account", {}, isOld), { changed: {}, problems: [] });
    const emptied = checkFields(rules, "Account", { Seats__c: null }, isOld);
    assert.deepEqual(emptied.problems, [{ kind: "missing", name: "Seats__c" }]);
  });

  test("that were never defined are kept, unless the entity is strict", () => {
    const given = { Other__c: { any: "thing" }, Rest__NS: 1 };
    assert.deepEqual(checkFields(rules, "Account", given, isOld).problems, []);
    const problems = [{ kind: "unknown", name: "Other__c" }];
    assert.deepEqual(checkFields(strict, "Account", given, isOld).problems, problems);
    assert.deepEqual(checkFields(strict, "Contact", { Tier__c: "Gold" }, isOld).problems, [
      { kind: "unknown", name: "Tier__c" },
    ]);
  });

  test("that differ from a defined one by case alone are unknown", () => {
    const problems = [{ kind: "unknown", name: "tier__c" }];
    assert.deepEqual(checkFields(rules, "Account", { tier__c: "Gold" }, isOld).problems, problems);
  });
});
