import { code, prose } from '../../src/report/text/markdown.ts';
import { oneLine, printable } from '../../src/report/text/printable.ts';
import { columns, wrap } from '../../src/report/text/wrap.ts';
import { assert, suite } from '../support/suite.ts';

suite('untrusted text', ({ test }) => {
  test('controls, direction marks and lone surrogates become visible', () => {
    assert.equal(printable(['\u001b[31m', '\u202eexe', '\ud800', 'a\u0000b', '\ufffe', '\u2028']), [
      '\\u{1b}[31m',
      '\\u{202e}exe',
      '\\u{d800}',
      'a\\u{0}b',
      '\\u{fffe}',
      '\\u{2028}',
    ]);
  });
  test('tabs, line feeds, emoji and other scripts stay', () => {
    assert.is(printable('a\tb\nc 🐘 שלום'), 'a\tb\nc 🐘 שלום');
  });
  test('names and values of nested objects are covered, other values stay', () => {
    assert.equal(printable({ 'a\u0007': [{ b: '\u0007', c: 1, d: null, e: true }] }), {
      'a\\u{7}': [{ b: '\\u{7}', c: 1, d: null, e: true }],
    });
  });
  test('one line is cut by characters', () => {
    assert.is(oneLine(' a\n  b\tc ', 4), 'a b…');
  });
  test('in Markdown nothing is markup, a mention or a link', () => {
    assert.is(prose('<b>*x*</b> @you'), '&lt;b&gt;\\*x\\*&lt;/b&gt; @\u200byou');
    assert.is(prose('[a](http://b)'), '\\[a\\]\\(http:\u200b//b\\)');
    assert.is(prose('a\n# b | c'), 'a \\# b \\| c');
  });
  test('a code span’s fence is longer than any in its content', () => {
    assert.is(code('a``b'), '```a``b```');
    assert.is(code('`'), '`` ` ``');
    assert.is(code('a|b', true), '`a\\|b`');
  });
  test('lines are as wide as they look', () => {
    assert.equal(['abc', '🐘', '表', 'e\u0301', '👩‍👩‍👧'].map(columns), [3, 2, 2, 1, 2]);
    assert.equal(wrap('one two three', 9, '- ', '  '), ['- one two', '  three']);
    assert.equal(wrap('aaaaaaaaaa', 6, '', '  '), ['aaaaaa', '  aaaa']);
  });
});
