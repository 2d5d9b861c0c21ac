import type { CommandContext } from './Command.ts';

/** Leaves the database up and waits: Ctrl-C, which removes everything, is the only way on. */
export function keepUntilInterrupted(
  url: string,
  evidence: string,
  { terminal, cleanup }: Pick<CommandContext, 'terminal' | 'cleanup'>,
): Promise<void> {
  terminal.err(
    `kept: ${url}\nIt is as it was before the pending migrations. Ctrl-C removes it.\n` +
      `What was seen is in ${evidence}; for a report: pgrehearse judge ${evidence}\n`,
  );
  const alive = setInterval(() => undefined, 60_000);
  return new Promise((resolve) => {
    cleanup.add(async () => {
      clearInterval(alive);
      resolve();
    });
  });
}
