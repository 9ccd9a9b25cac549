// What an operator may do, by name; run by the CLI, inside the server process when one owns the data.
import { addStaff, listStaff, setAccountDisabled } from './accounts/staff.ts'
import { recordAudit } from './audit/record.ts'
import { verifyAudit } from './audit/chain.ts'
import type { Deps } from './deps.ts'
import { invariantProblems } from './invariants.ts'
import type { OperatorCommand } from './lock.ts'

const roles = ['officer', 'assistant', 'expert', 'bank'] as const

function required(args: Record<string, string>, name: string): string {
  const value = args[name]
  if (!value) throw new Error(`--${name} is needed`)
  return value
}

async function staffCommand(deps: Deps, { name, args }: OperatorCommand): Promise<unknown> {
  const at = deps.clock.now()
  if (name === 'staff list') return listStaff(deps.db)
  const phone = required(args, 'phone')
  return deps.commands.run(async (tx) => {
    if (name === 'staff add') {
      const role = roles.find((candidate) => candidate === required(args, 'role'))
      if (!role) throw new Error(`--role is one of ${roles.join(', ')}`)
      const id = await addStaff(tx, { phone, name: required(args, 'name'), role, at })
      await recordAudit(tx, { at, accountId: null, role: 'operator', action: 'accounts.add-staff', subject: `account:${id}`, details: { role } })
      return { id, role }
    }
    const disabled = name === 'staff disable'
    const id = await setAccountDisabled(tx, phone, disabled, at)
    await recordAudit(tx, { at, accountId: null, role: 'operator', action: disabled ? 'accounts.disable' : 'accounts.enable', subject: `account:${id}` })
    return { id, disabled }
  })
}

/** Runs one operator command; throws an Error whose message is meant for the operator. */
export async function runOperatorCommand(deps: Deps, command: OperatorCommand): Promise<unknown> {
  switch (command.name) {
    case 'staff list':
    case 'staff add':
    case 'staff disable':
    case 'staff enable': return staffCommand(deps, command)
    case 'audit verify': return verifyAudit(deps.db)
    case 'check': return { problems: await invariantProblems(deps.db) }
    default: throw new Error(`no command "${command.name}"; see npm run cli -- --help`)
  }
}
