// promises.md E, the values that come to every field: what nobody types, what programs send, what attackers try.

/** What no database may be given: NUL, other control characters, half of a surrogate pair. Refused wherever text is taken. */
export const poison: readonly (readonly [what: string, value: string])[] = [
  ['NUL', 'a\u0000b'],
  ['NUL alone', '\u0000'],
  ['a lone high surrogate', 'a\ud800b'],
  ['a lone low surrogate', '\udfff'],
  ['an escape character', 'a\u001b[31mb'],
]

const writings: readonly (readonly [what: string, value: string])[] = [
  ['empty', ''],
  ['spaces', '   \u3000 '],
  ['NFC', '\u00e9t\u00e9'],
  ['NFD', 'e\u0301te\u0301'],
  ['right to left', '\u202efdp.exe'],
  ['zero width', '\u200b\u200d\ufeff'],
  ['emoji and rare characters', '👨‍👩‍👧𠮷野㛃\ue000'],
  ['combining storm', `a${'\u0301'.repeat(40)}`],
  ['line ends', 'a\r\nSet-Cookie: x=1\r\n\r\nb'],
  ['HTML', '"><img src=x onerror=alert(1)><script>alert(1)</script>'],
  ['a link that acts', 'javascript:alert(1)'],
  ['a template', '{{7*7}}${jndi:ldap://x}<%= 7 %>'],
  ['SQL', "' OR 1=1--; drop table firms"],
  ['LIKE', '%_!%'],
  ['search syntax', '"NEAR(a b)" * -c'],
  ['a format', '%s%n%x {0}'],
  ['a formula', "=cmd|' /C calc'!A0"],
  ['a path', '../../etc/passwd'],
  ['a prototype', '__proto__'],
  ['a huge number', '9007199254740993'],
  ['an exponent', '1e309'],
  ['Arabic digits', '١٣٨٠٠٠٠٠٠٠١'],
]

const kinds: readonly (readonly [what: string, value: unknown])[] = [
  ['null', null],
  ['an array', []],
  ['an array of text', ['a', 'b']],
  ['an object', { a: 1 }],
  ['true', true],
  ['minus one', -1],
  ['a fraction', 0.1],
  ['minus zero', -0],
  ['beyond safe', 2 ** 53 + 2],
  ['a hundred levels', JSON.parse('['.repeat(100) + ']'.repeat(100))],
]

/** Everything for a field of text that may be `maxLength` long. */
export function badValues(maxLength: number | undefined): readonly (readonly [what: string, value: unknown])[] {
  const long = '长'.repeat(Math.min((maxLength ?? 1000) * 10, 20_000))
  return [...poison, ...writings, ...kinds, ['ten times too long', long]]
}

/** For a path or a query, where everything is text. */
export function badTexts(): readonly (readonly [what: string, value: string])[] {
  return [...poison, ...writings.filter(([what]) => what !== 'empty'), ['long', 'x'.repeat(5000)]]
}

/** Places in a list as nobody gave them out. */
export const badCursors: readonly string[] = [
  'tampered', '', '%%%', ...[
    [], ['a'], ['a', 'b', 'c'], [1.5, 'x'], ['x', 'x'], [2 ** 53 + 2, 'x'], [-1, 'x'], [1, 'a\u0000'], ['a\u0000', 'b'], ['\ud800', 'b'],
    ['2026-13-45', 'x'], [null, null], [{ a: 1 }, 'x'], [1, 2], ["' or 1=1", 'x'],
  ].map((position) => Buffer.from(JSON.stringify(position)).toString('base64url')),
  Buffer.from('[1e309,"x"]').toString('base64url'), Buffer.from('[-1e309,"x"]').toString('base64url'), Buffer.from('{"length":2}').toString('base64url'),
]
