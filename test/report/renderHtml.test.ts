import type { Result } from '../../src/findings/Result.ts';
import { renderHtml } from '../../src/report/renderHtml.ts';
import { hostile, nasty } from '../fixtures/result/hostile.ts';
import { lessons } from '../fixtures/result/lessons.ts';
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
    for (const result of [lessons, hostile, quiet]) {
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
  test('the same result gives the same text', () => {
    assert.is(html(lessons), html(structuredClone(lessons)));
  });
});
