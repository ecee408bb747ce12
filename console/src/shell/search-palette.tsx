import { Modal, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, useState } from "react";
import { Failed } from "../ui/states.tsx";
import { isMeant, useCommands } from "./commands.ts";
import { searchQuery } from "./search.ts";
import classes from "./search-palette.module.css";

type SearchPaletteProps = { readonly isOpen: boolean; readonly onClose: () => void };

export const SearchPalette = ({ isOpen, onClose }: SearchPaletteProps) => (
  <Modal
    opened={isOpen}
    onClose={onClose}
    title="Search"
    size="lg"
    transitionProps={{ duration: 0 }}
    closeButtonProps={{ "aria-label": "Close" }}
  >
    <Search onClose={onClose} />
  </Modal>
);

const MOST_COMMANDS = 8;

/** What of it can be chosen: commands first, then what was found. */
type Choice = { readonly title: string; readonly detail: string; readonly run: () => void };

function useChoices(text: string, onClose: () => void) {
  const router = useRouter();
  const commandsNow = useCommands();
  // Buttons of the page are gathered once, before the palette covers it.
  const [commands] = useState(commandsNow);
  const [wanted] = useDebouncedValue(text, 150);
  const query = useQuery({ ...searchQuery(wanted), enabled: wanted.length >= 2 });
  const close = (then: () => void) => () => {
    onClose();
    then();
  };
  const choices: Choice[] = [
    ...commands.filter((command) => isMeant(command, text)).slice(0, MOST_COMMANDS),
    ...(text.length >= 2 ? (query.data ?? []) : []).map(({ title, detail, address }) => ({
      ...{ title, detail, run: () => router.history.push(address) },
    })),
  ].map(({ title, detail, run }) => ({ title, detail, run: close(run) }));
  return { choices, query, wanted };
}

function Search({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const { choices, query, wanted } = useChoices(text.trim(), onClose);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") choices[active]?.run();
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || choices.length === 0) return;
    event.preventDefault();
    setActive((active + step + choices.length) % choices.length);
  };
  return (
    <>
      <TextInput
        aria-label="Number, name, amount or command"
        placeholder="Number, name, e-mail, amount, day – or what you want to do"
        data-autofocus
        autoFocus
        value={text}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setActive(0);
        }}
        role="combobox"
        aria-expanded={choices.length > 0}
        aria-controls="found"
        aria-activedescendant={choices.length > 0 ? `found-${active}` : ""}
      />
      {query.error && <Failed error={query.error} what="what you search" />}
      <ChoiceList choices={choices} active={active} />
      <p className="quiet" role="status">
        {hint(wanted, query.isFetching, query.data?.length ?? 0)}
      </p>
    </>
  );
}

type ChoiceListProps = { readonly choices: readonly Choice[]; readonly active: number };

const ChoiceList = ({ choices, active }: ChoiceListProps) => (
  <div id="found" role="listbox" aria-label="Found" className={classes.found}>
    {choices.map(({ title, detail, run }, index) => (
      // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the text, as in every combobox
      <div
        key={`${detail} ${title}`}
        id={`found-${index}`}
        role="option"
        tabIndex={-1}
        aria-selected={index === active}
        className={classes.one}
        onClick={run}
      >
        <span>{title}</span>
        <span className="quiet">{detail}</span>
      </div>
    ))}
  </div>
);

function hint(wanted: string, isFetching: boolean, count: number): string {
  if (wanted.length < 2)
    return "Two characters or more: what it begins with, an amount such as 7.74, or a day.";
  if (isFetching) return "Searching …";
  return count === 0 ? `Nothing is found by “${wanted}”.` : `${count} found`;
}
