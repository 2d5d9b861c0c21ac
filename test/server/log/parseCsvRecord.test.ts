import { parseCsvRecord } from '../../../src/server/log/parseCsvRecord.ts';
import { splitRecords } from '../../../src/server/log/splitRecords.ts';
import { assert, suite } from '../../support/suite.ts';

const line = (message: string) =>
  `2026-11-21 15:00:54.103 UTC,"postgres","shop",4749,"127.0.0.1:5000",6b01b226.128d,1,"SELECT",2026-11-21 15:00:54 UTC,3/7,0,ERROR,22012,"${message}",,,,,"line one
line ""two""",,,,"psql","client backend",,-7`;

suite('a record of csvlog', ({ test }) => {
  test('is read with quotes, commas and newlines in its texts', () => {
    const record = parseCsvRecord(line('a ""b"", c'), () => 5);
    assert.equal(record, {
      atMs: 5,
      pid: 4749,
      session: '6b01b226.128d',
      database: 'shop',
      severity: 'ERROR',
      sqlstate: '22012',
      message: 'a "b", c',
      detail: null,
      context: 'line one\nline "two"',
      applicationName: 'psql',
      backendType: 'client backend',
      queryId: '-7',
      virtualTransaction: '3/7',
    });
  });

  test('ends where a line ends outside of quotes, and waits for its end', () => {
    const piece = Buffer.from(`${line('a')}\n${line('b')}\n${line('c').slice(0, -30)}`);
    const { records, bytes } = splitRecords(piece, { quoted: true });
    assert.equal(records, [line('a'), line('b')]);
    assert.is(bytes, Buffer.byteLength(`${line('a')}\n${line('b')}\n`));
  });

  test('that was cut is none', () => {
    assert.is(
      parseCsvRecord('2026-11-21 15:00:54.103 UTC,"postgres","sh', () => 5),
      undefined,
    );
  });
});
