import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import type { Given } from "../../api/exactly.ts";
import type { Receipt } from "../order-preview/outcome.ts";
import { bodyOf, type OrderBody, type OrderForm } from "./order-form.ts";

export type OrderPreview = {
  /** Undefined while there is nothing to order. */
  readonly body: OrderBody | undefined;
  readonly receipt: Receipt | undefined;
  readonly error: Error | null;
  /** What is shown is what the form says now. */
  readonly isReady: boolean;
  readonly isFetching: boolean;
  readonly again: () => void;
};

const SOON = 350;

/** What the order would do, asked a moment after the last letter; it stays until somebody looks again. */
export function useOrderPreview(form: OrderForm, today: string): OrderPreview {
  const written = JSON.stringify(bodyOf(form, today) ?? null);
  const [asked] = useDebouncedValue(written, SOON);
  const query = useQuery({
    queryKey: ["previewOrder", asked],
    queryFn: async (): Promise<Receipt> => {
      const { receipt } = await api.previewOrder({
        body: JSON.parse(asked),
      } as Given<"previewOrder">);
      if (!receipt) throw new Error("a preview with processing options has a receipt");
      return receipt;
    },
    enabled: asked !== "null",
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const isSame = asked === written;
  return {
    body: JSON.parse(written) ?? undefined,
    receipt: query.error || written === "null" ? undefined : query.data,
    error: isSame ? query.error : null,
    isReady: isSame && query.isSuccess && !query.isFetching && !query.isPlaceholderData,
    isFetching: !isSame || query.isFetching,
    again: () => void query.refetch(),
  };
}
