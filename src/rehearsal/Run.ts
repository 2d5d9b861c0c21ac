import type { Client } from 'pg';
import type { Clock } from './Clock.ts';
import type { RehearsalRequest } from './RehearsalRequest.ts';

/** One repeat, on its clone. */
export interface Run {
  request: RehearsalRequest;
  database: string;
  observer: Client;
  clock: Clock;
  /** The schema before each migration, or before the command. */
  schemas: Map<string, string[]>;
}
