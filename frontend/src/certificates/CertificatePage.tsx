import { Group, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAsked } from '../api/hooks'
import { Certificate } from '../generated/operations'
import type { CertificateQuery, CertificateStatus } from '../generated/types'
import { ActButton } from '../decisions/ActButton'
import { Missing, Page } from '../parts/Page'
import { useHolds } from '../parts/roles'
import { Failed, Waiting } from '../parts/States'
import { StatusBadge } from '../parts/StatusBadge'
import { dayText } from '../text/format'
import { CertificateCard } from './CertificateCard'
import { CertificatePast } from './CertificatePast'
import { ChildPart } from './ChildPart'
import { Money } from './Money'

const route = getRouteApi('/certificates/$id')

export type OneCertificate = NonNullable<CertificateQuery['certificate']>

/** One certificate: its state, its money line by line, what happened to it. */
export function CertificatePage() {
  const { id } = route.useParams()
  const asked = useAsked(Certificate, { id })
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (asked.isPending) return <Waiting />
  const { certificate } = asked.data
  if (!certificate) {
    return <Missing title="Такого сертификата нет">Или он вам не виден: проверьте, в какой роли вы работаете.</Missing>
  }
  const title = certificate.number ? `Сертификат ${certificate.number}` : `Заявление от ${dayText(certificate.appliedOn)}`
  return (
    <Page title={title} actions={<Acts certificate={certificate} />}>
      <Group gap="sm">
        <StatusBadge status={certificate.status} label={certificate.statusLabel} />
        <Text size="sm">{certificate.fundingStatusLabel}</Text>
      </Group>
      <CertificateCard certificate={certificate} />
      {certificate.child && <ChildPart child={certificate.child} />}
      <Money id={id} />
      <CertificatePast id={id} />
    </Page>
  )
}

const ACTS: [name: string, label: string, from: CertificateStatus[]][] = [
  ['activateCertificate', 'Активировать', ['ISSUED_INACTIVE']],
  ['discardCertificate', 'Удалить', ['ISSUED_INACTIVE']],
  ['suspendCertificate', 'Приостановить', ['ACTIVE']],
  ['resumeCertificate', 'Возобновить', ['SUSPENDED']],
  ['terminateCertificate', 'Прекратить', ['ACTIVE', 'SUSPENDED']],
]

/** What the municipality that issued it may do; whether just this one, the server says. */
function Acts({ certificate: { id, number, status, version } }: { certificate: OneCertificate }) {
  const isClerk = useHolds('MUNICIPAL_CLERK')
  if (!isClerk) return null
  return ACTS.filter(([, , from]) => from.includes(status)).map(([name, label]) => (
    <ActButton key={name} name={name} label={label} whom={`сертификат ${number}`} on={id} version={version} />
  ))
}
