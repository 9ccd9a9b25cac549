/** Who is named in a case's history when somebody of the public objects: never the person. */
export const publicName = '社会公众'
