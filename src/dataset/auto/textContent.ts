import { base, en, Faker } from '@faker-js/faker';
import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import { lognormal } from '../../scenario/columns/lognormal.ts';
import { oneOf } from '../../scenario/columns/oneOf.ts';
import { pool } from '../../scenario/columns/pool.ts';
import { text } from '../../scenario/columns/text.ts';
import type { ColumnFacts } from './conditionFacts.ts';
import { spelled } from './spelled.ts';

/** What the first matching name suggests; the values are cut to the column's length. */
const byName: readonly [RegExp, (faker: Faker) => string][] = [
  [/e.?mail/, (faker) => faker.internet.email()],
  [/first.?name|given/, (faker) => faker.person.firstName()],
  [/(last|family|sur).?name/, (faker) => faker.person.lastName()],
  [/(user|login|nick).?name|login$/, (faker) => faker.internet.username()],
  [/company|organi[sz]ation|employer/, (faker) => faker.company.name()],
  [/product/, (faker) => faker.commerce.productName()],
  [/phone|mobile|(^|_)fax/, (faker) => faker.phone.number()],
  [/country.*code|^country$|(^|_)iso/, (faker) => faker.location.countryCode()],
  [/country/, (faker) => faker.location.country()],
  [/city|town/, (faker) => faker.location.city()],
  [/region|province|(^|_)county/, (faker) => faker.location.state()],
  [/street|address(_?line)?/, (faker) => faker.location.streetAddress()],
  [/(^|_)zip|postal|postcode/, (faker) => faker.location.zipCode()],
  [/currency/, (faker) => faker.finance.currencyCode()],
  [/iban/, (faker) => faker.finance.iban()],
  [/time.?zone|^tz$/, (faker) => faker.location.timeZone()],
  [/mime|content_?type|media_?type/, (faker) => faker.system.mimeType()],
  [/file_?name/, (faker) => faker.system.fileName()],
  [/(url|uri|link|website|homepage|avatar|image|icon)(_|$)/, (faker) => faker.internet.url()],
  [/domain|host(_?name)?$/, (faker) => faker.internet.domainName()],
  [/user_?agent/, (faker) => faker.internet.userAgent()],
  [/(^|_)ip(_|$)|ip_?addr|remote_?addr/, (faker) => faker.internet.ipv4()],
  [/colou?r/, (faker) => faker.color.rgb()],
  [/version|semver/, (faker) => faker.system.semver()],
  [/uuid|guid/, (faker) => faker.string.uuid()],
  [
    /token|hash|digest|secret|password|checksum|signature|fingerprint/,
    (faker) => faker.string.alphanumeric(40),
  ],
  [/name/, (faker) => faker.person.fullName()],
  [/title|subject|label|headline/, (faker) => faker.lorem.words(4)],
  [/path/, (faker) => faker.system.filePath()],
  [/slug|handle|key$|code$/, (faker) => faker.lorem.slug()],
  [/(^|_)id$|Id$/, (faker) => faker.string.alphanumeric(20)],
];

const choices: readonly [RegExp, Readonly<Record<string, number>>][] = [
  [/locale|language|(^|_)lang$/, { en: 60, de: 12, fr: 12, es: 10, pl: 6 }],
  [/status|state$/, { active: 80, pending: 12, closed: 6, draft: 2 }],
  [
    /(^|_)(kind|type|category|level|role|source|provider|method)$/,
    { standard: 70, basic: 20, premium: 8, other: 2 },
  ],
];

/** @param length most characters; null: any number */
export function textContent(name: string, length: number | null, facts: ColumnFacts): AnyColumn {
  const most = Math.min(length ?? Number.POSITIVE_INFINITY, facts.maxLength ?? Number.POSITIVE_INFINITY);
  const least = facts.minLength ?? 0;
  const pattern = facts.patterns[0];
  const named = byName.find(([of]) => of.test(name))?.[1];
  if (pattern !== undefined) return named ? cut(named, least, most) : matching(pattern);
  const choice = choices.find(([of]) => of.test(name))?.[1];
  if (choice && Object.keys(choice).every((word) => fits(word, least, most))) return oneOf(choice);
  if (named) return cut(named, least, most);
  if (/body|content|description|text|comment|message|note|bio|summary|html|markdown/.test(name))
    return text({
      length: lognormal(160, 0.9, {
        min: Math.max(1, least),
        max: Math.max(Math.min(most, 10_000), least + 1) + 0.5,
      }),
    });
  return cut((faker) => faker.lorem.words({ min: 1, max: 3 }), least, most);
}

function fits(word: string, least: number, most: number): boolean {
  return word.length >= least && word.length <= most;
}

/** A dictionary, its values cut or filled up where the column asks for it. */
function cut(make: (faker: Faker) => string, least: number, most: number): AnyColumn {
  const body = String(make).replace(/^\(?faker\)?\s*=>\s*/, '');
  if (most === Number.POSITIVE_INFINITY && least === 0) return pool(2_000, make);
  const padded = least > 0 ? `.padEnd(${least}, 'x')` : '';
  const shortened = most === Number.POSITIVE_INFINITY ? '' : `.slice(0, ${most})`;
  return pool(
    2_000,
    spelled(
      (faker: Faker) => make(faker).slice(0, most).trimEnd().padEnd(least, 'x'),
      `(faker) => ${body}${shortened}.trimEnd()${padded}`,
    ),
  );
}

/** What faker makes of a regular expression is a guess; the server is asked whether it matches. */
function matching(pattern: string): AnyColumn {
  const bare = bared(pattern);
  return pool(
    500,
    spelled(
      (faker: Faker) => faker.helpers.fromRegExp(bare),
      `(faker) => faker.helpers.fromRegExp(${JSON.stringify(bare)})`,
    ),
  );
}

function bared(pattern: string): string {
  return pattern.replace(/^\^/, '').replace(/\$$/, '').replace(/\(\?:/g, '(');
}

/** Guesses at values that match a regular expression. */
export function guessesAt(pattern: string): string[] {
  const faker = new Faker({ locale: [en, base], seed: 1 });
  try {
    return Array.from({ length: 40 }, () => faker.helpers.fromRegExp(bared(pattern)));
  } catch {
    return [];
  }
}
