/** The entry of this package in a queue's event log: a server has started or stopped. */
export const servingEvent = 'fx:serving';
