import type { Draft } from './Rule.ts';

/** What findings about production itself share: they warn, and are about no statement. */
export const productionDraft = {
  severity: 'warn',
  verdict: 'observed',
  subject: {},
  location: null,
  measured: null,
  bound: null,
} as const satisfies Partial<Draft>;
