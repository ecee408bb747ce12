import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { askRows, textOf } from "../../api/queries.ts";
import { BeginsWith } from "../../ui/filters.tsx";
import { Answered, Empty } from "../../ui/states.tsx";

type AccountPickerProps = { readonly onChoose: (accountNumber: string) => void };

/** Whose order it is: found by name, or by number. */
export function AccountPicker({ onChoose }: AccountPickerProps) {
  const [text, setText] = useState<string>();
  const field = /^A-?\d/i.test(text ?? "") ? "accountnumber" : "name";
  const query = useQuery(
    askRows("accounts", {
      ...(text && { filter: [`${field}.SW:${text}`] }),
      ...{ sort: ["name.ASC"], pageSize: 12 },
    }),
  );
  return (
    <section className="panel stack" aria-labelledby="whose">
      <h2 id="whose">Whose order is it?</h2>
      <BeginsWith label="Name or number begins with" text={text} onText={setText} />
      <Answered query={query} what="the accounts" lines={3}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="No account is called like that" />
          ) : (
            <div className="row">
              {data.map((row) => (
                <Button
                  key={textOf(row, "id")}
                  variant="default"
                  onClick={() => onChoose(textOf(row, "accountNumber"))}
                >
                  {textOf(row, "name")} · {textOf(row, "accountNumber")}
                </Button>
              ))}
            </div>
          )
        }
      </Answered>
    </section>
  );
}
