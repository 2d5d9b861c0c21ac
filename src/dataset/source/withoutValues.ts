/**
 * Messages of PostgreSQL that name objects of the schema and nothing that a row holds (English, as of 18; see
 * src/backend/po). All others may quote a value, and those that a trigger raises may say anything.
 */
const namesObjectsOnly = [
  /^(relation|table|view|sequence|index|column|schema|type|role|function|procedure|operator|extension|database|language|constraint|trigger|policy|collation|tablespace|server|publication|access method|operator class|text search \w+) \S.* (already exists|does not exist|is not available|is not (a|an) \w+)/,
  /^duplicate key value violates (unique|exclusion) constraint "[^"]*"$/,
  /^conflicting key value violates exclusion constraint "[^"]*"$/,
  /^could not create (unique index|exclusion constraint) "[^"]*"$/,
  /^insert or update on table "[^"]*" violates foreign key constraint "[^"]*"$/,
  /^null value in column "[^"]*" of relation "[^"]*" violates not-null constraint$/,
  /^new row for relation "[^"]*" violates check constraint "[^"]*"$/,
  /^value too long for type [\w ]+\(\d+\)$/,
  /^(permission denied|must be owner|must be superuser)\b/,
  /^unrecognized configuration parameter "[^"]*"$/,
  /^could not (open|access|load) (extension control )?(file|library) "[^"]*"/,
  /^could not (extend|write|open|create) .*No space left on device$/,
  /^syntax error at (end of input|or near "[A-Za-z_]+")$/,
  /^numeric field overflow$/,
  /^missing data for column "[^"]*"$/,
  /^extra data after last expected column$/,
  /^required extension "[^"]*" is not installed$/,
  /^unsupported version \([\d.]+\) in file header$/,
  /^cannot insert (into|a non-DEFAULT value into) column "[^"]*"$/,
];

/** What is left of a message that may hold a value from a row: what is quoted last is taken out. */
const quotesValue = [
  /^(invalid input syntax for type [\w ]+): ".*"$/s,
  /^(invalid input value for enum [\w."]+): ".*"$/s,
  /^(malformed (array|record|range|multirange) literal): ".*"$/s,
  /^(date\/time field value out of range): ".*"$/s,
  /^(interval field value out of range): ".*"$/s,
  /^(invalid byte sequence for encoding "\w+"): .*$/s,
];
const outOfRange = /^value ".*" is (out of range for type [\w ]+)$/s;

/** A server's message with nothing in it that a row may hold; rule 8 of the design, values are private. */
export function withoutValues(message: string): string {
  if (namesObjectsOnly.some((pattern) => pattern.test(message))) return message;
  for (const pattern of quotesValue) {
    const kept = pattern.exec(message)?.[1];
    if (kept) return `${kept}: …`;
  }
  const range = outOfRange.exec(message)?.[1];
  return range ? `a value is ${range}` : 'its message is not shown, since it may hold a value of a row';
}
