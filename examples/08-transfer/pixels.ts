import { transfer } from 'rx-futures/worker';

let last = new Uint8Array();

/** Takes the pixels over, changes them in place, and hands them back: they are never copied. */
export function invert(pixels: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  last = pixels;
  for (let i = 0; i < pixels.length; i++) pixels[i]! ^= 0xff;
  return transfer(pixels, [pixels.buffer]);
}

/** Returns the size of the last pixels that is left in the worker. */
export function bytesLeft(): number {
  return last.byteLength;
}
