// What the desk's and the firms' workbooks share.
export { neutralText } from '#contract/identifiers/formula-text.ts'
