import { expect } from 'chai';
import { closeDropped } from '../../src/streams/closeDropped.js';

describe('closeDropped', () => {
  /** An object that looks like one of the platform's, and counts how often it is closed. */
  class Owner {
    closed = 0;
    readonly #name: string;

    constructor(name: string) {
      this.#name = name;
    }

    get [Symbol.toStringTag](): string {
      return this.#name;
    }

    close(): void {
      this.closed += 1;
    }
  }

  it('closes frames, bitmaps and ports, and those in objects and arrays', () => {
    const owners = ['VideoFrame', 'AudioData', 'ImageBitmap', 'MessagePort'].map((name) => new Owner(name));
    const [inObject, inArray] = [new Owner('ImageBitmap'), new Owner('VideoFrame')];
    closeDropped([...owners, { id: 1, bitmap: inObject }, [inArray], null, 5, 'text', undefined, () => 1]);
    expect([...owners, inObject, inArray].map(({ closed }) => closed)).to.deep.equal([1, 1, 1, 1, 1, 1]);
  });

  it('leaves other objects alone, also those that can be closed', () => {
    const other = new Owner('FileHandle');
    closeDropped([other, { close: () => expect.fail('it was closed') }, new Float64Array(2)]);
    expect(other.closed).to.equal(0);
  });
});
