import { SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useAsked } from '../api/hooks'
import { CertificateStatement } from '../generated/operations'
import type { CertificateStatementQuery } from '../generated/types'
import { DataTable, type Column } from '../parts/DataTable'
import { Part } from '../parts/Part'
import { Failed, Waiting } from '../parts/States'
import { dayText, numberText } from '../text/format'

type Account = NonNullable<CertificateStatementQuery['certificate']>['accounts'][number]
type Entry = Account['entries']['edges'][number]['node']

const COLUMNS: Column<Entry>[] = [
  { header: 'День', cell: (row) => dayText(row.effectiveOn) },
  { header: 'Что произошло', cell: (row) => row.explanation },
  { header: 'Сумма', cell: (row) => row.amountText, isNumber: true },
  { header: 'Свободно после', cell: (row) => row.balanceAfterText, isNumber: true },
]

/** Its money, period by period, each movement with the sentence that explains it. */
export function Money({ id }: { id: string }) {
  const asked = useAsked(CertificateStatement, { id, first: 100 })
  const accounts = asked.data?.certificate?.accounts ?? []
  return (
    <Part title="Средства">
      {asked.isLoadingError && <Failed problem={asked.error} again={() => void asked.refetch()} />}
      {asked.isPending && <Waiting />}
      {asked.data && accounts.length === 0 && (
        <Text size="sm">Средств на сертификате нет, или они вам не видны.</Text>
      )}
      {accounts.map((account) => (
        <OneAccount key={account.id} account={account} />
      ))}
    </Part>
  )
}

function OneAccount({ account }: { account: Account }) {
  const { edges, totalCount } = account.entries
  return (
    <Stack gap="sm">
      <Title order={3} size="h5">
        {account.periodTitle}: {dayText(account.periodStartsOn)} – {dayText(account.periodEndsOn)}
      </Title>
      <SimpleGrid component="dl" cols={{ base: 2, sm: 5 }} m={0}>
        <Sum label="Зачислено" text={account.nominalText} />
        <Sum label="Свободно" text={account.balanceText} />
        <Sum label="Зарезервировано" text={account.reservedText} />
        <Sum label="Списано за обучение" text={account.writtenOffText} />
        <Sum label="Списано по окончании периода" text={account.expiredText} />
      </SimpleGrid>
      <DataTable caption="Движение средств, новое сверху" columns={COLUMNS} rows={edges.map((edge) => edge.node)} />
      {totalCount !== null && totalCount > edges.length && (
        <Text size="sm" c="dimmed">
          Показаны последние {numberText(edges.length)} из {numberText(totalCount)}.
        </Text>
      )}
    </Stack>
  )
}

function Sum({ label, text }: { label: string; text: string }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {label}
      </Text>
      <Text component="dd" m={0} fw={600}>
        {text}
      </Text>
    </div>
  )
}
