/** The consumer of a stream has taken `count` items: as many more may be sent. */
export interface CreditMessage {
  readonly kind: 'credit';
  readonly slot: number;
  readonly count: number;
}

export type CreditWire = ['credit', slot: number, count: number];

export function creditToWire({ kind, slot, count }: CreditMessage): CreditWire {
  return [kind, slot, count];
}

export function creditFromWire([kind, slot, count]: CreditWire): CreditMessage {
  return { kind, slot, count };
}
