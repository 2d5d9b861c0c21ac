import { readFile } from 'node:fs/promises';
import { messageOf, PgrehearseError } from '../../errors.ts';
import { problemsOf } from '../checking/problems.ts';
import { displayPath } from '../displayPath.ts';
import { type Production, productionVersion } from './Production.ts';
import { productionSchema } from './productionSchema.ts';

const again =
  "Capture it again with 'pgrehearse production capture', or let a DBA run what 'pgrehearse production sql' prints.";

/**
 * A production.json, checked in every field.
 * @throws PgrehearseError `production/missing`, `/cut`, `/version`, `/invalid`
 */
export async function readProduction(file: string): Promise<Production> {
  const source = displayPath(file);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new PgrehearseError('production/missing', `cannot read ${source}`, {
      detail: messageOf(error),
      source,
      hint: again,
    });
  });
  return parseProduction(text, source);
}

/** @param source what messages call it */
export function parseProduction(text: string, source: string): Production {
  const value = parsed(text, source);
  const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (version !== productionVersion) {
    const isOurs = typeof version === 'number';
    throw new PgrehearseError(
      isOurs ? 'production/version' : 'production/invalid',
      isOurs ? `${source} is of another version` : `${source} is not what pgrehearse captures of production`,
      {
        detail: `Expected schemaVersion ${productionVersion}, found ${isOurs ? version : 'none'}.`,
        source,
        hint: isOurs && version > productionVersion ? `Update pgrehearse. ${again}` : again,
      },
    );
  }
  const result = productionSchema.safeParse(value);
  if (result.success) return result.data;
  const lines = problemsOf(result.error.issues, value).map(({ field, fault }) =>
    field === '' ? fault : `${field}: ${fault}`,
  );
  throw new PgrehearseError('production/invalid', `${source}: ${lines[0]}`, {
    detail: lines.slice(1, 10).join('\n') || undefined,
    source,
    hint: `Undo what was edited by hand. ${again}`,
  });
}

function parsed(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PgrehearseError('production/cut', `${source} is not whole: it is no valid JSON`, {
      detail:
        text.trim() === ''
          ? 'The file is empty: the script that psql ran ended with an error, which psql has printed.'
          : `${text.length} characters; ${withoutText(messageOf(error))}.`,
      source,
      hint: again,
    });
  }
}

/** V8 quotes what it stumbled upon, which may be anything. */
function withoutText(message: string): string {
  return message.replace(/,? ?(\.\.\.)?".*" is not valid JSON$/s, ' is not valid JSON');
}
