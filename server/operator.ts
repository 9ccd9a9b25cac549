// What an operator may do, by name; run by the CLI, inside the server process when one owns the data.
import { sayMoment } from './accounts/factor-telling.ts'
import { addStaff, listStaff, resetFactorOf, setAccountDisabled } from './accounts/staff.ts'
import { maskPhone } from '#contract/identifiers/mask.ts'
import { verifyAudit } from './audit/chain.ts'
import type { Deps } from './deps.ts'
import { staffHands } from './desk.ts'
import { invariantProblems } from './invariants.ts'
import { reportChannels } from './messages/channel-report.ts'
import { enqueueMessages } from './messages/outbox.ts'
import { renderMessage } from './messages/texts.ts'
import { backUp } from './operations/backup.ts'
import { exportFirm } from './operations/export-firm.ts'
import { fileProblems } from './operations/kept-files.ts'
import { runRetention } from './operations/retention-run.ts'
import type { OperatorCommand } from './lock.ts'

const roles = ['officer', 'approver', 'auditor', 'administrator', 'assistant', 'expert', 'bank'] as const

function required(args: Record<string, string>, name: string): string {
  const value = args[name]
  if (!value) throw new Error(`--${name} is needed`)
  return value
}

/** Instants as a person reads them; ISO, UTC. */
async function staffTable(deps: Deps): Promise<unknown> {
  const iso = (ms: number | null) => (ms === null ? null : new Date(Number(ms)).toISOString())
  return (await listStaff(deps.db)).map(({ last_seen_at: seen, disabled_at: shut, ...row }) => ({ ...row, last_seen_at: iso(seen), disabled_at: iso(shut) }))
}

/** Of an assistant alone, and of this county. */
function townOf(deps: Deps, role: string, town: string | undefined): string | null {
  if (town === undefined) return null
  if (role !== 'assistant') throw new Error('--town is for --role assistant')
  if (!deps.content.county.towns.includes(town)) throw new Error(`--town is one of ${deps.content.county.towns.join(', ')}`)
  return town
}

async function staffCommand(deps: Deps, { name, args }: OperatorCommand): Promise<unknown> {
  if (name === 'staff list') return staffTable(deps)
  const at = deps.clock.now()
  const phone = required(args, 'phone')
  if (name === 'staff reset-factor') {
    await deps.commands.run(async (tx) => {
      const message = renderMessage(deps.content, 'staff.factor-reset', { by: '运维人员', time: sayMoment(at) })
      await enqueueMessages(tx, { at, accountIds: [await resetFactorOf(tx, { phone, at })], firmId: null, message })
    })
    return { phone: maskPhone(phone), secondFactor: null }
  }
  if (name !== 'staff add') {
    const disabled = name === 'staff disable'
    await deps.commands.run((tx) => setAccountDisabled(tx, { phone, disabled, at, before: (leaver) => staffHands.layBack(tx, deps, leaver, { at, accountId: null, role: 'operator' }) }))
    return { phone: maskPhone(phone), disabled }
  }
  const role = roles.find((candidate) => candidate === required(args, 'role'))
  if (!role) throw new Error(`--role is one of ${roles.join(', ')}`)
  const town = townOf(deps, role, args.town)
  const id = await deps.commands.run((tx) => addStaff(tx, { phone, name: required(args, 'name'), role, town, at }))
  return { id, role, ...(role === 'assistant' ? { town } : {}) }
}

function countOf(args: Record<string, string>, name: string): number | undefined {
  const text = args[name]
  if (text !== undefined && !/^[1-9]\d{0,4}$/.test(text)) throw new Error(`--${name} is a number from 1 on`)
  return text === undefined ? undefined : Number(text)
}

/** Runs one operator command; throws an Error whose message is meant for the operator. */
export async function runOperatorCommand(deps: Deps, command: OperatorCommand): Promise<unknown> {
  switch (command.name) {
    case 'staff list':
    case 'staff add':
    case 'staff disable':
    case 'staff reset-factor':
    case 'staff enable': return staffCommand(deps, command)
    case 'audit verify': return verifyAudit(deps.db)
    case 'channels': return reportChannels(deps)
    case 'check': return { problems: [...(await invariantProblems(deps.db)), ...(await fileProblems(deps.db, deps.files))] }
    case 'backup': return backUp(deps, { folder: required(command.args, 'to'), keep: countOf(command.args, 'keep') })
    case 'export': return exportFirm(deps, { firm: required(command.args, 'firm'), to: required(command.args, 'to'), opensSealed: command.args['open-sealed'] === 'true' })
    case 'retention': {
      if ((command.args['dry-run'] === 'true') === (command.args.run === 'true')) throw new Error('say --dry-run or --run')
      return runRetention(deps, command.args.run === 'true' ? 'run' : 'dry-run')
    }
    default: throw new Error(`no command "${command.name}"; see npm run cli -- --help`)
  }
}
