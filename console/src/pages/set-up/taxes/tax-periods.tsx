import { useQuery } from "@tanstack/react-query";
import { api } from "../../../api/client.ts";
import type { Answered as AnswerOf } from "../../../api/exactly.ts";
import { ask } from "../../../api/queries.ts";
import { useMay, useSession } from "../../../shell/session.ts";
import { inWords } from "../../../ui/days.tsx";
import { Answered, Empty } from "../../../ui/states.tsx";
import { type BodyOf, fieldsOf } from "../form/field.ts";
import { SettingForm } from "../form/setting-form.tsx";
import { TaxRates } from "./tax-rates.tsx";

type Code = AnswerOf<"listTaxCodes">["taxCodes"][number];
export type TaxPeriod = AnswerOf<"listTaxRatePeriods">["taxRatePeriods"][number];

const fields = fieldsOf<"createTaxRatePeriod">([
  { name: "startDate", label: "First day", kind: "day", isRequired: true },
  {
    ...{ name: "endDate", label: "Last day", kind: "day" },
    help: "Without one, it holds until another begins.",
  },
]);

/** When which rates of a code hold. */
export function TaxPeriods({ code }: { readonly code: Code }) {
  const mayWrite = useMay("settings.write");
  const { today } = useSession();
  const query = useQuery(ask.listTaxRatePeriods({}));
  return (
    <Answered query={query} what="the periods of the rates">
      {({ taxRatePeriods }) => {
        const own = taxRatePeriods.filter(({ taxCodeId }) => taxCodeId === code.id);
        return (
          <>
            {own.length === 0 && (
              <Empty title="It has no rates yet">
                <p>
                  Add the days for which rates hold, and then the rates. An outside engine has its
                  own.
                </p>
              </Empty>
            )}
            {own.map((period) => (
              <TaxRates key={period.id} period={period} title={daysOf(period)} />
            ))}
            {mayWrite && (
              <SettingForm
                key={own.length}
                title="Add days with rates of their own"
                fields={fields}
                initial={{ startDate: today }}
                isNew
                action="Add the days"
                save={(body) =>
                  api.createTaxRatePeriod({
                    params: { key: code.id },
                    body: body as BodyOf<"createTaxRatePeriod">,
                  })
                }
              />
            )}
          </>
        );
      }}
    </Answered>
  );
}

const daysOf = ({ startDate, endDate }: TaxPeriod): string =>
  endDate === null
    ? `From ${inWords(startDate)} on`
    : `${inWords(startDate)} to ${inWords(endDate)}, that day included`;
