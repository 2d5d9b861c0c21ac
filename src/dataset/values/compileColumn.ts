/** The registry of what each kind of column generates. */
import type { Column, Columns, Kind } from '../../scenario/columns/Column.ts';
import { compileAltered } from './altered.ts';
import { compileBoolean } from './boolean.ts';
import { compileConstant } from './constant.ts';
import { compileDerived } from './derived.ts';
import { compileDistinct } from './distinct.ts';
import { compileDuplicated } from './duplicated.ts';
import { compileStatistics } from './fromStatistics.ts';
import { compileJson } from './json.ts';
import { compileLognormal } from './lognormal.ts';
import { compileNormal } from './normal.ts';
import { compileNullable } from './nullable.ts';
import { compileOneOf } from './oneOf.ts';
import { compilePool } from './pool.ts';
import { compileReferences } from './references.ts';
import { compileSequence } from './sequence.ts';
import { compileTemplate } from './template.ts';
import { compileText } from './text.ts';
import { compileTimestamps } from './timestamps.ts';
import { compileUniform } from './uniform.ts';
import { compileUuid } from './uuid.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { compileWhen } from './when.ts';
import { compileZipf } from './zipf.ts';

type Compile<C> = (column: C, context: SourceContext) => ValueSource;

const compilers: { readonly [K in Kind]: Compile<Columns[K]> } = {
  altered: compileAltered,
  boolean: compileBoolean,
  constant: compileConstant,
  derived: compileDerived,
  distinct: compileDistinct,
  duplicated: compileDuplicated,
  json: compileJson,
  lognormal: compileLognormal,
  normal: compileNormal,
  nullable: compileNullable,
  oneOf: compileOneOf,
  pool: compilePool,
  references: compileReferences,
  sequence: compileSequence,
  statistics: compileStatistics,
  template: compileTemplate,
  text: compileText,
  timestamps: compileTimestamps,
  uniform: compileUniform,
  uuid: compileUuid,
  when: compileWhen,
  zipf: compileZipf,
};

export function compileColumn(column: Column, context: SourceContext): ValueSource {
  return (compilers[column.kind] as Compile<Column>)(column, context);
}
