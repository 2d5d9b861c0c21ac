import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Server } from '../../src/server/Server.ts';

/** A hot standby that has everything its primary had when it was made. */
export async function standbyOf(
  primary: Server,
  bin: string,
): Promise<{ url(database: string): string; stop(): Promise<void> }> {
  const identity = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const directory = mkdtempSync(join(tmpdir(), 'pgr-standby-'));
  chmodSync(directory, 0o755);
  if (identity.uid) chownSync(directory, identity.uid, identity.gid);
  const data = join(directory, 'data');
  const source = ['-h', '127.0.0.1', '-p', String(primary.connection.port), '-U', 'postgres'];
  execFileSync(join(bin, 'pg_basebackup'), ['-D', data, '-R', '-N', '-c', 'fast', ...source], {
    ...identity,
    cwd: directory,
  });
  const port = await freePort();
  const child = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), '-k', directory, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'],
    { ...identity, cwd: directory, stdio: 'ignore' },
  );
  const exited = new Promise((resolve) => child.once('close', resolve));
  const url = (database: string) => `postgresql://postgres@127.0.0.1:${port}/${database}`;
  for (let tries = 0; ; tries++) {
    const client = new pg.Client({ connectionString: url('postgres') });
    try {
      await client.connect();
      await client.end();
      break;
    } catch (error) {
      if (tries > 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return {
    url,
    async stop() {
      child.kill('SIGINT');
      await exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
