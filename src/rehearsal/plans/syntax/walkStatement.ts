import type { ParseNode } from '../../../scenario/parseSql.ts';
import { asNode } from './parseNodes.ts';
import { noScope, type Scope, scopeOf, type Tables } from './Scope.ts';

const statements = new Set(['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);

/**
 * Every node of a statement with the names that are known there; statements come before what is inside them.
 * @param around of an expression: the names that are known where it stands
 */
export function walkStatement(
  kind: string,
  node: ParseNode,
  tables: Tables,
  visit: (kind: string, node: ParseNode, scope: Scope) => void,
  around: Scope = noScope,
): void {
  const enter = (name: string, inner: ParseNode, outer: Scope) => {
    const statement = statements.has(name);
    const scope = statement ? scopeOf(inner, outer, tables) : outer;
    visit(name, inner, scope);
    for (const [field, value] of Object.entries(inner)) {
      // The branches of UNION and the like come without their wrapping; those of a join have it.
      const branch = statement && (field === 'larg' || field === 'rarg') ? asNode(value) : null;
      if (branch) enter('SelectStmt', branch, scope);
      else look(value, scope);
    }
  };
  const look = (value: unknown, scope: Scope): void => {
    if (Array.isArray(value)) for (const each of value) look(each, scope);
    const inner = asNode(value);
    if (!inner) return;
    for (const [name, field] of Object.entries(inner)) {
      const wrapped = asNode(field);
      if (wrapped && /^[A-Z]/.test(name)) enter(name, wrapped, scope);
      else look(field, scope);
    }
  };
  enter(kind, node, around);
}
