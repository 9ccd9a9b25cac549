import { defineAsyncComponent } from 'vue'
import PlainFailure from './PlainFailure.vue'

/** ErrorNotice for pages that come drawn by the server, where a failure is rare: its sentences are fetched when one happens. */
export const LazyErrorNotice = defineAsyncComponent({ loader: () => import('./ErrorNotice.vue'), errorComponent: PlainFailure })
