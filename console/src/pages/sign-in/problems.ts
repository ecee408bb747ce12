/** Why one is not here, or not any more, in words: the address names one of these, and no more. */
const PROBLEMS: Readonly<Record<string, string>> = {
  idle: "You were signed out, because nothing was done for half an hour.",
  unreachable: "The OpenID provider does not answer. Try again in a while.",
  denied: "The OpenID provider says that the sign-in was called off.",
  expired: "That took too long, or was used before. Sign in again.",
  lost: "This browser did not ask for that sign-in, or asked more than ten minutes ago. Sign in again.",
  failed:
    "What the OpenID provider has answered is not valid. Try again; if it stays, tell your administrator.",
  "not-allowed":
    "The OpenID provider knows you, but you may not sign in here. Ask your administrator for a user.",
};

/** Undefined for what is none of ours: nobody else puts words on this page. */
export const problemInWords = (problem: string | undefined): string | undefined =>
  problem !== undefined && Object.hasOwn(PROBLEMS, problem) ? PROBLEMS[problem] : undefined;
