import { availableParallelism } from 'node:os';
import type { Client } from 'pg';
import type { RepeatEvidence } from '../../evidence/Evidence.ts';
import type { LockSighting } from '../../evidence/MigrationEvidence.ts';
import type { Clock } from '../Clock.ts';
import { type Wait, WaitFollower } from '../waits/WaitFollower.ts';
import { LockFollower } from './LockFollower.ts';
import { LookCost } from './LookCost.ts';
import { Looks } from './Looks.ts';
import { Pace } from './Pace.ts';

/** Looks at the server's locks every few milliseconds, on a connection of its own. */
export class LockSampler {
  readonly #client: Client;
  readonly #clock: Clock;
  readonly #looks: Looks;
  readonly #locks = new LockFollower();
  readonly #waits = new WaitFollower();
  readonly #cores = availableParallelism();
  readonly #pace = new Pace(this.#cores);
  readonly #intervals: number[] = [];
  #cost: LookCost | null = null;
  #previousMs: number | null = null;
  #fromMs: number | null = null;
  /** Since when statements ran that no look has followed yet; null where none did. */
  #busyMs: number | null = null;
  #running = false;
  #longestGapMs = 0;
  #stopped = false;
  #loop: Promise<void> | null = null;
  #failure: unknown = null;
  #wake: () => void = () => {};

  constructor(client: Client, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
    this.#looks = new Looks(client, clock);
  }

  async start(): Promise<void> {
    await this.#looks.open();
    this.#cost = await LookCost.measure(this.#client, async () => void (await this.#looks.take()));
    await this.#lookOnce();
    this.#loop = this.#run();
  }

  /** From now on the locks of this backend are followed, often while a statement of it runs. */
  follow(backend: number): void {
    this.#looks.followed.add(backend);
  }

  statementBegins(): void {
    this.#running = true;
    this.#busyMs ??= this.#clock();
    this.#wake();
  }

  statementEnds(): void {
    this.#running = false;
  }

  /** From now on the locks of all backends are followed but these: a tool's are not known before they come. */
  followAllBut(backends: readonly number[]): void {
    this.#looks.strangersTo = backends;
    // Nobody tells when its statements run.
    this.statementBegins();
  }

  /** The locks that were seen so far. */
  get sightings(): LockSighting[] {
    return this.#locks.sightings;
  }

  /** Stops after one more look; gives what was seen. */
  async stop(): Promise<{
    sightings: LockSighting[];
    waits: Wait[];
    sampler: RepeatEvidence['sampler'];
    failure: unknown;
  }> {
    this.#stopped = true;
    this.#wake();
    await this.#loop;
    const { sightings } = this.#locks;
    return { sightings, waits: this.#waits.waits, sampler: this.#facts(), failure: this.#failure };
  }

  #facts(): RepeatEvidence['sampler'] {
    if (this.#fromMs === null || !this.#cost) return null;
    const toMs = this.#previousMs ?? this.#fromMs;
    const { backendMs, ownMs, measured } = this.#cost.spent;
    const inOrder = this.#intervals.toSorted((a, b) => a - b);
    return {
      fromMs: this.#fromMs,
      toMs,
      samples: this.#intervals.length + 1,
      longestGapMs: this.#longestGapMs,
      medianIntervalMs: inOrder[inOrder.length >> 1] ?? 0,
      cost: {
        backendMs,
        ownMs,
        measured,
        share: backendMs / (Math.max(1, toMs - this.#fromMs) * this.#cores),
      },
    };
  }

  async #run(): Promise<void> {
    try {
      while (!this.#stopped) {
        await this.#pause();
        await this.#lookOnce();
      }
    } catch (error) {
      this.#failure = error;
    }
  }

  /** Until the next look is due, which a statement that begins may hasten. */
  async #pause(): Promise<void> {
    for (;;) {
      const due = this.#previousMs! + this.#pace.intervalMs(this.#busyMs !== null);
      const left = due - this.#clock();
      if (left <= 0 || this.#stopped) break;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    // A look that follows at once still lets everything else of this process have its turn.
    await new Promise((resolve) => setImmediate(resolve));
  }

  async #lookOnce(): Promise<void> {
    const wasBusySince = this.#busyMs;
    const stillRuns = this.#running;
    const { look, locks, leaders, waiting, rows } = await this.#looks.take();
    if (locks) this.#locks.follow(locks, leaders, look);
    else this.#locks.same(look);
    if (waiting) this.#waits.follow(waiting, this.#looks.followed, look.sentMs, look.receivedMs);
    this.#fromMs ??= look.sentMs;
    if (this.#previousMs !== null) {
      this.#intervals.push(look.sentMs - this.#previousMs);
      // What happens while no statement runs is bounded by the statements.
      if (wasBusySince !== null)
        this.#longestGapMs = Math.max(
          this.#longestGapMs,
          look.sentMs - Math.max(this.#previousMs, wasBusySince),
        );
    }
    if (wasBusySince !== null) this.#busyMs = stillRuns || this.#running ? look.sentMs : null;
    this.#previousMs = look.sentMs;
    this.#pace.spend(this.#cost!.add(rows), this.#clock());
  }
}
