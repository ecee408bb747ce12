import { useId, useState } from "react";
import { ask, isEmbedded, type Page } from "./api.ts";
import { Frame } from "./frame.tsx";
import { type Language, useWords } from "./language.tsx";
import type { Before } from "./my-account.tsx";
import { Failed, Heading } from "./parts.tsx";
import { useDoing } from "./use-answer.ts";

type SignInProps = {
  readonly page: Page | undefined;
  readonly before: Before;
  readonly onLanguage: (language: Language) => void;
};

export function SignIn({ page, before, onLanguage }: SignInProps) {
  const { say } = useWords();
  return (
    <Frame page={page} onLanguage={onLanguage}>
      <Heading>{say("signInTitle")}</Heading>
      {before !== "first" && <p role="status">{say(before)}</p>}
      {!page && <p>{say("pageOff")}</p>}
      {page && isEmbedded && <p>{say("frameEnded")}</p>}
      {page &&
        !isEmbedded &&
        (page.sendsLinks ? <AskForLink page={page} /> : <p>{say("whichMerchant")}</p>)}
    </Frame>
  );
}

function AskForLink({ page }: { readonly page: Page }) {
  const { say } = useWords();
  const id = useId();
  const [email, setEmail] = useState("");
  const [sent, setSent] = useState<{ readonly email: string; readonly minutes: string }>();
  const asking = useDoing(async (emailAddress: string) => {
    const body = { emailAddress, merchant: page.merchant };
    const { minutes } = await ask<{ minutes: string }>("POST", "/sign-in-links", { body });
    setSent({ email: emailAddress, minutes });
  });
  if (sent) return <p role="status">{say("linkSent", sent)}</p>;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        asking.start(email.trim());
      }}
    >
      <p>{say("signInIntro")}</p>
      <label htmlFor={id}>{say("emailAddress")}</label>
      <input
        id={id}
        type="email"
        autoComplete="email"
        required={true}
        maxLength={254}
        value={email}
        onChange={({ target }) => setEmail(target.value)}
      />
      {asking.error && <Failed error={asking.error} />}
      <button type="submit" className="primary" disabled={asking.isDoing}>
        {say("sendLink")}
      </button>
    </form>
  );
}
