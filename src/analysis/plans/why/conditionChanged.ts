import type { PlanReason } from '../../Facts.ts';
import { indexWords } from './Catalog.ts';
import { columnChanges } from './columnChanged.ts';
import { castsOf, conditionsOf, names } from './conditions.ts';
import type { LostIndex } from './LostIndex.ts';
import { quoteName } from './quoteName.ts';
import type { Why, WhyContext } from './WhyContext.ts';

/** The index and its columns are as they were, but the condition is another, as a view or a function has it now. */
export const conditionChanged: Why = (context) => context.lost.flatMap((lost) => why(lost, context) ?? []);

function why({ scan, used, now, instead }: LostIndex, context: WhyContext): PlanReason | null {
  const { index } = used;
  if (!index || !now?.valid || now.definition !== index.definition) return null;
  if (columnChanges(context).some(({ is }) => index.keys.some((key) => names(key, quoteName(is.name)))))
    return null;
  const was = conditionsOf({ ...used.node, Plans: [] }).flatMap(partsOf);
  const keys = (scan.table?.columns ?? []).map(({ name }) => quoteName(name));
  const asked = keys.filter((key) => index.keys.some((one) => names(one, key)));
  const is = instead
    .flatMap(({ node }) => conditionsOf({ ...node, Plans: [] }))
    .flatMap(partsOf)
    .filter((part) => asked.some((column) => names(part, column)));
  const other = is.find((part) => !was.includes(part) && castsOf([part]).length === 0);
  if (was.length === 0 || !other || is.some((part) => was.includes(part))) return null;
  return {
    kind: 'expression',
    relation: scan.relation,
    index: used.name,
    columns: index.keys,
    text: `${used.name} ${indexWords(index)} is as it was, and the condition is another: ${bare(other)} now, ${bare(was[0]!)} before.`,
  };
}

/** The parts of a conjunction, without the relation's alias. */
function partsOf(condition: string): string[] {
  return condition
    .replace(/^\((.*)\)$/s, '$1')
    .split(/\)? AND \(?/)
    .map((part) => part.replace(/(?<![\w$"])[\w$]+\.(?=[\w$"])/g, '').trim())
    .map((part) => (balance(part) === 0 && !part.startsWith('(') ? `(${part})` : balanced(part)));
}

function balance(text: string): number {
  return [...text].reduce((open, one) => open + (one === '(' ? 1 : one === ')' ? -1 : 0), 0);
}

function balanced(text: string): string {
  const open = balance(text);
  if (open > 0) return `${text}${')'.repeat(open)}`;
  return open < 0 ? `${'('.repeat(-open)}${text}` : text;
}

function bare(part: string): string {
  const inner = part.replace(/^\((.*)\)$/s, '$1');
  return balance(inner) === 0 && !/\).*\(/s.test(inner) ? inner : part;
}
