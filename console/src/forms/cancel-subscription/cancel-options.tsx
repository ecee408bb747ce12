import { Checkbox, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import { useMay } from "../../shell/session.ts";
import type { Choice } from "./cancel-order.ts";
import classes from "./cancel-page.module.css";
import type { CancelSearch } from "./cancel-search.ts";

type CancelOptionsProps = {
  readonly choice: Choice;
  readonly change: (next: Partial<CancelSearch>) => void;
};

/** What is done with the money at the same time. What one may not do is said, and not offered. */
export function CancelOptions({ choice, change }: CancelOptionsProps) {
  const mayWriteOff = useMay("billing.write-off");
  const mayRefund = useMay("payments.refund");
  return (
    <section className="panel" aria-labelledby="money">
      <h2 id="money">And with the money?</h2>
      <div className={classes.options}>
        <div className="stack">
          <div className={classes.billing}>
            <Checkbox
              label="Bill now, up to and including"
              checked={choice.bill}
              onChange={({ currentTarget: { checked } }) =>
                change({ bill: checked ? undefined : false })
              }
            />
            <TextInput
              type="date"
              size="sm"
              aria-label="Bill up to and including"
              disabled={!choice.bill}
              value={choice.billTo}
              onChange={({ currentTarget: { value } }) => value !== "" && change({ billTo: value })}
            />
          </div>
          <Checkbox
            label="Write off what stays unpaid"
            description={mayWriteOff ? undefined : "Takes the permission billing.write-off."}
            disabled={!mayWriteOff}
            checked={choice.writeOff}
            onChange={({ currentTarget: { checked } }) =>
              change({ writeOff: checked || undefined })
            }
          />
          <Checkbox
            label="Refund what was paid for unused time"
            description={mayRefund ? undefined : "Takes the permission payments.refund."}
            disabled={!mayRefund}
            checked={choice.refund}
            onChange={({ currentTarget: { checked } }) => change({ refund: checked || undefined })}
          />
        </div>
        <Reason reason={choice.reason} change={change} />
      </div>
    </section>
  );
}

function Reason({
  reason = "",
  change,
}: { reason: string | undefined } & Pick<CancelOptionsProps, "change">) {
  const [written, setWritten] = useState(reason);
  const tell = useDebouncedCallback((next: string) => change({ reason: next || undefined }), 300);
  return (
    <TextInput
      label="Reason"
      placeholder="Customer left"
      size="sm"
      maxLength={255}
      value={written}
      onChange={({ currentTarget: { value } }) => {
        setWritten(value);
        tell(value);
      }}
    />
  );
}
