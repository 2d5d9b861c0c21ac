import { conditionFacts } from '../../src/dataset/auto/conditionFacts.ts';
import { assert, suite } from '../support/suite.ts';

const factsOf = async (expression: string) => conditionFacts([{ name: 'c', expression, columns: [] }]);
const columnFacts = async (expression: string) => (await factsOf(expression)).columns.get('a');

suite('what a condition says of its columns', ({ test }) => {
  test('are the values to choose from', async () => {
    for (const expression of [
      `(a = ANY (ARRAY['x'::text, 'y''z'::text]))`,
      `((a)::text = ANY ((ARRAY['x'::character varying, 'y''z'::character varying])::text[]))`,
      `((a = 'x'::text) OR (a = 'y''z'::text))`,
      `((a IS NULL) OR (a = ANY (ARRAY['x'::text, 'y''z'::text])))`,
    ])
      assert.equal((await columnFacts(expression))?.choices, ['x', "y'z"], expression);
    assert.equal((await columnFacts('(NOT a)'))?.choices, ['false']);
  });
  test('are bounds, on either side', async () => {
    const { min, max } = (await columnFacts(`((a >= 3) AND ('-7.5'::numeric < a) AND (10 > a))`))!;
    assert.equal(
      [min, max],
      [
        { value: '-7.5', inclusive: false },
        { value: '10', inclusive: false },
      ],
    );
  });
  test('are lengths and patterns', async () => {
    const { minLength, maxLength, patterns } = (await columnFacts(
      `((char_length(a) > 0) AND (length((a)::text) <= 128) AND (a ~ '^x'::text))`,
    ))!;
    assert.equal([minLength, maxLength, patterns], [1, 128, ['^x']]);
  });
  test('are columns that follow one another', async () => {
    assert.equal((await factsOf('((a < b) AND (c >= b))')).orders, [
      { lower: 'a', upper: 'b' },
      { lower: 'b', upper: 'c' },
    ]);
  });
  test('is nothing where the condition says it in another way', async () => {
    assert.is((await factsOf('((a > 0) OR (b > 0))')).columns.size, 0);
    assert.is((await factsOf('(lower(a) = a)')).columns.size, 0);
  });
});
