import type {
  CatalogColumn,
  CatalogIndex,
  CatalogTable,
  PlanCatalog,
} from '../../../evidence/PlanCatalog.ts';
import { quoteName } from './quoteName.ts';

/** What the catalog said at one capture; empty where nobody looked. */
export class Catalog {
  /** Whether anybody looked: else nothing follows from what is missing. */
  readonly known: boolean;
  readonly #tables: readonly CatalogTable[];
  readonly #indexes: readonly CatalogIndex[];

  constructor(catalog: PlanCatalog | undefined) {
    this.known = catalog !== undefined;
    this.#tables = catalog?.tables ?? [];
    this.#indexes = catalog?.indexes ?? [];
  }

  tableNamed(schema: string | undefined, name: string): CatalogTable | undefined {
    return this.#tables.find((table) => table.name === name && (!schema || table.schema === schema));
  }

  /** The same table as in another catalog: by OID, or by its name where it was made anew. */
  twinOf({ oid, schema, name }: CatalogTable): CatalogTable | undefined {
    return this.#tables.find((table) => table.oid === oid) ?? this.tableNamed(schema, name);
  }

  /** The topmost that it is a partition of, or itself. */
  rootOf(table: CatalogTable): CatalogTable {
    return this.#tables.find(({ oid }) => oid === table.root) ?? table;
  }

  /** Tables without any beneath them, which hold the rows. */
  leavesOf(table: CatalogTable): CatalogTable[] {
    return this.#tables.filter(({ root, kind }) => root === table.oid && kind !== 'p');
  }

  indexesOf({ oid }: CatalogTable): CatalogIndex[] {
    return this.#indexes.filter(({ table }) => table === oid);
  }

  indexNamed(table: CatalogTable, name: string): CatalogIndex | undefined {
    return this.indexesOf(table).find((index) => index.name === name);
  }
}

export function columnOf(table: CatalogTable, name: string): CatalogColumn | undefined {
  return table.columns.find((column) => quoteName(column.name) === name || column.name === name);
}

/** `public.orders`, quoted as PostgreSQL prints it. */
export function nameOf({ schema, name }: Pick<CatalogTable, 'schema' | 'name'>): string {
  return `${quoteName(schema)}.${quoteName(name)}`;
}

/** `unique on (customer_id, created_at DESC) where open`; a btree is not said. */
export function indexWords({ definition }: Pick<CatalogIndex, 'definition'>): string {
  const [, unique = '', method = '', keys = definition] = /^(unique )?(\w+) (.*)$/s.exec(definition) ?? [];
  return `${unique}${method === 'btree' || method === '' ? '' : `${method} `}on ${keys}`;
}
