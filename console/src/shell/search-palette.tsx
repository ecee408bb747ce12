import { Modal, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, useState } from "react";
import { Failed } from "../ui/states.tsx";
import { type Found, searchQuery } from "./search.ts";
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

function Search({ onClose }: { readonly onClose: () => void }) {
  const router = useRouter();
  const [text, setText] = useState("");
  const [wanted] = useDebouncedValue(text.trim(), 150);
  const [active, setActive] = useState(0);
  const query = useQuery({ ...searchQuery(wanted), enabled: wanted.length >= 2 });
  const found = query.data ?? [];
  const go = (one: Found | undefined) => {
    if (!one) return;
    onClose();
    router.history.push(one.address);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") go(found[active]);
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || found.length === 0) return;
    event.preventDefault();
    setActive((active + step + found.length) % found.length);
  };
  return (
    <>
      <TextInput
        aria-label="Number or name"
        placeholder="Number or name of an account, subscription, order, document"
        data-autofocus
        autoFocus
        value={text}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setActive(0);
        }}
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls="found"
        aria-activedescendant={found.length > 0 ? `found-${active}` : ""}
      />
      {query.error && <Failed error={query.error} what="what you search" />}
      <FoundList found={found} active={active} onGo={go} />
      <p className="quiet" role="status">
        {hint(wanted, query.isFetching, found.length)}
      </p>
    </>
  );
}

type FoundListProps = {
  readonly found: readonly Found[];
  readonly active: number;
  readonly onGo: (one: Found) => void;
};

const FoundList = ({ found, active, onGo }: FoundListProps) => (
  <div id="found" role="listbox" aria-label="Found" className={classes.found}>
    {found.map((one, index) => (
      // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the text, as in every combobox
      <div
        key={one.address + one.title}
        id={`found-${index}`}
        role="option"
        tabIndex={-1}
        aria-selected={index === active}
        className={classes.one}
        onClick={() => onGo(one)}
      >
        <span>{one.title}</span>
        <span className="quiet">{one.detail}</span>
      </div>
    ))}
  </div>
);

function hint(wanted: string, isFetching: boolean, count: number): string {
  if (wanted.length < 2) return "Two characters or more; what it begins with.";
  if (isFetching) return "Searching …";
  return count === 0 ? `Nothing begins with “${wanted}”.` : `${count} found`;
}
