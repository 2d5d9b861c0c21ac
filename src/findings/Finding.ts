import type { RuleId } from '../evidence/ruleIds.ts';
import type { Subject } from '../evidence/ScenarioFacts.ts';

export type Severity = 'fail' | 'warn' | 'info';
/** `breached`: over a budget. `observed`: worth knowing, held against nothing. */
export type FindingVerdict = 'regressed' | 'improved' | 'unconfirmed' | 'breached' | 'observed';
export type Unit = 'ms' | 'bytes' | 'pages' | 'ratio' | 'count';

export interface Finding {
  /** Unique in the result, stable from night to night: scenario, rule and subject. */
  id: string;
  rule: RuleId;
  severity: Severity;
  verdict: FindingVerdict;
  subject: Subject;
  /** Findings with one cause are one problem: `0002_region#1`, `query orders-of-customer (top)`. */
  cause: string;
  location: { file: string; line: number } | null;
  measured: { value: number; unit: Unit; low?: number; high?: number } | null;
  bound: { kind: 'budget' | 'baseline' | 'night' | 'rule'; value: number; unit: Unit } | null;
  accepted: { reason: string; by: string | null; until: string | null } | null;
  /** What happened, with names and figures, in one line. */
  title: string;
  /** Why it matters. */
  why: string;
  /** What to do instead. */
  remedy: string;
  /** Where in the evidence it was seen. */
  evidence: string;
}
