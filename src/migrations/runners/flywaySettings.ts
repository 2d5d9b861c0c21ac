import { nearestFile } from './nearestFile.ts';

export interface FlywaySettings {
  mixed: boolean;
  group: boolean;
  /** Null where nothing says. */
  executeInTransaction: boolean | null;
  placeholderReplacement: boolean;
  placeholders: Record<string, string>;
}

/** What the nearest flyway.conf or flyway.toml says of how files are run. */
export function flywaySettings(directory: string): FlywaySettings {
  const text = nearestFile(directory, 'flyway.conf') ?? nearestFile(directory, 'conf/flyway.conf');
  const values = text === null ? tomlValues(nearestFile(directory, 'flyway.toml') ?? '') : confValues(text);
  const flag = (name: string) => values.get(`flyway.${name}`)?.toLowerCase();
  const inTransaction = flag('executeInTransaction');
  return {
    mixed: flag('mixed') === 'true',
    group: flag('group') === 'true',
    executeInTransaction: inTransaction === undefined ? null : inTransaction === 'true',
    placeholderReplacement: flag('placeholderReplacement') !== 'false',
    placeholders: Object.fromEntries(
      [...values].flatMap(([key, value]) => {
        const name = /^flyway\.placeholders\.(.+)$/.exec(key)?.[1];
        return name === undefined ? [] : [[name, value]];
      }),
    ),
  };
}

function confValues(text: string): Map<string, string> {
  const lines = text.split('\n').map((line) => /^\s*(flyway\.[\w.]+)\s*=\s*(.*?)\s*$/.exec(line));
  return new Map(lines.flatMap((line) => (line ? [[line[1]!, line[2]!]] : [])));
}

/** Tables and single values, which is all that these settings are. */
function tomlValues(text: string): Map<string, string> {
  const values = new Map<string, string>();
  let table = '';
  for (const line of text.split('\n')) {
    const header = /^\s*\[([\w.]+)\]/.exec(line)?.[1];
    if (header !== undefined) table = `${header}.`;
    const [, key, value] = /^\s*([\w.]+)\s*=\s*(?:"([^"]*)"|'[^']*'|[\w.]+)/.exec(line) ?? [];
    if (key !== undefined) values.set(table + key, value ?? /=\s*'?([^'\s#]*)/.exec(line)![1]!);
  }
  return values;
}
