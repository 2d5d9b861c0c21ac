import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const made: string[] = [];
process.on('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A folder with these files, by relative path, that is removed when the process ends; or one that is there already, with these files added. */
export function temporaryFolder(
  files: Readonly<Record<string, string | Buffer>> = {},
  folder = newFolder(),
): string {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return folder;
}

function newFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pgrehearse-test-')));
  made.push(folder);
  return folder;
}
