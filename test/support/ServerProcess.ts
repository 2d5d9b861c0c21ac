import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./openServerAndWait.ts', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));

/** A process with a server of its own and with a directory for temporary files of its own. */
export interface ServerProcess {
  child: ChildProcess;
  /** Its directory for temporary files: everything that it leaves behind is in there. */
  directory: string;
  /** What it said so far. */
  output(): string;
  /** Resolves with the text after a word that it says; rejects if it ends before. */
  says(word: string): Promise<string>;
  /** Ends it and its process group at once, as kill -9 does. */
  kill(): void;
}

/** Made where others may enter, because a server that root starts runs as another account. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'pgrehearse-test-'));
  chmodSync(directory, 0o755);
  return directory;
}

export function startServerProcess(
  request: object = {},
  { directory = temporaryDirectory(), ...options }: SpawnOptions & { directory?: string } = {},
): ServerProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify(request)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...options,
    env: { ...process.env, TMPDIR: directory, ...options.env },
  });
  let output = '';
  child.stdout?.on('data', (data) => (output += data));
  child.stderr?.on('data', (data) => (output += data));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    child,
    directory,
    output: () => output,
    says: async (word) => {
      const pattern = new RegExp(`^${word} (.*)$`, 'm');
      for (;;) {
        const match = pattern.exec(output);
        if (match) return match[1]!;
        if (
          (await Promise.race([ended.then(() => 'ended'), sleep(20)])) === 'ended' &&
          !pattern.test(output)
        ) {
          throw new Error(`it ended without '${word}': ${output}`);
        }
      }
    },
    kill: () => process.kill(-child.pid!, 'SIGKILL'),
  };
}

/** Processes that were given a directory for temporary files; Linux alone shows it. */
export function processesWith(directory: string): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return variables.includes(`TMPDIR=${directory}`) && command !== ''
          ? [{ pid: Number(pid), command }]
          : [];
      } catch {
        return [];
      }
    });
}

/** Run directories in it; other things there are the test runner's own. */
export function runDirectoriesIn(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => name.startsWith('pgrehearse-'))
    .map((name) => join(directory, name));
}

/** Waits until a process left nothing, at most the ten seconds that are promised; gives what is left. */
export async function leftAfterTenSeconds(directory: string): Promise<string[]> {
  const left = () => [
    ...processesWith(directory).map(({ pid, command }) => `process ${pid} ${command}`),
    ...runDirectoriesIn(directory),
  ];
  const deadline = Date.now() + 10_000;
  while (left().length > 0 && Date.now() < deadline) await sleep(50);
  const result = left();
  if (result.length === 0) rmSync(directory, { recursive: true, force: true });
  return result;
}
