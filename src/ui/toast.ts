/** A passing word for what has been done (已撤回, 已复制). Confirmations only; failures belong into ErrorNotice. */
export async function sayDone(words: string): Promise<void> {
  const [{ showToast }] = await Promise.all([import('vant/es/toast/index'), import('vant/es/toast/style/index')])
  showToast({ message: words, teleport: '#overlays' })
}
