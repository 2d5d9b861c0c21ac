import { z } from 'zod';
import { type LockMode, lockModes } from '../../evidence/LockMode.ts';
import { durationNotation } from '../../units.ts';
import {
  byRelation,
  duration,
  expecting,
  fields,
  listOf,
  matching,
  numberAbove,
  numberFrom,
  oneOf,
  size,
  text,
} from './fields.ts';

/** What a scenario and the configuration both have. */

const version = expecting<number | string>(`a major version such as 18, or a text such as '18.4'`, (value) =>
  typeof value === 'number'
    ? Number.isInteger(value) && value > 0
    : /^[1-9]\d*(?:\.\d+)?$/.test(String(value)),
);

const setting = expecting<string | number | boolean>('a text, a number or a boolean', (value) =>
  ['string', 'number', 'boolean'].includes(typeof value),
);

/** GUCs by name. */
export const settings = z.record(
  z.string().regex(/^[A-Za-z_][\w.]*$/, { error: `a setting's name such as 'work_mem'` }),
  setting,
  { error: 'an object' },
);

export const postgresSchema = fields({
  server: oneOf(['embedded', 'container', 'url', 'binaries']).optional(),
  version: version.optional(),
  settings: settings.optional(),
  timezone: text.optional(),
  encoding: text.optional(),
  locale: text.optional(),
  extensions: listOf(text, 'a list of extension names').optional(),
  image: matching(/^\S+$/, `an image such as 'postgres:18.4'`).optional(),
});

const byLockMode = Object.fromEntries(lockModes.map((mode) => [mode, duration.optional()])) as Record<
  LockMode,
  z.ZodOptional<typeof duration>
>;

const worstCase = {
  hold: fields(byLockMode).optional(),
  stall: duration.optional(),
};

export const budgetsSchema = fields({
  duration: duration.optional(),
  wal: size.optional(),
  rollback: duration.optional(),
  ...worstCase,
  relations: byRelation(fields(worstCase)).optional(),
});

const ratio = numberAbove(0, 'a ratio above 0 such as 1.5');

export const thresholdsSchema = fields({
  buffersRatio: ratio.optional(),
  buffersPages: numberFrom(0, 'a number of pages, 0 or more').optional(),
  latencyRatio: ratio.optional(),
  latencyDifference: duration.optional(),
  notableHold: duration.optional(),
  notableStall: duration.optional(),
  durationRatio: ratio.optional(),
  durationDifference: duration.optional(),
  walRatio: ratio.optional(),
  estimateError: ratio.optional(),
  loops: numberFrom(1, 'a number of executions, 1 or more').optional(),
  genericRatio: ratio.optional(),
  tieRatio: ratio.optional(),
});

/** Milliseconds; null for none. */
export const queueProbe = z.union([z.literal(false).transform(() => null), duration], {
  error: `${durationNotation}, or false for none`,
});
