/** Cases handled together at most. */
export const mostInBatch = 200
