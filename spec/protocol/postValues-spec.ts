import { expect } from 'chai';
import { SerializationError } from '../../src/errors/SerializationError.js';
import type { AnnounceMessage } from '../../src/protocol/messages/AnnounceMessage.js';
import type { ItemsMessage } from '../../src/protocol/messages/ItemsMessage.js';
import { copyValue, keepItem, postValues, type ValuesPort } from '../../src/protocol/postValues.js';
import { transfer } from '../../src/protocol/transfer.js';

/** A port that records what arrives at its other end. */
class RecordingValuesPort implements ValuesPort<ItemsMessage> {
  readonly arrived: (ItemsMessage | AnnounceMessage)[] = [];
  readonly clone = structuredClone;

  post(message: ItemsMessage | AnnounceMessage, transfer: readonly Transferable[]): void {
    this.arrived.push(structuredClone(message, { transfer: [...transfer] }));
  }

  /** Posts these values as items of a stream in slot 3. */
  items(...values: unknown[]): void {
    postValues<ItemsMessage>(this, 3, 'stream item', { kind: 'items', slot: 3, first: 0, values });
  }
}

describe('postValues', () => {
  let port: RecordingValuesPort;
  const large = (): object[] => Array.from({ length: 2000 }, () => ({}));

  beforeEach(() => {
    port = new RecordingValuesPort();
  });

  it('posts several values in one message', () => {
    port.items(1, 'a', { b: 2 });
    expect(port.arrived).to.deep.equal([{ kind: 'items', slot: 3, first: 0, values: [1, 'a', { b: 2 }] }]);
  });

  it('announces a large value, which may fail to decode on arrival', () => {
    port.items(large());
    expect(port.arrived.map(({ kind }) => kind)).to.deep.equal(['announce', 'items']);
    expect(port.arrived[0]).to.deep.equal({ kind: 'announce', slot: 3, part: 'stream item' });
  });

  it('moves what is marked for transfer', () => {
    const bytes = new Uint8Array([1, 2, 3]);
    port.items(transfer(bytes, [bytes.buffer]));
    expect(bytes.length).to.equal(0);
    expect((port.arrived[0] as ItemsMessage).values[0]).to.deep.equal(new Uint8Array([1, 2, 3]));
  });

  it('throws for a value that cannot be cloned, and names the part of it', () => {
    expect(() => port.items({ callback: () => 1 }))
      .to.throw(SerializationError, 'stream item.callback cannot be cloned')
      .with.property('part', 'stream item.callback');
    expect(port.arrived).to.deep.equal([]);
  });

  it('throws for a value that would arrive as an empty object', () => {
    expect(() => port.items(new URL('http://a.b'))).to.throw(SerializationError, 'empty object');
    expect(port.arrived).to.deep.equal([]);
  });
});

describe('a value that waits for others to share its message', () => {
  const alone = Symbol('alone');

  it('is copied if it is plain data, so that later changes do not matter', () => {
    const value = { list: [1, { n: 2 }] };
    const copy = copyValue(value, alone);
    value.list.push(3);
    expect(copy).to.deep.equal({ list: [1, { n: 2 }] });
  });

  it('cannot wait if it is large, an instance or marked for transfer', () => {
    const bytes = new Uint8Array(8);
    const list = [1];
    for (const value of [new Date(0), bytes, new Array(100).fill({}), transfer(list, [])]) {
      expect(copyValue(value, alone)).to.equal(alone);
    }
  });

  it('is cloned where it has to wait, at any cost', () => {
    const date = new Date(0);
    const kept = keepItem(date, structuredClone);
    date.setTime(5);
    expect(kept).to.deep.equal(new Date(0));
  });

  it('is kept as it is if it is marked for transfer', () => {
    const bytes = new Uint8Array(8);
    expect(keepItem(transfer(bytes, [bytes.buffer]), structuredClone)).to.equal(bytes);
    expect(bytes.length).to.equal(8);
  });

  it('is refused if it cannot be cloned', () => {
    expect(() => keepItem({ f: () => 1 }, structuredClone)).to.throw(SerializationError, 'stream item.f');
  });
});
