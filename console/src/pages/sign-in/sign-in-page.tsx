import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { QuittanceError } from "#client/index.ts";
import { api, rememberCsrfToken } from "../../api/client.ts";
import { queryClient, sessionQuery } from "../../api/queries.ts";
import classes from "./sign-in-page.module.css";

export function SignInPage() {
  const { next = "/" } = useSearch({ from: "/sign-in" });
  const router = useRouter();
  const [userName, setUserName] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useMutation({
    mutationFn: () => api.createSession({ body: { userName, password } }),
    onSuccess: async (session) => {
      rememberCsrfToken(session.csrfToken);
      queryClient.setQueryData(sessionQuery.queryKey, session);
      router.history.push(isOurs(next) ? next : "/");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <main className={classes.page}>
      <form className={classes.form} onSubmit={submit}>
        <h1>Quittance</h1>
        <p className="quiet">Sign in to the console.</p>
        {signIn.error && <Refusal error={signIn.error} />}
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
    </main>
  );
}

/** Only addresses of this console: "//elsewhere" would be another host. */
const isOurs = (address: string): boolean => /^\/(?![/\\])/.test(address);

function Refusal({ error }: { readonly error: Error }) {
  const isWrong = error instanceof QuittanceError && error.status === 401;
  const message = isWrong
    ? "User name or password is wrong."
    : error instanceof QuittanceError
      ? error.message
      : "The server does not answer.";
  return (
    <div className="notice notice-failed" role="alert">
      {message}
    </div>
  );
}
