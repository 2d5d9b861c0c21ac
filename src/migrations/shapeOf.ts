import { scanSync } from 'libpg-query';
import type { StatementAction, StatementShape } from '../evidence/StatementShape.ts';
import type { ParsedStatement, ParseNode } from '../scenario/parseSql.ts';
import { columnShape } from './columnShape.ts';
import { quoteIdentifier } from './quoteIdentifier.ts';

/** Longer ones are of no help to who reads a finding. */
const longest = 4_000;

/** Null for what nothing can be said of but its text. The parser must have been loaded. */
export function shapeOf({ sql, start, kind, node }: Omit<ParsedStatement, 'line'>): StatementShape | null {
  if (sql.length > longest) return null;
  if (kind === 'AlterTableStmt') return alterTable(sql, start, node);
  const read = others[kind];
  if (!read) return null;
  const { target, ...action } = read(node);
  return { target, actions: [{ kind, text: sql, ...action }] };
}

type Other = Omit<StatementAction, 'kind' | 'text'> & { target: string | null };

const others: Record<string, (node: ParseNode) => Other> = {
  IndexStmt: (node) => ({
    target: rangeName(node['relation']),
    name: quoted(node['idxname']),
    concurrently: node['concurrent'] === true,
  }),
  DropStmt: (node) => {
    const names = ((node['objects'] ?? []) as { List?: { items: StringNode[] } }[]).map(({ List }) =>
      nameOf(List?.items),
    );
    return {
      target: null,
      name: names.length === 1 && node['removeType'] === 'OBJECT_INDEX' ? names[0]! : null,
      concurrently: node['concurrent'] === true,
    };
  },
  ReindexStmt: (node) => ({
    target: rangeName(node['relation']),
    name: null,
    concurrently: JSON.stringify(node['params'] ?? []).includes('"concurrently"'),
  }),
  ClusterStmt: (node) => ({ target: rangeName(node['relation']), name: quoted(node['indexname']) }),
  VacuumStmt: (node) => {
    const [only, ...more] = (node['rels'] ?? []) as { VacuumRelation: ParseNode }[];
    return {
      target: only && more.length === 0 ? rangeName(only.VacuumRelation['relation']) : null,
      name: null,
    };
  },
  RefreshMatViewStmt: (node) => ({
    target: rangeName(node['relation']),
    name: null,
    concurrently: node['concurrent'] === true,
  }),
  AlterDomainStmt: (node) => ({
    target: nameOf(node['typeName'] as StringNode[]),
    name: quoted(node['name']),
    ...constraintOf(node['def']),
  }),
};

type StringNode = { String?: { sval: string } };

function alterTable(sql: string, offset: number, node: ParseNode): StatementShape | null {
  const commands = ((node['cmds'] ?? []) as { AlterTableCmd: ParseNode }[]).map((one) => one.AlterTableCmd);
  const { location } = node['relation'] as { location: number };
  const texts = commandTexts(sql, location - offset);
  if (texts.length !== commands.length) return null;
  return {
    target: rangeName(node['relation']),
    actions: commands.map((one, i) => command(one, texts[i]!, offset)),
  };
}

function command({ subtype, name, def }: ParseNode, { text, start }: Slice, offset: number): StatementAction {
  const { ColumnDef, PartitionCmd } = (def ?? {}) as { ColumnDef?: ParseNode; PartitionCmd?: ParseNode };
  const added = subtype === 'AT_AddColumn' && ColumnDef;
  return {
    kind: String(subtype),
    text,
    name: PartitionCmd ? rangeName(PartitionCmd['name']) : quoted(name ?? (added && ColumnDef['colname'])),
    ...(PartitionCmd?.['concurrent'] === true ? { concurrently: true } : {}),
    ...constraintOf(def),
    ...(added ? { column: columnShape(ColumnDef, text, offset + start) } : {}),
  };
}

function constraintOf(def: unknown): Pick<StatementAction, 'name' | 'constraint'> | Record<string, never> {
  const { Constraint } = (def ?? {}) as { Constraint?: ParseNode };
  if (!Constraint) return {};
  const columns = (Constraint['fk_attrs'] ?? Constraint['keys'] ?? []) as StringNode[];
  return {
    name: quoted(Constraint['conname']),
    constraint: {
      type: String(Constraint['contype']),
      columns: columns.map((column) => quoteIdentifier(column.String!.sval)),
      notValid: Constraint['skip_validation'] === true,
      index: quoted(Constraint['indexname']),
    },
  };
}

interface Slice {
  text: string;
  /** Where it begins in the statement, in bytes, as the parser counts. */
  start: number;
}

/** What stands between the commas of ALTER TABLE, behind the table's name. */
function commandTexts(sql: string, location: number): Slice[] {
  const bytes = Buffer.from(sql);
  const tokens = scanSync(sql).tokens.filter(({ tokenName }) => !tokenName.endsWith('_COMMENT'));
  let at = tokens.findIndex(({ start }) => start >= location) + 1;
  while (tokens[at]?.text === '.') at += 2;
  if (tokens[at]?.text === '*') at++;
  const slices: Slice[] = [];
  let depth = 0;
  let first = at;
  const close = (end: number) => {
    const [from, to] = [tokens[first]?.start ?? 0, tokens[end - 1]?.end ?? 0];
    slices.push({ text: bytes.toString('utf8', from, to), start: from });
    first = end + 1;
  };
  for (let i = at; i < tokens.length; i++) {
    const { text } = tokens[i]!;
    if (text === '(' || text === '[') depth++;
    else if (text === ')' || text === ']') depth--;
    else if (text === ',' && depth === 0) close(i);
  }
  close(tokens.length);
  return slices;
}

function rangeName(range: unknown): string | null {
  const { schemaname, relname } = (range ?? {}) as { schemaname?: string; relname?: string };
  if (relname === undefined) return null;
  return [schemaname, relname]
    .filter((part) => part !== undefined)
    .map(quoteIdentifier)
    .join('.');
}

function nameOf(items: StringNode[] | undefined): string | null {
  return items?.map((item) => quoteIdentifier(item.String?.sval ?? '')).join('.') ?? null;
}

function quoted(name: unknown): string | null {
  return typeof name === 'string' ? quoteIdentifier(name) : null;
}
