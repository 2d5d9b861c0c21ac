import { formatDuration } from '../units.ts';
import type { Terminal } from './Terminal.ts';

/** In a log without live lines, a long stage says this often that it goes on. */
const heartbeatMs = 30_000;

/** A live line for each stage on a terminal; one stamped line for each stage in a log. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #quiet: boolean;
  readonly #verbose: boolean;
  #stage: { name: string; startedMs: number; text: string } | null = null;
  #heartbeat: NodeJS.Timeout | null = null;
  #drawnMs = 0;

  constructor(terminal: Terminal, { quiet, verbose }: { quiet: boolean; verbose: boolean }) {
    this.#terminal = terminal;
    this.#quiet = quiet;
    this.#verbose = verbose;
  }

  /** A line that stays. */
  say(line: string): void {
    if (this.#quiet) return;
    this.#clear();
    this.#terminal.err(`${this.#stamp()}${line}\n`);
    this.#draw(true);
  }

  /** Begins a stage, ending the one before it. */
  stage(name: string): void {
    this.done();
    this.#stage = { name, startedMs: performance.now(), text: '' };
    if (this.#quiet) return;
    if (this.#terminal.live) this.#draw(true);
    else {
      this.#heartbeat = setInterval(() => {
        this.#terminal.err(`${this.#stamp()}${name}: ${this.#stage?.text || 'going on'}\n`);
      }, heartbeatMs);
      this.#heartbeat.unref();
    }
  }

  /** What the stage is doing now. */
  update(text: string): void {
    if (!this.#stage) return;
    const isNew = step(text) !== step(this.#stage.text);
    this.#stage.text = text;
    if (this.#verbose && isNew) this.say(`  ${text}`);
    else this.#draw(false);
  }

  /** Ends the stage with a line that stays. */
  done(result = ''): void {
    if (this.#heartbeat) clearInterval(this.#heartbeat);
    this.#heartbeat = null;
    const stage = this.#stage;
    this.#stage = null;
    if (!stage || this.#quiet) return;
    this.#clear();
    const took = formatDuration(performance.now() - stage.startedMs);
    this.#terminal.err(`${this.#stamp()}${stage.name}${result ? `: ${result}` : ''} (${took})\n`);
  }

  /** Ends the stage with an error, which is shown even when quiet. */
  fail(text: string): void {
    this.#clear();
    this.#stage = null;
    this.done();
    this.#terminal.err(text);
  }

  #draw(now: boolean): void {
    if (!this.#terminal.live || this.#quiet || !this.#stage) return;
    const atMs = performance.now();
    if (!now && atMs - this.#drawnMs < 100) return;
    this.#drawnMs = atMs;
    const { name, text } = this.#stage;
    const line = text ? `${name}: ${text}` : name;
    this.#terminal.err(`\r\x1b[2K${line.slice(0, this.#terminal.width - 1)}`);
  }

  #clear(): void {
    if (this.#terminal.live) this.#terminal.err('\r\x1b[2K');
  }

  #stamp(): string {
    return this.#terminal.live ? '' : `${new Date().toISOString().slice(11, 19)} `;
  }
}

/** Figures change with every update; the step is named before the first comma. */
function step(text: string): string {
  return text.split(',')[0]!;
}
