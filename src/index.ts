export { type AutoOptions, auto } from './scenario/auto.ts';
export type { Configuration } from './scenario/Configuration.ts';
export { altered } from './scenario/columns/altered.ts';
export { backfilled } from './scenario/columns/backfilled.ts';
export { boolean } from './scenario/columns/boolean.ts';
export type { AnyColumn, ColumnDeclaration, ValueOf } from './scenario/columns/ColumnDeclaration.ts';
export { combinations } from './scenario/columns/combinations.ts';
export { constant } from './scenario/columns/constant.ts';
export { defineTable } from './scenario/columns/defineTable.ts';
export { derived } from './scenario/columns/derived.ts';
export { distinct } from './scenario/columns/distinct.ts';
export { duplicated } from './scenario/columns/duplicated.ts';
export { edges } from './scenario/columns/edges.ts';
export { type ColumnStatistics, fromStatistics } from './scenario/columns/fromStatistics.ts';
export { given } from './scenario/columns/given.ts';
export { joint } from './scenario/columns/joint.ts';
export { json, optional } from './scenario/columns/json.ts';
export { lognormal } from './scenario/columns/lognormal.ts';
export { malformed } from './scenario/columns/malformed.ts';
export { mixture } from './scenario/columns/mixture.ts';
export { normal } from './scenario/columns/normal.ts';
export { nullable } from './scenario/columns/nullable.ts';
export { oneOf } from './scenario/columns/oneOf.ts';
export { orphaned } from './scenario/columns/orphaned.ts';
export { placed } from './scenario/columns/placed.ts';
export { pool } from './scenario/columns/pool.ts';
export { type ReferenceOptions, references, selfReference } from './scenario/columns/references.ts';
export { sequence } from './scenario/columns/sequence.ts';
export type { Storage, TableDeclaration, TableRows } from './scenario/columns/TableDeclaration.ts';
export { template } from './scenario/columns/template.ts';
export { text } from './scenario/columns/text.ts';
export { timestamps } from './scenario/columns/timestamps.ts';
export { uniform } from './scenario/columns/uniform.ts';
export { untidy } from './scenario/columns/untidy.ts';
export { uuid } from './scenario/columns/uuid.ts';
export { when } from './scenario/columns/when.ts';
export { within } from './scenario/columns/within.ts';
export { zipf } from './scenario/columns/zipf.ts';
export { defineConfig } from './scenario/defineConfig.ts';
export { defineScenario } from './scenario/defineScenario.ts';
export type {
  Acceptance,
  Budgets,
  CommandData,
  Isolation,
  KeyQuery,
  LongTransaction,
  ParameterSet,
  ParametersOfRows,
  ParameterValue,
  ParameterValues,
  PendingSpec,
  PostgresSpec,
  RestoredData,
  RowCounts,
  Scenario,
  Thresholds,
  Traffic,
  Workload,
} from './scenario/Scenario.ts';
