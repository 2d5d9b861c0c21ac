import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { StartedTestContainer } from 'testcontainers';
import type { ServerPrograms } from '../ServerPrograms.ts';

const folder = '/tmp/pgrehearse';

/** The programs of the image, which fit its server. */
export function containerPrograms(container: StartedTestContainer): ServerPrograms {
  return {
    async put(path) {
      const target = `${folder}/${basename(path)}`;
      if (statSync(path).isDirectory())
        await container.copyDirectoriesToContainer([{ source: path, target, mode: 0o755 }]);
      else await container.copyFilesToContainer([{ source: path, target, mode: 0o644 }]);
      return target;
    },
    async run(program, args, env = {}) {
      const { exitCode, output } = await container.exec([program, ...args], {
        user: 'postgres',
        env: { ...env, LC_ALL: 'C' },
      });
      return { code: exitCode, output };
    },
  };
}
