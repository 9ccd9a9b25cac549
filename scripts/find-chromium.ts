// Finds the browser and the Chinese font the journeys need: $CHROME_PATH, then the usual names on PATH.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { installOnDebian } from './install-debian.ts'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const chineseFamily = /CJK|Han\b|Noto Sans SC|WenQuanYi|Droid Sans Fallback|PingFang|Hei|Song|YaHei|SimSun/i
const sentence =
  'The browser journeys need Chromium and a Chinese font: install the packages "chromium" and "fonts-noto-cjk", or set CHROME_PATH to a Chromium.'

export function findChromium(): string | undefined {
  const { CHROME_PATH: named, PATH: path = '' } = process.env
  if (named) return existsSync(named) ? named : undefined
  const folders = path.split(delimiter)
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file))
}

/** Whether Chinese text is drawn with a Chinese font. macOS and Windows bring one. */
export function hasChineseFont(): boolean {
  if (process.platform !== 'linux') return true
  const { stdout } = spawnSync('fc-match', ['-f', '%{family}', ':lang=zh-cn'], { encoding: 'utf8' })
  return chineseFamily.test(stdout ?? '')
}

/** The browser's path, installing browser and font first where that is possible; throws one sentence saying what to install. */
export function getChromium(): string {
  const missing: string[] = []
  if (findChromium() === undefined) missing.push('chromium')
  if (!hasChineseFont()) missing.push('fonts-noto-cjk', 'fontconfig')
  if (missing.length > 0) installOnDebian(missing)
  const found = findChromium()
  if (found === undefined || !hasChineseFont()) throw new Error(sentence)
  return found
}
