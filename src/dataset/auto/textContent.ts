import type { Faker } from '@faker-js/faker';
import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import { lognormal } from '../../scenario/columns/lognormal.ts';
import { pool } from '../../scenario/columns/pool.ts';
import { text } from '../../scenario/columns/text.ts';

/** What the first matching name suggests; the values are cut to the column's length. */
const byName: readonly [RegExp, (faker: Faker) => string][] = [
  [/e.?mail/, (faker) => faker.internet.email()],
  [/first.?name|given/, (faker) => faker.person.firstName()],
  [/(last|family|sur).?name/, (faker) => faker.person.lastName()],
  [/(user|login|nick).?name|login$/, (faker) => faker.internet.username()],
  [/company|organi[sz]ation|employer/, (faker) => faker.company.name()],
  [/product/, (faker) => faker.commerce.productName()],
  [/phone|mobile|fax/, (faker) => faker.phone.number()],
  [/country.*code|^country$|iso/, (faker) => faker.location.countryCode()],
  [/country/, (faker) => faker.location.country()],
  [/city|town/, (faker) => faker.location.city()],
  [/state|region|province/, (faker) => faker.location.state()],
  [/street|address/, (faker) => faker.location.streetAddress()],
  [/zip|postal|postcode/, (faker) => faker.location.zipCode()],
  [/currency/, (faker) => faker.finance.currencyCode()],
  [/locale|language|lang$/, (faker) => faker.helpers.arrayElement(['en', 'de', 'fr', 'es', 'pl'])],
  [/time.?zone|^tz$/, (faker) => faker.location.timeZone()],
  [/(url|uri|link|website)$/, (faker) => faker.internet.url()],
  [/user.?agent/, (faker) => faker.internet.userAgent()],
  [/(^|_)ip(_|$)|ip_?addr/, (faker) => faker.internet.ipv4()],
  [/colou?r/, (faker) => faker.color.human()],
  [
    /status|state$|kind|type|category|level|role/,
    (faker) => faker.helpers.arrayElement(['active', 'pending', 'closed', 'draft']),
  ],
  [/token|hash|digest|secret|password|checksum/, (faker) => faker.string.alphanumeric(40)],
  [/name/, (faker) => faker.person.fullName()],
  [/title|subject|label|headline/, (faker) => faker.lorem.words(4)],
  [/slug|path|file/, (faker) => faker.lorem.slug()],
];

/** @param length most characters; null: any number */
export function textContent(name: string, length: number | null): AnyColumn {
  const known = byName.find(([pattern]) => pattern.test(name))?.[1];
  const cut = (value: string) => (length === null ? value : [...value].slice(0, length).join('').trimEnd());
  if (known) return pool(2_000, (faker) => cut(known(faker)));
  if (/body|content|description|text|comment|message|note|bio|summary/.test(name))
    return text({ length: lognormal(160, 0.9, { min: 1, max: Math.min(length ?? 10_000, 10_000) + 0.5 }) });
  return pool(2_000, (faker) => cut(faker.lorem.words({ min: 1, max: 3 })));
}
