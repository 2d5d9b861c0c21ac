import type { ServerFacts } from '../../evidence/Evidence.ts';
import type { ProductionFacts } from '../../evidence/ScenarioFacts.ts';
import { ageWords, productionAge } from '../productionAge.ts';
import { productionDraft } from '../productionDraft.ts';
import type { Draft, Rule, RuleContext } from '../Rule.ts';
import { sameShown } from '../sameShown.ts';

type Known = Required<Pick<ProductionFacts, 'server' | 'file'>>;

/** Differences between both servers are one problem: another server solves all of them. */
const cause = 'the server differs from production';

/** From so many days on, what is known of production is old. */
const staleDays = 14;

export const parityVersion: Rule = {
  id: 'parity/version',
  title: 'The rehearsal ran on another major version than production',
  why: 'Locks, rewrites and plans differ between major versions of PostgreSQL.',
  severity: 'warn',
  example: {
    bad: 'production.json: 16; the embedded server: 18',
    good: '--server container, or binaries of 16',
  },
  check: compared(({ server: production }, server) =>
    production.major === server.major
      ? null
      : {
          title: `The rehearsal ran on PostgreSQL ${server.version}, production has ${production.version}`,
          remedy: `Rehearse on PostgreSQL ${production.major}: with a Docker engine, or its binaries on this machine.`,
        },
  ),
};

export const paritySetting: Rule = {
  id: 'parity/setting',
  title: 'Settings that decide plans or waits are not production’s',
  why: 'The planner chooses by them, and timeouts end what waits.',
  severity: 'warn',
  example: {
    bad: 'settings: { random_page_cost: 4 }, and production has 1.1',
    good: 'no settings in the scenario: production.json gives them',
  },
  check: compared(({ server: production, file }, server) => {
    const others = Object.entries(production.settings).flatMap(([name, value]) => {
      const here = server.settings[name];
      return here !== undefined && sameShown(here, value)
        ? []
        : [`${name} ${here === undefined ? 'of the server’s own' : `= ${here}`} instead of ${value}`];
    });
    return others.length === 0
      ? null
      : {
          title: `The rehearsal ran with ${others.join(', ')}`,
          remedy: `Leave these settings out of scenario and configuration, so that ${file} gives them, or accept the difference with a reason.`,
        };
  }),
};

export const parityExtension: Rule = {
  id: 'parity/extension',
  title: 'The server lacks extensions that production has',
  why: 'What they add or change, hooks and operators among them, was not rehearsed.',
  severity: 'warn',
  example: {
    bad: 'production.json lists postgis, the embedded server has none',
    good: "postgres: { image: 'postgis/postgis:18-3.6' }",
  },
  check: compared((_, { lackingExtensions = [] }) =>
    lackingExtensions.length === 0
      ? null
      : {
          title: `The rehearsal’s server does not have ${lackingExtensions.join(', ')}`,
          remedy: 'Use a server that has them: --server container with an image that contains them.',
        },
  ),
};

export const parityLocale: Rule = {
  id: 'parity/locale',
  title: 'Encoding or locale are not production’s',
  why: 'They decide the order of text, which indexes can serve LIKE, and how long sorting and index builds take.',
  severity: 'warn',
  example: {
    bad: 'production.json: de_DE.UTF-8; the embedded server: C.UTF-8',
    good: "postgres: { image: … } with the locale, or locale: 'icu:de'",
  },
  check: compared(({ server: production }, server) => {
    const { server_encoding: encoding = '', locale_provider, lc_collate = '', locale } = server.settings;
    const here = locale_provider === 'icu' ? `icu:${locale}` : (locale ?? lc_collate);
    const wrong = [
      ...(sameLocale(here, production.locale) ? [] : [`locale ${here} instead of ${production.locale}`]),
      ...(encoding === production.encoding ? [] : [`encoding ${encoding} instead of ${production.encoding}`]),
    ];
    return wrong.length === 0
      ? null
      : {
          title: `The rehearsal ran with ${wrong.join(' and ')}`,
          remedy:
            'Use a server that has it: a container image, or this machine’s binaries once the locale is installed.',
        };
  }),
};

export const parityTimezone: Rule = {
  id: 'parity/timezone',
  title: 'The time zone is not production’s',
  why: 'A conversion between timestamp and timestamptz rewrites a table in one zone and not in another, and gives other values.',
  severity: 'warn',
  example: {
    bad: "timezone: 'UTC', and production has Asia/Kolkata",
    good: 'no timezone in the scenario: production.json gives it',
  },
  check: compared(({ server: production, file }, { settings }) =>
    sameZone(settings['TimeZone'] ?? settings['timezone'] ?? '', production.timezone)
      ? null
      : {
          title: `The rehearsal ran in the time zone ${settings['TimeZone'] ?? settings['timezone']}, production is in ${production.timezone}`,
          remedy: `Leave timezone out of scenario and configuration, so that ${file} gives it.`,
        },
  ),
};

export const parityStale: Rule = {
  id: 'parity/stale',
  title: 'What is known of production is old',
  why: 'Rows, statistics, settings and the applied migrations were other ones then.',
  severity: `warn, from ${staleDays} days on, and where its date lies ahead`,
  example: {
    bad: 'a production.json of last spring',
    good: 'pgrehearse production capture --target-url …, every week',
  },
  check({ scenario: { production }, startedAt }) {
    const days = productionAge(production?.capturedAt, startedAt);
    // Clocks differ by minutes, and dates by a day at most.
    if (days === null || (days <= staleDays && days >= -1)) return [];
    return [
      {
        ...draft,
        cause: 'production.json',
        title: `${production!.file} was captured ${ageWords(days)}`,
        why: this.why,
        remedy:
          "Capture it again: 'pgrehearse production capture', or 'pgrehearse production sql' for a DBA.",
      },
    ];
  },
};

const draft = { ...productionDraft, evidence: 'scenario.production beside server' };

/** A check that needs both servers to be known. */
function compared(
  difference: (production: Known, server: ServerFacts) => { title: string; remedy: string } | null,
): (this: Rule, context: RuleContext) => Draft[] {
  return function check({ scenario: { production }, server }) {
    if (!production?.server || production.file === undefined || server === null) return [];
    const found = difference({ server: production.server, file: production.file }, server);
    return found ? [{ ...draft, cause, ...found, why: this.why }] : [];
  };
}

/** The C library writes `C.utf8` for `C.UTF-8`. */
function sameLocale(a: string, b: string): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/utf-?8/, 'utf8');
  return plain(a) === plain(b);
}

function sameZone(a: string, b: string): boolean {
  const plain = (zone: string) =>
    /^(etc\/)?(utc|uct|zulu|gmt|greenwich|universal)$/i.test(zone) ? 'utc' : zone.toLowerCase();
  return plain(a) === plain(b);
}
