/** Cases handled together at most. */
export const mostInBatch = 200
/** Lines of a table of payments that are read at most. */
export const mostPayRows = 1000
/** Bytes of such a table at most. */
export const mostSheetBytes = 2 * 1024 * 1024
