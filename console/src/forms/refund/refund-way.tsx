import { Radio, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { askRows, textOf } from "../../api/queries.ts";
import { methodInWords } from "../../pages/accounts/method-in-words.ts";
import { useMay } from "../../shell/session.ts";
import type { Funds } from "../use-funds/funds.ts";
import { BY_HAND, type MethodType, type Way } from "./refund-request.ts";

export const wayInWords = (way: Way): string =>
  way.type === "External" ? `by ${BY_HAND[way.methodType]}` : "through the gateway";

type RefundWayProps = {
  readonly funds: Funds;
  /** A payment that a gateway has taken, which alone can give it back. */
  readonly isElectronic: boolean;
  readonly way: Way;
  readonly onWay: (way: Way) => void;
};

/** By hand, or through a gateway where there is one that could. */
export function RefundWay({ funds, isElectronic, way, onWay }: RefundWayProps) {
  const isMemo = funds.kind === "CreditMemo";
  const methods = useActiveMethods(isMemo ? funds.accountId : "");
  const hasGateway = isMemo ? methods.length > 0 : isElectronic;
  return (
    <section className="panel stack" aria-labelledby="how">
      <h2 id="how" className="ending">
        How
      </h2>
      <Radio
        name="way"
        label="By hand: somebody gives it, or has given it"
        checked={way.type === "External"}
        onChange={() => onWay({ type: "External", methodType: "WireTransfer" })}
      />
      {way.type === "External" && (
        <Select
          label="Given by"
          data={Object.entries(BY_HAND).map(([value, label]) => ({ value, label }))}
          allowDeselect={false}
          value={way.methodType}
          onChange={(value) =>
            value && onWay({ type: "External", methodType: value as MethodType })
          }
        />
      )}
      <Radio
        name="way"
        label={isMemo ? "Through a gateway, to a payment method" : "Through the gateway it came by"}
        description={hasGateway ? undefined : noGateway(isMemo)}
        disabled={!hasGateway}
        checked={way.type === "Electronic"}
        onChange={() =>
          onWay({ type: "Electronic", paymentMethodId: isMemo ? methods[0]?.value : undefined })
        }
      />
      {way.type === "Electronic" && isMemo && (
        <Select
          label="Payment method"
          data={methods}
          allowDeselect={false}
          value={way.paymentMethodId ?? null}
          onChange={(value) => onWay({ type: "Electronic", paymentMethodId: value ?? undefined })}
        />
      )}
    </section>
  );
}

const noGateway = (isMemo: boolean): string =>
  isMemo
    ? "The account has no active payment method."
    : "The payment was recorded by hand: no gateway has taken it.";

/** Of an account, to choose from. */
export function useActiveMethods(accountId: string) {
  const query = useQuery({
    ...askRows("payment-methods", {
      filter: [`accountid.EQ:${accountId}`, "paymentmethodstatus.EQ:Active"],
      pageSize: 40,
    }),
    enabled: useMay("queries.read") && accountId !== "",
  });
  return (query.data?.data ?? []).map((row) => ({
    value: textOf(row, "id"),
    label: methodInWords(row),
  }));
}
