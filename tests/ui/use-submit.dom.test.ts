import { describe, expect, it } from 'vitest'
import { ApiError } from '#client/http.ts'
import { useSubmit } from '#client/ui/use-submit.ts'

/** A command whose answers are given by hand. */
function aCommand() {
  const keys: string[] = []
  const waiting: { yes: (reply: string) => void; no: (error: ApiError) => void }[] = []
  const submit = useSubmit((key: string) => {
    keys.push(key)
    return new Promise<string>((yes, no) => waiting.push({ yes, no }))
  })
  return { keys, submit, answer: (reply: string) => waiting.shift()?.yes(reply), fail: (error: ApiError) => waiting.shift()?.no(error) }
}

describe('submitting a command', () => {
  it('sends once however often the button is tapped (C17)', async () => {
    const { keys, submit, answer } = aCommand()
    const taps = Array.from({ length: 5 }, () => submit.submit())
    expect(submit.state.value.status).toBe('sending')
    answer('HT2026-ZH-0001')
    expect(await Promise.all(taps)).toEqual(Array.from({ length: 5 }, () => 'HT2026-ZH-0001'))
    expect(keys).toHaveLength(1)
    expect(submit.state.value).toEqual({ status: 'done', reply: 'HT2026-ZH-0001' })
  })

  it('keeps its key over a lost connection, so a retry is the same command', async () => {
    const { keys, submit, answer, fail } = aCommand()
    const first = submit.submit()
    fail(new ApiError('timeout'))
    expect(await first).toBeUndefined()
    expect(submit.error.value?.code).toBe('timeout')
    const second = submit.submit()
    answer('yes')
    expect(await second).toBe('yes')
    expect(keys[0]).toBe(keys[1])
  })

  it('is a new command after the server refused it', async () => {
    const { keys, submit, fail } = aCommand()
    const first = submit.submit()
    fail(new ApiError('subsidies.incomplete', { status: 422 }))
    await first
    void submit.submit()
    expect(keys[0]).not.toBe(keys[1])
  })

  it('is a new command after the server said yes', async () => {
    const { keys, submit, answer } = aCommand()
    const first = submit.submit()
    answer('yes')
    await first
    void submit.submit()
    expect(keys[0]).not.toBe(keys[1])
  })
})
