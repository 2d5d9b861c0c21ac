import { ExitCode } from '../errors.ts';

/** What has to be undone, whatever ends the run; the last thing first. */
export class Cleanup {
  readonly #steps: (() => Promise<unknown>)[] = [];
  #signal: string | null = null;

  /** The signal that ends the run, once there was one: what fails from then on fails because of it. */
  get signal(): string | null {
    return this.#signal;
  }

  /** Gives a function that does the step now instead of later. */
  add(step: () => Promise<unknown>): () => Promise<void> {
    this.#steps.push(step);
    return async () => {
      const index = this.#steps.indexOf(step);
      if (index === -1) return;
      this.#steps.splice(index, 1);
      await step();
    };
  }

  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) await step().catch(() => undefined);
  }

  /** On SIGINT and SIGTERM, cleans up and then leaves; a second signal changes nothing, so that it ends orderly. */
  onSignals(said: (signal: string) => void): void {
    const codes = {
      SIGINT: ExitCode.interrupted,
      SIGTERM: ExitCode.terminated,
      SIGHUP: ExitCode.terminated,
    } as const;
    for (const [signal, code] of Object.entries(codes)) {
      process.on(signal, () => {
        if (this.#signal !== null) return;
        this.#signal = signal;
        said(signal);
        void this.run().finally(() => process.exit(code));
      });
    }
  }
}
