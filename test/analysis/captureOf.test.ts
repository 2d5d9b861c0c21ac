import { captureOf } from '../../src/analysis/captureOf.ts';
import { capture, failing, indexScan, seqScan } from '../fixtures/evidence/build.ts';
import { assert, suite } from '../support/suite.ts';

suite('captureOf', ({ test }) => {
  test('pages are those hit and those read', () => {
    const { buffers, cost, rows } = captureOf(capture({ ...indexScan(10), 'Shared Read Blocks': 7 }));
    assert.equal([buffers, cost, rows], [17, 10, 5]);
  });
  test('pages that triggers read, which no node has, are the query’s', () => {
    const read = capture(indexScan(10));
    assert.is(captureOf({ ...read, serial: { ...read.serial!, 'Trigger Pages': 30 } }).buffers, 40);
  });
  test('a query that fails has an error and nothing else', () => {
    const { buffers, cost, latencyMs, fingerprint, plan, error } = captureOf(failing);
    assert.equal([buffers, cost, latencyMs, fingerprint, plan], [null, null, null, null, null]);
    assert.is(error?.code, '42703');
  });
  test('the shape is that of production’s settings, the work that of the serial plan', () => {
    const both = captureOf({ ...capture(indexScan(10)), shape: { Plan: seqScan() } });
    assert.is(both.fingerprint?.exact, captureOf(capture(seqScan())).fingerprint?.exact);
    assert.is(both.buffers, 10);
  });
});
