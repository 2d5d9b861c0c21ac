/** Observers' backends may use a percent of the machine's processor time; those that ask after each statement need some of it. */
const allowedShare = 0.008;
/** What is there at first, and the most that can be saved up while little happens; in milliseconds of processor time. */
const credit = { first: 10, most: 200 };
/** From the begin of one look to the begin of the next, in milliseconds. */
const interval = { busy: 5, idle: 40, most: 2_000 };

/** How soon to look again: often while a statement runs, as far as the processor time allows. */
export class Pace {
  readonly #earnedPerMs: number;
  #creditMs = credit.first;
  #sinceMs: number | null = null;

  constructor(cores: number) {
    this.#earnedPerMs = allowedShare * cores;
  }

  /** After a look that cost so much. */
  spend(costMs: number, nowMs: number): void {
    const earned = (nowMs - (this.#sinceMs ?? nowMs)) * this.#earnedPerMs;
    this.#sinceMs = nowMs;
    this.#creditMs = Math.min(credit.most, this.#creditMs + earned) - costMs;
  }

  /** From the begin of the last look to the begin of the next one. */
  intervalMs(busy: boolean): number {
    const wanted = busy ? interval.busy : interval.idle;
    const untilPaid = Math.max(0, -this.#creditMs) / this.#earnedPerMs;
    return Math.min(interval.most, Math.max(wanted, untilPaid));
  }
}
