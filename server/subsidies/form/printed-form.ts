// What one application form says, as plain data: it crosses to the drawing thread, and equal data gives equal bytes.

export type FormPart =
  /** `isWide`: takes the whole width; others stand two in a row. null: not answered. */
  | { kind: 'fact'; label: string; value: string | null; isWide: boolean }
  | { kind: 'question'; label: string; answer: boolean | null }
  | { kind: 'rows'; label: string; columns: FormColumn[]; rows: string[][] }

export interface FormColumn {
  label: string
  /** Points; null takes what is left. */
  width: number | null
}

export interface FormSection {
  title: string
  parts: FormPart[]
}

export interface FormAmount {
  /** null: not computed yet, or the scheme pays nothing itself. */
  words: { figures: string; capitals: string } | null
  /** The arithmetic, or what is still missing, line by line. */
  lines: string[]
  illustrative: boolean
  /** The scheme only recommends. */
  isGuidance: boolean
}

export interface PrintedForm {
  /** Of the scheme. */
  title: string
  /** null: a draft. */
  number: string | null
  /** Said beside the number when the case is over without result: 已撤回. */
  standing: string | null
  /** ISO instant of submitting, or of the last saving; the PDF carries it as its date. */
  at: string
  caseUrl: string
  office: string
  sections: FormSection[]
  amount: FormAmount
  papers: { name: string; pages: number; isRequired: boolean }[]
  statement: string[]
  /** Boxes the county fills in by hand. */
  opinions: { title: string; actor: string }[]
}
