import type { CaptureEvidence } from '../evidence/QueryEvidence.ts';
import type { Capture } from './Facts.ts';
import { fingerprint } from './plans/fingerprint.ts';
import { statOf } from './statOf.ts';
import { workOf } from './workOf.ts';

export function captureOf(evidence: CaptureEvidence): Capture {
  const serial = evidence.serial?.Plan;
  const { generic } = evidence;
  const shape = evidence.shape ?? evidence.serial;
  return {
    buffers: serial ? (serial['Shared Hit Blocks'] ?? 0) + (serial['Shared Read Blocks'] ?? 0) : null,
    cost: serial?.['Total Cost'] ?? null,
    rows: serial?.['Actual Rows'] ?? null,
    ...(evidence.serial ? { work: workOf(evidence.serial) } : {}),
    latencyMs: evidence.latencies.length > 0 ? statOf(evidence.latencies) : null,
    fingerprint: shape ? fingerprint(shape) : null,
    plan: evidence.serial ?? evidence.shape,
    ...(generic
      ? {
          generic: {
            cost: generic.Plan['Total Cost'] ?? null,
            fingerprint: fingerprint(generic),
            plan: generic,
          },
        }
      : {}),
    ...(evidence.overLimitMs === undefined ? {} : { overLimitMs: evidence.overLimitMs }),
    error: evidence.error,
  };
}
