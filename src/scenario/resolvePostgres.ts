import { defaultPostgres } from './defaults.ts';
import { displayPath } from './displayPath.ts';
import type { Overrides } from './Overrides.ts';
import { wishesOf } from './production/wishes.ts';
import type { ResolvedPostgres, ResolvedProduction } from './ResolvedScenario.ts';
import type { PostgresSpec } from './Scenario.ts';

/**
 * Production's server as scenario, configuration and flags give it, the latter over the former, with the origin of
 * every setting. What none of them says comes from production.json, as a wish.
 */
export function resolvePostgres(
  scenario: { file: string | null; postgres: PostgresSpec },
  { configuration, server }: Overrides,
  production: ResolvedProduction | null = null,
): ResolvedPostgres {
  const origins: Record<string, string> = {};
  const layers = [
    { spec: scenario.postgres, file: scenario.file },
    { spec: configuration?.postgres ?? {}, file: configuration?.file ?? null },
  ];
  const wishes = wishesOf(production);
  const wished: string[] = [];
  const pick = <K extends keyof PostgresSpec>(field: K): PostgresSpec[K] | undefined => {
    const layer = layers.find(({ spec }) => spec[field] !== undefined);
    origins[field] = layer ? origin(`postgres.${field}`, layer.file) : 'default';
    if (layer || wishes?.spec[field] === undefined) return layer?.spec[field];
    origins[field] = wishes.source;
    wished.push(field);
    return wishes.spec[field];
  };

  const kind = pick('server');
  // An image decides its version itself.
  const version = layers.some(({ spec }) => spec.image !== undefined && spec.version === undefined)
    ? undefined
    : pick('version');
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
    wished,
  };
  origins['version'] ??= 'default';
  if (server) origins['server'] = server.flag;
  for (const { spec, file } of [...layers].reverse()) {
    for (const [name, value] of Object.entries(spec.settings ?? {})) {
      resolved.settings[name] = settingText(value);
      origins[`settings.${name}`] = origin(`postgres.settings.${name}`, file);
    }
  }
  for (const [name, value] of Object.entries(wishes?.spec.settings ?? {})) {
    if (name in resolved.settings) continue;
    resolved.settings[name] = settingText(value);
    origins[`settings.${name}`] = wishes!.source;
    wished.push(`settings.${name}`);
  }
  wished.push(...(wishes?.extensions ?? []).map((name) => `extensions.${name}`));
  return resolved;
}

function origin(field: string, file: string | null): string {
  return file === null ? field : `${field} in ${displayPath(file)}`;
}

function settingText(value: string | number | boolean): string {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
}
