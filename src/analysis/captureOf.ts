import { pagesOf } from '../evidence/pagesOf.ts';
import type { CaptureEvidence } from '../evidence/QueryEvidence.ts';
import type { Capture } from './Facts.ts';
import { fingerprintAt } from './plans/fingerprintAt.ts';
import { statOf } from './statOf.ts';
import { workOf } from './workOf.ts';

/** @param fingerprint tells plans apart as that of the other captures does */
export function captureOf(evidence: CaptureEvidence, fingerprint = fingerprintAt('after')): Capture {
  const serial = evidence.serial?.Plan;
  const { generic } = evidence;
  const shape = evidence.shape ?? evidence.serial;
  return {
    buffers: evidence.serial ? (pagesOf(evidence.serial) ?? 0) : null,
    cost: serial?.['Total Cost'] ?? null,
    rows: serial?.['Actual Rows'] ?? null,
    ...(evidence.serial ? { work: workOf(evidence.serial) } : {}),
    latencyMs: evidence.latencies.length > 0 ? statOf(evidence.latencies) : null,
    fingerprint: shape ? fingerprint(shape) : null,
    plan: evidence.serial ?? evidence.shape,
    ...(isAnother(evidence, fingerprint) ? { shape: evidence.shape! } : {}),
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

/** Parallel workers and the JIT compiler are kept from the serial plan. */
function isAnother(
  { serial, shape }: CaptureEvidence,
  fingerprint: ReturnType<typeof fingerprintAt>,
): boolean {
  if (!serial || !shape) return false;
  return shape['JIT'] !== undefined || fingerprint(shape).exact !== fingerprint(serial).exact;
}
