import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Processes whose command line has a word; Linux alone shows it. */
export function processesNamed(word: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) &&
        readFileSync(join('/proc', pid, 'cmdline'), 'utf8')
          .split('\0')
          .includes(word)
      );
    } catch {
      return false;
    }
  });
}
