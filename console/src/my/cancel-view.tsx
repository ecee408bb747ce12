import { useId, useState } from "react";
import { ask, type CancelChoice, type CancelPreview, type Receipt } from "./api.ts";
import { CancelAmounts } from "./cancel-amounts.tsx";
import { useWords } from "./language.tsx";
import { BackLink, Failed, Heading, Shown } from "./parts.tsx";
import { addressOf } from "./route.ts";
import { useAnswer, useDoing } from "./use-answer.ts";

type CancelViewProps = {
  readonly subscriptionNumber: string;
  readonly reasons: readonly string[];
  readonly onDone: (receipt: Receipt) => void;
};

/** What a cancel does is shown before it is asked for; what is confirmed is that, and nothing else. */
export function CancelView(props: CancelViewProps) {
  const path = `/subscriptions/${encodeURIComponent(props.subscriptionNumber)}`;
  const answered = useAnswer<CancelPreview>("POST", `${path}/cancel-previews`);
  return (
    <>
      <BackLink />
      <Shown of={answered}>
        {(preview) => (
          <Chosen {...props} path={path} preview={preview} onPreviewAgain={answered.again} />
        )}
      </Shown>
    </>
  );
}

type ChosenProps = CancelViewProps & {
  readonly path: string;
  readonly preview: CancelPreview;
  readonly onPreviewAgain: () => void;
};

const isPossible = ({ previewId }: CancelChoice): boolean => previewId !== undefined;

function Chosen({ path, preview, reasons, onDone, onPreviewAgain }: ChosenProps) {
  const { say } = useWords();
  const { planName, choices } = preview;
  const [policy, setPolicy] = useState(choices.find(isPossible)?.cancellationPolicy);
  const [reason, setReason] = useState("");
  const [was, setWas] = useState<CancelChoice>();
  const chosen = choices.find((each) => each.cancellationPolicy === policy);
  const committing = useDoing(async (choice: CancelChoice) => {
    const { cancellationPolicy, previewId } = choice;
    const body = { cancellationPolicy, previewId, reason: reason || null };
    await ask<Receipt>("POST", `${path}/cancels`, { body }).then(onDone, (error) => {
      // 409: something has moved. 404: the preview is forgotten after a day.
      if (error.status !== 409 && error.status !== 404) throw error;
      setWas(choice);
      onPreviewAgain();
    });
  });
  return (
    <>
      <Heading>{say("cancelTitle", { plan: planName })}</Heading>
      {!chosen && <p>{say("cannotCancel")}</p>}
      {chosen && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            committing.start(chosen);
          }}
        >
          <Policies choices={choices} chosen={chosen} onChoose={setPolicy} />
          {was && (
            <p role="alert" className="notice">
              {say("moved")}
            </p>
          )}
          <section aria-labelledby="happens" className="card">
            <h2 id="happens">{say("whatHappens")}</h2>
            <div aria-live="polite">
              {chosen.sentences?.map((sentence) => (
                <p key={sentence}>{sentence}</p>
              ))}
            </div>
            <CancelAmounts told={chosen} was={was} />
          </section>
          {reasons.length > 0 && (
            <ReasonField reasons={reasons} reason={reason} onChoose={setReason} />
          )}
          {committing.error && <Failed error={committing.error} />}
          <p className="actions">
            <button type="submit" className="primary" disabled={committing.isDoing}>
              {say("confirmCancel", { plan: planName })}
            </button>
            <a className="button" href={addressOf()}>
              {say("keepIt")}
            </a>
          </p>
        </form>
      )}
    </>
  );
}

type PoliciesProps = {
  readonly choices: readonly CancelChoice[];
  readonly chosen: CancelChoice;
  readonly onChoose: (policy: CancelChoice["cancellationPolicy"]) => void;
};

function Policies({ choices, chosen, onChoose }: PoliciesProps) {
  const { say, lastDay } = useWords();
  return (
    <fieldset>
      <legend>{say("whenTitle")}</legend>
      {choices.map((choice) => {
        const { cancellationPolicy: policy, cancelledDate } = choice;
        const isToday = policy === "SpecificDate";
        return (
          <label key={policy} className="choice">
            <input
              type="radio"
              name="policy"
              checked={policy === chosen.cancellationPolicy}
              disabled={!isPossible(choice)}
              onChange={() => onChoose(policy)}
            />
            <span>
              {say(`policy${policy}`)}
              <small>
                {!isPossible(choice) && say("notPossible")}
                {isPossible(choice) && !isToday && cancelledDate && lastDay(cancelledDate)}
              </small>
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}

type ReasonProps = {
  readonly reasons: readonly string[];
  readonly reason: string;
  readonly onChoose: (reason: string) => void;
};

function ReasonField({ reasons, reason, onChoose }: ReasonProps) {
  const { say } = useWords();
  const id = useId();
  return (
    <p>
      <label htmlFor={id}>{say("reason")}</label>
      <select id={id} value={reason} onChange={({ target }) => onChoose(target.value)}>
        <option value="">{say("noReason")}</option>
        {reasons.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    </p>
  );
}
