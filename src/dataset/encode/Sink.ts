import { viewed } from '../values/copyBytes.ts';

/** A growing buffer that values are encoded into, big-endian as PostgreSQL sends. */
export class Sink {
  bytes = Buffer.allocUnsafe(65_536);
  view = viewed(this.bytes).view;
  length = 0;

  /** Makes room and gives the place of the next byte. */
  advance(size: number): number {
    const at = this.length;
    if (at + size > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, at + size));
      this.bytes.copy(larger, 0, 0, at);
      this.bytes = larger;
      this.view = viewed(larger).view;
    }
    this.length = at + size;
    return at;
  }

  int16(value: number): void {
    const at = this.advance(2);
    this.view.setInt16(at, value);
  }

  int32(value: number): void {
    const at = this.advance(4);
    this.view.setInt32(at, value);
  }

  int64(value: bigint): void {
    const at = this.advance(8);
    this.view.setBigInt64(at, value);
  }

  byte(value: number): void {
    const at = this.advance(1);
    this.bytes[at] = value;
  }

  text(value: string): void {
    const size = Buffer.byteLength(value);
    const at = this.advance(size);
    if (size === value.length && size < 32)
      for (let i = 0; i < size; i++) this.bytes[at + i] = value.charCodeAt(i);
    else this.bytes.write(value, at);
  }

  raw(value: Uint8Array): void {
    const at = this.advance(value.length);
    this.bytes.set(value, at);
  }
}
