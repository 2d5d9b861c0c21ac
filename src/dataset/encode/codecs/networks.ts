import { isIPv4, isIPv6 } from 'node:net';
import type { Codec } from '../Codec.ts';
import { RefusedValue } from '../RefusedValue.ts';

/** inet and cidr: family (2 or 3), bits, whether cidr, bytes of the address (network_send in network.c). */
export function network(cidr: boolean): Codec {
  return {
    encode(value, sink) {
      const [address = '', bits] = String(value).split('/');
      const bytes = isIPv4(address) ? ipv4(address) : isIPv6(address) ? ipv6(address) : null;
      const length = bits === undefined ? (bytes?.length ?? 0) * 8 : Number(bits);
      if (bytes === null || !(Number.isInteger(length) && length >= 0 && length <= bytes.length * 8))
        throw new RefusedValue('an IP address', value);
      sink.raw(Uint8Array.of(bytes.length === 4 ? 2 : 3, length, cidr ? 1 : 0, bytes.length, ...bytes));
    },
  };
}

function ipv4(address: string): number[] {
  return address.split('.').map(Number);
}

function ipv6(address: string): number[] {
  const plain = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_match, ...parts) => {
    const [a, b, c, d] = parts.slice(0, 4).map(Number) as [number, number, number, number];
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [head = '', tail] = plain.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const [left, right] = [groups(head), groups(tail ?? '')];
  const middle = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...middle, ...right].flatMap((group) => {
    const word = Number.parseInt(group, 16);
    return [word >> 8, word & 255];
  });
}

/** macaddr's 6 bytes, or macaddr8's 8, where 6 get ff:fe in their middle (macaddr8_recv in mac8.c). */
export function macaddr(size: 6 | 8): Codec {
  return {
    encode(value, sink) {
      const hex = String(value).replace(/[:.-]/g, '');
      const given = hex.length / 2;
      if (!/^[0-9a-f]+$/i.test(hex) || (given !== size && !(size === 8 && given === 6)))
        throw new RefusedValue(`a MAC address of ${size} bytes`, value);
      const whole = given === size ? hex : `${hex.slice(0, 6)}fffe${hex.slice(6)}`;
      sink.raw(Buffer.from(whole, 'hex'));
    },
  };
}
