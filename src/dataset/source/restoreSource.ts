import { availableParallelism } from 'node:os';
import { PgrehearseError } from '../../errors.ts';
import { displayPath } from '../../scenario/displayPath.ts';
import type { Server } from '../../server/Server.ts';
import { chooseRestorer } from './chooseRestorer.ts';
import { createRoles } from './createRoles.ts';
import type { DataSource } from './DataSource.ts';
import type { Dump } from './Dump.ts';
import { detectDump } from './detectDump.ts';
import { hashFiles } from './hashFiles.ts';
import { archiveFacts, type DumpFacts, plainFacts, plainText } from './inspectDump.ts';
import type { Restorer } from './Restorer.ts';
import { restoreError } from './restoreError.ts';
import { restoringStep } from './restoringStep.ts';
import { sizeOf } from './sizeOf.ts';

export interface RestoreJob {
  /** Absolute path of a file or folder. */
  path: string;
  server: Server;
  /** Milliseconds that it may take from now on; null: as long as it takes. */
  timeLeftMs(): number | null;
  /** What restores it, where that is known already. */
  found?: Awaited<ReturnType<typeof chooseRestorer>>;
}

interface Inspected {
  dump: Dump;
  facts: DumpFacts;
  restorer: Restorer;
}

/** A dump of pg_dump, in any format. A full one brings the schema, so that the base is not prepared. */
export function restoreSource(job: RestoreJob): DataSource {
  let hash: Promise<string> | undefined;
  let inspected: Promise<Inspected> | undefined;
  const inspect = () => (inspected ??= inspectDump(job));
  return {
    async identity() {
      await detectDump(job.path);
      hash ??= hashFiles(job.path);
      return { restore: await hash };
    },
    // An archive is compressed already; long values in a text may be when they are stored.
    leastBytes: async () => {
      const { format, gzip } = await detectDump(job.path);
      return (await sizeOf(job.path)) / (format === 'plain' && !gzip ? 4 : 1);
    },
    bringsSchema: async () => !(await inspect()).facts.dataOnly,
    async fill(database, step) {
      const { dump, facts, restorer } = await inspect();
      step(`restoring ${displayPath(dump.path)} (${dump.format}, by ${restorer.title})`);
      const ours = job.server.superuser && job.server.source !== 'url';
      if (ours) await createRoles(job.server, facts.roles);
      const lines: string[] = [];
      const { code, late } = await restorer.run({
        args: dump.format === 'plain' ? psqlArguments : restoreArguments(dump, facts, ours),
        ...(dump.format === 'plain' ? { input: plainText(dump) } : {}),
        database,
        options: optionsOf(job.server, facts),
        timeoutMs: job.timeLeftMs(),
        line: (line) => {
          const shown = restoringStep(line);
          if (shown !== null) step(shown);
          else if (lines.length < 200) lines.push(line);
        },
      });
      if (late) throw tooLate(dump);
      if (code !== 0) throw restoreError(dump, { code, lines, dataOnly: facts.dataOnly });
    },
    broughtNothing: () =>
      new PgrehearseError('data/restore-empty', `the dump ${displayPath(job.path)} has no rows`, {
        source: 'data.restore',
        hint: 'Make it without --schema-only, or fill the tables of a schema with data: auto({ rows }).',
      }),
  };
}

async function inspectDump({ path, server, found }: RestoreJob): Promise<Inspected> {
  const dump = await detectDump(path);
  const { restorer, list } = found ?? (await chooseRestorer(dump, server));
  const facts = list === null ? await plainFacts(dump) : archiveFacts(list, await restorer.script());
  const from = facts.from === null ? 0 : Number.parseInt(facts.from, 10);
  if (from > server.major) throw tooNew(dump, facts.from!, server);
  return { dump, facts, restorer };
}

/** What belongs to the machine that the dump came from is left out: tablespaces, subscriptions to other servers. */
function restoreArguments(dump: Dump, { dataOnly }: DumpFacts, ours: boolean): string[] {
  const jobs = dump.format === 'tar' ? 1 : Math.min(4, availableParallelism());
  return [
    '--exit-on-error',
    '--verbose',
    '--no-password',
    '--no-tablespaces',
    '--no-publications',
    '--no-subscriptions',
    `--jobs=${jobs}`,
    ...(dataOnly ? ['--data-only'] : []),
    // Roles belong to the whole server, and so are not made on one that is not ours.
    ...(ours ? [] : ['--no-owner', '--no-privileges']),
  ];
}

const psqlArguments = [
  '--no-psqlrc',
  '--no-password',
  '--quiet',
  '--set=ON_ERROR_STOP=1',
  '--set=VERBOSITY=verbose',
  '--output=/dev/null',
  '--file=-',
];

/** Rows without their tables come in no order that foreign keys would let pass; English, so that messages are known. */
function optionsOf({ superuser }: Server, { dataOnly }: DumpFacts): string {
  const settings = [
    ...(superuser ? ['lc_messages=C'] : []),
    ...(superuser && dataOnly ? ['session_replication_role=replica'] : []),
    'statement_timeout=0',
    'lock_timeout=0',
    'client_min_messages=error',
  ];
  return settings.map((setting) => `-c ${setting}`).join(' ');
}

function tooNew({ path }: Dump, from: string, server: Server): PgrehearseError {
  return new PgrehearseError(
    'data/restore-version',
    `the dump ${displayPath(path)} is of PostgreSQL ${from}, newer than the server`,
    {
      source: 'data.restore',
      detail: `Expected one of PostgreSQL ${server.major} or older; the server is ${server.version}.`,
      hint: `Rehearse on production's version: set postgres.version to ${Number.parseInt(from, 10)}.`,
    },
  );
}

function tooLate({ path }: Dump): PgrehearseError {
  return new PgrehearseError(
    'data/restore-too-long',
    `restoring ${displayPath(path)} was ended when the time limit was reached`,
    { source: 'data.restore', hint: 'Raise --time-limit, or restore a smaller dump.' },
  );
}
