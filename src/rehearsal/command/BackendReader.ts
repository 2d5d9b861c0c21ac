import type { LogRecord } from '../../server/log/ServerLog.ts';
import { lockMark } from './lockTriggers.ts';
import type { LocksSeen, ObservedStatement } from './ObservedStatement.ts';
import { type StatementText, statementsIn } from './statementsIn.ts';

/** As the server words them (postgres.c): a message's begin, its end, and each of its statements. */
const simple = /^statement: (.*)$/s;
const extended = /^execute (?:fetch from )?[^\n]*?: (.*)$/s;
const ended = /^duration: [\d.]+ ms(?: {2}(?:execute|statement|fastpath)\b.*)?$/s;
const analysed = 'PARSE ANALYSIS STATISTICS';
/** DEBUG1 of the event triggers themselves (event_trigger.c). */
const noise = /^EventTriggerInvoke \d+$/;
const errors: readonly string[] = ['ERROR', 'FATAL', 'PANIC'];
const notices: readonly string[] = ['NOTICE', 'WARNING', 'INFO'];
/** A loop may RAISE for every row. */
const keptNotices = 100;

/** Puts the records of one session together into statements. */
export class BackendReader {
  readonly statements: ObservedStatement[] = [];
  readonly #backend: number;
  /** Of the message that runs, with those that have not begun. */
  #waiting: StatementText[] = [];
  #message: { parameters: string; extended: boolean; several: boolean } | null = null;
  #current: ObservedStatement | null = null;
  #transaction = '';
  /** How often something was analysed since the current statement began. */
  #analysed = 0;

  constructor(backend: number) {
    this.#backend = backend;
  }

  async read(record: LogRecord): Promise<void> {
    const { message, severity, context } = record;
    this.#follow(record);
    if (severity === 'LOG') {
      if (message.startsWith(lockMark)) return this.#locks(record);
      if (context !== undefined) return;
      if (message === analysed) return this.#next(record);
      if (ended.test(message)) return this.#end(record.atMs);
      const sent = simple.exec(message) ?? extended.exec(message);
      if (sent) await this.#begin(record, sent[1]!, message.startsWith('execute '));
      return;
    }
    if (errors.includes(severity)) return this.#fail(record);
    const debug = severity.startsWith('DEBUG');
    if (!this.#current || (!debug && !notices.includes(severity)) || noise.test(message)) return;
    const kept = this.#current.notices;
    if (debug || kept.length < keptNotices) kept.push({ severity: debug ? 'DEBUG' : severity, message });
  }

  /** Outside a transaction, a virtual transaction's number is 0. */
  #follow({ virtualTransaction }: LogRecord): void {
    if (virtualTransaction === undefined || /\/0$/.test(virtualTransaction)) return;
    this.#transaction = virtualTransaction;
  }

  async #begin(record: LogRecord, text: string, isExtended: boolean): Promise<void> {
    if (this.#current) this.#end(record.atMs);
    this.#waiting = await statementsIn(text);
    const several = this.#waiting.length > 1;
    this.#message = { parameters: record.detail ?? '', extended: isExtended, several };
    this.#start(record.atMs);
  }

  /**
   * Of a message of several statements, each is analysed when the one before it is done. What runs inside one is
   * analysed, too, but with a context; the scripts of extensions before 17 and PREPARE apart.
   */
  #next({ atMs }: LogRecord): void {
    const current = this.#current;
    if (!current?.amongOthers || this.#analysed++ === 0 || this.#waiting.length === 0) return;
    if (current.kind === 'CreateExtensionStmt' && current.after === null) return;
    if (current.kind === 'PrepareStmt' && this.#analysed === 2) return;
    current.endedMs = atMs;
    this.#start(atMs);
    this.#analysed = 1;
  }

  #start(atMs: number): void {
    const text = this.#waiting.shift();
    if (!text || !this.#message) {
      this.#current = null;
      return;
    }
    const { parameters, extended: isExtended, several } = this.#message;
    this.#current = {
      backend: this.#backend,
      ...text,
      parameters,
      sentMs: atMs,
      endedMs: null,
      amongOthers: several,
      extended: isExtended,
      transaction: `${this.#backend} ${this.#transaction}`,
      notices: [],
      before: null,
      after: null,
      within: [],
      error: null,
    };
    this.statements.push(this.#current);
  }

  #end(atMs: number): void {
    // An error has ended it, or a statement of which nothing more was heard.
    if (this.#current) this.#current.endedMs ??= atMs;
    this.#close();
  }

  #close(): void {
    this.#current = null;
    this.#message = null;
    this.#waiting = [];
    this.#analysed = 0;
  }

  #fail(record: LogRecord): void {
    const { atMs, sqlstate: code, message, detail, hint = null, statement } = record;
    if (!this.#current) {
      // A text that cannot be parsed is not logged as a statement before.
      if (statement === undefined) return;
      this.#message = { parameters: '', extended: false, several: false };
      this.#waiting = [{ sql: statement.trim(), kind: '', relations: [], shape: null, standalone: false }];
      this.#start(atMs);
    }
    this.#current!.error = { code, message, detail, hint };
    this.#end(atMs);
  }

  #locks({ message, context = '' }: LogRecord): void {
    if (!this.#current) return;
    const { event, tag, locks, ...at } = JSON.parse(message.slice(lockMark.length)) as {
      event: string;
      tag: string;
      locks: [number, LocksSeen['locks'][number]['mode'], string | null, number | null][];
      atMs: number;
      wal: number;
    };
    const seen = { ...at, locks: locks.map(([oid, mode, name, file]) => ({ oid, mode, name, file })) };
    // Below it in the context is what called the command: a function, a DO block; an extension's script is not there.
    const ofScript = this.#current.kind === 'CreateExtensionStmt' && tag !== 'CREATE EXTENSION';
    if (context.includes('\n') || ofScript) this.#current.within.push(seen);
    else this.#current[event === 'ddl_command_start' ? 'before' : 'after'] = seen;
  }
}
