import type { CommandContext } from './Command.ts';

/** Leaves what was started up and waits: Ctrl-C, which removes everything, is the only way on. */
export function keepUntilInterrupted(
  text: string,
  { terminal, cleanup }: Pick<CommandContext, 'terminal' | 'cleanup'>,
): Promise<void> {
  terminal.err(`${text}\n`);
  const alive = setInterval(() => undefined, 60_000);
  return new Promise((resolve) => {
    cleanup.add(async () => {
      clearInterval(alive);
      resolve();
    });
  });
}
