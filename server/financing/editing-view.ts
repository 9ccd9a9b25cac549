// One product as who writes it or publishes it sees it: what is open with what stands in its way, what everybody reads, and what may be done now.
import type { EditedProduct } from '#contract/financing/editing-schema.ts'
import { isSameDraft, judgeInsurance, judgeLoan, productActionsOf } from '#contract/financing/product-rules.ts'
import type { KnownProblem } from '#contract/field-reasons.ts'
import type { Connection } from '../db/commands.ts'
import type { FinancingProductRow, FinancingProductVersionRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { draftOf, standingOf, wordsOf, type Draft, type OpenedProduct } from './editing-repository.ts'

export type ViewDeps = Pick<Deps, 'content' | 'clock'>
type Version = NonNullable<EditedProduct['open']>
type Names = ReadonlyMap<string, string>

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

export function problemsOfDraft({ content, clock }: ViewDeps, draft: Draft): KnownProblem[] {
  return draft.kind === 'loan' ? judgeLoan(draft.loan).problems : judgeInsurance(draft.insurance, content.summaries(clock.now()).map(({ id }) => id)).problems
}

/** By field; `unchanged` (field '') where everybody reads exactly this already. */
export function problemsOf(deps: ViewDeps, { row, live }: Pick<OpenedProduct, 'row' | 'live'>, open: FinancingProductVersionRow): KnownProblem[] {
  const draft = draftOf(row, open)
  const isUnchanged = live !== undefined && isSameDraft(wordsOf(draft), wordsOf(draftOf(row, live)))
  return [...problemsOfDraft(deps, draft), ...(isUnchanged ? [{ field: '', reason: 'unchanged' } as const] : [])]
}

function viewVersion(row: FinancingProductRow, version: FinancingProductVersionRow, names: Names, problems: KnownProblem[]): Version {
  const draft = draftOf(row, version)
  return {
    number: version.number, state: version.state, revision: version.revision, loan: draft.kind === 'loan' ? draft.loan : null, insurance: draft.kind === 'insurance' ? draft.insurance : null,
    savedBy: names.get(version.saved_by) ?? null, savedAt: new Date(version.saved_at).toISOString(), proposedAt: iso(version.proposed_at), publishedAt: iso(version.published_at),
    publishedBy: version.published_by === null ? null : (names.get(version.published_by) ?? null), returnedReason: version.returned_reason, problems,
  }
}

async function namesOf(connection: Connection, versions: readonly FinancingProductVersionRow[]): Promise<Names> {
  const ids = [...new Set(versions.flatMap((version) => [version.saved_by, version.published_by]))].filter((id) => id !== null)
  const rows = ids.length === 0 ? [] : await connection.selectFrom('accounts').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

function view(deps: ViewDeps, opened: OpenedProduct, names: Names): EditedProduct {
  const { row, bank, open, live } = opened
  const standing = standingOf(deps, opened)
  return {
    id: row.id, kind: row.kind, bankId: row.bank_id, bankName: bank?.name ?? null,
    open: open ? viewVersion(row, open, names, problemsOf(deps, opened, open)) : null, live: live ? viewVersion(row, live, names, []) : null,
    takenDownAt: iso(row.taken_down_at), actions: productActionsOf(standing), mayEdit: standing.isWriter && !standing.isBankClosed && open?.state !== 'proposed',
  }
}

export async function viewProducts(deps: ViewDeps, connection: Connection, opened: readonly OpenedProduct[]): Promise<EditedProduct[]> {
  const names = await namesOf(connection, opened.flatMap(({ open, live }) => [open, live].filter((version) => version !== undefined)))
  return opened.map((one) => view(deps, one, names))
}

export async function viewProduct(deps: ViewDeps, connection: Connection, opened: OpenedProduct): Promise<EditedProduct> {
  return view(deps, opened, await namesOf(connection, [opened.open, opened.live].filter((version) => version !== undefined)))
}
