import { serve } from './serve.js';

/** The entry point of a worker without a file of the user's: it runs inline functions and module tasks only. */
serve();
