import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { renderHtml } from '../../src/report/renderHtml.ts';
import { hostile } from '../fixtures/result/hostile.ts';
import { lessons } from '../fixtures/result/lessons.ts';
import { planChanges } from '../fixtures/result/planChanges.ts';
import { empty, quiet } from '../fixtures/result/quiet.ts';
import { reportAssets } from '../support/reportAssets.ts';
import { assert, suite } from '../support/suite.ts';

const executablePath = process.env['PGREHEARSE_CHROMIUM'] ?? '/usr/bin/chromium';
const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
const results = { lessons, planChanges, hostile, quiet, empty };
const wide = { width: 1280, height: 900 };
const narrow = { width: 390, height: 844 };
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

function violationText({ id, nodes }: AxeResults['violations'][number]): string {
  const places = nodes.slice(0, 3).map(({ html, failureSummary }) => `${html} ${failureSummary}`);
  return `${id}: ${places.join('\n')}`;
}

suite('report in a browser', ({ test, skip, before, after }) => {
  if (!existsSync(executablePath)) {
    skip('opens without a message', `no Chromium at ${executablePath}; PGREHEARSE_CHROMIUM names another`);
    return;
  }
  let browser: Browser;
  let directory: string;
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'pgrehearse-report-'));
    for (const [name, result] of Object.entries(results)) {
      writeFileSync(join(directory, `${name}.html`), renderHtml(result, reportAssets()));
    }
    mkdirSync('test/screenshots', { recursive: true });
    browser = await chromium.launch({ executablePath, args });
  });
  after(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true });
  });

  /** Opens a report from disk and hands over what it said and asked for meanwhile. */
  async function open(
    name: string,
    options: BrowserContextOptions,
    look: (page: Page) => Promise<void>,
    hash = '',
  ): Promise<string[]> {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      const said: string[] = [];
      const url = pathToFileURL(join(directory, `${name}.html`)).href;
      page.on('console', (message) => said.push(message.text()));
      page.on('pageerror', (error) => said.push(error.message));
      page.on('dialog', (dialog) => said.push(dialog.message()));
      page.on('request', (request) => {
        if (request.url().split('#')[0] !== url && request.url() !== 'data:,') said.push(request.url());
      });
      await page.goto(url + hash);
      await look(page);
      return said;
    } finally {
      await context.close();
    }
  }

  for (const name of Object.keys(results)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`${name}, ${colorScheme}: no message, no request, nothing wider than the page`, async () => {
        for (const [label, viewport] of Object.entries({ wide, narrow })) {
          const said = await open(name, { colorScheme, viewport }, async (page) => {
            for (const button of await page.locator('[data-expand]').all()) await button.click();
            const width = await page.evaluate('document.documentElement.scrollWidth');
            assert.is(width, viewport.width);
            await page.screenshot({
              path: `test/screenshots/${name}-${colorScheme}-${label}.png`,
              fullPage: name !== 'hostile',
            });
          });
          assert.equal(said, []);
        }
      });
      test(
        `${name}, ${colorScheme}: accessible by axe’s rules`,
        async () => {
          for (const viewport of [wide, narrow]) {
            await open(name, { colorScheme, viewport }, async (page) => {
              await page.evaluate(
                `document.querySelectorAll('details').forEach((element) => { element.open = true; })`,
              );
              await page.evaluate(axe);
              const { violations } = (await page.evaluate('axe.run(document)')) as AxeResults;
              assert.equal(violations.map(violationText), []);
            });
          }
        },
        { timeoutMs: 180_000 },
      );
    }
  }

  test('is readable without JavaScript', async () => {
    await open('lessons', { javaScriptEnabled: false, viewport: wide }, async (page) => {
      assert.is(await page.getByRole('button').count(), 0);
      assert.ok(await page.getByText('ACCESS EXCLUSIVE on public.orders is held for').first().isVisible());
      assert.ok(await page.locator('svg.locks').first().isVisible());
      const plan = page.locator('details.query[open]', { hasText: 'orders_code_idx' });
      assert.ok(await plan.getByText('orders_code_idx').first().isVisible());
    });
  });
  test('shows what its address asks for', async () => {
    await open(
      'lessons',
      { viewport: wide },
      async (page) => {
        const visible = page.locator('details.scenario:visible summary h3 bdi');
        assert.equal(await visible.allTextContents(), ['users-full-name']);
        await page.getByRole('link', { name: 'failing' }).click();
        await page.waitForFunction(
          `document.querySelectorAll('details.scenario:not([hidden])').length === 4`,
        );
        assert.is(new URL(page.url()).hash, '#state=fail');
      },
      '#state=inconclusive',
    );
  });
  test('a link to a finding opens what it lies in', async () => {
    await open('lessons', { viewport: wide }, async (page) => {
      const anchor = await page.locator('details.more article').first().getAttribute('id');
      assert.match(anchor!, 'plan/latency');
      await page.evaluate(`location.hash = ${JSON.stringify(anchor)}`);
      await page.waitForFunction(`document.querySelector('details.more').open`);
    });
  });
  const openPlan = `#scenario-orders-slim--orders-of-customer--rare .trees.pair`;
  const boxOf = async (page: Page, selector: string) => (await page.locator(selector).first().boundingBox())!;

  test('puts the nodes of a pair beside each other where there is room, and trees below each other where there is none', async () => {
    const before = `${openPlan} > .side:first-child .node.changed`;
    const after = `${openPlan} > .side:last-child .node.changed`;
    await open('planChanges', { viewport: wide }, async (page) => {
      const [left, right] = [await boxOf(page, before), await boxOf(page, after)];
      assert.is(left.y, right.y);
      assert.ok(left.x + left.width <= right.x);
    });
    await open('planChanges', { viewport: narrow }, async (page) => {
      const [above, below] = [await boxOf(page, before), await boxOf(page, after)];
      assert.is(above.x < 60, true);
      assert.ok(above.y + above.height <= below.y);
    });
  });
  test('copies a plan’s JSON from a file, with and without the clipboard’s newer interface', async () => {
    for (const newer of [true, false]) {
      await open('planChanges', { viewport: wide }, async (page) => {
        await page.evaluate(
          `document.addEventListener('copy', () => { window.copied = getSelection().toString() || document.activeElement.value; })`,
        );
        await page.evaluate(
          newer
            ? `navigator.clipboard.writeText = async (text) => { window.copied = text; }`
            : `navigator.clipboard.writeText = async () => { throw new Error('refused'); }`,
        );
        const json = page.locator('#scenario-orders-slim--orders-of-customer--rare .json').first();
        await json.locator('summary').click();
        await json.locator('[data-copy]').click();
        await json.getByText('Copied').waitFor();
        const [plan] = JSON.parse(String(await page.evaluate('window.copied')));
        assert.is(plan.Plan['Node Type'], 'Limit');
      });
    }
  });
  test('prints the plans that changed, folded or not, and of the others their rows', async () => {
    await open('planChanges', { viewport: wide }, async (page) => {
      const changed = page.locator('#scenario-orders-slim--open-carts--default .node').first();
      const unchanged = page.locator('.quiet-queries .node').first();
      assert.not.ok(await changed.isVisible());
      await page.emulateMedia({ media: 'print' });
      await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
      assert.ok(await changed.isVisible());
      assert.not.ok(await unchanged.isVisible());
      assert.ok(await page.locator('.quiet-queries tr.set').first().isVisible());
    });
  });
});
