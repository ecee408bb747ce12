import { Button, Modal } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Failed } from "./states.tsx";

type FormEndProps = {
  /** What is done, with its amount: "Refund 30.00 USD". */
  readonly verb: string;
  /** What it is done to, where it fails. */
  readonly what: string;
  readonly isReady: boolean;
  /** Why it is not. */
  readonly problem?: string | undefined;
  /** Asked once more before it is done: where money is moved. */
  readonly question?: ReactNode;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onLeave: () => void;
  readonly onSend: () => void;
};

/** The end of a form: to leave it, or to do what its button says. */
export function FormEnd(props: FormEndProps) {
  const { verb, what, isReady, problem, question, isPending, error, onLeave, onSend } = props;
  const [isAsking, setAsking] = useState(false);
  const failed = Boolean(error) && <Failed error={error} what={what} title="Nothing was done" />;
  return (
    <div className="stack">
      <p className="ending owed" role="status">
        {problem}
      </p>
      {!isAsking && failed}
      <div className="row">
        <Button variant="default" onClick={onLeave}>
          Leave it as it is
        </Button>
        <Button
          disabled={!isReady}
          loading={isPending && !isAsking}
          onClick={() => (question === undefined ? onSend() : setAsking(true))}
        >
          {question === undefined ? verb : `${verb} …`}
        </Button>
      </div>
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`${verb}?`}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <div className="stack">
          <div>{question}</div>
          {failed}
          <div className="row">
            <Button variant="default" onClick={() => setAsking(false)}>
              Not yet
            </Button>
            <Button loading={isPending} onClick={onSend}>
              {verb}
            </Button>
          </div>
        </div>
      </Modal>
    </div>
  );
}
