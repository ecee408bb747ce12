/**
 * Answers to questions that are asked again and again, kept for a while. Who asks while a question
 * is under way waits for the same answer. What was not found is not remembered.
 */
export class RememberedAnswers<Answer extends object> {
  readonly #kept = new Map<string, { answer: Promise<Answer | undefined>; until: number }>();
  readonly #milliseconds: number;
  readonly #most: number;
  readonly #now: () => number;

  /** @param now  milliseconds since whenever */
  constructor(milliseconds: number, most: number, now: () => number = () => performance.now()) {
    this.#milliseconds = milliseconds;
    this.#most = most;
    this.#now = now;
  }

  get(question: string, ask: () => Promise<Answer | undefined>): Promise<Answer | undefined> {
    const now = this.#now();
    const kept = this.#kept.get(question);
    if (kept && kept.until > now) return kept.answer;
    const answer = this.#asked(question, ask);
    this.#makeRoom();
    this.#kept.set(question, { answer, until: now + this.#milliseconds });
    return answer;
  }

  forget(question: string): void {
    this.#kept.delete(question);
  }

  forgetAll(): void {
    this.#kept.clear();
  }

  async #asked(question: string, ask: () => Promise<Answer | undefined>) {
    let answer: Answer | undefined;
    try {
      answer = await ask();
      return answer;
    } finally {
      if (answer === undefined) this.#kept.delete(question);
    }
  }

  /** The oldest goes: a Map keeps the order of insertion. */
  #makeRoom(): void {
    if (this.#kept.size < this.#most) return;
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined) this.#kept.delete(oldest);
  }
}
