/** Something that a parameter of a type may well be, where no table tells. */
export function ordinaryValue(type: string, now: number): string | null {
  if (type.endsWith('[]')) return '{}';
  const moment = new Date(now).toISOString();
  const values: Readonly<Record<string, string>> = {
    smallint: '1',
    integer: '1',
    bigint: '1',
    numeric: '1',
    real: '1',
    'double precision': '1',
    boolean: 'true',
    text: 'a',
    'character varying': 'a',
    character: 'a',
    name: 'a',
    date: moment,
    'timestamp without time zone': moment,
    'timestamp with time zone': moment,
    'time without time zone': '12:00',
    interval: '1 day',
    uuid: '00000000-0000-4000-8000-000000000001',
    json: '{}',
    jsonb: '{}',
    tsquery: 'a',
    inet: '127.0.0.1',
  };
  return values[type] ?? null;
}
