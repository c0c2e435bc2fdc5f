/** The consumer of a stream requests `count` more items. */
export interface RequestMessage {
  readonly kind: 'request';
  readonly slot: number;
  readonly count: number;
}

export type RequestWire = ['request', slot: number, count: number];

export function requestToWire({ kind, slot, count }: RequestMessage): RequestWire {
  return [kind, slot, count];
}

export function requestFromWire([kind, slot, count]: RequestWire): RequestMessage {
  return { kind, slot, count };
}
