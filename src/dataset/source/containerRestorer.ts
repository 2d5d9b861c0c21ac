import type { ServerPrograms } from '../../server/ServerPrograms.ts';
import type { Dump } from './Dump.ts';
import type { Restorer } from './Restorer.ts';

/** A program in the server's container, where the dump is copied to. Null where it is not there or cannot read the dump. */
export async function containerRestorer(
  programs: ServerPrograms,
  name: 'pg_restore' | 'psql',
  dump: Dump,
): Promise<{ restorer: Restorer; list: string | null } | { problem: string }> {
  const { code, output } = await programs.run(name, ['--version']);
  if (code !== 0) return { problem: `the container: ${output.trim()}` };
  const title = `${name} ${/\) (\S+)/.exec(output)?.[1] ?? ''} of the container`;
  const path = await programs.put(dump.path);
  const listed = dump.format === 'plain' ? null : await programs.run(name, ['--list', path]);
  if (listed !== null && listed.code !== 0)
    return { problem: `${title}: ${listed.output.trim().split('\n').at(-1)}` };
  return {
    list: listed?.output ?? null,
    restorer: {
      title,
      script: async () => (await programs.run(name, ['--schema-only', '--file=-', path])).output,
      async run({ args, database, options, timeoutMs, line }) {
        const env = {
          PGDATABASE: database,
          PGUSER: 'postgres',
          PGOPTIONS: options,
          PGAPPNAME: 'pgrehearse load',
        };
        const given = dump.format === 'plain' ? args : [...args, `--dbname=${database}`, path];
        const running =
          dump.format === 'plain'
            ? programs.run('sh', ['-c', readInto(path, dump.gzip), name, ...given], env)
            : programs.run(name, given, env);
        const ended = await withinTime(running, timeoutMs);
        if (ended === null) return { code: null, late: true };
        for (const each of ended.output.split('\n')) line(each);
        return { code: ended.code, late: false };
      },
    },
  };
}

/** A command line for sh, whose own arguments are those of the program; psql reads its standard input. */
function readInto(path: string, gzip: boolean): string {
  const quoted = `'${path.replaceAll("'", `'\\''`)}'`;
  return gzip ? `gunzip -c ${quoted} | "$0" "$@"` : `"$0" "$@" < ${quoted}`;
}

/** Null where the time is over first: what runs on ends with its container. */
async function withinTime<T>(running: Promise<T>, timeoutMs: number | null): Promise<T | null> {
  if (timeoutMs === null) return running;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), Math.max(0, timeoutMs));
  });
  running.catch(() => {});
  return Promise.race([running, late]).finally(() => clearTimeout(timer));
}
