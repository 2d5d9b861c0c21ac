/** A row of pg_settings. */
export interface SettingRow {
  name: string;
  /** In `unit`. */
  setting: string;
  unit: string | null;
  vartype: 'bool' | 'integer' | 'real' | 'enum' | 'string';
  /** As SHOW prints it. */
  shown: string;
}

// Factors of guc.c's memory_unit_conversion_table and time_unit_conversion_table.
const memory: Record<string, number> = { B: 1, kB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 };
const time: Record<string, number> = { us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** Whether a setting has the value that was asked for, in whatever notation. */
export function sameSetting(asked: string, row: SettingRow): boolean {
  const wanted = asked.trim();
  if (wanted === row.shown || wanted === row.setting) return true;
  switch (row.vartype) {
    case 'bool':
      return asBoolean(wanted) === (row.setting === 'on');
    case 'integer':
    case 'real':
      return sameNumber(wanted, row);
    case 'enum':
      return wanted.toLowerCase() === row.setting.toLowerCase() || sameWord(wanted, row.setting);
    case 'string':
      return plain(wanted) === plain(row.setting);
  }
}

/** -1 asks PostgreSQL to choose, and then another number is read back. */
function sameNumber(wanted: string, row: SettingRow): boolean {
  if (wanted === '-1') return true;
  const match = /^([-+]?[\d.]+(?:e[-+]?\d+)?)\s*([a-zA-Z]*)$/.exec(wanted);
  if (!match) return false;
  const number = Number(match[1]);
  const base = factorOf(row.unit ?? '');
  const inBase =
    match[2] === '' ? number : (number * (factorOf(match[2]!) ?? Number.NaN)) / (base ?? Number.NaN);
  const actual = Number(row.setting);
  return row.vartype === 'integer' ? Math.round(inBase) === actual : Math.abs(inBase - actual) < 1e-9;
}

/** Of `kB` 1024, of `8kB` 8192, of `ms` 1. */
function factorOf(unit: string): number | undefined {
  const match = /^(\d*)([a-zA-Z]+)$/.exec(unit);
  const factor = match ? (memory[match[2]!] ?? time[match[2]!]) : undefined;
  return factor === undefined ? undefined : factor * Number(match![1] || 1);
}

/** parse_bool in bool.c takes unique prefixes of these words. */
function asBoolean(word: string): boolean | undefined {
  const lower = word.toLowerCase();
  if (lower === '') return undefined;
  if (['true', 'yes'].some((full) => full.startsWith(lower)) || lower === 'on' || lower === '1') return true;
  if (['false', 'no'].some((full) => full.startsWith(lower)) || lower === '0') return false;
  return 'off'.startsWith(lower) && lower.length > 1 ? false : undefined;
}

/** Settings such as synchronous_commit and huge_pages take on and off beside words of their own. */
function sameWord(wanted: string, setting: string): boolean {
  const asked = asBoolean(wanted);
  return asked !== undefined && asked === asBoolean(setting);
}

/** Lists are read back with other spaces and quotes than they were written with. */
function plain(text: string): string {
  return text.replace(/["'\s]/g, '').toLowerCase();
}
