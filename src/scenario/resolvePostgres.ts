import { defaultPostgres } from './defaults.ts';
import { displayPath } from './displayPath.ts';
import type { Overrides } from './Overrides.ts';
import type { ResolvedPostgres } from './ResolvedScenario.ts';
import type { PostgresSpec } from './Scenario.ts';

/** Production's server as scenario, configuration and flags give it, the latter over the former, with the origin of every setting. */
export function resolvePostgres(
  scenario: { file: string | null; postgres: PostgresSpec },
  { configuration, server }: Overrides,
): ResolvedPostgres {
  const origins: Record<string, string> = {};
  const layers = [
    { spec: scenario.postgres, file: scenario.file },
    { spec: configuration?.postgres ?? {}, file: configuration?.file ?? null },
  ];
  const pick = <K extends keyof PostgresSpec>(field: K): PostgresSpec[K] | undefined => {
    const layer = layers.find(({ spec }) => spec[field] !== undefined);
    origins[field] = layer ? origin(`postgres.${field}`, layer.file) : 'default';
    return layer?.spec[field];
  };

  const kind = pick('server');
  const version = pick('version');
  const resolved: ResolvedPostgres = {
    server: server?.kind ?? kind ?? null,
    version: version === undefined ? null : String(version),
    settings: {},
    timezone: pick('timezone') ?? defaultPostgres.timezone,
    encoding: pick('encoding') ?? defaultPostgres.encoding,
    locale: pick('locale') ?? defaultPostgres.locale,
    extensions: [...(pick('extensions') ?? [])],
    image: pick('image') ?? null,
    origins,
  };
  if (server) origins['server'] = server.flag;
  for (const { spec, file } of [...layers].reverse()) {
    for (const [name, value] of Object.entries(spec.settings ?? {})) {
      resolved.settings[name] = settingText(value);
      origins[`settings.${name}`] = origin(`postgres.settings.${name}`, file);
    }
  }
  return resolved;
}

function origin(field: string, file: string | null): string {
  return file === null ? field : `${field} in ${displayPath(file)}`;
}

function settingText(value: string | number | boolean): string {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
}
