/**
 * Runs the test files, each in a process of its own, and closes with `N passed, N failed, N skipped`.
 * Words on the command line choose the files whose paths contain one of them.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ShownText, TestReport } from './suite.ts';

const words = process.argv.slice(2);
const reports = mkdtempSync(join(tmpdir(), 'pgrehearse-test-'));
const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => join('test', file))
  .sort((a, b) => weight(b) - weight(a) || a.localeCompare(b));
const queue = files.filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
if (queue.length === 0) throw new Error(`no test file matches ${words.join(' ')}`);

const total = { passed: 0, failed: 0, skipped: 0 };
const broken: string[] = [];
const skipped: string[] = [];
await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, work));
rmSync(reports, { recursive: true });

for (const line of skipped) process.stdout.write(`skipped: ${line}\n`);
for (const line of broken) process.stdout.write(`failed: ${line}\n`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** Long files first, so that the last worker is not left with one. */
function weight(file: string): number {
  return file.includes('/integration/') || file.includes('/browser/') ? 1 : 0;
}

async function work(): Promise<void> {
  for (let file = queue.shift(); file; file = queue.shift()) await runFile(file);
}

async function runFile(file: string): Promise<void> {
  const reportFile = join(reports, file.replaceAll('/', '-'));
  writeFileSync(reportFile, '');
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    env: { ...process.env, PGREHEARSE_TEST_REPORT: reportFile, PGREHEARSE_CACHE: 'off', FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  const timer = setTimeout(() => child.kill('SIGKILL'), 20 * 60_000);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(timer);

  const lines = readFileSync(reportFile, 'utf8').split('\n').filter(Boolean);
  const told = lines.map((line) => JSON.parse(line) as TestReport | ShownText);
  const outcomes = told.flatMap((line) => ('shown' in line ? [] : [line]));
  const shown = told.flatMap((line) => ('shown' in line ? [`${line.shown}\n`] : []));
  for (const { outcome } of outcomes) total[outcome]++;
  for (const { name, test, outcome, reason } of outcomes) {
    if (outcome === 'failed') broken.push(`${file}: ${name}: ${test}`);
    if (outcome === 'skipped') skipped.push(`${file}: ${test} (${reason})`);
  }
  const failed = outcomes.some(({ outcome }) => outcome === 'failed');
  if (!failed && (code !== 0 || outcomes.length === 0)) {
    total.failed++;
    broken.push(`${file}: ended with ${code} after ${outcomes.length} tests`);
  }
  const bad = failed || code !== 0 || outcomes.length === 0;
  process.stdout.write(bad ? `\n== ${file}\n${output}\n` : `ok ${file} (${outcomes.length})\n`);
  for (const text of shown) process.stdout.write(text);
}
