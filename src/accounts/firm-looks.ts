import type { Appeal, FirmRole, Me, Verification } from '#contract/accounts/schema.ts'
import type { StatusLook } from '#client/ui/status-looks.ts'

/** Where a firm stands with the county: tag and one sentence that says what follows. */
export const verificationLooks: Record<Verification, StatusLook> = {
  unverified: { word: '未核验', icon: 'help', tone: 'reed' },
  pending: { word: '待核验', icon: 'clock', tone: 'pri' },
  verified: { word: '已核验', icon: 'shield', tone: 'ok' },
  refused: { word: '要重交', icon: 'warn', tone: 'seal' },
}

export const roleLooks: Record<FirmRole, StatusLook> = {
  administrator: { word: '企业管理员', icon: 'star', tone: 'pri' },
  clerk: { word: '经办人', icon: 'user', tone: 'mute' },
}
export const pendingLook: StatusLook = { word: '等同意', icon: 'clock', tone: 'reed' }

export const appealLooks: Record<Appeal['state'], StatusLook> = {
  open: { word: '等核对', icon: 'clock', tone: 'pri' },
  granted: { word: '成立', icon: 'tick', tone: 'ok' },
  refused: { word: '不成立', icon: 'none', tone: 'mute' },
}

export const secondLook: StatusLook = { word: '等第二人确认', icon: 'stamp', tone: 'seal' }
/** As the applicant reads it: that it is looked at, not which way it goes. */
export const myAppealLooks: Record<NonNullable<Me['appeals']>[number]['state'], StatusLook> = {
  open: { word: '等核对', icon: 'clock', tone: 'pri' },
  second: { word: '等复核', icon: 'clock', tone: 'pri' },
}

export const roleDuties: Record<FirmRole, string> = {
  administrator: '可批准、可提交、可换人',
  clerk: '可填报、可提交',
}

/** 91370321MA0DEM013L → 91370321 MA0DEM013 L: registrar and place, organisation, check character. */
export function spacedUscc(uscc: string): string {
  return `${uscc.slice(0, 8)} ${uscc.slice(8, 17)} ${uscc.slice(17)}`
}
