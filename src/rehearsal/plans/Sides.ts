/** The same thing before the pending migrations and after them. */
export interface Sides<T> {
  before: T;
  after: T;
}
