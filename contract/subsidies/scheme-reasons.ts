// The closed list of what the content check finds in a scheme. The client has a sentence for each (src/subsidies/scheme-problem-text.ts), the loader an English line.

export const schemeReasons = [
  'empty', 'too-long', 'too-many', 'repeated', 'bad-name', 'money-name',
  'no-field', 'no-paper', 'no-fact', 'no-right', 'no-profile', 'no-scheme', 'no-library',
  'unused-fact', 'fact-field', 'field-type', 'not-patent', 'one-value', 'order-kind', 'list-value', 'never-value',
  'min-above-max', 'decimals', 'pattern', 'pattern-risky', 'row-sensitive', 'payee',
  'one-scan', 'scan-origin', 'paper-size',
  'percent', 'not-above-zero', 'no-tiers',
  'first-step', 'accepted-step', 'last-step', 'one-submit', 'step-order', 'workdays',
  'no-date', 'no-time', 'closes-before-opens', 'outside-validity', 'overlap', 'valid-to', 'no-basis', 'no-batch', 'basis-unverified', 'amount-example',
  'claim-item', 'claim-year',
] as const
export type SchemeReason = (typeof schemeReasons)[number]
