/** What a text is that has no JSON in it. */
export function foreignText(text: string): string {
  if (text.trim() === '') return 'an empty file';
  if (/<ShowPlanXML/.test(text)) return 'a plan of SQL Server';
  if (/^\s*<explain/m.test(text)) return 'a plan in XML';
  if (/^\s*- Plan:/m.test(text)) return 'a plan in YAML';
  if (/Plan hash value:|PLAN_TABLE_OUTPUT/.test(text)) return 'a plan of Oracle';
  if (/^\s*(?:info\s+)?distribution: (?:full|local|partial)/m.test(text)) return 'a plan of CockroachDB';
  if (/^(?:\||`)--/m.test(text)) return 'a plan of SQLite';
  if (/^-> .*\(cost=[\d.e+]+ rows=/m.test(text)) return 'a plan of MySQL';
  if (/\(cost=\d|\(actual (?:time|rows)=|^\s*(?:QUERY PLAN\s*)?-+\s*$/m.test(text))
    return 'a plan in the text format';
  return 'a text that is no JSON';
}

/** Fields that only this product's plans have, all of them in the object or in the first of a list. */
const products: readonly [product: string, ...fields: string[]][] = [
  ['MySQL', 'query_plan', 'json_schema_version'],
  ['MongoDB', 'queryPlanner'],
  ['CockroachDB', 'processors', 'nodeNames'],
  ['BigQuery', 'queryPlan'],
  ['BigQuery', 'steps', 'name', 'id'],
  ['DuckDB', 'extra_info', 'children'],
  ['DuckDB', 'operator_type', 'children'],
  ['SQLite', 'detail', 'parent', 'id'],
  ['Snowflake', 'GlobalStats', 'Operations'],
  ['TiDB', 'estRows', 'taskType'],
  ['Oracle', 'OPERATION', 'OPTIONS'],
  ['Oracle', 'operation', 'object_name'],
  ['SQL Server', 'ShowPlanXML'],
];

/** What JSON is that holds no plan of PostgreSQL. */
export function foreignPlan(value: unknown): string {
  const first: unknown = Array.isArray(value) ? value.flat()[0] : value;
  if (Array.isArray(value) && value.length === 0) return 'an empty list';
  if (typeof first !== 'object' || first === null) return JSON.stringify(first).slice(0, 60);
  if ('query_block' in first) return `a plan of ${isMariaDb(first.query_block) ? 'MariaDB' : 'MySQL'}`;
  const product = products.find(([, ...fields]) => fields.every((field) => field in first));
  if (product) return `a plan of ${product[0]}`;
  const keys = Object.keys(first).slice(0, 5);
  const object = keys.length === 0 ? 'an empty object' : `an object with ${keys.join(', ')}`;
  return Array.isArray(value) ? `a list that begins with ${object}` : object;
}

/** MySQL writes costs into objects of their own; MariaDB, where it ran the query, figures that begin with r_. */
function isMariaDb(block: unknown): boolean {
  const text = JSON.stringify(block);
  return (
    /"r_\w+":|"nested_loop":\[\{"(?:table|block-nl-join|read_sorted_file)"/.test(text) &&
    !text.includes('"cost_info"')
  );
}
