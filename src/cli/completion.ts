import type { Command } from "commander";

/** For bash: commands, and the options of the command that is being written. */
export function completionScript(program: Command): string {
  const cases = program.commands.map(
    (command) => `    ${command.name()}) words="${optionsOf(command)} ${optionsOf(program)}" ;;`,
  );
  const names = program.commands.map((command) => command.name()).join(" ");
  return `_quittance() {
  local words command="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) command="$word"; break ;; esac
  done
  case "$command" in
${cases.join("\n")}
    *) words="${names} ${optionsOf(program)}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _quittance quittance`;
}

const optionsOf = (command: Command): string =>
  command.options.flatMap(({ long }) => long ?? []).join(" ");
