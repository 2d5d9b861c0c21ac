import type { ParseNode } from '../scenario/parseSql.ts';
import { quoteIdentifier } from './quoteIdentifier.ts';

type Scope = ReadonlySet<string>;
type Visit = { value: unknown; scope: Scope };

/** DROP and COMMENT name their objects by lists of words; these end with a part inside the relation. */
const memberTypes = new Set([
  'OBJECT_COLUMN',
  'OBJECT_TRIGGER',
  'OBJECT_RULE',
  'OBJECT_POLICY',
  'OBJECT_TABCONSTRAINT',
]);
const relationTypes = new Set([
  'OBJECT_TABLE',
  'OBJECT_INDEX',
  'OBJECT_VIEW',
  'OBJECT_MATVIEW',
  'OBJECT_SEQUENCE',
  'OBJECT_FOREIGN_TABLE',
]);

/** The relations that a statement names, in the order of its text, as written: `orders`, `shop.orders`. The name of a WITH query is none. */
export function relationsOf(statement: ParseNode): string[] {
  const found = new Set<string>();
  // A stack instead of recursion, as long chains of operators nest deeply.
  const stack: Visit[] = [{ value: statement, scope: new Set() }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { value, scope } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) {
      stack.push(...value.map((item) => ({ value: item, scope })).reverse());
      continue;
    }
    const node = value as ParseNode;
    if (typeof node['relname'] === 'string') {
      if (node['schemaname'] !== undefined || !scope.has(node['relname'])) found.add(rangeVar(node));
    } else {
      for (const name of namedObjects(node)) found.add(name);
      stack.push(...children(node, scope).reverse());
    }
  }
  return [...found];
}

function rangeVar(node: ParseNode): string {
  return qualified(
    [node['catalogname'], node['schemaname'], node['relname']].filter((part) => part !== undefined),
  );
}

function qualified(parts: unknown[]): string {
  return parts.map((part) => quoteIdentifier(String(part))).join('.');
}

/** A WITH query sees those before it, and all of them under RECURSIVE; the statement sees all. */
function children(node: ParseNode, scope: Scope): Visit[] {
  const clause = node['withClause'] as
    | { ctes?: { CommonTableExpr: ParseNode }[]; recursive?: boolean }
    | undefined;
  if (!clause?.ctes) return Object.values(node).map((value) => ({ value, scope }));
  const queries = clause.ctes.map((cte) => cte.CommonTableExpr);
  const names = queries.map((query) => String(query['ctename']));
  const all = new Set([...scope, ...names]);
  const { withClause: _, ...rest } = node;
  return [
    ...queries.map((value, i) => ({
      value,
      scope: clause.recursive ? all : new Set([...scope, ...names.slice(0, i)]),
    })),
    ...Object.values(rest).map((value) => ({ value, scope: all })),
  ];
}

function namedObjects(node: ParseNode): string[] {
  const type = String(node['removeType'] ?? node['objtype'] ?? '');
  const member = memberTypes.has(type);
  if (!member && !relationTypes.has(type)) return [];
  const objects = node['removeType'] ? ((node['objects'] ?? []) as unknown[]) : [node['object']];
  return objects
    .map(
      (object) => (object as { List?: { items: { String?: { sval: string } }[] } } | undefined)?.List?.items,
    )
    .filter((items) => items !== undefined)
    .map((items) => items.slice(0, member ? -1 : undefined).map((item) => item.String?.sval))
    .filter((words) => words.length > 0 && words.every((word) => word !== undefined))
    .map(qualified);
}
