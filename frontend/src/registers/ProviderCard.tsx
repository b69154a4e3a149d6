import { List, Stack, Text } from '@mantine/core'
import { Facts } from '../parts/Facts'
import { FileLink } from '../parts/FileLink'
import { Part } from '../parts/Part'
import { dayText } from '../text/format'
import type { OneProvider } from './ProviderPage'

interface Props {
  provider: OneProvider
}

export function ProviderCard({ provider }: Props) {
  const licence = [provider.licenceNumber, provider.licenceIssuedOn && `от ${dayText(provider.licenceIssuedOn)}`, provider.licenceIssuer]
  return (
    <Part title="Карточка">
      <Facts
        facts={[
          ['Полное название', provider.fullName],
          ['Форма собственности', provider.ownershipLabel],
          ['Тип учреждения', provider.institutionTypeLabel],
          ['Учредитель', provider.founder],
          ['Организационно-правовая форма', provider.legalForm],
          ['ИНН', provider.inn],
          ['КПП', provider.kpp],
          ['ОГРН или ОГРНИП', provider.ogrn],
          ['Муниципалитет', provider.municipality.name],
          ['Адрес', provider.actualAddress],
          ['Лицензия', licence.filter(Boolean).join(', ')],
          ['Услуги за прошлый год', provider.servicesLastYear],
          ['Заявка подана', provider.submittedOn && dayText(provider.submittedOn)],
          ['Номер в реестре', provider.entry && `${provider.entry.number}, включён ${dayText(provider.entry.includedOn)}`],
          ['Исключён из реестра', provider.excludedOn && dayText(provider.excludedOn)],
        ]}
      />
    </Part>
  )
}

/** Bank and people, for those concerned alone. */
export function ProviderRequisites({ provider: { requisites } }: Props) {
  if (!requisites) return null
  return (
    <Part title="Реквизиты и контакты">
      <Facts
        facts={[
          ['Юридический адрес', requisites.legalAddress],
          ['Руководитель', [requisites.headPosition, requisites.headName].filter(Boolean).join(' ')],
          ['Действует на основании', requisites.actsOn],
          ['Банк', requisites.bankName],
          ['БИК', requisites.bik],
          ['Расчётный счёт', requisites.settlementAccount],
          ['Корреспондентский счёт', requisites.correspondentAccount],
          ['Контактное лицо', requisites.contactName],
          ['Телефон', requisites.contactPhone],
          ['Электронная почта', requisites.contactEmail],
        ]}
      />
    </Part>
  )
}

export function ProviderPapers({ provider }: Props) {
  const papers = provider.documents.filter((each) => !each.replaced)
  if (papers.length === 0) return null
  return (
    <Part title="Документы">
      <Facts facts={papers.map((each) => [each.kindLabel, <FileLink key={each.id} file={each.file} />])} />
    </Part>
  )
}

/** What was wrong with its applications. */
export function ProviderRefusals({ provider: { refusals } }: Props) {
  if (refusals.length === 0) return null
  return (
    <Part title="Отказы">
      <List>
        {refusals.map((each) => (
          <List.Item key={each.refusedAt + each.ground}>
            <Stack gap={0}>
              <Text size="sm">
                {dayText(each.refusedAt)}: {each.groundText}
              </Text>
              <Text size="sm">{each.text}</Text>
              <Text size="xs" c="dimmed">
                {each.rule}
              </Text>
            </Stack>
          </List.Item>
        ))}
      </List>
    </Part>
  )
}
