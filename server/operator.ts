// What an operator may do, by name; run by the CLI, inside the server process when one owns the data.
import { addStaff, listStaff, setAccountDisabled } from './accounts/staff.ts'
import { maskPhone } from '#contract/identifiers/mask.ts'
import { verifyAudit } from './audit/chain.ts'
import type { Deps } from './deps.ts'
import { invariantProblems } from './invariants.ts'
import { reportChannels } from './messages/channel-report.ts'
import { backUp } from './operations/backup.ts'
import { exportFirm } from './operations/export-firm.ts'
import { fileProblems } from './operations/kept-files.ts'
import { runRetention } from './operations/retention-run.ts'
import type { OperatorCommand } from './lock.ts'

const roles = ['officer', 'assistant', 'expert', 'bank'] as const

function required(args: Record<string, string>, name: string): string {
  const value = args[name]
  if (!value) throw new Error(`--${name} is needed`)
  return value
}

async function staffCommand(deps: Deps, { name, args }: OperatorCommand): Promise<unknown> {
  if (name === 'staff list') return listStaff(deps.db)
  const at = deps.clock.now()
  const phone = required(args, 'phone')
  if (name !== 'staff add') {
    const disabled = name === 'staff disable'
    await deps.commands.run((tx) => setAccountDisabled(tx, { phone, disabled, at }))
    return { phone: maskPhone(phone), disabled }
  }
  const role = roles.find((candidate) => candidate === required(args, 'role'))
  if (!role) throw new Error(`--role is one of ${roles.join(', ')}`)
  const id = await deps.commands.run((tx) => addStaff(tx, { phone, name: required(args, 'name'), role, at }))
  return { id, role }
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
