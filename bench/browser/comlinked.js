import * as Comlink from 'comlink';

Comlink.expose({ noop: (value) => value });
