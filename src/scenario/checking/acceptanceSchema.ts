import { z } from 'zod';
import { ruleIds } from '../../evidence/ruleIds.ts';
import { durationNotation, parseDuration, parseSize, sizeNotation } from '../../units.ts';
import type { ResolvedAcceptance } from '../ResolvedScenario.ts';
import { acceptedAmounts } from './acceptedAmounts.ts';
import { expecting, fields, lockMode, positiveInteger, relation, text } from './fields.ts';
import { describe, whole } from './problems.ts';

const rule = z.enum(ruleIds, { error: `a rule's id such as 'migration/rewrite'` });

const subject = fields({
  migration: text.optional(),
  statement: positiveInteger.optional(),
  relation: relation.optional(),
  mode: lockMode.optional(),
  query: text.optional(),
  parameters: text.optional(),
});

const date = expecting<string>(
  `a date such as '2026-12-31'`,
  (value) => typeof value === 'string' && z.iso.date().safeParse(value).success,
);

/** A known risk taken on purpose; `upTo` comes out in the unit that the rule measures. */
export const acceptanceSchema = fields({
  rule,
  subject: subject.default({}),
  upTo: z.unknown().optional(),
  reason: text,
  by: text.optional(),
  until: date.optional(),
}).transform((written, context): ResolvedAcceptance => {
  const { amount, fault } = accepted(written.rule, written.upTo);
  if (fault !== undefined) context.addIssue(whole(fault, ['upTo']));
  return {
    rule: written.rule,
    subject: written.subject as ResolvedAcceptance['subject'],
    upTo: amount ?? null,
    reason: written.reason,
    by: written.by ?? null,
    until: written.until ?? null,
  };
});

const notations = {
  duration: { parse: parseDuration, notation: durationNotation },
  size: { parse: parseSize, notation: sizeNotation },
  pages: { parse: parsePages, notation: 'a number of pages such as 50_000' },
};

function accepted(rule: ResolvedAcceptance['rule'], upTo: unknown): { amount?: number; fault?: string } {
  const kind = acceptedAmounts[rule];
  if (!kind) {
    return upTo === undefined
      ? {}
      : { fault: `${rule} measures no amount; expected no upTo, found ${describe(upTo)}` };
  }
  const amount = notations[kind].parse(upTo);
  if (amount !== undefined) return { amount };
  const required = upTo === undefined ? `required, because ${rule} measures an amount; ` : '';
  return { fault: `${required}expected ${notations[kind].notation}, found ${describe(upTo)}` };
}

function parsePages(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
}
