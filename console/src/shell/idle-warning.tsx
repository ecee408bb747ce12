import { Button, Modal } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { entrance } from "../api/client.ts";
import { queryClient, sessionQuery, signedOut } from "../api/queries.ts";
import { useSession } from "./session.ts";
import { lastUse, noteUse } from "./tabs.ts";

/** So long one is warned, in seconds. */
const WARNED = 60;
/** So much earlier than the server may a browser be at its end: the server notes a use twice a minute. */
const SPARE = 30;

/** Whoever does nothing for a while is asked whether he is there, and is signed out if he is not. */
export function IdleWarning() {
  const left = useSecondsLeft();
  const stay = useMutation({
    mutationFn: () => queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 }),
    onSuccess: noteUse,
  });
  const leave = useMutation({
    // Another tab may have ended it a moment before; the server ends it by itself in any case.
    mutationFn: () => entrance.deleteSession().catch(() => undefined),
    onSettled: () => signedOut("idle"),
  });
  const { mutate: end } = leave;
  const isOver = left <= 0;
  useEffect(() => {
    if (isOver) end();
  }, [isOver, end]);
  return (
    <Modal
      opened={left <= WARNED}
      onClose={() => stay.mutate()}
      title="Are you still there?"
      closeButtonProps={{ "aria-label": "Stay signed in" }}
    >
      <div className="stack">
        <p className="ending" role="timer">
          Nothing was done for a while. You are signed out in {Math.max(left, 0)} seconds.
        </p>
        <div className="row">
          <Button variant="default" loading={leave.isPending} onClick={() => end()}>
            Sign out now
          </Button>
          <Button data-autofocus loading={stay.isPending} onClick={() => stay.mutate()}>
            Stay signed in
          </Button>
        </div>
      </div>
    </Modal>
  );
}

/** Until the session ends if nothing is done, in whichever tab. */
function useSecondsLeft(): number {
  const idleSeconds = Number(useSession().idleSeconds);
  const leftNow = () => Math.ceil((lastUse() - Date.now()) / 1000) + idleSeconds - SPARE;
  const [left, setLeft] = useState(leftNow);
  useEffect(() => {
    // Most of the time nothing changes that is shown.
    const look = () => setLeft(Math.min(leftNow(), WARNED + 1));
    const timer = setInterval(look, 1000);
    return () => clearInterval(timer);
  });
  return left;
}
