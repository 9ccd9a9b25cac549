import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { keptFiles, writePageFiles } from './scripts/kept-files.ts'
import { pdfParts } from './scripts/pdf-parts.ts'

const fromRoot = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/**
 * Vant's icon style sheet carries a 40 kB font. Only its skeleton stays; the two glyphs that the Vant parts in use draw by themselves
 * (the tick of a checkbox, the cross of a popup) become masks. Our colours are appended to Vant's base, which every part imports.
 */
function vantStyles(): Plugin {
  const mask = (path: string) =>
    `url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='%23000' stroke-width='2' stroke-linecap='round' stroke-linejoin='round'%3E%3Cpath d='${path}'/%3E%3C/svg%3E")`
  const icons = {
    success: 'M5 12.5l4.500 4.500L19 7',
    cross: 'M6 6l12 12M18 6L6 18',
    'arrow-left': 'M14.500 5.500L8 12l6.500 6.500',
    arrow: 'M9.500 5.500L16 12l-6.500 6.500',
  }
  const drawn = Object.entries(icons).map(
    ([name, path]) => `.van-icon-${name}::before{-webkit-mask-image:${mask(path)};mask-image:${mask(path)}}`,
  )
  const base =
    '.van-icon{position:relative;display:inline-block;line-height:1;font-size:inherit}.van-icon::before{content:"";display:inline-block;width:1em;height:1em;background:currentColor;-webkit-mask:center/contain no-repeat;mask:center/contain no-repeat}'
  return {
    name: 'vant-styles',
    enforce: 'pre',
    load(id) {
      const path = id.split('?')[0] ?? id
      if (path.endsWith('/vant/es/icon/index.css')) return base + drawn.join('')
      if (path.endsWith('/vant/es/style/base.css'))
        return readFileSync(path, 'utf8') + readFileSync(fromRoot('src/ui/vant-theme.css'), 'utf8')
      return undefined
    },
  }
}

/** Lets the server name the file behind a lazy route (for its styles and preloads) without loading the page's code. */
function routeFiles(): Plugin {
  return {
    name: 'route-files',
    transform(code, id, options) {
      const match = /\/src\/(\w+)\/routes\.ts$/.exec(id)
      if (!match || !options?.ssr) return undefined
      return code.replace(
        /\(\) => import\('\.\/([\w-]+\.vue)'\)/g,
        (whole, file) => `Object.assign(${whole}, { file: 'src/${match[1]}/${file}' })`,
      )
    },
  }
}

/** What opens without a network: public reading, one's own drafts, and what says that the rest has to wait. The desk is never kept. */
const keptSources = [
  'index.html',
  'src/http-request.ts',
  ...[
    'app/HomePage',
    'app/HomeMember',
    'app/OfflinePage',
    'app/NotFoundPage',
    'app/UpdateSheet',
    'ui/OfflinePanel',
    'ui/ErrorNotice',
    'ui/ReedDrawing',
  ].map((name) => `src/${name}.vue`),
  ...[
    'ProgrammeListPage',
    'ProgrammePage',
    'ApplicationTasksPage',
    'ApplicationSectionPage',
    'ApplicationPapersPage',
    'ApplicationCheckPage',
  ].map((name) => `src/subsidies/${name}.vue`),
  'src/aid/AidPage.vue',
  'src/accounts/MePage.vue',
  'src/subsidies/MyCasesPage.vue',
]

let outDir = ''
/** The worker's list of files is made from the finished build. */
function rememberOutDir(): Plugin {
  return {
    name: 'remember-out-dir',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir)
    },
  }
}

/** What every public page needs stands in one file: fewer requests, and it compresses better together. */
const base = {
  name: 'base',
  test: new RegExp(
    [
      'node_modules/(vue|@vue|vue-router|pinia|@pinia)/',
      'vite/(preload-helper|modulepreload)',
      '/src/ui/(AppIcon|LoadingRows|PlainFailure|lazy-error-notice|SiteFooter|PageBar|TabBar|StatusTag|format|county|use-load|icon-paths|page-head|status-looks|appearance|form-guard|BrandMark)\\.',
      '/src/http\\.ts',
      '/src/subsidies/(ProgrammeRow|availability|programme-queries)\\.',
      '/src/accounts/(session|api|duty-words)\\.',
      '/contract/(endpoint|accounts/session-endpoints|subsidies/public-endpoints|(county|messages)/endpoints|cases/states|identifiers/money)\\.ts',
    ].join('|'),
  ),
}

/** The fields of a form go together: whoever needs one needs most. */
const fields = {
  name: 'fields',
  test: /\/src\/ui\/(FieldFrame|TextBox|SelectBox|DateBox|ChoiceBox|TownBox|MoneyPair|fields|field-id)\.|\/contract\/identifiers\/capital\./,
}

/** How a firm's pages ask the server: one small file instead of several. */
const asking = { name: 'asking', test: /\/contract\/(accounts|subsidies|files)\/endpoints\.|\/src\/subsidies\/api\./ }

export default defineConfig(({ command, isSsrBuild }) => ({
  plugins: [
    vue(),
    vantStyles(),
    routeFiles(),
    rememberOutDir(),
    pdfParts(),
    isSsrBuild
      ? []
      : VitePWA({
          strategies: 'injectManifest',
          srcDir: 'src/service-worker',
          filename: 'sw.ts',
          injectRegister: false,
          manifest: false,
          injectManifest: {
            globPatterns: ['assets/*.{js,css}', 'icons/mark.svg'],
            globIgnores: ['assets/*pdf*', 'assets/Pdf*'],
            manifestTransforms: [
              async (entries) => {
                const kept = keptFiles(outDir, keptSources)
                // Kept by the phone that opens these pages, not by every one.
                writePageFiles(outDir, 'assessment', kept)
                writePageFiles(outDir, 'visits', kept)
                writePageFiles(outDir, 'notices', kept)
                const manifest = entries.filter(({ url }) => !url.startsWith('assets/') || kept.has(url))
                const revision = createHash('sha256').update(JSON.stringify(manifest)).digest('hex').slice(0, 12)
                return { manifest: [...manifest, { url: '/shell', revision, size: 0 }], warnings: [] }
              },
            ],
          },
        }),
  ],
  // Builds and data beside the sources are not sources.
  server: { watch: { ignored: ['**/dist*/**', '**/tmp/**', '**/data/**', '**/test-results/**'] } },
  // A module of its own: pdf.js fetches a decoder only when a document needs it.
  worker: { format: 'es' },
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
  build: {
    manifest: isSsrBuild ? false : 'build.manifest.json',
    target: 'es2022',
    assetsInlineLimit: 0,
    cssCodeSplit: true,
    // Styles of a lazy page are named beforehand, its scripts find each other: the list of names alone would cost the first view 1.5 kB.
    modulePreload: { polyfill: false, resolveDependencies: (_file, files) => files.filter((file) => file.endsWith('.css')) },
    reportCompressedSize: false,
    rolldownOptions: isSsrBuild ? {} : { output: { codeSplitting: { groups: [base, fields, asking] } } },
  },
  // Everything is bundled for the server, so production neither needs node_modules/vue nor loads its development build.
  ssr: { noExternal: command === 'serve' ? ['vant', '@vant/use', '@vant/popperjs'] : true },
  optimizeDeps: { include: ['vant/es/popup/style/index', 'vant/es/toast/style/index', 'vant/es/toast/index'] },
}))
