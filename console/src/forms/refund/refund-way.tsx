import { MoneyWay } from "../money-way/money-way.tsx";
import { BY_HAND, useActiveMethods, type Way } from "../money-way/way.ts";
import type { Funds } from "../use-funds/funds.ts";

export const wayInWords = (way: Way): string =>
  way.type === "External" ? `by ${BY_HAND[way.methodType]}` : "through the gateway";

type RefundWayProps = {
  readonly funds: Funds;
  /** A payment that a gateway has taken, which alone can give it back. */
  readonly isElectronic: boolean;
  readonly way: Way;
  readonly onWay: (way: Way) => void;
};

/** To a payment method that is chosen, or for a payment the way that it has come. */
export function RefundWay({ funds, isElectronic, way, onWay }: RefundWayProps) {
  const isMemo = funds.kind === "CreditMemo";
  const methods = useActiveMethods(isMemo ? funds.accountId : "");
  const hasGateway = isMemo ? methods.length > 0 : isElectronic;
  return (
    <MoneyWay
      way={way}
      onWay={onWay}
      byHand="By hand: somebody gives it, or has given it"
      handed="Given by"
      throughGateway={
        isMemo ? "Through a gateway, to a payment method" : "Through the gateway it came by"
      }
      noGateway={hasGateway ? undefined : noGateway(isMemo)}
      methods={methods}
    />
  );
}

const noGateway = (isMemo: boolean): string =>
  isMemo
    ? "The account has no active payment method."
    : "The payment was recorded by hand: no gateway has taken it.";
