/** A percent of the machine's processor time is what looking may use. */
const allowedShare = 0.01;
/** What may be used before it was saved up, so that a short run is seen well, and the most that can be saved, in milliseconds. */
const creditMs = { first: 60, most: 200 };
/** From the begin of one look to the next. */
const interval = { busy: 5, idle: 40 };

/** How soon to look again: often while a statement runs, as far as the processor time allows. */
export class Pace {
  readonly #cores: number;
  #creditMs = creditMs.first;
  #sinceMs: number | null = null;
  /** Of late, in milliseconds of processor time. */
  #costMs = 0;

  constructor(cores: number) {
    this.#cores = cores;
  }

  /** After a look that cost so much. */
  spend(costMs: number, nowMs: number): void {
    const saved = (nowMs - (this.#sinceMs ?? nowMs)) * allowedShare * this.#cores;
    this.#sinceMs = nowMs;
    this.#creditMs = Math.min(creditMs.most, this.#creditMs + saved) - costMs;
    this.#costMs = this.#costMs === 0 ? costMs : this.#costMs * 0.9 + costMs * 0.1;
  }

  /** From the begin of the last look to the begin of the next one. */
  intervalMs(busy: boolean): number {
    const wanted = busy ? interval.busy : interval.idle;
    const affordable = this.#costMs / (allowedShare * this.#cores);
    return this.#creditMs > 0 ? wanted : Math.max(wanted, affordable);
  }
}
