import { describe, expect, it } from 'vitest'
import { addressBlocks } from '#server/accounts/sign-in-limits.ts'

describe('who counts as one asker for codes', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7', '203.0.113'],
    ['::ffff:203.0.113.7', '203.0.113.7', '203.0.113'],
    ['2001:db8:1:1ff::5', '2001:0db8:0001:01ff', '2001:0db8:0001:01'],
    ['2001:DB8:1:1ab:1:2:3:4', '2001:0db8:0001:01ab', '2001:0db8:0001:01'],
    ['fe80::1%eth0', 'fe80:0000:0000:0000', 'fe80:0000:0000:00'],
    ['::1', '0000:0000:0000:0000', '0000:0000:0000:00'],
  ])('%s: address %s in neighbourhood %s', (ip, address, block) => {
    expect(addressBlocks(ip)).toEqual({ address, block })
  })
})
