// Channels of messages: what leaves by SMS, push and e-mail and what became of it, how each person wants to be told, the phones that take pushes.
import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { optional, table } from './table.ts'

export function channelsMigration(): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      const account = { references: 'accounts.id' }
      await table(db, 'deliveries', [['id', 'text', { primary: true }], ['channel', 'text'], ['purpose', 'text'], ['account_id', 'text', { nullable: true, ...account }], ['firm_id', 'text', { nullable: true, references: 'firms.id' }], ['source', 'text'], ['target', 'text'],
        ['category', 'text', optional], ['payload', 'text'], ['state', 'text'], ['provider', 'text', optional], ['provider_id', 'text', optional], ['attempts', 'integer'], ['asked', 'integer'], ['resent', 'integer'], ['run_at', 'bigint'], ['expires_at', 'bigint'],
        ['locked_until', 'bigint'], ['why', 'text', optional], ['created_at', 'bigint'], ['accepted_at', 'bigint', optional], ['finished_at', 'bigint', optional]])
      // Planned once however often the message it belongs to is delivered.
      await db.schema.createIndex('deliveries_once').on('deliveries').columns(['source', 'channel', 'target']).unique().execute()
      await sql`create index deliveries_due on deliveries (channel, run_at) where finished_at is null`.execute(db)
      await sql`create index deliveries_accepted on deliveries (provider, accepted_at) where accepted_at is not null`.execute(db)
      await db.schema.createIndex('deliveries_account').on('deliveries').columns(['account_id', 'channel']).execute()
      await db.schema.createIndex('deliveries_finished').on('deliveries').columns(['finished_at']).execute()

      await table(db, 'sms_providers', [['name', 'text', { primary: true }], ['down_until', 'bigint'], ['why', 'text'], ['changed_at', 'bigint']])
      await table(db, 'notification_settings', [['account_id', 'text', { primary: true, ...account }], ['rhythm', 'text'], ['email', 'text', optional], ['email_waiting', 'text', optional], ['email_bounced_at', 'bigint', optional],
        ['digest_from', 'bigint', optional], ['digest_at', 'bigint', optional], ['changed_at', 'bigint']])
      await sql`create index notification_settings_digest on notification_settings (digest_at) where digest_at is not null`.execute(db)
      await table(db, 'notification_choices', [['account_id', 'text', account], ['category', 'text'], ['sms', 'integer'], ['push', 'integer'], ['email', 'integer'], ['changed_at', 'bigint']], ['account_id', 'category'])
      await table(db, 'push_subscriptions', [['id', 'text', { primary: true }], ['account_id', 'text', account], ['session_id', 'text', optional], ['endpoint', 'text', { unique: true }], ['p256dh', 'text'], ['auth', 'text'], ['created_at', 'bigint'], ['seen_at', 'bigint'], ['wait_until', 'bigint']])
      await db.schema.createIndex('push_subscriptions_account').on('push_subscriptions').columns(['account_id']).execute()
    },
  }
}
