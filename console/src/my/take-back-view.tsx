import { useState } from "react";
import { ask, type Subscription } from "./api.ts";
import { useWords } from "./language.tsx";
import { BackLink, Failed, Heading, Shown } from "./parts.tsx";
import { addressOf } from "./route.ts";
import { useAnswer, useDoing } from "./use-answer.ts";

/** Takes back a cancel that has not taken effect. */
export function TakeBackView({ orderNumber }: { readonly orderNumber: string }) {
  const { say } = useWords();
  const answered = useAnswer<{ subscriptions: Subscription[] }>("GET", "/subscriptions");
  const [isDone, setDone] = useState(false);
  const doing = useDoing(async () => {
    await ask("POST", `/cancels/${encodeURIComponent(orderNumber)}/take-back`, { body: {} });
    setDone(true);
  });
  return (
    <>
      <BackLink />
      <Shown of={answered}>
        {({ subscriptions }) => {
          const found = subscriptions.find((each) => each.takeBackOrderNumber === orderNumber);
          const plan = found?.planName ?? "";
          if (isDone) {
            return (
              <div key="done">
                <Heading>{say("takenBackTitle")}</Heading>
                <p role="status">{say("takenBack", { plan })}</p>
                <p className="actions">
                  <a className="button" href={addressOf()}>
                    {say("toAccount")}
                  </a>
                </p>
              </div>
            );
          }
          return (
            <div key="asked">
              <Heading>{say("takeBack")}</Heading>
              <p>{found ? say("takeBackQuestion", { plan }) : say("failed")}</p>
              {doing.error && <Failed error={doing.error} />}
              {found && (
                <p className="actions">
                  <button
                    type="button"
                    className="primary"
                    disabled={doing.isDoing}
                    onClick={() => doing.start(undefined)}
                  >
                    {say("confirmTakeBack")}
                  </button>
                </p>
              )}
            </div>
          );
        }}
      </Shown>
    </>
  );
}
