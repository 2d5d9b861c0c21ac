import type { ResolvedScenario } from '../../scenario/ResolvedScenario.ts';
import type { Session } from './Session.ts';

/** How often, and with what lock_timeout, what runs into it is tried again. */
export type AttemptPolicy = Pick<ResolvedScenario['migrations'], 'lockTimeoutMs' | 'retries'>;

/** lock_not_available: of lock_timeout, and of NOWAIT. */
export const lockNotAvailable = '55P03';

/** Counts the attempts at one transaction, or at one statement outside of any. */
export class Attempts {
  readonly #policy: AttemptPolicy;
  #left: number;

  constructor(policy: AttemptPolicy) {
    this.#policy = policy;
    this.#left = policy.retries.times;
  }

  /** Whether another attempt is due; waits until it is. Gives the pause in milliseconds, or null. */
  async again(code: string | undefined): Promise<number | null> {
    if (code !== lockNotAvailable || this.#left === 0) return null;
    this.#left--;
    const { pauseMs } = this.#policy.retries;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    return pauseMs;
  }

  /** A new transaction has all attempts before it. */
  reset(): void {
    this.#left = this.#policy.retries.times;
  }

  /** Before each attempt, as teams do it. */
  async setTimeout(session: Session): Promise<void> {
    const { lockTimeoutMs } = this.#policy;
    if (lockTimeoutMs !== null) await session.setLockTimeout(lockTimeoutMs);
  }
}
