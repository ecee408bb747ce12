import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { useMay } from "../../shell/session.ts";
import { Failed } from "../../ui/states.tsx";
import type { Callout } from "./webhooks-page.tsx";

type ResendCalloutsProps = { readonly callouts: readonly Callout[]; readonly title: string };

/** Once more, with the notification as it is now. */
export function ResendCallouts({ callouts, title }: ResendCalloutsProps) {
  const queryClient = useQueryClient();
  const resend = useMutation({
    mutationFn: () => api.resendCalloutNotifications({ body: callouts.map(({ id }) => id) }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["listCalloutHistories"] }),
  });
  if (!useMay("notifications.write")) return null;
  const refused = Object.values(resend.data ?? {});
  return (
    <>
      <Button
        variant="default"
        size={callouts.length > 1 ? "sm" : "compact-sm"}
        loading={resend.isPending}
        disabled={resend.isSuccess}
        onClick={() => resend.mutate()}
      >
        {resend.isSuccess ? "Is sent again" : title}
      </Button>
      {resend.error && <Failed error={resend.error} what="the callout" />}
      {refused.length > 0 && (
        <span role="alert">{refused.map(({ message }) => message).join(" ")}</span>
      )}
    </>
  );
}
