import { serve } from './serve.js';

/** The entry of a worker without a file of its own: what the pool sends it is all that it knows. */
serve();
