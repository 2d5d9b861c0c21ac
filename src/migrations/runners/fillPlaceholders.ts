/** Puts values in place of `${name}`, whatever the case of its letters; what has none stays. */
export function fillPlaceholders(text: string, placeholders: Readonly<Record<string, string>>): string {
  const values = new Map(Object.entries(placeholders).map(([name, value]) => [name.toLowerCase(), value]));
  if (values.size === 0) return text;
  return text.replace(
    /\$\{([^}\n]+)\}/g,
    (written, name: string) => values.get(name.trim().toLowerCase()) ?? written,
  );
}
