/** The registry of what each kind of column generates. */
import type { Column, Columns, Kind } from '../../scenario/columns/Column.ts';
import { compileAltered } from './altered.ts';
import { compileBackfilled } from './backfilled.ts';
import { compileBoolean } from './boolean.ts';
import { compileCombination } from './combinations.ts';
import { compileConstant } from './constant.ts';
import { compileDerived } from './derived.ts';
import { compileDistinct } from './distinct.ts';
import { compileDuplicated } from './duplicated.ts';
import { compileEdges } from './edges.ts';
import { compileStatistics } from './fromStatistics.ts';
import { compileGiven } from './given.ts';
import { compileJoint } from './joint.ts';
import { compileJson } from './json.ts';
import { compileLognormal } from './lognormal.ts';
import { compileMalformed } from './malformed.ts';
import { compileMixture } from './mixture.ts';
import { compileNormal } from './normal.ts';
import { compileNullable } from './nullable.ts';
import { compileOneOf } from './oneOf.ts';
import { compileOrphaned } from './orphaned.ts';
import { compilePlaced } from './placed.ts';
import { compilePool } from './pool.ts';
import { compileReferences } from './references.ts';
import { compileSequence } from './sequence.ts';
import { compileTemplate } from './template.ts';
import { compileText } from './text.ts';
import { compileTimestamps } from './timestamps.ts';
import { compileUniform } from './uniform.ts';
import { compileUntidy } from './untidy.ts';
import { compileUuid } from './uuid.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { compileWhen } from './when.ts';
import { compileWithin } from './within.ts';
import { compileZipf } from './zipf.ts';

type Compile<C> = (column: C, context: SourceContext) => ValueSource;

const compilers: { readonly [K in Kind]: Compile<Columns[K]> } = {
  altered: compileAltered,
  backfilled: compileBackfilled,
  boolean: compileBoolean,
  combination: compileCombination,
  constant: compileConstant,
  derived: compileDerived,
  distinct: compileDistinct,
  duplicated: compileDuplicated,
  edges: compileEdges,
  given: compileGiven,
  joint: compileJoint,
  json: compileJson,
  lognormal: compileLognormal,
  malformed: compileMalformed,
  mixture: compileMixture,
  normal: compileNormal,
  nullable: compileNullable,
  oneOf: compileOneOf,
  orphaned: compileOrphaned,
  placed: compilePlaced,
  pool: compilePool,
  references: compileReferences,
  sequence: compileSequence,
  statistics: compileStatistics,
  template: compileTemplate,
  text: compileText,
  timestamps: compileTimestamps,
  uniform: compileUniform,
  untidy: compileUntidy,
  uuid: compileUuid,
  when: compileWhen,
  within: compileWithin,
  zipf: compileZipf,
};

export function compileColumn(column: Column, context: SourceContext): ValueSource {
  return (compilers[column.kind] as Compile<Column>)(column, context);
}
