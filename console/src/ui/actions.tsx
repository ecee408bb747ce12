/** What can be done with what a page shows: the first of it as buttons, the rest behind "More". */
import { Button, Menu, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type LinkProps, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useSession } from "../shell/session.ts";
import { type Answers, type Ask, Asked, firstAnswers, givenOf, problemIn } from "./asked.tsx";
import { Failed } from "./states.tsx";

type Offered<Thing> = {
  /** On the button: "Post the invoice". */
  readonly verb: string;
  /** Permissions without which the server would refuse it. */
  readonly needs: readonly string[];
  readonly isOffered: (thing: Thing) => boolean;
};

/** Has a form of its own. */
type Linked<Thing> = Offered<Thing> & { readonly goesTo: (thing: Thing) => LinkProps };

/** Asks once more, beside the page. */
type Decided<Thing> = Offered<Thing> & {
  readonly whatItDoes: (thing: Thing) => string;
  readonly asks?: (thing: Thing) => readonly Ask[];
  /** On the last button, with its amounts; else the verb. */
  readonly says?: (thing: Thing, given: Answers) => string;
  readonly isLoss?: boolean;
  readonly send: (thing: Thing, given: Answers) => Promise<unknown>;
  /** Where to, when what the page shows is no more. */
  readonly leavesTo?: LinkProps["to"];
};

export type Action<Thing> = Linked<Thing> | Decided<Thing>;

const MOST_BUTTONS = 3;

type ActionsProps<Thing> = {
  readonly actions: readonly Action<Thing>[];
  readonly thing: Thing;
  /** "INV00000001" */
  readonly number: string;
  /** Of a row: all of them behind one button. */
  readonly isCompact?: boolean;
};

export function Actions<Thing>({ actions, thing, number, isCompact }: ActionsProps<Thing>) {
  const { permissions } = useSession();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Decided<Thing>>();
  const offered = actions.filter(
    ({ needs, isOffered }) =>
      isOffered(thing) && needs.every((permission) => permissions.includes(permission)),
  );
  const begin = (action: Action<Thing>) =>
    "goesTo" in action ? void navigate(action.goesTo(thing)) : setAsked(action);
  // One behind "More" could as well be seen.
  const most = offered.length === MOST_BUTTONS + 1 ? offered.length : MOST_BUTTONS;
  const shown = isCompact ? 0 : most;
  const others = offered.slice(shown);
  return (
    <>
      {offered.slice(0, shown).map((action) => (
        <Button key={action.verb} variant="default" onClick={() => begin(action)}>
          {action.verb} …
        </Button>
      ))}
      {others.length > 0 && (
        <Menu position="bottom-end">
          <Menu.Target>
            {isCompact ? (
              <Button variant="subtle" size="compact-sm">
                Change <span className="visually-hidden">{number}</span> …
              </Button>
            ) : (
              <Button variant="default">More …</Button>
            )}
          </Menu.Target>
          <Menu.Dropdown>
            {others.map((action) => (
              <Menu.Item key={action.verb} onClick={() => begin(action)}>
                {action.verb} …
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <Modal
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={`${asked?.verb ?? ""} ${number}`}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {asked && (
          <Decision
            action={asked}
            thing={thing}
            number={number}
            onClose={() => setAsked(undefined)}
          />
        )}
      </Modal>
    </>
  );
}

type DecisionProps<Thing> = {
  readonly action: Decided<Thing>;
  readonly thing: Thing;
  readonly number: string;
  readonly onClose: () => void;
};

function Decision<Thing>({ action, thing, number, onClose }: DecisionProps<Thing>) {
  const { verb, whatItDoes, says, isLoss, send, leavesTo } = action;
  const asks = action.asks?.(thing) ?? [];
  const [answers, setAnswers] = useState(() => firstAnswers(asks));
  const given = givenOf(asks, answers);
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const done = useMutation({
    mutationFn: () => send(thing, given),
    onSuccess: async () => {
      onClose();
      if (leavesTo) await navigate({ to: leavesTo });
      await queryClient.invalidateQueries();
    },
  });
  const isReady = asks.every((each) => problemIn(each, answers) === undefined);
  return (
    <div className="stack">
      <p className="ending">{whatItDoes(thing)}</p>
      <Asked
        asks={asks}
        answers={answers}
        onAnswer={(name, text) => setAnswers({ ...answers, [name]: text })}
      />
      {done.error && <Failed error={done.error} what={number} title="Nothing was done" />}
      <div className="row">
        <Button variant="default" onClick={onClose}>
          Leave it as it is
        </Button>
        <Button
          {...(isLoss && { color: "red" })}
          disabled={!isReady}
          loading={done.isPending}
          onClick={() => done.mutate()}
        >
          {isReady && says ? says(thing, given) : verb}
        </Button>
      </div>
    </div>
  );
}
