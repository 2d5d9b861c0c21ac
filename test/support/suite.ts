import { appendFileSync } from 'node:fs';
import { suite as uvuSuite } from 'uvu';

export * as assert from 'uvu/assert';

export interface SuiteContext {
  /** One fact. Fails when its body throws, outlasts `timeoutMs` (default 60 s), or a `before` threw. */
  test(name: string, body: () => unknown, options?: { timeoutMs?: number }): void;
  /** A fact that cannot be checked here, shown with its reason. */
  skip(name: string, reason: string): void;
  /** Runs once before the first test. */
  before(body: () => unknown): void;
  /** Runs once after the last test, failures included; its own failure is a failed test. */
  after(body: () => unknown): void;
  /** Text that is shown though everything passes: a table of what was measured. */
  show(text: string): void;
}

const setUpMs = 600_000;

/** uvu's suite, run at once (it cannot be forgotten), whose hooks cannot fail unseen. */
export function suite(name: string, define: (context: SuiteContext) => void): void {
  const uvu = uvuSuite(name);
  const befores: (() => unknown)[] = [];
  const afters: (() => unknown)[] = [];
  let setUp: Promise<void> | undefined;
  let count = 0;

  const outcome = async (test: string, body: () => unknown, timeoutMs: number) => {
    try {
      // What comes before the first test may take longer than a test: servers start, projects run.
      setUp ??= within(setUpMs, () => inOrder(befores));
      await setUp;
      await within(timeoutMs, body);
      report({ name, test, outcome: 'passed' });
    } catch (error) {
      report({ name, test, outcome: 'failed' });
      throw error;
    }
  };

  define({
    test(test, body, { timeoutMs = 60_000 } = {}) {
      count++;
      uvu(test, () => outcome(test, body, timeoutMs));
    },
    skip(test, reason) {
      count++;
      report({ name, test, outcome: 'skipped', reason });
      process.stdout.write(`SKIPPED ${name}: ${test} (${reason})\n`);
    },
    before: (body) => befores.push(body),
    after: (body) => afters.push(body),
    show: (text) => reportLine({ shown: text }),
  });

  if (count === 0) throw new Error(`suite '${name}' has no test`);
  if (afters.length > 0)
    uvu('cleans up', async () => {
      // Also what a set-up that failed has started: a server would keep the process alive.
      const failure = await setUp?.then(
        () => null,
        (error: unknown) => ({ error }),
      );
      if (failure) await within(120_000, () => inOrder(afters)).catch(() => {});
      await outcome('cleans up', () => (failure ? undefined : inOrder(afters)), 120_000);
    });
  uvu.run();
}

export type TestReport = {
  name: string;
  test: string;
  outcome: 'passed' | 'failed' | 'skipped';
  reason?: string;
};

export type ShownText = { shown: string };

function report(line: TestReport): void {
  reportLine(line);
}

function reportLine(line: TestReport | ShownText): void {
  const file = process.env['PGREHEARSE_TEST_REPORT'];
  if (file) appendFileSync(file, `${JSON.stringify(line)}\n`);
}

async function inOrder(bodies: (() => unknown)[]): Promise<void> {
  for (const body of bodies) await body();
}

async function within(timeoutMs: number, body: () => unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([body(), late]);
  } finally {
    clearTimeout(timer);
  }
}
