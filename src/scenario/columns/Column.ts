/** Every kind of column: the registry of declarations. What each one generates is in `dataset/values/`. */
import { type AlteredColumn, checkAltered } from './altered.ts';
import { type BooleanColumn, checkBoolean } from './boolean.ts';
import type { AnyColumn, Refuse } from './ColumnDeclaration.ts';
import type { ConstantColumn } from './constant.ts';
import { checkDerived, type DerivedColumn } from './derived.ts';
import { checkDistinct, type DistinctColumn } from './distinct.ts';
import { checkDuplicated, type DuplicatedColumn } from './duplicated.ts';
import { checkStatistics, type StatisticsColumn } from './fromStatistics.ts';
import { checkJson, type JsonColumn } from './json.ts';
import { checkLognormal, type LognormalColumn } from './lognormal.ts';
import { checkNormal, type NormalColumn } from './normal.ts';
import { checkNullable, type NullableColumn } from './nullable.ts';
import { checkOneOf, type OneOfColumn } from './oneOf.ts';
import { checkPool, type PoolColumn } from './pool.ts';
import { checkReferences, type ReferencesColumn } from './references.ts';
import { checkSequence, type SequenceColumn } from './sequence.ts';
import { checkTemplate, type TemplateColumn } from './template.ts';
import { checkText, type TextColumn } from './text.ts';
import { checkTimestamps, type TimestampsColumn } from './timestamps.ts';
import { checkUniform, type UniformColumn } from './uniform.ts';
import type { UuidColumn } from './uuid.ts';
import { checkWhen, type WhenColumn } from './when.ts';
import { checkZipf, type ZipfColumn } from './zipf.ts';

export interface Columns {
  altered: AlteredColumn;
  boolean: BooleanColumn;
  constant: ConstantColumn;
  derived: DerivedColumn;
  distinct: DistinctColumn;
  duplicated: DuplicatedColumn;
  json: JsonColumn;
  lognormal: LognormalColumn;
  normal: NormalColumn;
  nullable: NullableColumn;
  oneOf: OneOfColumn;
  pool: PoolColumn;
  references: ReferencesColumn;
  sequence: SequenceColumn;
  statistics: StatisticsColumn;
  template: TemplateColumn;
  text: TextColumn;
  timestamps: TimestampsColumn;
  uniform: UniformColumn;
  uuid: UuidColumn;
  when: WhenColumn;
  zipf: ZipfColumn;
}
export type Kind = keyof Columns;
export type Column = Columns[Kind];

export type Check<C> = (column: C, refuse: Refuse, checkInner: (column: AnyColumn) => void) => void;

export const columnChecks: { readonly [K in Kind]: Check<Columns[K]> } = {
  altered: checkAltered,
  boolean: checkBoolean,
  constant: () => {},
  derived: checkDerived,
  distinct: checkDistinct,
  duplicated: checkDuplicated,
  json: checkJson,
  lognormal: checkLognormal,
  normal: checkNormal,
  nullable: checkNullable,
  oneOf: checkOneOf,
  pool: checkPool,
  references: checkReferences,
  sequence: checkSequence,
  statistics: checkStatistics,
  template: checkTemplate,
  text: checkText,
  timestamps: checkTimestamps,
  uniform: checkUniform,
  uuid: () => {},
  when: checkWhen,
  zipf: checkZipf,
};
