import { Radio, Select } from "@mantine/core";
import type { ReactNode } from "react";
import { BY_HAND, FIRST_WAY, type Method, type MethodType, type Way } from "./way.ts";

type MoneyWayProps = {
  readonly way: Way;
  readonly onWay: (way: Way) => void;
  /** "By hand: somebody gives it, or has given it" */
  readonly byHand: string;
  /** "Given by" */
  readonly handed: string;
  readonly throughGateway: string;
  /** Why no gateway can. */
  readonly noGateway: string | undefined;
  /** To choose from, where one has to be named. */
  readonly methods: readonly Method[];
  readonly children?: ReactNode;
};

/** By hand, or through a gateway where there is one that could. */
export function MoneyWay(props: MoneyWayProps) {
  const { way, onWay, byHand, handed, throughGateway, noGateway, methods, children } = props;
  const through = (paymentMethodId: string | undefined) =>
    onWay({ type: "Electronic", paymentMethodId });
  return (
    <section className="panel stack" aria-labelledby="how">
      <h2 id="how" className="ending">
        How
      </h2>
      <Radio
        name="way"
        label={byHand}
        checked={way.type === "External"}
        onChange={() => onWay(FIRST_WAY)}
      />
      {way.type === "External" && (
        <Select
          className="field"
          label={handed}
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
        label={throughGateway}
        description={noGateway}
        disabled={noGateway !== undefined}
        checked={way.type === "Electronic"}
        onChange={() => through(methods[0]?.value)}
      />
      {way.type === "Electronic" && methods.length > 0 && (
        <Select
          className="field"
          label="Payment method"
          data={[...methods]}
          allowDeselect={false}
          value={way.paymentMethodId ?? null}
          onChange={(value) => through(value ?? undefined)}
        />
      )}
      {children}
    </section>
  );
}
