/** Hands bytes to the browser as a file to keep. `type`: where a phone opens by it, e.g. text/calendar. */
export function saveFile(bytes: ArrayBuffer, name: string, type = ''): void {
  const url = URL.createObjectURL(new Blob([bytes], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // Some browsers read the bytes only after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
