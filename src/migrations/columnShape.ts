import type { ColumnShape } from '../evidence/StatementShape.ts';
import type { ParseNode } from '../scenario/parseSql.ts';

const constraining = new Set(['CONSTR_CHECK', 'CONSTR_UNIQUE', 'CONSTR_PRIMARY', 'CONSTR_FOREIGN']);

/**
 * A column of ADD COLUMN.
 * @param text the command's
 * @param start of the text, in bytes, from where the parser counts
 */
export function columnShape(definition: ParseNode, text: string, start: number): ColumnShape {
  const bytes = Buffer.from(text);
  const constraints = ((definition['constraints'] ?? []) as { Constraint: ParseNode }[]).map(
    (one) => one.Constraint,
  );
  const starts = constraints.map((constraint) => Number(constraint['location'] ?? 0) - start);
  const upTo = (from: number) => starts.filter((at) => at > from).sort((a, b) => a - b)[0];
  const slice = (from: number) => bytes.toString('utf8', from, upTo(from)).trim();
  const { location = 0, names } = definition['typeName'] as {
    location?: number;
    names?: { String: { sval: string } }[];
  };
  const of = (type: string) => constraints.findIndex(({ contype }) => contype === type);
  const byDefault = of('CONSTR_DEFAULT');
  const generated = constraints[of('CONSTR_GENERATED')];
  const typeName = names?.at(-1)?.String.sval ?? '';
  return {
    type: slice(location - start),
    default: byDefault < 0 ? null : slice(starts[byDefault]!).replace(/^default\s*/i, ''),
    notNull: of('CONSTR_NOTNULL') >= 0,
    constrained: constraints.some(({ contype }) => constraining.has(String(contype))),
    made: generated
      ? generated['generated_kind'] === 'v'
        ? 'virtual'
        : 'stored'
      : of('CONSTR_IDENTITY') >= 0
        ? 'identity'
        : /^(?:big|small)?serial[248]?$/.test(typeName)
          ? 'serial'
          : 'plain',
  };
}
