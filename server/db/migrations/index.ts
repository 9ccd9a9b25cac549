// The explicit, ordered list. A landed migration is never edited.
import type { Migration } from 'kysely/migration'
import { firstMigration } from './0001-first.ts'
import { handlingMigration } from './0002-handling.ts'
import { portfolioMigration } from './0003-portfolio.ts'
import { claimsMigration } from './0004-claims.ts'
import { assessmentMigration } from './0005-assessment.ts'
import { consultationsMigration } from './0006-consultations.ts'
import { channelsMigration } from './0007-channels.ts'
import { noticesMigration } from './0008-notices.ts'
import { financingMigration } from './0009-financing.ts'
import { reportsMigration } from './0010-reports.ts'
import { dutiesMigration } from './0011-duties.ts'
import { processesMigration } from './0012-processes.ts'
import { handedInMigration } from './0013-handed-in.ts'
import type { DatabaseKind } from '../open.ts'

export function migrations(kind: DatabaseKind): Record<string, Migration> {
  return { '0001-first': firstMigration(kind), '0002-handling': handlingMigration(), '0003-portfolio': portfolioMigration(), '0004-claims': claimsMigration(), '0005-assessment': assessmentMigration(), '0006-consultations': consultationsMigration(), '0007-channels': channelsMigration(), '0008-notices': noticesMigration(kind), '0009-financing': financingMigration(), '0010-reports': reportsMigration(), '0011-duties': dutiesMigration(kind), '0012-processes': processesMigration(), '0013-handed-in': handedInMigration() }
}
