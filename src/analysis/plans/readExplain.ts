import { messageOf, PgrehearseError } from '../../errors.ts';
import type { ExplainPlan } from '../../evidence/ExplainPlan.ts';

const hint =
  'Write it with EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON), in psql with \\pset format unaligned and \\o file.json.';

/**
 * The plan in what EXPLAIN (FORMAT JSON) or auto_explain gave, as psql prints it too.
 * @param source the file's name, for messages
 * @throws PgrehearseError `usage/explain` where it is none, is cut short, or holds several
 */
export function readExplain(text: string, source: string): ExplainPlan {
  const json = jsonIn(text);
  if (json === null) throw noPlan(source, described(text));
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new PgrehearseError('usage/explain', `${source} is not whole: it is no valid JSON`, {
      detail: `${messageOf(error)}.`,
      source,
      hint,
    });
  }
  const plans = Array.isArray(value) ? value : [value];
  if (plans.length !== 1)
    throw new PgrehearseError('usage/explain', `${source} holds ${plans.length} plans, expected one`, {
      source,
      hint: 'A function or a rule may run several statements: keep the one that is to be compared.',
    });
  const plan = plans[0] as ExplainPlan | null;
  if (typeof plan?.Plan?.['Node Type'] !== 'string') throw noPlan(source, describedJson(plan));
  return plan;
}

/** Without what psql puts around it: a title, a ruler, `+` at the ends of lines, the number of rows, CSV's quotes. */
function jsonIn(text: string): string | null {
  const bare = text.replace(/^\uFEFF/, '').trim();
  if (/^[[{]/.test(bare)) return bare;
  const from = bare.search(/^\s*"?\s*[[{]/m);
  if (from < 0) return null;
  const body = bare.slice(from).trim();
  if (body.startsWith('"')) return body.slice(1, body.lastIndexOf('"')).replaceAll('""', '"');
  return body
    .replace(/\n\(\d+ rows?\)\s*$/, '')
    .replace(/\s*\+$/gm, '')
    .trim();
}

function noPlan(source: string, found: string): PgrehearseError {
  return new PgrehearseError('usage/explain', `${source} is no plan of PostgreSQL in JSON`, {
    detail: `Expected an object with Plan and its Node Type; found ${found}.`,
    source,
    hint,
  });
}

function described(text: string): string {
  if (text.trim() === '') return 'an empty file';
  if (/\(cost=\d/.test(text)) return 'a plan in the text format';
  if (/^\s*<explain/m.test(text)) return 'a plan in XML';
  return /^\s*- Plan:/m.test(text) ? 'a plan in YAML' : 'a text that is no JSON';
}

function describedJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if ('query_block' in value) return 'a plan of MySQL';
  const keys = Object.keys(value).slice(0, 5);
  return keys.length === 0 ? 'an empty object' : `an object with ${keys.join(', ')}`;
}
