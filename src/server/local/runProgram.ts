import { type SpawnOptions, spawn } from 'node:child_process';
import type { ServerAccount } from './ServerAccount.ts';

export interface ProgramResult {
  /** Null where it was killed or did not start. */
  code: number | null;
  /** Both streams, as they came. */
  output: string;
}

/** Runs one of PostgreSQL's programs to its end, as the server's account. Never throws. */
export function runProgram(
  program: string,
  args: string[],
  { account, cwd }: { account: ServerAccount; cwd: string },
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { ...asAccount(account), cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout?.on('data', (data) => (output += data));
    child.stderr?.on('data', (data) => (output += data));
    child.once('error', (error) => resolve({ code: null, output: error.message }));
    child.once('close', (code) => resolve({ code, output: output.trim() }));
  });
}

/** A session of its own, so that Ctrl-C reaches us and not the server; messages in English; nothing of ours. */
export function asAccount(account: ServerAccount): SpawnOptions {
  return {
    ...(account ? { uid: account.uid, gid: account.gid } : {}),
    detached: process.platform !== 'win32',
    env: { ...Object.fromEntries(inherited.flatMap(variable)), LC_ALL: 'C' },
    windowsHide: true,
  };
}

const inherited = [
  'PATH',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'PATHEXT',
];

function variable(name: string): [string, string][] {
  const value = process.env[name];
  return value === undefined ? [] : [[name, value]];
}
