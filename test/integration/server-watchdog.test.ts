import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  leftAfterTenSeconds,
  processesWith,
  runDirectoriesIn,
  type ServerProcess,
  startServerProcess,
  temporaryDirectory,
} from '../support/ServerProcess.ts';
import { assert, suite } from '../support/suite.ts';

suite('after kill -9 of a whole process group', ({ test, skip }) => {
  if (process.platform !== 'linux') {
    return skip('a server is gone', 'processes are found in /proc, which Linux alone has');
  }
  const embedded = { postgres: { server: 'embedded' } };

  test('when the directory has just been made, nothing is left', () =>
    killWhen((directory) => existsSync(directory)));
  test('while initdb runs, nothing is left', () =>
    killWhen((directory) => existsSync(join(directory, 'data', 'base'))));
  test('while the server starts, nothing is left', () =>
    killWhen((directory) => existsSync(join(directory, 'server.log'))));
  test('once the server has written its pid, nothing is left', () =>
    killWhen((directory) => existsSync(join(directory, 'data', 'postmaster.pid'))));

  test('while the server runs, nothing is left', async () => {
    const server = startServerProcess(embedded);
    await server.says('open');
    server.kill();
    assert.equal(await leftAfterTenSeconds(server.directory), []);
  });

  test('and of the watchdog too, the next start removes what is left', async () => {
    const first = startServerProcess(embedded);
    await first.says('open');
    const [directory] = runDirectoriesIn(first.directory);
    const watchdog = processesWith(first.directory).find(({ command }) => command.includes('watch.ts'));
    process.kill(watchdog!.pid, 'SIGKILL');
    first.kill();
    await sleep(200);
    assert.ok(existsSync(directory!));

    const second = startServerProcess({ ...embedded, stop: true }, { directory: first.directory });
    await second.says('open');
    assert.not(existsSync(directory!));
    assert.equal(await leftAfterTenSeconds(first.directory), []);
  });

  test('another run that is alive stays', async () => {
    const directory = temporaryDirectory();
    const [first, second] = [
      startServerProcess(embedded, { directory }),
      startServerProcess(embedded, { directory }),
    ];
    const [, opened] = await Promise.all([first.says('open'), second.says('open')]);
    const kept = directoryOf(directory, JSON.parse(opened));
    first.kill();
    await untilOneIsLeft(directory);
    assert.equal(runDirectoriesIn(directory), [kept]);
    const third = startServerProcess({ ...embedded, stop: true }, { directory });
    await third.says('open');
    assert.ok(existsSync(join(kept, 'data', 'postmaster.pid')));
    second.kill();
    assert.equal(await leftAfterTenSeconds(directory), []);
  });

  async function killWhen(applies: (runDirectory: string) => boolean): Promise<void> {
    const server = startServerProcess(embedded);
    await until(server, () => runDirectoriesIn(server.directory).some(applies));
    server.kill();
    assert.equal(await leftAfterTenSeconds(server.directory), []);
  }
});

async function until(server: ServerProcess, applies: () => boolean): Promise<void> {
  while (!applies()) {
    if (server.child.exitCode !== null) throw new Error(`it ended before: ${server.output()}`);
    await sleep(1);
  }
  if (server.output().includes('open ')) throw new Error('it was open already');
}

function directoryOf(parent: string, { databasePrefix }: { databasePrefix: string }): string {
  return join(parent, `pgrehearse-${databasePrefix.split('_')[1]}`);
}

async function untilOneIsLeft(directory: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (runDirectoriesIn(directory).length > 1 && Date.now() < deadline) await sleep(50);
}
