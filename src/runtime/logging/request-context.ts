import { AsyncLocalStorage } from 'node:async_hooks';

/** What every line that is logged while a request is served carries. */
export interface RequestContext {
  readonly requestId: string;
}

/** The request that is being served at this point of the program, if any. */
export const requestContext = new AsyncLocalStorage<RequestContext>();
