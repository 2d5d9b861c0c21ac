import type { Result } from '../../src/findings/Result.ts';
import { renderHtml } from '../../src/report/renderHtml.ts';
import { capture, query, result, scenario } from '../fixtures/result/build.ts';
import { hostile, nasty } from '../fixtures/result/hostile.ts';
import { lessons } from '../fixtures/result/lessons.ts';
import { planChanges } from '../fixtures/result/planChanges.ts';
import { explain, indexScan, join, node, seqScan } from '../fixtures/result/planNodes.ts';
import { empty, quiet } from '../fixtures/result/quiet.ts';
import { reportAssets } from '../support/reportAssets.ts';
import { assert, suite } from '../support/suite.ts';

const assets = reportAssets();
const html = (result: Result) => renderHtml(result, assets);
const ids = (text: string) => [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id!);

suite('report.html', ({ test }) => {
  test('every finding has an anchor that contains its rule’s id', () => {
    const anchors = ids(html(lessons));
    for (const { findings } of lessons.scenarios) {
      for (const { rule } of findings)
        assert.ok(
          anchors.some((id) => id.includes(rule)),
          rule,
        );
    }
  });
  test('anchors are unique and every link within the page has a target', () => {
    for (const result of [lessons, planChanges, hostile, quiet]) {
      const text = html(result);
      const anchors = ids(text);
      assert.is(new Set(anchors).size, anchors.length);
      const targets = [...text.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target!);
      const missing = targets.filter((target) => !target.startsWith('state=') && !anchors.includes(target));
      assert.equal(missing, []);
    }
  });
  test('text from the database never becomes markup', () => {
    const text = html(hostile);
    assert.is(text.match(/<script/g)!.length, 1);
    assert.not.match(text, '<img');
    assert.not.match(text, '\u202e');
    assert.match(text, '&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt;');
    assert.match(text, '{{this}}');
    assert.ok(nasty.includes('<script>'));
  });
  test('lets nothing run but its own script, and loads nothing', () => {
    const text = html(lessons);
    const [, escaped] = /Content-Security-Policy" content="([^"]*)"/.exec(text)!;
    const policy = escaped!.replaceAll('&#x27;', "'").replaceAll('&#x3D;', '=');
    assert.match(
      policy,
      /^default-src 'none'; img-src data:; style-src 'sha256-[^' ]+'; script-src 'sha256-[^' ]+'; base-uri 'none'; form-action 'none'$/,
    );
    assert.not.match(text, /\s(?:src|href)="(?!#|data:,)/);
    assert.not.match(text, /\sstyle="/);
    assert.not.match(text, /url\((?!#)/);
  });
  test('shows causes worst first', () => {
    const text = html(lessons);
    const order = ['migration/failed', 'plan/buffers', 'lock/hold', 'rollback/schema-differs'];
    const places = order.map((rule) => text.indexOf(`--title">`, text.indexOf(`${rule}`)));
    assert.equal(
      places,
      [...places].sort((a, b) => a - b),
    );
  });
  test('shows what was accepted with its reason and end', () => {
    assert.match(html(lessons), /Accepted<\/strong> by <bdi>data team<\/bdi> until <time>2026-12-31<\/time>/);
  });
  test('says of a hold both ends, its mode and its relation', () => {
    assert.match(
      html(lessons),
      'ACCESS EXCLUSIVE on public.orders</bdi></dt><dd><bdi>held 4.01–4.14 s, blocks reads, writes, DDL, VACUUM',
    );
  });
  test('shows an error with its code, detail and hint', () => {
    const text = html(lessons);
    for (const part of [
      '23505',
      'Key (lower(email)) is duplicated',
      'server/lost',
      'Look at the server’s log',
    ]) {
      assert.match(text, part);
    }
  });
  test('shows acceptances that matched nothing', () => {
    assert.match(html(lessons), 'matched nothing');
  });
  test('keeps the line breaks of a statement', () => {
    assert.match(html(lessons), 'alter table orders\n  add column region');
  });
  test('a quiet night and an empty result are said to be so', () => {
    assert.match(html(quiet), 'Nothing was found');
    assert.match(html(empty), 'No scenario was rehearsed.');
  });
  test('names the statement to blame for a plan, with a link to it', () => {
    const text = html(planChanges);
    const [, anchor] = /Since <a href="#([^"]+)"><bdi>statement 3 of 0042_orders_slim<\/bdi><\/a>/.exec(
      text,
    )!;
    assert.match(text, `<tr id="${anchor}"`);
    assert.match(text, ', which dropped orders_customer_id_idx.');
  });
  test('shows a result of an older version, whose queries say less', () => {
    const older = structuredClone(planChanges);
    for (const query of older.scenarios[0]!.queries) {
      for (const field of ['file', 'role', 'settings', 'workload', 'result', 'blame', 'forced', 'fragility'])
        delete (query as unknown as Record<string, unknown>)[field];
      delete query.reasons;
      for (const capture of [query.before, query.afterDeploy, query.after]) {
        delete capture.generic;
        delete capture.overLimitMs;
      }
    }
    assert.match(html(older), 'orders-of-customer');
  });
  test('stays small and holds all trees where two hundred plans of fifty nodes are shown', () => {
    const plan = (other: boolean) => {
      let tree = seqScan('orders', { pages: 20_000 });
      for (let n = 0; n < 24; n++)
        tree = join(
          'Nested Loop',
          {},
          tree,
          indexScan(`dim_${n}`, `dim_${n}_pkey`, `(id = orders.dim_${n}_id)`, { pages: other ? 900 : 9 }),
        );
      return capture(explain(node('Sort', { 'Sort Key': ['id'] }, tree)));
    };
    const queries = Array.from({ length: 100 }, (_, n) =>
      query(`q-${n}`, { before: plan(false), afterDeploy: plan(true), after: plan(true), change: 'work' }),
    );
    const text = html(result([scenario('many', { queries })]));
    assert.ok(text.length < 4_500_000, `${text.length} characters`);
    assert.ok(text.match(/class="node /g)!.length > 7_000);
    assert.match(text, 'scenarios[0].queries[99].after.plan');
  });
  test('the same result gives the same text', () => {
    assert.is(html(lessons), html(structuredClone(lessons)));
  });
});
