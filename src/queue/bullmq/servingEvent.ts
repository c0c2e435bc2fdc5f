/** An entry of ours in a queue's log of events: somebody begins to serve, or leaves. */
export const servingEvent = 'fx:serving';
