import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '../../src/cli/main.ts';
import type { Evidence } from '../../src/evidence/Evidence.ts';
import type { Finding } from '../../src/findings/Finding.ts';
import type { Result, ScenarioResult } from '../../src/findings/Result.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const program = [
  '--import',
  import.meta.resolve('tsx'),
  fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url)),
];

/** How a run of the command line ended. */
export interface Outcome {
  /** Null where a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A run of the command line that is under way. */
export interface Running {
  child: ChildProcess;
  ended: Promise<Outcome>;
  /** What it has written to standard error so far. */
  log(): string;
  /** What it has written to standard output so far. */
  out(): string;
  /** Resolves when its log matches; rejects when it ends before that. */
  until(pattern: RegExp): Promise<void>;
}

/** A user's project in a folder of its own, and the command line run inside it. */
export interface Project {
  folder: string;
  /** The directory for temporary files that its runs use, so that what one leaves behind is seen. */
  temporary: string;
  write(files: Readonly<Record<string, string>>): void;
  read(path: string): string;
  exists(path: string): boolean;
  start(...args: string[]): Running;
  run(...args: string[]): Promise<Outcome>;
  /** As `run`, without a process of its own, which saves its start; one call at a time. */
  call(...args: string[]): Promise<Outcome>;
  /** `result.json` of the last run. */
  result(output?: string): Result;
  scenario(name: string): ScenarioResult;
  evidence(name: string): Evidence;
  /** What is left in the directory for temporary files that pgrehearse named. */
  leftFolders(): string[];
  /** Process ids of the servers that its runs have started. */
  postmasters(): number[];
}

export function project(files: Readonly<Record<string, string>>, env: Record<string, string> = {}): Project {
  const folder = temporaryFolder(files);
  const temporary = temporaryFolder();
  // The server runs under another account where we are root, and must reach its directory.
  chmodSync(temporary, 0o755);
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  const result = (output = '.pgrehearse') => JSON.parse(read(join(output, 'result.json'))) as Result;
  const variables = {
    FORCE_COLOR: '0',
    NO_COLOR: '1',
    TMPDIR: temporary,
    // What one test has kept must not be another's data.
    PGREHEARSE_CACHE: 'off',
    ...env,
  };
  const leftFolders = () => readdirSync(temporary).filter((name) => name.startsWith('pgrehearse-'));
  const start = (...args: string[]) =>
    startProgram(process.execPath, [...program, ...args], folder, variables);
  return {
    folder,
    temporary,
    read,
    result,
    start,
    write: (more) => void temporaryFolder(more, folder),
    exists: (path) => existsSync(join(folder, path)),
    run: (...args) => start(...args).ended,
    call: (...args) => inside(folder, variables, args),
    scenario(name) {
      const found = result().scenarios.find((one) => one.name === name);
      if (!found)
        throw new Error(
          `result.json has no scenario ${name}, but: ${JSON.stringify(result().scenarios.map((one) => one.error ?? one.name))}`,
        );
      return found;
    },
    evidence: (name) => JSON.parse(read(`.pgrehearse/evidence/${name}.json`)) as Evidence,
    leftFolders,
    postmasters: () =>
      leftFolders().map((name) =>
        Number(readFileSync(join(temporary, name, 'data/postmaster.pid'), 'utf8').split('\n')[0]),
      ),
  };
}

/** Calls the command line in a folder, and catches what it prints. */
async function inside(
  folder: string,
  env: Record<string, string>,
  args: readonly string[],
): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const restore = [caught(process.stdout, out), caught(process.stderr, err), surroundings(folder, env)];
  // Every call listens for signals, and this process makes many.
  process.setMaxListeners(0);
  try {
    const code = await main(args);
    return { code, stdout: out.join(''), stderr: err.join('') };
  } finally {
    for (const undo of restore) undo();
  }
}

function caught(stream: NodeJS.WriteStream, texts: string[]): () => void {
  const { write } = stream;
  stream.write = (text: string | Uint8Array) => texts.push(String(text)) > 0;
  return () => {
    stream.write = write;
  };
}

function surroundings(folder: string, env: Record<string, string>): () => void {
  const here = process.cwd();
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  process.chdir(folder);
  Object.assign(process.env, env);
  return () => {
    process.chdir(here);
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}

/** Starts a program; its signals and exit code are what the tests look at. */
export function startProgram(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Running {
  mkdirSync(cwd, { recursive: true });
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    // A process group of its own, as a shell gives it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let look: () => void = () => {};
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
    look();
  });
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    child,
    ended,
    log: () => stderr,
    out: () => stdout,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        look = () => {
          if (pattern.test(stderr)) resolve();
        };
        look();
        void ended.then(() => reject(new Error(`ended before ${pattern} was logged:\n${stderr}`)), reject);
      }),
  };
}

/** A scenario file's text; its fields see everything that `pgrehearse` exports. */
export function scenarioText(fields: string): string {
  return `import * as pgrehearse from 'pgrehearse';
const { auto, constant, defineScenario, defineTable, oneOf, sequence, text, timestamps, uniform } = pgrehearse;
export default defineScenario({ ${fields} });
`;
}

/** The findings of one rule. */
export function findingsOf({ findings }: ScenarioResult, rule: Finding['rule']): Finding[] {
  return findings.filter((finding) => finding.rule === rule);
}
