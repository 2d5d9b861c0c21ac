import type { Dataset } from '../dataset/Dataset.ts';
import type { Migration } from '../migrations/MigrationHistory.ts';
import type { ResolvedScenario } from '../scenario/ResolvedScenario.ts';
import type { Server } from '../server/Server.ts';
import type { PlanIdentity } from './plans/PlanIdentity.ts';
import type { TimeLimit } from './TimeLimit.ts';

export interface RehearsalRequest {
  scenario: ResolvedScenario;
  pending: readonly Migration[];
  server: Server;
  dataset: Dataset;
  /** How plans are told apart: judging has its home to the right of the evidence. */
  planIdentity: PlanIdentity;
  timeLimit: TimeLimit;
  progress: RehearsalProgress;
}

export interface RehearsalProgress {
  /** What is being done now, in a few words. */
  step(text: string): void;
}
