import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { QuittanceError } from "#client/index.ts";
import { entrance, rememberSession } from "../../api/client.ts";
import type { Answered } from "../../api/exactly.ts";
import { ask, queryClient, sessionQuery } from "../../api/queries.ts";
import { lastEntity } from "../../shell/tabs.ts";
import { problemInWords } from "./problems.ts";
import classes from "./sign-in-page.module.css";

type Ways = Answered<"getSignInWays">;

/** Of a server that does not answer: the form says so when it is sent. */
const USUAL = { password: true, openId: null };

export function SignInPage() {
  const { problem } = useSearch({ from: "/sign-in" });
  const query = useQuery({ ...ask.getSignInWays({}), staleTime: Number.POSITIVE_INFINITY });
  const words = problemInWords(problem);
  return (
    <main className={classes.page}>
      <div className={classes.form}>
        <h1>Quittance</h1>
        <p className="quiet">Sign in to the console.</p>
        {words && <Refused words={words} />}
        {(query.data || query.error) && <WaysIn ways={query.data ?? USUAL} />}
      </div>
    </main>
  );
}

function WaysIn({
  ways: { password, openId },
}: {
  readonly ways: Pick<Ways, "password" | "openId">;
}) {
  return (
    <>
      {password && <PasswordForm />}
      {openId && <ProviderLink openId={openId} isOnly={!password} />}
    </>
  );
}

type ProviderLinkProps = {
  readonly openId: NonNullable<Ways["openId"]>;
  readonly isOnly: boolean;
};

/** A link and no button: the browser leaves the console. */
function ProviderLink({ openId: { label, address }, isOnly }: ProviderLinkProps) {
  const { next = "/" } = useSearch({ from: "/sign-in" });
  return (
    <Button
      component="a"
      href={`${address}?${new URLSearchParams({ next })}`}
      variant={isOnly ? "filled" : "default"}
      fullWidth
    >
      {label}
    </Button>
  );
}

function PasswordForm() {
  const { next = "/" } = useSearch({ from: "/sign-in" });
  const router = useRouter();
  const [userName, setUserName] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useMutation({
    mutationFn: () =>
      entrance.createSession({ body: { userName, password, entityId: lastEntity() } }),
    onSuccess: async (session) => {
      rememberSession(session);
      queryClient.setQueryData(sessionQuery.queryKey, session);
      router.history.push(isOurs(next) ? next : "/");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <form className={classes.fields} onSubmit={submit}>
      {signIn.error && <Refused words={refusalInWords(signIn.error)} />}
      <TextInput
        label="User name"
        autoComplete="username"
        required
        withAsterisk={false}
        autoFocus
        value={userName}
        onChange={(event) => setUserName(event.currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" fullWidth loading={signIn.isPending}>
        Sign in
      </Button>
    </form>
  );
}

/** Only addresses of this console: "//elsewhere" would be another host. */
const isOurs = (address: string): boolean => /^\/(?![/\\])[\x21-\x7e]*$/.test(address);

const Refused = ({ words }: { readonly words: string }) => (
  <div className="notice notice-failed" role="alert">
    {words}
  </div>
);

function refusalInWords(error: Error): string {
  if (!(error instanceof QuittanceError)) return "The server does not answer.";
  return error.status === 401 ? "User name or password is wrong." : error.message;
}
