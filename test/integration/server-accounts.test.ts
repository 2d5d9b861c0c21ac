import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, lstatSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { locateEmbedded } from '../../src/server/local/locateEmbedded.ts';
import { openLocal } from '../../src/server/local/openLocal.ts';
import { findServerAccount } from '../../src/server/local/ServerAccount.ts';
import { newRunId } from '../../src/server/RunId.ts';
import { startWatchdog } from '../../src/server/watchdog/startWatchdog.ts';
import { postgresSpec, queryValue } from '../support/postgresSpec.ts';
import { refusalIn } from '../support/refusal.ts';
import { startServerProcess, temporaryDirectory } from '../support/ServerProcess.ts';
import { assert, suite } from '../support/suite.ts';

const isRoot = process.getuid?.() === 0;
const ordinary = isRoot ? findServerAccount() : null;
const program = fileURLToPath(import.meta.url);

suite('the embedded server', ({ test, skip }) => {
  test('runs from a checkout that is closed to others and whose install scripts were held back', async () => {
    const closed = mkdtempSync(join(tmpdir(), 'pgrehearse-test-'));
    try {
      const embedded = locateEmbedded();
      const root = join(closed, 'native');
      const filter = (path: string) => !lstatSync(path).isSymbolicLink() && !path.endsWith('.a');
      cpSync(dirname(embedded.bin), root, { recursive: true, filter });
      chmodSync(join(root, 'share'), 0o700);
      chmodSync(join(root, 'share', 'postgresql', 'postgres.bki'), 0o600);
      const server = await openLocal(
        {
          run: newRunId(),
          request: { postgres: postgresSpec(), databaseUrl: null, disposable: false },
          watchdog: startWatchdog(),
          say: () => {},
        },
        { ...embedded, root, bin: join(root, 'bin') },
      );
      try {
        assert.match(String(await queryValue(server, 'postgres', 'select version()')), 'PostgreSQL 18');
      } finally {
        await server.stop();
      }
    } finally {
      rmSync(closed, { recursive: true });
    }
  });

  if (ordinary === null) skip('runs for an ordinary user', 'these tests already run as one');
  else if (!mayRead(ordinary.uid)) {
    skip('runs for an ordinary user', `the account ${ordinary.name} cannot read this checkout`);
  } else {
    test('runs for an ordinary user', async () => {
      const directory = temporaryDirectory();
      const home = join(directory, 'home');
      mkdirSync(home);
      for (const path of [directory, home]) chownSync(path, ordinary.uid, ordinary.gid);
      const { uid, gid } = ordinary;
      const request = { postgres: { server: 'embedded' }, stop: true };
      const server = startServerProcess(request, { directory, uid, gid, env: { HOME: home } });
      await server.says('open');
      await new Promise((resolve) => server.child.once('close', resolve));
      assert.is(server.child.exitCode, 0);
      rmSync(directory, { recursive: true });
    });
  }

  const small = isRoot ? mountSmall() : null;
  if (small === null) skip('says that no space is left', 'mounting a small file system needs root');
  else {
    test('says that no space is left', async () => {
      try {
        const error = await refusalIn(small, { server: 'embedded' });
        assert.is(error.code, 'disk/full');
        assert.match(error.message, small);
        assert.match(error.detail!, /no space left/i);
      } finally {
        spawnSync('umount', [small]);
        rmSync(small, { recursive: true });
      }
    });
  }
});

function mayRead(uid: number): boolean {
  const attempt = `require('node:fs').readFileSync(${JSON.stringify(program)})`;
  return spawnSync(process.execPath, ['-e', attempt], { cwd: '/', uid }).status === 0;
}

function mountSmall(): string | null {
  const directory = temporaryDirectory();
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', directory]).status === 0) return directory;
  rmSync(directory, { recursive: true });
  return null;
}
