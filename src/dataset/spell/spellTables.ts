import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import type { TableDeclaration } from '../../scenario/columns/TableDeclaration.ts';
import { keyOf } from '../auto/spelled.ts';
import { spellColumn } from './spellColumn.ts';

/** A file that declares tables. */
export interface SpelledTables {
  text: string;
  /** The constants that it exports, in its order, by the table's name. */
  constants: ReadonlyMap<string, string>;
}

/** Writes declarations as a file to be edited: tables that others refer to first. */
export function spellTables(tables: readonly TableDeclaration[], from: string): SpelledTables {
  const ordered = parentsFirst(tables);
  const constants = constantsOf(ordered.map(({ name }) => name));
  const used = new Set(['defineTable']);
  let later = false;
  const written = new Set<string>();
  const blocks = ordered.map(({ name, columns }) => {
    const lines = Object.entries(columns).map(([column, declaration]) => {
      const text = spellColumn(declaration, {
        api(word) {
          used.add(word);
          return word;
        },
        parent(table) {
          const constant = constants.get(table)!;
          if (written.has(table)) return constant;
          later = true;
          return `(): TableDeclaration => ${constant}`;
        },
      });
      return `  ${keyOf(column)}: ${text},\n`;
    });
    written.add(name);
    return `export const ${constants.get(name)} = defineTable(${JSON.stringify(name).replaceAll("'", "\\'").replace(/^"|"$/g, "'").replaceAll('\\"', '"')}, {\n${lines.join('')}});\n`;
  });
  const names = [...used].sort().join(',\n  ');
  const types = later ? ',\n  type TableDeclaration' : '';
  return {
    text: `import {\n  ${names}${types},\n} from '${from}';\n\n${blocks.join('\n')}`,
    constants,
  };
}

/** In rings of references the order is the given one. */
function parentsFirst(tables: readonly TableDeclaration[]): TableDeclaration[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const ordered = new Set<TableDeclaration>();
  const visit = (table: TableDeclaration, above: ReadonlySet<TableDeclaration>) => {
    if (ordered.has(table) || above.has(table)) return;
    const path = new Set(above).add(table);
    for (const name of parentsOf(table)) {
      const parent = byName.get(name);
      if (parent !== undefined) visit(parent, path);
    }
    ordered.add(table);
  };
  for (const table of tables) visit(table, new Set());
  return [...ordered];
}

function parentsOf({ columns }: TableDeclaration): string[] {
  return Object.values(columns).flatMap((column) => {
    let inner = column as AnyColumn & { column?: unknown; table?: (() => TableDeclaration) | null };
    while (inner.kind === 'nullable' || inner.kind === 'when') inner = inner.column as typeof inner;
    return inner.kind === 'references' && inner.table ? [inner.table().name] : [];
  });
}

/** Names that the file imports, and words that name nothing in TypeScript. */
const taken = new Set(
  `altered auto boolean constant defineScenario defineTable derived distinct json lognormal nullable oneOf pool
   references selfReference sequence template text timestamps uniform uuid when zipf within untidy normal duplicated
   arguments await break case catch class const continue debugger default delete do else enum eval export extends false
   finally for function if implements import in instanceof interface let new null package private protected public return
   static super switch this throw true try type typeof undefined var void while with yield Date Math Number`.split(
    /\s+/,
  ),
);

function constantsOf(names: readonly string[]): Map<string, string> {
  const constants = new Map<string, string>();
  const used = new Set(taken);
  for (const name of names) {
    const bare = name.replace(/^public\./, '').replaceAll('"', '');
    const words = bare.split(/[^A-Za-z0-9]+/).filter(Boolean);
    const joined = words
      .map((word, i) =>
        i === 0 ? word[0]!.toLowerCase() + word.slice(1) : word[0]!.toUpperCase() + word.slice(1),
      )
      .join('');
    const start = /^[A-Za-z]/.test(joined) ? joined : `table${joined}`;
    let constant = used.has(start) ? `${start}Table` : start;
    for (let n = 2; used.has(constant); n++) constant = `${start}${n}`;
    used.add(constant);
    constants.set(name, constant);
  }
  return constants;
}
