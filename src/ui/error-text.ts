import type { ApiError, FailureCode } from '../http.ts'

/** What each failure says to the person: what happened, that the work is safe where it is, what to do. Exhaustive by type. */
export const errorSentences = {
  offline: '没有网。填的内容都在本机，连上网再试。',
  timeout: '等了很久没有回音。内容还在，再试一次。',
  'invalid-input': '有几处要改，看看标红的地方。',
  'invalid-json': '这次发送没有成功，请再试一次。',
  'not-signed-in': '登录到时间了，填的内容都在。收个短信码接着填。',
  'not-allowed': '这件事要由有权限的人来办。',
  'not-found': '没有找到。可能已经移走，或者不是您企业的。',
  stale: '别人刚刚改过。先看最新的内容，再接着改。',
  'version-missing': '这页开得太久了，重新打开再改。',
  'key-missing': '这次发送没有成功，请再试一次。',
  'key-reused': '内容和上次发送的不一样，请再点一次。',
  'in-progress': '上一次发送还在办，稍等几秒再看。',
  'too-many-requests': '点得太快了，歇一会儿再试。',
  'too-large': '内容太大，传不上去。',
  'wrong-type': '这种格式收不了。',
  'client-outdated': '这个页面是旧版，先更新再接着办。填的内容都在。',
  unavailable: '服务正忙，内容还在，过一会儿再试。',
  'storage-full': '服务器暂时存不下，内容还在本机，过一会儿再试。',
  'cross-origin': '请从知企通的网址打开再办。',
  unexpected: '没有办成，是我们这边出了问题。内容还在，再试一次。',
  'accounts.code-wrong': '短信码不对，看看最新收到的那条。',
  'accounts.code-expired': '短信码过时了，重新收一个。',
  'accounts.firm-known': '这家企业已经有人登记，可以申请加入。',
  'accounts.already-member': '您已经在这家企业里，或者正等着批准。',
  'accounts.last-administrator': '企业要留一位管理员。先把别人设为管理员。',
  'accounts.member-state': '这位成员的状态刚刚变了，刷新看看。',
  'accounts.verification-state': '企业核验的状态刚刚变了，刷新看看。',
  'accounts.disabled': '这个账号已停用，请联系管理员。',
  'accounts.fresh-code-needed': '这一步要再收一次短信码，确认是您本人。',
  'accounts.appeal-open': '已经有一份申诉在办，等答复。',
  'files.wrong-type': '这种文件收不了。请换 JPG、PNG 或 PDF。',
  'files.too-large': '文件超过大小上限，拍小一点或分开传。',
  'files.too-many-pixels': '图片尺寸太大，重拍一张小一点的。',
  'files.active-content': '这份 PDF 里带有脚本或附件，收不了。请另存为普通 PDF，或直接拍照。',
  'files.damaged': '文件打不开，可能没存完整。换一份或重拍。',
  'files.encrypted': '这份 PDF 有密码。去掉密码再传，或直接拍照。',
  'files.empty': '文件是空的。换「文件」入口选，或重拍一张。',
  'files.quota': '存的文件到上限了，先删掉不用的材料。',
  'files.offset': '接着传的位置对不上，正从头再传。',
  'files.locked': '这份文件正在传，等它传完。',
  'files.gone': '上次没传完的已经清掉，请重新选一次。',
  'files.checksum': '传的过程中出了差错，请重传这一份。',
  'files.not-stored': '文件还没有存好，等它传完。',
  'files.in-use': '这份文件已经随申报提交，不能删。',
  'subsidies.window-closed': '已过申报时间。草稿还在，可以留着下次用。',
  'subsidies.incomplete': '还有没填完的，看看清单。',
  'subsidies.not-editable': '已经提交，内容不能再改。',
  'subsidies.programme-closed': '这个项目不再受理。',
  'subsidies.paper-full': '这份材料的页数到上限了，先删一页。',
  'cases.wrong-state': '办件的状态刚刚变了，刷新看看。',
  'cases.firm-unverified': '先核验企业，再受理。',
  'cases.reason-missing': '请写明理由，企业会看到。',
  'cases.other-person': '初审、复核要两个人。这一步请另一位来办。',
  'cases.recused': '您已申报回避，这一件由别人办。',
  'cases.correction-empty': '还没有写要改的地方。每一处都要有一句话、至少开放一项。',
  'cases.correction-unfinished': '还有没改完的，一处一处勾上再交回。',
  'cases.firm-editing': '企业正在改，等改完再动，或先打电话。',
  'cases.nothing-changed': '这一处还没有改。确实不用改的，写一句说明。',
  'portfolio.known': '企业已经登记过这个号码，打开原来那一件修改就行。',
  'portfolio.full': '登记的件数满了。请先删掉不再用的。',
  'subsidies.not-open': '只能改告知里列出的地方，这一处没有开放。',
  'subsidies.publicity-running': '还在公示，期满以后再办。',
  'subsidies.publicity-over': '公示期已过，不再收异议。有情况可拨 12330。',
  'subsidies.dispute-open': '还有没答复的异议或申诉，先答复。',
  'subsidies.already-objected': '您对这一项提过异议，正在办。',
  'subsidies.appeal-late': '过了申请复核的期限，可拨 12330 咨询。',
  'subsidies.appealed-before': '这一件申请过复核，以答复为准。',
  'subsidies.own-case': '这是您企业自己的申报，请走办件里的复核。',
} satisfies Record<FailureCode, string>

/** The sentence for a failure, with the waiting time where the server named one. */
export function errorText(error: ApiError): string {
  const sentence = errorSentences[error.code]
  if (error.code !== 'too-many-requests' || error.retryAfterSeconds === null) return sentence
  return `点得太快了，${waitWords(error.retryAfterSeconds)}后再试。`
}

function waitWords(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.ceil(seconds))} 秒`
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} 分钟`
  return `${Math.ceil(seconds / 3600)} 小时`
}
