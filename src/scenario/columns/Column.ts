/** Every kind of column: the registry of declarations. What each one generates is in `dataset/values/`. */

import { type AlteredColumn, checkAltered } from './altered.ts';
import { type BackfilledColumn, checkBackfilled } from './backfilled.ts';
import { type BooleanColumn, checkBoolean } from './boolean.ts';
import type { AnyColumn, Refuse } from './ColumnDeclaration.ts';
import { type CombinationColumn, checkCombination } from './combinations.ts';
import type { ConstantColumn } from './constant.ts';
import { checkDerived, type DerivedColumn } from './derived.ts';
import { checkDistinct, type DistinctColumn } from './distinct.ts';
import { checkDuplicated, type DuplicatedColumn } from './duplicated.ts';
import { checkEdges, type EdgesColumn } from './edges.ts';
import { checkStatistics, type StatisticsColumn } from './fromStatistics.ts';
import { checkGiven, type GivenColumn } from './given.ts';
import { checkJoint, type JointColumn } from './joint.ts';
import { checkJson, type JsonColumn } from './json.ts';
import { checkLognormal, type LognormalColumn } from './lognormal.ts';
import { checkMalformed, type MalformedColumn } from './malformed.ts';
import { checkMixture, type MixtureColumn } from './mixture.ts';
import { checkNormal, type NormalColumn } from './normal.ts';
import { checkNullable, type NullableColumn } from './nullable.ts';
import { checkOneOf, type OneOfColumn } from './oneOf.ts';
import { checkOrphaned, type OrphanedColumn } from './orphaned.ts';
import { checkPlaced, type PlacedColumn } from './placed.ts';
import { checkPool, type PoolColumn } from './pool.ts';
import { checkReferences, type ReferencesColumn } from './references.ts';
import { checkSequence, type SequenceColumn } from './sequence.ts';
import { checkTemplate, type TemplateColumn } from './template.ts';
import { checkText, type TextColumn } from './text.ts';
import { checkTimestamps, type TimestampsColumn } from './timestamps.ts';
import { checkUniform, type UniformColumn } from './uniform.ts';
import { checkUntidy, type UntidyColumn } from './untidy.ts';
import { checkUuid, type UuidColumn } from './uuid.ts';
import { checkWhen, type WhenColumn } from './when.ts';
import { checkWithin, type WithinColumn } from './within.ts';
import { checkZipf, type ZipfColumn } from './zipf.ts';

export interface Columns {
  altered: AlteredColumn;
  backfilled: BackfilledColumn;
  boolean: BooleanColumn;
  combination: CombinationColumn;
  constant: ConstantColumn;
  derived: DerivedColumn;
  distinct: DistinctColumn;
  duplicated: DuplicatedColumn;
  edges: EdgesColumn;
  given: GivenColumn;
  joint: JointColumn;
  json: JsonColumn;
  lognormal: LognormalColumn;
  malformed: MalformedColumn;
  mixture: MixtureColumn;
  normal: NormalColumn;
  nullable: NullableColumn;
  oneOf: OneOfColumn;
  orphaned: OrphanedColumn;
  placed: PlacedColumn;
  pool: PoolColumn;
  references: ReferencesColumn;
  sequence: SequenceColumn;
  statistics: StatisticsColumn;
  template: TemplateColumn;
  text: TextColumn;
  timestamps: TimestampsColumn;
  uniform: UniformColumn;
  untidy: UntidyColumn;
  uuid: UuidColumn;
  when: WhenColumn;
  within: WithinColumn;
  zipf: ZipfColumn;
}
export type Kind = keyof Columns;
export type Column = Columns[Kind];

export type Check<C> = (column: C, refuse: Refuse, checkInner: (column: AnyColumn) => void) => void;

export const columnChecks: { readonly [K in Kind]: Check<Columns[K]> } = {
  altered: checkAltered,
  backfilled: checkBackfilled,
  boolean: checkBoolean,
  combination: checkCombination,
  constant: () => {},
  derived: checkDerived,
  distinct: checkDistinct,
  duplicated: checkDuplicated,
  edges: checkEdges,
  given: checkGiven,
  joint: checkJoint,
  json: checkJson,
  lognormal: checkLognormal,
  malformed: checkMalformed,
  mixture: checkMixture,
  normal: checkNormal,
  nullable: checkNullable,
  oneOf: checkOneOf,
  orphaned: checkOrphaned,
  placed: checkPlaced,
  pool: checkPool,
  references: checkReferences,
  sequence: checkSequence,
  statistics: checkStatistics,
  template: checkTemplate,
  text: checkText,
  timestamps: checkTimestamps,
  uniform: checkUniform,
  untidy: checkUntidy,
  uuid: checkUuid,
  when: checkWhen,
  within: checkWithin,
  zipf: checkZipf,
};
