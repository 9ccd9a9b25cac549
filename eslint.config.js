// The house rules a machine can keep. Who may import whom is the drawing in ARCHITECTURE.md, file glob by file glob.
import js from '@eslint/js'
import pluginVue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'

const capabilities = ['assessment', 'subsidies', 'financing', 'consultations', 'notices', 'reports', 'aid', 'training']
const foundations = ['accounts', 'portfolio', 'cases', 'files', 'messages', 'county', 'audit']

/** [capability, the one it may look into, reason]: the written list of exceptions is this array. */
const allowedBetweenCapabilities = [
  ['reports', 'financing', 'a month counts loans, whose amounts rest encrypted: server/financing/funnel.ts'],
  ['financing', 'subsidies', 'a loan that was paid out fills in the draft of its interest subsidy: server/subsidies/loan-draft.ts'],
  ['notices', 'assessment', 'a firm that agreed is told by the gaps of its newest assessment: server/assessment/gap-words.ts'],
  ['notices', 'subsidies', 'who follows a scheme is told what changed in it: server/subsidies/scheme-news.ts'],
  ['consultations', 'assessment', 'a firm shows an expert gaps of its assessment: their words come from server/assessment/gap-words.ts']]

const anyOf = (names) => `(${names.join('|')})`
const into = (names) => `^(#server|#client|\\.\\.)/${anyOf(names)}/`
const ban = (regex, message, options = {}) => ({ regex, message, ...options })

const bans = {
  // A schema imported as a value would take the validator to the phone.
  schemaValue: ban('(^|/)([a-z-]*schema|programme|casework|corrections|handling|assist|batching|standing)\\.ts$|^typebox', 'Take schemas as types here (import type): the validator stays on the server.', { allowTypeImports: true }),
  server: ban('^#server/|/server/', 'The browser does not import the server.'),
  client: ban('^#client/|^vue|^vant|^pinia|^@pinia', 'The server does not import the client.'),
  node: ban('^node:', 'No Node here: this also runs in a browser.'),
  axios: ban('^axios', 'Only src/http*.ts knows axios.'),
  envByName: { name: 'node:process', message: 'Settings come from server/config.ts.' },
  clientApp: ban('^(#client|\\.\\.)/app/', 'app is above capabilities and foundations.'),
  serverTop: ban('^(#server|\\.\\.)/(main|app|cli)\\.ts$', 'main, app and cli are above everything else.'),
  climb: ban('^\\.\\./\\.\\./', 'Relative imports stay in their folder: use #contract, #client or #server.'),
  capabilities: ban(into(capabilities), 'This layer is below the capabilities and does not know them.'),
  foundations: ban(into(foundations), 'This layer is below the foundations and does not know them.'),
}
const otherCapabilities = (own) => {
  const open = allowedBetweenCapabilities.filter(([from]) => from === own).map(([, to]) => to)
  const others = capabilities.filter((name) => name !== own && !open.includes(name))
  return ban(into(others), 'Capabilities do not import each other (exceptions: the list at the top of eslint.config.js).')
}

/** One zone: the complete list of import bans for a file glob (a later zone replaces an earlier one). */
function zone(files, patterns, paths = []) {
  return { files, rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns, paths }] } }
}

