/** Characters of a note, a reason, a remark. */
export const noteLength = 1000
/** Evidence files of one item. */
export const mostEvidence = 20
/** Assessments of one firm. */
export const mostAssessments = 60
