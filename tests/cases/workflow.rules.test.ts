// The workflow table by itself: no state is a dead end, nobody has a move that is not theirs, and a returned case comes back where it was.
import { describe, expect, it } from 'vitest'
import { actionsFor, caseActions, caseActors, caseStates, caseWorkflow, endStates, findMove, hasAction, openStates, pathOf, type CaseState } from '#contract/cases/workflow.ts'

/** As the schemes of the county are: paid after a publicity, paid at once, recommended only. */
const schemes: Record<string, CaseState[]> = {
  'with publicity': pathOf([{ state: 'submitted' }, { state: 'accepted' }, { state: 'reviewing' }, { state: 'approved' }, { state: 'publicity' }, { state: 'paid' }]),
  'paid at once': pathOf([{ state: 'submitted' }, { state: 'accepted' }, { state: 'reviewing' }, { state: 'approved' }, { state: 'paid' }]),
  'recommended only': pathOf([{ state: 'submitted' }, { state: 'accepted' }, { state: 'reviewing' }, { state: 'approved' }, { state: 'archived' }]),
}
const everyPath = Object.entries(schemes)

/** States a case of this scheme can be in: all it is led to from a draft. */
function reachable(path: readonly CaseState[]): Set<CaseState> {
  const found = new Set<CaseState>(['draft'])
  for (const state of found) {
    for (const actor of caseActors) {
      for (const action of actionsFor(state, actor, path)) {
        const move = findMove(action, actor, state, path)
        if (!move) throw new Error(`${action} is offered but not there`)
        if (move.to !== 'resume' && move.to !== 'stay') found.add(move.to)
        if (move.whenUpheld !== undefined) found.add(move.whenUpheld)
      }
    }
  }
  return found
}

describe('the path of a scheme', () => {
  it('names every state once, in the order of its steps, and ends in the archive', () => {
    expect(pathOf([{ state: 'submitted' }, { state: 'accepted' }, { state: 'reviewing' }, { state: 'reviewing' }, { state: 'approved' }])).toEqual(['submitted', 'accepted', 'reviewing', 'approved', 'archived'])
    expect(pathOf([{ state: 'submitted' }, { state: 'archived' }])).toEqual(['submitted', 'archived'])
  })
})

describe.each(everyPath)('a scheme %s', (_name, path) => {
  it('offers exactly the moves that are found, to each side in each state', () => {
    for (const state of caseStates) {
      for (const actor of caseActors) {
        const found = caseActions.filter((action) => findMove(action, actor, state, path) !== undefined)
        expect([...actionsFor(state, actor, path)].sort(), `${actor} in ${state}`).toEqual([...found].sort())
      }
    }
  })

  it('has one row of the table at most for an action of somebody in a state, so that no order of rows decides', () => {
    for (const state of caseStates) {
      for (const actor of caseActors) {
        const offered = actionsFor(state, actor, path)
        expect(offered.length, `${actor} in ${state}: ${offered.join()}`).toBe(new Set(offered).size)
      }
    }
  })

  it('has a way on from every state it reaches, but for the archive and the end of what was refused or withdrawn', () => {
    for (const state of reachable(path)) {
      const ways = caseActors.flatMap((actor) => actionsFor(state, actor, path).map((action) => findMove(action, actor, state, path)?.to))
      const leavesIt = ways.some((to) => to !== undefined && to !== 'stay')
      expect(leavesIt, state).toBe(!endStates.includes(state))
    }
  })

  it('reaches its own steps and no others', () => {
    const reached = reachable(path)
    for (const state of path) expect(reached, state).toContain(state)
    for (const state of ['publicity', 'paid'] as const) expect(reached.has(state), state).toBe(path.includes(state))
  })

  it('goes to the step that follows, never past it', () => {
    for (const action of ['publicise', 'pay', 'archive'] as const) {
      for (const state of caseStates) {
        const move = findMove(action, 'officer', state, path)
        if (move) expect([state, path[path.indexOf(state) + 1]]).toEqual([state, move.to])
      }
    }
  })

  it('leads a returned case back to where it was, by the firm’s answer and by the officer taking the card back, and decides nothing meanwhile (pitfall C20)', () => {
    expect(findMove('resubmit', 'firm', 'returned', path)?.to).toBe('resume')
    expect(findMove('take-back', 'officer', 'returned', path)?.to).toBe('resume')
    expect(actionsFor('returned', 'officer', path)).toEqual(['take-back', 'recuse'])
    expect(actionsFor('returned', 'firm', path)).toEqual(['withdraw', 'resubmit'])
  })
})

describe('the rows of the table', () => {
  it('ask for a reason in words wherever somebody’s hopes end, go backwards, or somebody else’s words are overruled', () => {
    const wordless = caseWorkflow.filter((row) => row.actor === 'officer' && row.needsReason !== true).map((row) => row.action)
    // A card has its items; the rest goes forward.
    expect(wordless.sort()).toEqual(['accept', 'archive', 'pay', 'publicise', 'return'])
  })

  it('need a second person for what is decided: approval, refusal after a recommendation, the review of a refusal', () => {
    expect(caseWorkflow.filter((row) => row.byAnother).map((row) => [row.action, ...row.from])).toEqual([['approve', 'reviewing'], ['refuse', 'reviewing'], ['answer-appeal', 'refused']])
    expect(caseWorkflow.filter((row) => row.needsDeclaration).map((row) => row.action)).toEqual(['recommend', 'approve'])
  })

  it('give no side the other’s actions', () => {
    for (const action of caseActions) expect(caseActors.filter((actor) => hasAction(action, actor)), action).toHaveLength(1)
  })

  it('let nothing of the firm’s be changed by the firm once it was handed in, but while it is returned', () => {
    for (const state of [...openStates, ...endStates, 'paid'] as const) {
      const own = actionsFor(state, 'firm', schemes['with publicity'] ?? [])
      expect(own.filter((action) => action === 'submit' || action === 'resubmit'), state).toEqual([])
    }
  })
})
