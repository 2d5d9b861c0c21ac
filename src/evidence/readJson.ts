import { readFile } from 'node:fs/promises';
import { type ErrorCode, messageOf, PgrehearseError } from '../errors.ts';

/** What a file of ours must begin with. */
export interface FileKind {
  /** `evidence`, `result`, `baseline`: used in messages and error codes. */
  name: string;
  area: 'evidence' | 'baseline' | 'usage';
  version: number;
  /** Fields that the top level must have. */
  fields: readonly string[];
  /** A sentence: how to get a good one. */
  hint: string;
}

/**
 * A JSON file that pgrehearse wrote, checked for being whole, of its kind and of this version.
 * @throws PgrehearseError `<area>/missing`, `/cut`, `/not-ours`, `/version`
 */
export async function readJson<T>(path: string, kind: FileKind): Promise<T> {
  const value = parse(await read(path, kind), path, kind);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw notOurs(path, kind, 'no object');
  const found = value as Record<string, unknown>;
  if (found['schemaVersion'] !== undefined && found['schemaVersion'] !== kind.version) {
    throw new PgrehearseError(`${kind.area}/version`, `${path} is ${kind.name} of another version`, {
      detail: `Expected schemaVersion ${kind.version}, found ${JSON.stringify(found['schemaVersion'])}.`,
      hint: kind.hint,
    });
  }
  const missing = ['schemaVersion', ...kind.fields].filter((field) => found[field] === undefined);
  if (missing.length > 0) throw notOurs(path, kind, `no field ${missing.join(', ')}`);
  return value as T;
}

async function read(path: string, kind: FileKind): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code: ErrorCode = `${kind.area}/missing`;
    throw new PgrehearseError(code, `cannot read ${kind.name} ${path}`, {
      detail: messageOf(error),
      hint: kind.hint,
    });
  }
}

function parse(text: string, path: string, kind: FileKind): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PgrehearseError(`${kind.area}/cut`, `${path} is not whole: it is no valid JSON`, {
      detail: `${text.length} characters; ${messageOf(error)}.`,
      hint: kind.hint,
    });
  }
}

function notOurs(path: string, kind: FileKind, found: string): PgrehearseError {
  return new PgrehearseError(`${kind.area}/not-ours`, `${path} is not ${kind.name} that pgrehearse wrote`, {
    detail: `Expected the fields schemaVersion, ${kind.fields.join(', ')}; found ${found}.`,
    hint: kind.hint,
  });
}