const contractZones = [
  zone(['contract/**/*.ts'], [bans.schemaValue, bans.node, ban('^#(server|client)/', 'The contract imports itself only.')]),
  zone(['contract/**/{,*-}schema.ts', 'contract/**/{programme,casework,corrections,handling,assist,batching,standing}.ts'], [bans.node, ban('^#(server|client)/', 'The contract imports itself only.')]),
]
const fromBrowser = [bans.server, bans.schemaValue, bans.node]
const clientZones = [
  zone(['src/**/*.{ts,vue}'], [...fromBrowser, bans.axios]),
  zone(['src/http*.ts'], fromBrowser),
  zone(['src/ui/**/*.{ts,vue}'], [...fromBrowser, bans.axios, bans.climb, bans.clientApp, bans.capabilities, bans.foundations]),
  ...foundations.map((name) => zone([`src/${name}/**/*.{ts,vue}`], [...fromBrowser, bans.axios, bans.climb, bans.clientApp, bans.capabilities])),
  ...capabilities.map((name) => zone([`src/${name}/**/*.{ts,vue}`], [...fromBrowser, bans.axios, bans.climb, bans.clientApp, otherCapabilities(name)])),
]
const fromServer = [bans.client]
const serverZones = [
  zone(['server/**/*.ts'], fromServer),
  zone(['server/pdf/**/*.ts'], [...fromServer, bans.climb, bans.serverTop, bans.capabilities], [bans.envByName]),
  zone(['server/db/**/*.ts'], [...fromServer, bans.serverTop, bans.capabilities, bans.foundations], [bans.envByName]),
  ...foundations.map((name) => zone([`server/${name}/**/*.ts`], [...fromServer, bans.climb, bans.serverTop, bans.capabilities], [bans.envByName])),
  ...capabilities.map((name) => zone([`server/${name}/**/*.ts`], [...fromServer, bans.climb, bans.serverTop, otherCapabilities(name)], [bans.envByName])),
]

const syntax = {
  defaultExport: { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
  environment: { selector: "MemberExpression[object.type='MetaProperty'][property.name='env']", message: 'import.meta.env is read in src/http*.ts, src/app and vite.config.ts only.' },
  now: { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: 'Rules and services are given the time.' },
  newDate: { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Rules and services are given the time.' },
  utcDate: { selector: "CallExpression[callee.property.name='split'][callee.object.callee.property.name='toISOString']", message: 'Wrong between 00:00 and 08:00 in Shanghai (pitfall C23).' },
}
const restrict = (files, ...rules) => ({ files, rules: { 'no-restricted-syntax': ['error', ...rules] } })

export default tseslint.config(
  { ignores: ['dist/', 'data/', 'tmp/', 'test-results/', 'playwright-report/', 'tests/bench/lighthouse/', 'tests/bench/floor/'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  ...pluginVue.configs['flat/essential'],
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.vue'], parser: tseslint.parser },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
  },
  {
    files: ['**/*.{ts,vue}'],
    rules: {
      'no-undef': 'off',
      'no-console': 'error',
      // The full-width space is a character of Chinese forms.
      'no-irregular-whitespace': ['error', { skipTemplates: true, skipStrings: true }],
      // Texts typed by people are searched for exactly these.
      'no-control-regex': 'off',
      eqeqeq: 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_', ignoreRestSiblings: true }],
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/no-v-html': 'error',
      'vue/no-unused-refs': 'error',
      'vue/require-explicit-emits': 'error',
    },
  },
  // The two rims where rows and replies of foreign code get their type.
  { files: ['server/db/**/*.ts', 'tests/**/*.ts'], rules: { '@typescript-eslint/consistent-type-assertions': 'off' } },
  { files: ['tests/**/*.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'off', 'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }] } },
  { files: ['scripts/**/*.ts', 'server/cli.ts', 'server/cli/**/*.ts', 'tests/bench/**', 'tests/prove/**'], rules: { 'no-console': 'off' } },
  { files: ['**/*.js', '**/*.mjs'], extends: [tseslint.configs.disableTypeChecked], languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } } },
  {
    files: ['contract/**/*.ts', 'server/**/*.ts', 'src/**/*.{ts,vue}'],
    ignores: ['server/config.ts'],
    rules: { 'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Settings come from server/config.ts.' }] },
  },
  restrict(['{server,scripts,tests}/**/*.ts'], syntax.defaultExport),
  // Playwright asks for a default export.
  { files: ['tests/support/journey-setup.ts'], rules: { 'no-restricted-syntax': 'off' } },
  restrict(['src/**/*.ts'], syntax.defaultExport, syntax.environment, syntax.utcDate),
  restrict(['src/**/*.vue'], syntax.environment, syntax.utcDate),
  restrict(['src/http*.ts', 'src/app/**/*.ts'], syntax.defaultExport, syntax.utcDate),
  restrict(['contract/**/*.ts', 'server/*/service.ts', 'server/*/*-service.ts'], syntax.defaultExport, syntax.now, syntax.newDate, syntax.utcDate),
  ...contractZones,
  ...clientZones,
  ...serverZones,
)
