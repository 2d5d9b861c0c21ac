import type { StatementEvidence } from '../../evidence/MigrationEvidence.ts';
import { readServerMessage } from '../../evidence/serverMessages.ts';

/** The tables and foreign keys that the server says it worked on. */
export function namesInNotices(notices: StatementEvidence['notices']): {
  tables: string[];
  constraints: string[];
} {
  const tables = new Set<string>();
  const constraints = new Set<string>();
  for (const { message } of notices) {
    const said = readServerMessage(message);
    if (said && 'table' in said) tables.add(said.table);
    if (said?.kind === 'foreignKey') constraints.add(said.constraint);
  }
  return { tables: [...tables], constraints: [...constraints] };
}
