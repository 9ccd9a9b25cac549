// Read aloud by the phone's own voice; where there is none the button is not shown.
import { onBeforeUnmount, ref } from 'vue'

export function useVoice() {
  const isPossible = ref(false)
  const isSpeaking = ref(false)

  function stop(): void {
    isSpeaking.value = false
    if (isPossible.value) speechSynthesis.cancel()
  }
  function speak(lines: readonly string[]): void {
    stop()
    isSpeaking.value = true
    lines.forEach((line, index) => {
      const words = new SpeechSynthesisUtterance(line)
      words.lang = 'zh-CN'
      if (index === lines.length - 1) words.onend = () => (isSpeaking.value = false)
      words.onerror = () => (isSpeaking.value = false)
      speechSynthesis.speak(words)
    })
  }
  /** After mount: the server has no voice. */
  function look(): void {
    isPossible.value = 'speechSynthesis' in window && 'SpeechSynthesisUtterance' in window
  }
  onBeforeUnmount(stop)
  return { isPossible, isSpeaking, speak, stop, look }
}
