import { api } from "../../../api/client.ts";
import { ask } from "../../../api/queries.ts";
import type { BodyOf, Draft, Field } from "../form/field.ts";
import { SettingObject } from "../form/setting-object.tsx";

type Bucket = {
  readonly name: string;
  readonly fromDaysPastDue: string;
  readonly toDaysPastDue: string;
};

const fields: readonly Field[] = [
  {
    ...{ name: "lines", label: "Buckets, one a line", kind: "lines", isRequired: true },
    help: "Name: from - to, in days past due, from 0 on: “31 to 60 days: 31 - 60”. What is older than the last one is in it too.",
  },
  {
    ...{ name: "includeNegativeInvoice", label: "Count invoices below zero", kind: "switch" },
  },
];

const LINE = /^(.*?)\s*:\s*(\d+)\s*-\s*(\d+)\s*$/;

const lineOf = ({ name, fromDaysPastDue, toDaysPastDue }: Bucket): string =>
  `${name}: ${fromDaysPastDue} - ${toDaysPastDue}`;

/** What is no such line is sent as it is, so that the API says what is wrong with it. */
function bucketOf(line: string) {
  const [, name = line, from = "", to = ""] = LINE.exec(line) ?? [];
  return { name, fromDaysPastDue: Number(from || Number.NaN), toDaysPastDue: Number(to) };
}

const question = ask.getAgingBuckets({});

/** By which stretches of days it is told what customers owe. */
export const AgeBuckets = () => (
  <SettingObject
    title="Ageing"
    ask={{
      queryKey: [...question.queryKey, "as lines"],
      queryFn: async () => {
        const { buckets, includeNegativeInvoice } = await question.queryFn();
        return { lines: buckets.map(lineOf), includeNegativeInvoice };
      },
    }}
    write="settings.write"
    fields={fields}
    save={({ lines, ...body }: Draft) => {
      const written = Array.isArray(lines) ? lines.map(String).filter((line) => line.trim()) : [];
      return api.updateAgingBuckets({
        body: { ...body, buckets: written.map(bucketOf) } as BodyOf<"updateAgingBuckets">,
      });
    }}
  />
);
