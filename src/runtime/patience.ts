/** How long balancers get to notice that we are not ready any more before the door closes. */
export const noticeMs = 3_000;

/** How long a shutdown waits for requests that are being served, or that never finish arriving: longer than any of them takes. */
export const closingPatienceMs = 90_000;

/** What has not ended by then is cut off. */
export const processPatienceMs = 100_000;

/** How long one query, and getting a connection for it, may take. */
export const queryPatienceMs = 15_000;
export const connectionPatienceMs = 5_000;
