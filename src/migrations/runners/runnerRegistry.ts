import type { RunnerName } from '../../scenario/runnerNames.ts';
import { atlas } from './atlas.ts';
import { dbmate } from './dbmate.ts';
import { diesel } from './diesel.ts';
import { drizzle } from './drizzle.ts';
import { flyway } from './flyway.ts';
import { golangMigrate } from './golangMigrate.ts';
import { goose } from './goose.ts';
import { mybatis } from './mybatis.ts';
import { nodePgMigrate } from './nodePgMigrate.ts';
import { plain } from './plain.ts';
import { prisma } from './prisma.ts';
import type { Runner } from './Runner.ts';
import { sqlMigrate } from './sqlMigrate.ts';
import { sqlx } from './sqlx.ts';

export const runners: Readonly<Record<RunnerName, Runner>> = {
  plain,
  'golang-migrate': golangMigrate,
  dbmate,
  flyway,
  prisma,
  drizzle,
  diesel,
  goose,
  'sql-migrate': sqlMigrate,
  'node-pg-migrate': nodePgMigrate,
  sqlx,
  atlas,
  mybatis,
};
