/** Gives each thing in the page an id of its own that reads like its name. */
export class Anchors {
  readonly #taken = new Set<string>();

  /** Letters, digits, `_`, `.`, `/` and `-`; everything else becomes `-`, and a second of a name gets a number. */
  take(...parts: string[]): string {
    const name =
      parts.map((part) => part.replace(/[^\w./]+/g, '-').replace(/^-+|-+$/g, '')).join('--') || 'part';
    let anchor = name;
    for (let count = 2; this.#taken.has(anchor); count++) anchor = `${name}--${count}`;
    this.#taken.add(anchor);
    return anchor;
  }
}
