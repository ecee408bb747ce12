import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import type { Answered } from "../../api/exactly.ts";
import { Failed } from "../../ui/states.tsx";

const REASONS: Readonly<Record<string, string>> = {
  Missing: "it was deleted",
  Changed: "it is not what was written",
  NotFollowing: "the one before it was changed together with its hash",
  NotAnchored: "it has not the hash that was given",
};

/** Whether anybody has changed what was written down, past the server. */
export function Verification() {
  const verify = useMutation({ mutationFn: () => api.verifyAuditTrail() });
  return (
    <section className="panel stack" aria-label="Verification" aria-live="polite">
      <div className="row row-apart">
        <p className="flush">
          Each change has a hash of itself and of the one before. They are reckoned again each
          night.
        </p>
        <Button variant="default" loading={verify.isPending} onClick={() => verify.mutate()}>
          Verify the trail
        </Button>
      </div>
      {verify.error && <Failed error={verify.error} what="the verification" />}
      {verify.data && <Verified verified={verify.data} />}
    </section>
  );
}

function Verified({ verified }: { readonly verified: Answered<"verifyAuditTrail"> }) {
  const { firstBreak, lastChangeNumber, lastHash } = verified;
  if (firstBreak) {
    return (
      <div className="notice notice-failed" role="alert">
        <strong>The trail is broken at change {firstBreak.changeNumber}</strong>
        <p>{REASONS[firstBreak.reason]}.</p>
      </div>
    );
  }
  return (
    <div className="notice">
      <strong>Nothing was altered</strong>
      <p>
        All changes up to {lastChangeNumber} are as they were written. Keep the last hash elsewhere
        to ask for it again: <code>{lastHash}</code>
      </p>
    </div>
  );
}
