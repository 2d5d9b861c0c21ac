/** How a tool marks both directions in one file. Patterns match from the beginning of a line. */
export interface SectionMarkers {
  /** Null where the file's beginning needs none. */
  up: RegExp | null;
  down: RegExp;
  /** In a section's marker: no transaction around it. */
  bare?: RegExp;
  /** A line of its own: no transaction around either section. */
  bareFile?: RegExp;
}

/** As the tools' own parsers read them. */
export const sectionMarkers = {
  dbmate: {
    up: /^[ \t]*--[ \t]*migrate:up\b.*$/m,
    down: /^[ \t]*--[ \t]*migrate:down\b.*$/m,
    bare: /\stransaction:false(?=\s|$)/,
  },
  goose: {
    up: /^[ \t]*--[ \t]*\+goose[ \t]+up\b.*$/im,
    down: /^[ \t]*--[ \t]*\+goose[ \t]+down\b.*$/im,
    bareFile: /^[ \t]*--[ \t]*\+goose[ \t]+no[ \t]+transaction\b/im,
  },
  'sql-migrate': {
    up: /^[ \t]*--[ \t]*\+migrate[ \t]+up\b.*$/im,
    down: /^[ \t]*--[ \t]*\+migrate[ \t]+down\b.*$/im,
    bare: /\snotransaction(?=\s|$)/,
  },
  mybatis: { up: null, down: /^[ \t]*--[ \t]*\/\/[ \t]*@undo\b.*$/im },
  'node-pg-migrate': {
    up: /^[ \t]*--[ \t-]*up[ \t]+migration\b.*$/im,
    down: /^[ \t]*--[ \t-]*down[ \t]+migration\b.*$/im,
  },
} as const satisfies Record<string, SectionMarkers>;
