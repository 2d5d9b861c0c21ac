import type { ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { checkMoments, type Moment } from './timestamps.ts';

export interface UuidColumn extends ColumnDeclaration<string> {
  readonly kind: 'uuid';
  readonly version: 4 | 7;
  readonly from: Moment;
  readonly to: Moment;
}

/**
 * UUIDs of which no two rows of a table share one: at random (version 4), or ascending from row to row with
 * the time from `from` until `to` (version 7).
 */
export function uuid(options: { version?: 4 } | { version: 7; from: Moment; to?: Moment } = {}): UuidColumn {
  return { kind: 'uuid', version: 4, from: '-1 d', to: 'now', ...options };
}

export function checkUuid({ version, from, to }: UuidColumn, refuse: Refuse): void {
  if (version !== 4 && version !== 7) refuse('uuid', 'version 4 or 7', version);
  checkMoments(from, to, refuse);
}
