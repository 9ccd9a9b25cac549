// What can be wrong with one line of the finance office's table, beside the reasons any field has. Values only: the phone has a sentence for each.

/** In brackets: what `limit` holds. */
export const payReasons = [
  /** On number: no such case; pay-state [the state it stands in]; pay-publicity [last day of its publicity]; pay-dispute; pay-returned: the account came back; pay-entered [day and voucher it was entered with]; pay-recused; pay-twice [row it is in first] */
  'pay-unknown',
  'pay-state',
  'pay-publicity',
  'pay-dispute',
  'pay-returned',
  'pay-entered',
  'pay-recused',
  'pay-twice',
  /** On amount [approved fen]; pay-no-amount: none was approved */
  'pay-amount',
  'pay-no-amount',
  /** On firmName [the name it has] */
  'pay-firm',
  /** The cell holds a formula, not a value. */
  'pay-formula',
  /** The cell shows an error (#N/A). */
  'pay-cell-error',
] as const
export type PayReason = (typeof payReasons)[number]

/** Columns of the table; what a problem belongs to. */
export const payColumns = ['number', 'firmName', 'amount', 'paidOn', 'reference'] as const
export type PayColumn = (typeof payColumns)[number]

/** Why a file could not be read as a table: details.reason of subsidies.sheet-unreadable. columns: `missing` names those not found, by comma; rows: `most` are read. */
export const sheetFaults = ['empty', 'not-sheet', 'old-format', 'damaged', 'macros', 'too-large', 'rows', 'columns'] as const
export type SheetFault = (typeof sheetFaults)[number]
