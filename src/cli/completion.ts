import type { Command, Option } from "commander";

export const SHELLS = ["bash", "zsh"] as const;
type Shell = (typeof SHELLS)[number];

/** Commands with what is under them, and the options of the command that is being written. */
export function completionScript(program: Command, shell: Shell = "bash"): string {
  const bash = `_quittance() {
  local words command="" under="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in
      -*) ;;
      *) if [ -z "$command" ]; then command="$word"; else under="$word"; break; fi ;;
    esac
  done
  case "$command $under" in
${casesOf(program).join("\n")}
    *) words="${namesOf(program)} ${optionsOf(program)}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _quittance quittance`;
  return shell === "bash" ? bash : `autoload -U +X bashcompinit && bashcompinit\n${bash}`;
}

/** Those of two words come first: the pattern of one word matches whatever follows it. */
function casesOf(program: Command): string[] {
  const ofAll = optionsOf(program);
  return program.commands.flatMap((command) => [
    ...command.commands.map((under) =>
      caseOf(`"${command.name()} ${under.name()}"`, [optionsOf(under), ofAll]),
    ),
    caseOf(`"${command.name()} "*`, [namesOf(command), optionsOf(command), ofAll]),
  ]);
}

const caseOf = (pattern: string, words: readonly string[]): string =>
  `    ${pattern}) words="${words.filter((word) => word !== "").join(" ")}" ;;`;

const namesOf = ({ commands }: Command): string => commands.map((each) => each.name()).join(" ");

/** Words that an option may be are words as well. */
const optionsOf = (command: Command): string =>
  command.options
    .flatMap((option: Option) => [
      ...(option.long ? [option.long] : []),
      ...(option.argChoices ?? []),
    ])
    .join(" ");
