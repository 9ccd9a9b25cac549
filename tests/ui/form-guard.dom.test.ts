import { describe, expect, it, vi } from 'vitest'
import { applyUpdate } from '#client/app/worker.ts'
import { hasDirtyForm, registerFormGuard } from '#client/ui/form-guard.ts'

describe('a half-filled form (C37)', () => {
  it('is known to the shell for as long as it holds unsaved work', () => {
    let isDirty = true
    const remove = registerFormGuard(() => isDirty)
    expect(hasDirtyForm()).toBe(true)
    isDirty = false
    expect(hasDirtyForm()).toBe(false)
    isDirty = true
    remove()
    expect(hasDirtyForm()).toBe(false)
  })

  it('is not reloaded away by an update', () => {
    const addEventListener = vi.fn()
    vi.stubGlobal('navigator', { serviceWorker: { addEventListener } })
    const remove = registerFormGuard(() => true)
    expect(applyUpdate()).toBe(false)
    expect(addEventListener).not.toHaveBeenCalled()
    remove()
    expect(applyUpdate()).toBe(true)
    expect(addEventListener).toHaveBeenCalledWith('controllerchange', expect.any(Function), { once: true })
    vi.unstubAllGlobals()
  })
})
