import { Stack, Title } from '@mantine/core'
import { CaseSubject, MunicipalAssignment, Provider } from '../../generated/operations'
import { DataTable } from '../../parts/DataTable'
import { Facts } from '../../parts/Facts'
import { dayText } from '../../text/format'
import { Changes } from '../Changes'
import { Asked } from './Asked'
import { Documents } from '../../parts/Documents'
import { Grounds } from './Grounds'

export function ProviderCard({ id }: { id: string }) {
  return (
    <Asked title="Поставщик" operation={Provider} variables={{ id }} of={(data) => data.provider}>
      {(provider) => (
        <Stack gap="md">
          <Facts
            facts={[
              ['Полное название', provider.fullName],
              ['Состояние', provider.statusLabel],
              ['Вид', provider.kindLabel],
              ['Собственность', provider.ownershipLabel],
              ['Тип учреждения', provider.institutionTypeLabel],
              ['Учредитель', provider.founder],
              ['ИНН / КПП', [provider.inn, provider.kpp].filter(Boolean).join(' / ')],
              ['ОГРН', provider.ogrn],
              ['Адрес', provider.actualAddress],
              ['Муниципалитет', provider.municipality?.name],
              ['Лицензия', provider.licenceNumber && `№ ${provider.licenceNumber} от ${dayText(provider.licenceIssuedOn)}, ${provider.licenceIssuer}`],
              ['Запись реестра', provider.entry && `№ ${provider.entry.number} от ${dayText(provider.entry.includedOn)}`],
              ['Руководитель', provider.requisites && `${provider.requisites.headName}, ${provider.requisites.headPosition}`],
              ['Связь', provider.requisites && [provider.requisites.contactName, provider.requisites.contactPhone, provider.requisites.contactEmail].filter(Boolean).join(', ')],
            ]}
          />
          {provider.remarks.length > 0 && <Changes remarks={provider.remarks} />}
          <Grounds refusals={provider.refusals} />
          <Title order={3} size="h5">
            Документы
          </Title>
          <Documents documents={provider.documents} />
        </Stack>
      )}
    </Asked>
  )
}

export function AgreementCard({ of }: { of: string }) {
  return (
    <Asked title="Соглашение об оплате" operation={CaseSubject} variables={{ id: of }} of={(data) => data.case?.agreement}>
      {(agreement) => (
        <Stack gap="sm">
          <Facts
            facts={[
              ['Поставщик', agreement.provider?.shortName],
              ['Плательщик', agreement.payer?.name],
              ['Год', agreement.year],
              ['Состояние', agreement.statusLabel],
              ['Предел', agreement.limitText],
              ['Номер', agreement.number],
              ['Запрошено', dayText(agreement.requestedOn)],
              ['Подписано', agreement.signedOn && dayText(agreement.signedOn)],
              ['Пояснение', agreement.reason],
              ['Жалоба', agreement.appeal],
            ]}
          />
          <Grounds refusals={agreement.refusals} />
        </Stack>
      )}
    </Asked>
  )
}

export function AssignmentCard({ id }: { id: string }) {
  return (
    <Asked title="Муниципальное задание" operation={MunicipalAssignment} variables={{ id }} of={(data) => data.municipalAssignment}>
      {(assignment) => (
        <Stack gap="sm">
          <Facts
            facts={[
              ['Номер', assignment.number],
              ['Учреждение', assignment.provider?.shortName],
              ['Муниципалитет', assignment.municipality?.name],
              ['Состояние', assignment.statusLabel],
              ['Срок', `${dayText(assignment.startsOn)} – ${dayText(assignment.endsOn)}`],
              ['Мест всего', assignment.totalPlaces],
              ['Человеко-часов', assignment.pupilHours],
            ]}
          />
          <DataTable
            caption="Программы задания"
            rows={assignment.lines}
            keyOf={({ entry, minutesNumber }) => entry?.id ?? minutesNumber}
            columns={[
              { header: 'Программа', cell: ({ entry }) => entry?.edition?.name ?? '—' },
              { header: 'Реестр', cell: ({ entry }) => entry?.kindLabel ?? '—' },
              { header: 'Мест', cell: ({ places }) => places, isNumber: true },
              { header: 'Часов', cell: ({ hours }) => hours, isNumber: true },
            ]}
          />
        </Stack>
      )}
    </Asked>
  )
}
