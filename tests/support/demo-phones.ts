/** The demo's accounts (architecture.md, the fixed surface). */
export const phones = {
  administrator: '13800000001',
  clerk: '13800000002',
  otherFirm: '13800000003',
  officer: '13800000010',
  secondOfficer: '13800000011',
  expert: '13800000020',
  bank: '13800000030',
  assistant: '13800000040',
  auditor: '13800000050',
  system: '13800000060',
  secondSystem: '13800000061',
} as const
