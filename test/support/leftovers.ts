import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Project } from './project.ts';

/** What a project's runs have left: directories, and processes that work in them or name them. */
export function leftovers({ temporary, leftFolders }: Project): string[] {
  const processes = readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
    const command = quietly(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '));
    const folder = quietly(() => readlinkSync(`/proc/${pid}/cwd`));
    return command.includes(temporary) || folder.startsWith(temporary) ? [`process ${pid}: ${command}`] : [];
  });
  return [...leftFolders(), ...processes];
}

/** What is still left after so long; nothing as soon as nothing is. */
export async function leftoversAfter(project: Project, ms: number): Promise<string[]> {
  const deadline = performance.now() + ms;
  for (;;) {
    const left = leftovers(project);
    if (left.length === 0 || performance.now() > deadline) return left;
    await pause(100);
  }
}

/** A process that ends meanwhile, or is another user's, has nothing to read. */
function quietly(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
