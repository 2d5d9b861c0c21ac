/** The command line that does it again, quoted for a shell; what may hold a password is left out. */
export function again(argv: readonly string[]): string {
  const words = argv.map(masked).map(quoted);
  const event = process.env['npm_lifecycle_event'];
  // npx says so there; what it runs is seldom on PATH.
  if (event === 'npx') return ['npx pgrehearse', ...words].join(' ');
  if (event !== 'start') return ['pgrehearse', ...words].join(' ');
  return ['npm start', ...(words.length > 0 ? ['--', ...words] : [])].join(' ');
}

/** A URL may hold a password in more places than one can name: it is left out whole. */
function masked(word: string, index: number, argv: readonly string[]): string {
  if (index > 0 && /^--(database|target)-url$/.test(argv[index - 1]!)) return 'URL';
  return word.replace(/^(--(?:database|target)-url=).*/s, '$1URL').replace(/^\w+:\/\/.*/s, 'URL');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
