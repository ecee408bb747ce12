import { Button, TextInput } from "@mantine/core";
import { useState } from "react";

type WhoseAccountProps = {
  /** "Who has paid, or is to pay." */
  readonly description: string;
  readonly onAccount: (accountNumber: string) => void;
};

/** Asked first: nothing else can be chosen before it is known. */
export function WhoseAccount({ description, onAccount }: WhoseAccountProps) {
  const [account, setAccount] = useState("");
  const number = account.trim();
  return (
    <form
      className="panel stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (number !== "") onAccount(number);
      }}
    >
      <TextInput
        className="field"
        label="Account number"
        description={description}
        value={account}
        onChange={({ currentTarget: { value } }) => setAccount(value)}
      />
      <div>
        <Button type="submit" disabled={number === ""}>
          Go on
        </Button>
      </div>
    </form>
  );
}
