import { parseCsv } from '../../../src/scenario/workload/parseCsv.ts';
import { readExport } from '../../../src/scenario/workload/readExport.ts';
import { assert, suite } from '../../support/suite.ts';

suite('an export of pg_stat_statements', ({ test }) => {
  const statements = (text: string) => {
    const read = readExport(text);
    if ('fault' in read) throw new Error(read.fault);
    return read.statements;
  };
  const fault = (text: string) => {
    const read = readExport(text);
    return 'fault' in read ? read.fault : null;
  };

  test('is CSV, whose texts have quotes, separators and line breaks', () => {
    const text = `userid,dbid,toplevel,queryid,query,plans,total_exec_time,mean_exec_time,calls,rows
10,5,t,-42,"select ""a"", b
from t",0,12.5,2.5,5,7\r
10,5,t,43,select 1,0,1e-3,,1,1
`;
    assert.equal(statements(text), [
      {
        query: 'select "a", b\nfrom t',
        calls: 5,
        totalMs: 12.5,
        meanMs: 2.5,
        database: ['5'],
      },
      { query: 'select 1', calls: 1, totalMs: 0.001, meanMs: 0.001, database: ['5'] },
    ]);
  });

  test('has other names for its times before version 13, and none for the mean before 9.5', () => {
    assert.equal(statements('query,calls,total_time,mean_time\nselect 1,4,8,2\n')[0]!.meanMs, 2);
    const [old] = statements('QUERY;CALLS;TOTAL_TIME\nselect 1;4;8\n');
    assert.equal([old!.totalMs, old!.meanMs], [8, 2]);
  });

  test('is JSON: a list of objects, one object a line, or what json_agg gives', () => {
    const one = {
      query: 'select "a"\nfrom t',
      calls: 2,
      total_exec_time: 3.5,
      queryid: '7',
      datname: 'shop',
    };
    const expected = [{ query: one.query, calls: 2, totalMs: 3.5, meanMs: 1.75, database: ['shop'] }];
    const line = JSON.stringify(one);
    for (const text of [
      `[${line}]`,
      JSON.stringify([one], null, 2),
      line,
      `[{"json_agg": [${line}]}]`,
      // \copy (select json_agg(s) …) to 'x.json', in COPY's text format
      `[${line}]`.replaceAll('\\', '\\\\'),
    ])
      assert.equal(statements(text), expected, text);
    assert.is(statements(`${line}\n${line}\n`).length, 2);
  });

  test('keeps statements whose text was not shown', () => {
    assert.equal(statements('query,calls,total_exec_time\n,1,2\n')[0]!.query, null);
  });

  test('that is something else says what', () => {
    assert.is(fault(''), 'which is empty');
    assert.is(fault('query,calls,total_exec_time\n'), 'which has no statement');
    assert.is(
      fault('id,name\n1,a\n'),
      'which has no column query, calls, total_exec_time or total_time (it has id, name)',
    );
    assert.is(fault('[{"query": "select 1", "calls"'), 'which is cut short or no JSON');
    assert.is(fault('[1, 2]'), 'which is no list of objects');
    assert.match(
      fault('query,calls,total_time\n"select 1",2\n')!,
      /^which is cut short or no CSV: its header has 3 columns, row 1 has 2$/,
    );
  });
});

suite('CSV', ({ test }) => {
  test('has empty fields, also at the ends of lines', () => {
    assert.equal(parseCsv('a,b\n,\n1,"" \n"x",'), [
      ['a', 'b'],
      ['', ''],
      ['1', ' '],
      ['x', ''],
    ]);
  });
  test('has its separators as spreadsheets of many countries write them', () => {
    assert.equal(parseCsv('a;b,c\n1;2'), [
      ['a', 'b,c'],
      ['1', '2'],
    ]);
    assert.equal(parseCsv('a\tb\n1\t2'), [
      ['a', 'b'],
      ['1', '2'],
    ]);
  });
});
